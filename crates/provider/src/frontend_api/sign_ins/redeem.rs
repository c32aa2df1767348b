use ambient::Millis;
use clerk::types::{ActorTokenStatus, SignInTokenStatus};
use sqlx::SqliteConnection;

use super::session::NewSession;
use crate::Provider;
use crate::errors::ApiError;
use crate::store::actor_tokens::{self, ActorTokenRow};
use crate::store::sign_in_tokens::{self, SignInTokenRow};
use crate::store::users;
use crate::tokens::TicketClaims;

/// What a ticket stands for.
pub(in crate::frontend_api) enum Ticket {
    /// An actor becomes a subject.
    Actor(ActorTokenRow),
    /// A user signs in as themself.
    SignIn(SignInTokenRow),
}

impl Ticket {
    /// Of whom the session will be.
    pub(super) fn user_id(&self) -> &str {
        match self {
            Self::Actor(token) => &token.user_id,
            Self::SignIn(token) => &token.user_id,
        }
    }

    /// The session that it makes.
    pub(super) fn session(&self) -> NewSession {
        match self {
            Self::Actor(token) => {
                NewSession::by_ticket(token.actor.clone(), token.session_max_duration)
            }
            Self::SignIn(_) => NewSession::own(None),
        }
    }

    /// A user's own ticket, which somebody with the secret key handed out, stands for the first factor.
    pub(super) fn first_factor_at(&self, now: Millis) -> Option<Millis> {
        matches!(self, Self::SignIn(_)).then_some(now)
    }

    /// Uses it up.
    pub(super) async fn spend(
        &self,
        provider: &Provider,
        db: &mut SqliteConnection,
    ) -> Result<(), ApiError> {
        let now = provider.clock.now();
        match self {
            Self::Actor(token) => {
                let accepted = ActorTokenStatus::Accepted;
                if !actor_tokens::settle(db, &token.id, &accepted, now).await? {
                    return Err(ApiError::actor_token_used());
                }
            }
            Self::SignIn(token) => {
                let accepted = SignInTokenStatus::Accepted;
                if !sign_in_tokens::settle(db, &token.id, &accepted, now).await? {
                    return Err(ApiError::sign_in_token_used());
                }
            }
        }
        Ok(())
    }
}

/// What that ticket stands for, if it can be used now.
pub(in crate::frontend_api) async fn redeemable(
    provider: &Provider,
    db: &mut SqliteConnection,
    ticket: &str,
) -> Result<Ticket, ApiError> {
    let claims = TicketClaims::unseal(ticket, &provider.instance.mac_keys);
    let claims = claims.map_err(|_| ApiError::ticket_invalid())?;
    let ticket = match claims.st.as_str() {
        TicketClaims::ACTOR_TOKEN => Ticket::Actor(actor_token(db, &claims.sid).await?),
        TicketClaims::SIGN_IN_TOKEN => Ticket::SignIn(sign_in_token(db, &claims.sid).await?),
        _ => return Err(ApiError::ticket_invalid()),
    };
    let expire_at = match &ticket {
        Ticket::Actor(token) => token.expire_at,
        Ticket::SignIn(token) => token.expire_at,
    };
    if provider.clock.now() >= expire_at {
        return Err(ApiError::ticket_expired());
    }
    if users::find(db, ticket.user_id()).await?.is_none() {
        return Err(ApiError::actor_token_subject_not_found());
    }
    Ok(ticket)
}

async fn actor_token(db: &mut SqliteConnection, id: &str) -> Result<ActorTokenRow, ApiError> {
    // The ticket was ours but the row is gone: a ticket of another database with the same key.
    let token = actor_tokens::find(db, id)
        .await?
        .ok_or_else(ApiError::ticket_invalid)?;
    match token.status() {
        ActorTokenStatus::Pending => Ok(token),
        ActorTokenStatus::Revoked => Err(ApiError::actor_token_revoked()),
        _ => Err(ApiError::actor_token_used()),
    }
}

/// A sign-in token goes with its user, and is no ticket any more then.
async fn sign_in_token(db: &mut SqliteConnection, id: &str) -> Result<SignInTokenRow, ApiError> {
    let token = sign_in_tokens::find(db, id)
        .await?
        .ok_or_else(ApiError::ticket_invalid)?;
    match token.status() {
        SignInTokenStatus::Pending => Ok(token),
        SignInTokenStatus::Revoked => Err(ApiError::sign_in_token_revoked()),
        _ => Err(ApiError::sign_in_token_used()),
    }
}
