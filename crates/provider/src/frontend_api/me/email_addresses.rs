use axum::Json;
use axum::extract::{Path, State};
use clerk::types::{DeletedObject, EmailAddress};

use super::{beside_client, proven_speaker, speaker};
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::{codes, reverification};
use crate::store::email_addresses::{self, EmailRow};
use crate::store::sent_code::SentCode;
use crate::users::{self, Found, on_conflict, reindex};
use crate::{Provider, views};

/// `GET /v1/me/email_addresses`, a bare array.
pub(in crate::frontend_api) async fn list(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Json<Vec<EmailAddress>>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let (_, found) = speaker(&provider, &mut db, &caller).await?;
    Ok(Json(
        found.emails.iter().map(views::email_address).collect(),
    ))
}

/// `GET /v1/me/email_addresses/{id}`
pub(in crate::frontend_api) async fn get(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<EmailAddress>, ApiError> {
    let mut db = provider.pool.acquire().await?;
    let (_, mut found) = speaker(&provider, &mut db, &caller).await?;
    let shown = views::email_address(own(&mut found, &id)?);
    beside_client(&provider, &mut db, &caller, shown).await
}

/// `POST /v1/me/email_addresses`: another address, which signs nobody in until a code has shown that it is the user's.
pub(in crate::frontend_api) async fn create(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<EmailAddress>, ApiError> {
    let email_address = users::email_address(&body.required_text("email_address")?)?;
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (_, mut found) = proven_speaker(&provider, &mut transaction, &caller).await?;
    let row = EmailRow {
        id: provider.random.id("idn"),
        user_id: found.user.id.clone(),
        email_address,
        strategy: "email_code".to_owned(),
        verified: false,
        reserved: false,
        code: SentCode::default(),
        created_at: now,
        updated_at: now,
    };
    let inserted = email_addresses::insert(&mut *transaction, std::slice::from_ref(&row)).await;
    inserted.map_err(|error| on_conflict(error, "email_address"))?;
    found.emails.push(row.clone());
    found.user.updated_at = now;
    reindex(&provider, &mut transaction, &mut found).await?;
    let shown = views::email_address(&row);
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `POST /v1/me/email_addresses/{id}/prepare_verification`: sends a code to the address.
pub(in crate::frontend_api) async fn prepare(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<EmailAddress>, ApiError> {
    let strategy = body.required_text("strategy")?;
    body.ignore(&["redirect_url", "action_complete_redirect_url"]);
    body.finish()?;
    if strategy != "email_code" {
        return Err(ApiError::param_value("strategy", "email_code"));
    }
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (session, mut found) = speaker(&provider, &mut transaction, &caller).await?;
    reverification::not_acting(&session)?;
    let row = unverified(&mut found, &id)?;
    let (code, letter) = codes::issue(&provider, &id, Some(&row.email_address));
    row.code = code;
    row.updated_at = provider.clock.now();
    email_addresses::update(&mut *transaction, row).await?;
    let shown = views::email_address(row);
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    codes::deliver(&provider, letter).await?;
    Ok(answer)
}

/// `POST /v1/me/email_addresses/{id}/attempt_verification`: by the code that was sent. Who had no primary address has one
/// now.
pub(in crate::frontend_api) async fn attempt(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<EmailAddress>, ApiError> {
    let typed = body.required_text("code")?;
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (session, mut found) = speaker(&provider, &mut transaction, &caller).await?;
    reverification::not_acting(&session)?;
    let row = unverified(&mut found, &id)?;
    let taken = codes::take(&provider, &id, &mut row.code, &typed, true);
    row.verified = taken.is_ok();
    if row.verified {
        "email_code".clone_into(&mut row.strategy);
        row.updated_at = now;
    }
    let row = row.clone();
    email_addresses::update(&mut *transaction, &row).await?;
    if let Err(error) = taken {
        // That it was wrong is kept.
        transaction.commit().await?;
        return Err(error);
    }
    let primary = &mut found.user.primary_email_address_id;
    primary.get_or_insert_with(|| id.clone());
    found.user.updated_at = now;
    reindex(&provider, &mut transaction, &mut found).await?;
    let shown = views::email_address(&row);
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `DELETE /v1/me/email_addresses/{id}`
pub(in crate::frontend_api) async fn delete(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Answer<DeletedObject>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (_, mut found) = proven_speaker(&provider, &mut transaction, &caller).await?;
    found.remove_email_address(&id)?;
    email_addresses::delete(&mut *transaction, &id).await?;
    found.user.updated_at = provider.clock.now();
    reindex(&provider, &mut transaction, &mut found).await?;
    let deleted = DeletedObject {
        object: "email_address".to_owned(),
        id: Some(id),
        deleted: true,
        ..DeletedObject::default()
    };
    let answer = beside_client(&provider, &mut transaction, &caller, deleted).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// An address of the user's own. Somebody else's is as good as none.
fn own<'found>(found: &'found mut Found, id: &str) -> Result<&'found mut EmailRow, ApiError> {
    let own = found.emails.iter_mut().find(|email| email.id == id);
    own.ok_or_else(|| ApiError::email_address_not_found(id))
}

/// The same, of which nobody knows yet that it is the user's.
fn unverified<'found>(
    found: &'found mut Found,
    id: &str,
) -> Result<&'found mut EmailRow, ApiError> {
    let row = own(found, id)?;
    if row.verified {
        return Err(ApiError::already_verified());
    }
    Ok(row)
}
