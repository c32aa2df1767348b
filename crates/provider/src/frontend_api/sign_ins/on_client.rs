//! A sign-in on its client: a new one takes the place of the one before it.

use clerk::types::{SignIn, SignInStatus};
use sqlx::SqliteConnection;

use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::client;
use crate::lifetimes::SIGN_IN;
use crate::store::clients::{self, ClientRow};
use crate::store::sent_code::SentCode;
use crate::store::sign_ins::{self, SignInRow};
use crate::{Provider, views};

/// The caller's client as it is in this transaction, or a new one.
pub(super) async fn client_for(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
) -> Result<(ClientRow, bool), ApiError> {
    let known = match &caller.client {
        Some(known) => clients::find(&mut *db, &known.id).await?,
        None => None,
    };
    if let Some(client) = known {
        return Ok((client, false));
    }
    let client = client::fresh(provider);
    clients::insert(db, &client).await?;
    Ok((client, true))
}

/// Keeps a new sign-in as its client's current one.
pub(super) async fn keep(
    provider: &Provider,
    db: &mut SqliteConnection,
    client: &mut ClientRow,
    sign_in: &SignInRow,
) -> Result<(), ApiError> {
    sign_ins::insert(&mut *db, sign_in).await?;
    client.sign_in_id = Some(sign_in.id.clone());
    client.updated_at = provider.clock.now();
    clients::update(db, client).await?;
    Ok(())
}

/// A new attempt that somebody has been named for.
pub(super) fn named(
    provider: &Provider,
    client: &ClientRow,
    identifier: Option<String>,
    user_id: Option<String>,
) -> SignInRow {
    SignInRow {
        user_id,
        identifier,
        ..fresh(provider, client)
    }
}

/// The answer with the client beside it, and the client's token if it is new to the caller.
pub(super) async fn answer(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    client: &ClientRow,
    sign_in: &SignInRow,
    new_token: bool,
) -> Result<Answer<SignIn>, ApiError> {
    let shown = views::client(provider, db, client, caller.azp.as_deref()).await?;
    let answer = Answer::new(views::sign_in(sign_in), Some(shown));
    Ok(if new_token {
        answer.with_token(provider, client)
    } else {
        answer
    })
}

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
