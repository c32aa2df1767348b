//! Signing in: by password in one or two steps, or by a ticket.

pub(super) mod attempt;
pub(super) mod create;
pub(super) mod get;
mod password;
pub(super) mod redeem;
mod session;
mod ticket;

use clerk::types::SignInStatus;

use crate::Provider;
use crate::lifetimes::SIGN_IN;
use crate::store::clients::ClientRow;
use crate::store::sign_ins::SignInRow;

/// A new attempt on that client, without anybody named yet.
fn fresh(provider: &Provider, client: &ClientRow) -> SignInRow {
    let now = provider.clock.now();
    SignInRow {
        id: provider.random.id("sia"),
        client_id: client.id.clone(),
        user_id: None,
        identifier: None,
        status: SignInStatus::NeedsIdentifier.to_string(),
        verified_strategy: None,
        created_session_id: None,
        abandon_at: now + SIGN_IN,
        created_at: now,
        updated_at: now,
    }
}
