//! The first factor: what a sign-in offers, and what follows when it is proven.

use clerk::types::{SignInFactor, SignInStatus};
use sqlx::SqliteConnection;

use super::identifier::normal;
use super::on_client::named;
use super::session::{self, NewSession};
use crate::Provider;
use crate::errors::ApiError;
use crate::second_factors::masked;
use crate::store::clients::{self, ClientRow};
use crate::store::email_addresses;
use crate::store::sign_ins::{self, SignInRow};
use crate::store::users;

/// A new sign-in that names somebody and waits for the first factor.
pub(super) async fn wanted(
    provider: &Provider,
    db: &mut SqliteConnection,
    client: &ClientRow,
    identifier: String,
) -> Result<SignInRow, ApiError> {
    let user = users::find_by_identifier(&mut *db, &normal(&identifier)).await?;
    session::allow(provider, db, client, user.as_ref()).await?;
    let user_id = user.map(|user| user.id);
    let mut sign_in = named(provider, client, Some(identifier), user_id);
    sign_in.status = SignInStatus::NeedsFirstFactor.to_string();
    offer(provider, db, &mut sign_in).await?;
    Ok(sign_in)
}

/// What a sign-in with this identifier offers. Nothing in it depends on whether the identifier is anybody's: an
/// address is offered a password and a code by e-mail, with the id of the address, or one that looks like it.
async fn offer(
    provider: &Provider,
    db: &mut SqliteConnection,
    sign_in: &mut SignInRow,
) -> Result<(), ApiError> {
    let identifier = normal(sign_in.identifier.as_deref().unwrap_or_default());
    let mut factors = vec![SignInFactor {
        strategy: "password".to_owned(),
        ..SignInFactor::default()
    }];
    if identifier.contains('@') {
        let emails = match &sign_in.user_id {
            Some(user_id) => email_addresses::of_users(db, [user_id.as_str()].into_iter()).await?,
            None => Vec::new(),
        };
        let own = emails
            .into_iter()
            .find(|email| email.email_address == identifier);
        let nobodys = || provider.instance.mac_keys.nobodys_id("idn", &identifier);
        factors.push(SignInFactor {
            strategy: "email_code".to_owned(),
            safe_identifier: Some(masked(&identifier)),
            email_address_id: Some(own.map_or_else(nobodys, |own| own.id)),
            ..SignInFactor::default()
        });
    }
    sign_in.first_factors = Some(serde_json::to_string(&factors)?);
    Ok(())
}

/// The first factor is proven: there is a session now (true), or the second factor is wanted.
pub(super) async fn passed(
    provider: &Provider,
    db: &mut SqliteConnection,
    client: &mut ClientRow,
    sign_in: &mut SignInRow,
    strategy: &str,
) -> Result<bool, ApiError> {
    let now = provider.clock.now();
    sign_in.verified_strategy = Some(strategy.to_owned());
    sign_in.first_verified_at = Some(now);
    sign_in.updated_at = now;
    let user = match &sign_in.user_id {
        Some(user_id) => users::find(&mut *db, user_id).await?,
        None => None,
    };
    let Some(user) = user.filter(users::UserRow::two_factor_enabled) else {
        session::open(provider, db, client, sign_in, NewSession::own(None)).await?;
        return Ok(true);
    };
    session::allow(provider, db, client, Some(&user)).await?;
    if user.banned {
        return Err(ApiError::user_banned());
    }
    let emails = email_addresses::of_users(&mut *db, [user.id.as_str()].into_iter()).await?;
    let offered = user.offered_second_factors(&emails, strategy);
    sign_in.second_factors = Some(serde_json::to_string(&offered)?);
    sign_in.status = SignInStatus::NeedsSecondFactor.to_string();
    sign_ins::update(&mut *db, sign_in).await?;
    client.updated_at = now;
    clients::update(db, client).await?;
    Ok(false)
}
