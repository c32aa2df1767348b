//! Signing in: by password or a code by e-mail, with a second factor where the account has one, or by a ticket.

pub(super) mod attempt;
mod code;
pub(super) mod create;
mod first_factor;
pub(super) mod get;
mod password;
pub(super) mod prepare;
pub(super) mod redeem;
pub(super) mod second;
mod session;
mod ticket;

use clerk::types::SignInStatus;

use crate::Provider;
use crate::lifetimes::SIGN_IN;
use crate::store::clients::ClientRow;
use crate::store::sent_code::SentCode;
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
        first_factors: None,
        second_factors: None,
        first_verified_at: None,
        second_strategy: None,
        second_tries: 0,
        code_step: None,
        code: SentCode::default(),
        abandon_at: now + SIGN_IN,
        created_at: now,
        updated_at: now,
    }
}
