//! Proving again who one is, for what is asked of nobody whose last proof is long ago.

pub(super) mod first_factor;
pub(super) mod second_factor;
pub(super) mod start;

use ambient::{MINUTE, Millis};
use clerk::types::{SessionReverification, SignInFactor};
use sqlx::SqliteConnection;

use super::answer::Answer;
use super::caller::Caller;
use crate::errors::ApiError;
use crate::second_factors::masked;
use crate::store::clients;
use crate::store::email_addresses::EmailRow;
use crate::store::reverifications::{self, ReverificationRow};
use crate::store::sent_code::SentCode;
use crate::store::sessions::{self, SessionRow};
use crate::store::users::UserRow;
use crate::users::Found;
use crate::{Provider, views};

/// A proof counts for this long (Clerk's "strict").
const FRESH: Millis = 10 * MINUTE;

const NEEDS_FIRST_FACTOR: &str = "needs_first_factor";
const NEEDS_SECOND_FACTOR: &str = "needs_second_factor";
const COMPLETE: &str = "complete";

/// Refuses what a session asks for whose person has not proven their strongest factor lately: the second, if they have
/// one. Who acts as somebody has none of theirs.
pub(super) fn required(session: &SessionRow, user: &UserRow, now: Millis) -> Result<(), ApiError> {
    let proven = if user.two_factor_enabled() {
        session.second_factor_at
    } else {
        session.first_factor_at
    };
    if proven.is_some_and(|proven| now - proven < FRESH) {
        not_acting(session)
    } else {
        Err(ApiError::reverification_required())
    }
}

/// Refuses who acts as somebody else.
pub(super) fn not_acting(session: &SessionRow) -> Result<(), ApiError> {
    match session.actor {
        None => Ok(()),
        Some(_) => Err(ApiError::reverification_required()),
    }
}

/// A live session of the caller's own in which nobody acts for somebody else.
async fn own(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    id: &str,
) -> Result<SessionRow, ApiError> {
    let session = caller.own_session(db, id).await?;
    if !session.is_live(provider.clock.now()) {
        return Err(ApiError::unauthenticated());
    }
    not_acting(&session)?;
    Ok(session)
}

/// A proof of the session that has just begun.
fn fresh(session: &SessionRow, level: &str) -> ReverificationRow {
    let status = match level {
        "second_factor" => NEEDS_SECOND_FACTOR,
        _ => NEEDS_FIRST_FACTOR,
    };
    ReverificationRow {
        session_id: session.id.clone(),
        level: level.to_owned(),
        status: status.to_owned(),
        first_strategy: None,
        second_strategy: None,
        second_tries: 0,
        code: SentCode::default(),
    }
}

/// By what the first factor can be proven: the password, and a code to the primary address.
fn first_factors(found: &Found) -> Vec<SignInFactor> {
    let mut offered = Vec::new();
    if found.user.password_digest.is_some() {
        offered.push(SignInFactor {
            strategy: "password".to_owned(),
            ..SignInFactor::default()
        });
    }
    if let Some(email) = primary(found) {
        offered.push(SignInFactor {
            strategy: "email_code".to_owned(),
            safe_identifier: Some(masked(&email.email_address)),
            email_address_id: Some(email.id.clone()),
            ..SignInFactor::default()
        });
    }
    offered
}

/// The address that codes go to.
fn primary(found: &Found) -> Option<&EmailRow> {
    let primary = found.user.primary_email_address_id.as_ref()?;
    found.emails.iter().find(|email| email.id == *primary)
}

/// By what the second factor can be proven: an app and backup codes, no code by e-mail.
fn second_factors(user: &UserRow) -> Vec<SignInFactor> {
    user.offered_second_factors(&[], "")
}

/// Keeps what was proven just now, and shows how far it got.
async fn proven(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    session: &SessionRow,
    found: &Found,
    row: &ReverificationRow,
) -> Result<Answer<SessionReverification>, ApiError> {
    reverifications::put(&mut *db, row).await?;
    sessions::set_factors(&mut *db, session).await?;
    answer(provider, db, caller, session, found, row).await
}

/// How far it got, with the client beside it.
async fn answer(
    provider: &Provider,
    db: &mut SqliteConnection,
    caller: &Caller,
    session: &SessionRow,
    found: &Found,
    row: &ReverificationRow,
) -> Result<Answer<SessionReverification>, ApiError> {
    let shown = views::client_session(&mut *db, session, None, provider.clock.now()).await?;
    let client = clients::find(&mut *db, &session.client_id).await?;
    let client = client.ok_or_else(ApiError::signed_out)?;
    let client = views::client(provider, db, &client, caller.azp.as_deref()).await?;
    let code = Some(&row.code).filter(|code| code.expires_at.is_some());
    let second = row.second_strategy.as_deref();
    let waits_for = |status: &str| row.status == status;
    let reverification = SessionReverification {
        level: row.level.clone(),
        status: row.status.clone(),
        supported_first_factors: waits_for(NEEDS_FIRST_FACTOR).then(|| first_factors(found)),
        supported_second_factors: waits_for(NEEDS_SECOND_FACTOR)
            .then(|| second_factors(&found.user)),
        first_factor_verification: views::factor_verification(row.first_strategy.as_deref(), code),
        second_factor_verification: views::factor_verification(second, None),
        session: shown,
    };
    Ok(Answer::new(reverification, Some(client)))
}
