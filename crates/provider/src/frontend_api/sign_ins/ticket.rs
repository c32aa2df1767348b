use clerk::types::{ActorTokenStatus, SignIn};
use sqlx::SqliteConnection;

use super::create::{answer, client_for, keep, named};
use super::session::{self, NewSession};
use crate::Provider;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::store::actor_tokens::{self, ActorTokenRow};
use crate::store::users;
use crate::tokens::TicketClaims;

/// Signs in with the ticket of an actor token, as its subject. One transaction: the ticket is spent
/// exactly when there is a session, and a sign-in that is refused leaves it as it was.
pub(super) async fn sign_in(
    provider: &Provider,
    caller: &Caller,
    ticket: &str,
) -> Result<Answer<SignIn>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let token = redeemable(provider, &mut transaction, ticket).await?;
    let (mut client, _) = client_for(provider, &mut transaction, caller).await?;
    let mut sign_in = named(provider, &client, None, Some(token.user_id));
    keep(provider, &mut transaction, &mut client, &sign_in).await?;
    let new = NewSession::by_ticket(token.actor, token.session_max_duration);
    session::open(provider, &mut transaction, &mut client, &mut sign_in, new).await?;
    let accepted = ActorTokenStatus::Accepted;
    if !actor_tokens::settle(
        &mut *transaction,
        &token.id,
        &accepted,
        provider.clock.now(),
    )
    .await?
    {
        return Err(ApiError::actor_token_used());
    }
    let answer = answer(provider, &mut transaction, caller, &client, &sign_in, true).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// The actor token of a ticket, if it can be used now.
pub(in crate::frontend_api) async fn redeemable(
    provider: &Provider,
    db: &mut SqliteConnection,
    ticket: &str,
) -> Result<ActorTokenRow, ApiError> {
    let claims = TicketClaims::unseal(ticket, &provider.instance.mac_keys);
    let claims = claims.map_err(|_| ApiError::ticket_invalid())?;
    if claims.st != TicketClaims::ACTOR_TOKEN {
        return Err(ApiError::ticket_invalid());
    }
    // The ticket was ours but the row is gone: a ticket of another database with the same key.
    let token = actor_tokens::find(&mut *db, &claims.sid)
        .await?
        .ok_or_else(ApiError::ticket_invalid)?;
    match token.status() {
        ActorTokenStatus::Pending => {}
        ActorTokenStatus::Revoked => return Err(ApiError::actor_token_revoked()),
        _ => return Err(ApiError::actor_token_used()),
    }
    if provider.clock.now() >= token.expire_at {
        return Err(ApiError::ticket_expired());
    }
    if users::find(db, &token.user_id).await?.is_none() {
        return Err(ApiError::actor_token_subject_not_found());
    }
    Ok(token)
}
