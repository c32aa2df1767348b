use axum::Json;
use axum::extract::{Path, State};
use clerk::types::{DeletedObject, EmailAddress};
use sqlx::SqliteConnection;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::store::email_addresses::{self, EmailRow};
use crate::store::sent_code::SentCode;
use crate::users::{self, Found, on_conflict, reindex};
use crate::{Provider, views};

/// No notices are sent.
const NO_EFFECT: [&str; 1] = ["notify_primary_email_address_changed"];

/// `POST /email_addresses`. The first address of a user is the primary one.
pub(super) async fn create(
    State(provider): State<Provider>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<EmailAddress>, ApiError> {
    let user_id = body.required_text("user_id")?;
    let address = users::email_address(&body.required_text("email_address")?)?;
    let verified = body.flag("verified")?.unwrap_or(false);
    let primary = body.flag("primary")?.unwrap_or(false);
    body.ignore(&NO_EFFECT);
    body.finish()?;
    if primary && !verified {
        return Err(ApiError::param_value(
            "primary",
            "given to verified addresses",
        ));
    }
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, &user_id).await?;
    let row = row(&provider, &user_id, address, verified, false);
    insert(&mut transaction, &row).await?;
    if primary || found.emails.is_empty() {
        found.user.primary_email_address_id = Some(row.id.clone());
    }
    found.emails.push(row.clone());
    settle(&provider, &mut transaction, &mut found).await?;
    transaction.commit().await?;
    Ok(Json(views::email_address(&row)))
}

/// `GET /email_addresses/{id}`
pub(super) async fn get(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<EmailAddress>, ApiError> {
    let row = email_addresses::find(&provider.pool, &id).await?;
    let row = row.ok_or_else(|| ApiError::email_address_not_found(&id))?;
    Ok(Json(views::email_address(&row)))
}

/// `PATCH /email_addresses/{id}`
pub(super) async fn update(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<EmailAddress>, ApiError> {
    let verified = body.flag("verified")?;
    let primary = body.flag("primary")?.unwrap_or(false);
    body.ignore(&NO_EFFECT);
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (mut found, at) = owner(&mut transaction, &id).await?;
    let row = &mut found.emails[at];
    if let Some(verified) = verified {
        if verified && !row.verified {
            "admin".clone_into(&mut row.strategy);
        }
        row.verified = verified;
        row.reserved &= !verified;
    }
    let is_primary = found.user.primary_email_address_id.as_ref() == Some(&id);
    if (primary || is_primary) && !(row.verified || row.reserved) {
        return Err(ApiError::param_value(
            "verified",
            "true for the primary address",
        ));
    }
    row.updated_at = provider.clock.now();
    let row = row.clone();
    email_addresses::update(&mut *transaction, &row).await?;
    if primary {
        found.user.primary_email_address_id = Some(id);
    }
    settle(&provider, &mut transaction, &mut found).await?;
    transaction.commit().await?;
    Ok(Json(views::email_address(&row)))
}

/// `DELETE /email_addresses/{id}`. In place of the primary one the oldest other address that is verified becomes it.
pub(super) async fn delete(
    State(provider): State<Provider>,
    Path(id): Path<String>,
) -> Result<Json<DeletedObject>, ApiError> {
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (mut found, _) = owner(&mut transaction, &id).await?;
    found.remove_email_address(&id)?;
    email_addresses::delete(&mut *transaction, &id).await?;
    settle(&provider, &mut transaction, &mut found).await?;
    transaction.commit().await?;
    Ok(Json(DeletedObject {
        object: "email_address".to_owned(),
        id: Some(id),
        deleted: true,
        ..DeletedObject::default()
    }))
}

/// `PUT /users/{id}/email_address`: one address in place of all.
pub(super) async fn replace(
    State(provider): State<Provider>,
    Path(user_id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<EmailAddress>, ApiError> {
    let address = users::email_address(&body.required_text("email_address")?)?;
    let status = body.text("identification_status")?;
    body.ignore(&NO_EFFECT);
    body.finish()?;
    let (verified, reserved) = match status.as_deref() {
        None | Some("verified") => (true, false),
        Some("reserved") => (false, true),
        Some("unverified") => (false, false),
        Some(_) => {
            let expected = "verified, reserved or unverified";
            return Err(ApiError::param_value("identification_status", expected));
        }
    };
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, &user_id).await?;
    for email in std::mem::take(&mut found.emails) {
        email_addresses::delete(&mut *transaction, &email.id).await?;
    }
    let row = row(&provider, &user_id, address, verified, reserved);
    insert(&mut transaction, &row).await?;
    found.user.primary_email_address_id = Some(row.id.clone());
    found.emails.push(row.clone());
    settle(&provider, &mut transaction, &mut found).await?;
    transaction.commit().await?;
    Ok(Json(views::email_address(&row)))
}

fn row(
    provider: &Provider,
    user_id: &str,
    email_address: String,
    verified: bool,
    reserved: bool,
) -> EmailRow {
    let now = provider.clock.now();
    EmailRow {
        id: provider.random.id("idn"),
        user_id: user_id.to_owned(),
        email_address,
        strategy: "admin".to_owned(),
        verified,
        reserved,
        code: SentCode::default(),
        created_at: now,
        updated_at: now,
    }
}

async fn insert(db: &mut SqliteConnection, row: &EmailRow) -> Result<(), ApiError> {
    let inserted = email_addresses::insert(db, std::slice::from_ref(row)).await;
    inserted.map_err(|error| on_conflict(error, "email_address"))
}

/// The user whose address it is, and its place among the user's.
async fn owner(db: &mut SqliteConnection, id: &str) -> Result<(Found, usize), ApiError> {
    let unknown = || ApiError::email_address_not_found(id);
    let row = email_addresses::find(&mut *db, id)
        .await?
        .ok_or_else(unknown)?;
    let found = Found::load(db, &row.user_id).await?;
    let at = found.emails.iter().position(|email| email.id == id);
    Ok((found, at.ok_or_else(unknown)?))
}

/// Writes the user after one of the addresses changed.
async fn settle(
    provider: &Provider,
    db: &mut SqliteConnection,
    found: &mut Found,
) -> Result<(), ApiError> {
    found.user.updated_at = provider.clock.now();
    reindex(provider, db, found).await
}
