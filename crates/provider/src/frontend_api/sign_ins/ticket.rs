use clerk::types::SignIn;

use super::on_client::{answer, client_for, keep, named};
use super::{redeem, session};
use crate::Provider;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;

/// Signs in with a ticket: of an actor token as its subject, of a sign-in token as its user; without a second factor,
/// which an actor cannot have (docs/decisions/0013). One transaction: the ticket is spent exactly when there is a
/// session, and a sign-in that is refused leaves it as it was.
pub(super) async fn sign_in(
    provider: &Provider,
    caller: &Caller,
    ticket: &str,
) -> Result<Answer<SignIn>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let ticket = redeem::redeemable(provider, &mut transaction, ticket).await?;
    let (mut client, _) = client_for(provider, &mut transaction, caller).await?;
    let user_id = ticket.user_id().to_owned();
    let mut sign_in = named(provider, &client, None, Some(user_id));
    sign_in.verified_strategy = Some("ticket".to_owned());
    sign_in.first_verified_at = ticket.first_factor_at(provider.clock.now());
    keep(provider, &mut transaction, &mut client, &sign_in).await?;
    let new = ticket.session();
    session::open(provider, &mut transaction, &mut client, &mut sign_in, new).await?;
    ticket.spend(provider, &mut transaction).await?;
    let answer = answer(provider, &mut transaction, caller, &client, &sign_in, true).await?;
    transaction.commit().await?;
    Ok(answer)
}
