use std::collections::HashMap;

use ambient::Millis;
use clerk::types::{Client, ClientSession, PublicUserData, SignInStatus, Token, User};
use sqlx::SqliteConnection;

use super::{one_user, sign_in};
use crate::Provider;
use crate::errors::ApiError;
use crate::store::clients::ClientRow;
use crate::store::sessions::{self, SessionRow};
use crate::store::{sign_ins, users};
use crate::tokens::age_in_minutes;

/// The client with its live sessions and the sign-in that is under way.
///
/// Sessions that are over are not shown: a client that once held an impersonated session must not go
/// on reading its subject's data.
pub(crate) async fn client(
    provider: &Provider,
    db: &mut SqliteConnection,
    row: &ClientRow,
    azp: Option<&str>,
) -> Result<Client, ApiError> {
    let now = provider.clock.now();
    let live = sessions::live_of_client(&mut *db, &row.id, now).await?;
    let mut known: HashMap<&str, User> = HashMap::new();
    let mut shown = Vec::with_capacity(live.len());
    for session in &live {
        if !known.contains_key(session.user_id.as_str()) {
            known.insert(&session.user_id, subject(db, session, now).await?);
        }
        let token = provider.fresh_session_token(session, azp, row.updated_at);
        let token = token.map(|jwt| Token {
            jwt: jwt.to_string(),
        });
        shown.push(view(
            session,
            known[session.user_id.as_str()].clone(),
            token,
            now,
        )?);
    }
    let last_active = row.last_active_session_id.as_ref();
    let last_active = last_active.filter(|id| live.iter().any(|session| session.id == **id));
    Ok(Client {
        id: row.id.clone(),
        sessions: shown,
        sign_in: open_sign_in(db, row, now).await?,
        last_active_session_id: last_active
            .or(live.last().map(|session| &session.id))
            .cloned(),
        last_authentication_strategy: row.last_authentication_strategy.clone(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        ..Client::default()
    })
}

/// One session as its own client sees it, with the token to send along.
pub(crate) async fn client_session(
    db: &mut SqliteConnection,
    session: &SessionRow,
    token: Option<Token>,
    now: Millis,
) -> Result<ClientSession, ApiError> {
    view(session, subject(db, session, now).await?, token, now)
}

async fn subject(
    db: &mut SqliteConnection,
    session: &SessionRow,
    now: Millis,
) -> Result<User, ApiError> {
    let user = users::find(&mut *db, &session.user_id).await?;
    let user = user.ok_or_else(|| ApiError::user_not_found(&session.user_id))?;
    Ok(one_user(db, user, now).await?.for_frontend())
}

async fn open_sign_in(
    db: &mut SqliteConnection,
    row: &ClientRow,
    now: Millis,
) -> Result<Option<clerk::types::SignIn>, ApiError> {
    let Some(id) = &row.sign_in_id else {
        return Ok(None);
    };
    let found = sign_ins::find(db, id)
        .await?
        .filter(|found| now < found.abandon_at);
    Ok(found
        .map(|found| sign_in(&found))
        .filter(|shown| shown.status != SignInStatus::Complete))
}

fn view(
    session: &SessionRow,
    user: User,
    last_active_token: Option<Token>,
    now: Millis,
) -> Result<ClientSession, ApiError> {
    Ok(ClientSession {
        id: session.id.clone(),
        status: session.status(now),
        expire_at: session.expire_at,
        abandon_at: session.abandon_at,
        last_active_at: session.last_active_at,
        last_active_token,
        actor: session
            .actor
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?,
        public_user_data: Some(PublicUserData::from(&user)),
        user: Some(user),
        factor_verification_age: vec![
            age_in_minutes(session.first_factor_at, now),
            age_in_minutes(session.second_factor_at, now),
        ],
        created_at: session.created_at,
        updated_at: session.updated_at,
        ..ClientSession::default()
    })
}
