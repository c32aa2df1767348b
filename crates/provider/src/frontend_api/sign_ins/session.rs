use ambient::Millis;
use clerk::types::{SessionStatus, SignInStatus};
use sqlx::SqliteConnection;

use crate::Provider;
use crate::errors::ApiError;
use crate::lifetimes::{SESSION, abandon_at};
use crate::sessions::begin;
use crate::store::clients::{self, ClientRow};
use crate::store::sessions::{self, SessionRow};
use crate::store::sign_ins::{self, SignInRow};
use crate::store::users::{self, UserRow};
use crate::users::lockout;

/// What a completed sign-in makes of itself.
pub(super) struct NewSession {
    /// Who acts as the user: a JSON object, verbatim from the actor token.
    actor: Option<String>,
    /// A ticket proves no factor.
    second_factor_at: Option<Millis>,
    longest: Millis,
}

impl NewSession {
    /// The person's own, by the factors that were proven.
    pub(super) fn own(second_factor_at: Option<Millis>) -> Self {
        Self {
            actor: None,
            second_factor_at,
            longest: SESSION,
        }
    }

    pub(super) fn by_ticket(actor: String, longest: Millis) -> Self {
        Self {
            actor: Some(actor),
            second_factor_at: None,
            longest,
        }
    }
}

/// Whether a session (of `user`, if somebody is named) may come to be on this client.
pub(super) async fn allow(
    provider: &Provider,
    db: &mut SqliteConnection,
    client: &ClientRow,
    user: Option<&UserRow>,
) -> Result<(), ApiError> {
    let live = sessions::live_of_client(db, &client.id, provider.clock.now()).await?;
    // Before all else: from inside an impersonation nobody becomes anybody.
    if live.iter().any(|session| session.actor.is_some()) {
        return Err(ApiError::impersonation_present());
    }
    if provider.settings.single_session_mode && !live.is_empty() {
        return Err(ApiError::session_exists());
    }
    let Some(user) = user else { return Ok(()) };
    match live.iter().find(|session| session.user_id == user.id) {
        Some(session) => Err(ApiError::already_signed_in(&session.id)),
        None => Ok(()),
    }
}

/// Completes a sign-in with a session on its client, and gives the client another token: whoever
/// knew the one from before the sign-in is left outside.
pub(super) async fn open(
    provider: &Provider,
    db: &mut SqliteConnection,
    client: &mut ClientRow,
    sign_in: &mut SignInRow,
    new: NewSession,
) -> Result<(), ApiError> {
    let now = provider.clock.now();
    let user = match &sign_in.user_id {
        Some(user_id) => users::find(&mut *db, user_id).await?,
        None => None,
    };
    let user = user.ok_or_else(ApiError::identifier_or_password_incorrect)?;
    allow(provider, db, client, Some(&user)).await?;
    if user.banned {
        return Err(ApiError::user_banned());
    }
    if new.actor.is_none() {
        lockout::refuse_locked(&user, now)?;
        lockout::passed(&mut *db, &user).await?;
    }
    let session = SessionRow {
        id: provider.random.id("sess"),
        client_id: client.id.clone(),
        user_id: user.id,
        status: SessionStatus::Active.to_string(),
        first_factor_at: sign_in.first_verified_at,
        second_factor_at: new.second_factor_at,
        last_active_at: now,
        expire_at: now + new.longest,
        abandon_at: abandon_at(now, new.actor.is_some()),
        actor: new.actor,
        created_at: now,
        updated_at: now,
    };
    // An impersonator's sign-in is not the user's.
    if session.actor.is_none() {
        users::record_sign_in(&mut *db, &session.user_id, now).await?;
    }
    begin(provider, &mut *db, &session).await?;
    sign_in.status = SignInStatus::Complete.to_string();
    sign_in.created_session_id = Some(session.id.clone());
    sign_in.updated_at = now;
    sign_ins::update(&mut *db, sign_in).await?;
    client.rotation = provider.random.secret();
    client.last_active_session_id = Some(session.id);
    client
        .last_authentication_strategy
        .clone_from(&sign_in.verified_strategy);
    client.updated_at = now;
    clients::update(db, client).await?;
    Ok(())
}
