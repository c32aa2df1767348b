use axum::extract::State;
use clerk::types::DeletedObject;
use serde_json::{Value, json};
use url::Url;

use super::{beside_client, proven_speaker, speaker};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::frontend_api::reverification;
use crate::second_factors::new_secret;
use crate::store::sessions;
use crate::store::totp_enrollments::{self, EnrollmentRow};
use crate::users::{Found, save};

/// `POST /v1/me/totp`: a secret for an authenticator app, in place of one that has not shown a code yet.
pub(in crate::frontend_api) async fn create(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(body): FormBody,
) -> Result<Answer<Value>, ApiError> {
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (_, found) = proven_speaker(&provider, &mut transaction, &caller).await?;
    if found.user.totp_enabled() {
        return Err(ApiError::totp_already_enabled());
    }
    let row = EnrollmentRow {
        user_id: found.user.id.clone(),
        id: provider.random.id("totp"),
        secret: new_secret(&provider.random),
        created_at: provider.clock.now(),
    };
    totp_enrollments::put(&mut *transaction, &row).await?;
    let mut shown = view(&provider, &row, false);
    shown["uri"] = uri(&provider, &found, &row.secret).into();
    shown["secret"] = row.secret.into();
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// `POST /v1/me/totp/attempt_verification`: the app is the second factor as soon as it has shown a code, which counts as
/// a proof of it. Who has no backup codes gets some.
pub(in crate::frontend_api) async fn attempt(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<Value>, ApiError> {
    let code = body.required_text("code")?;
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (mut session, mut found) = speaker(&provider, &mut transaction, &caller).await?;
    reverification::not_acting(&session)?;
    let enrollment = totp_enrollments::find(&mut *transaction, &found.user.id).await?;
    let enrollment = enrollment.ok_or_else(ApiError::totp_not_found)?;
    found.user.set_totp(Some(&enrollment.secret), now)?;
    if !found.user.take_totp(&code, now) {
        return Err(ApiError::code_incorrect());
    }
    let codes = if found.user.backup_code_enabled() {
        None
    } else {
        Some(found.user.new_backup_codes(&provider, now)?)
    };
    totp_enrollments::delete(&mut *transaction, &found.user.id).await?;
    found.user.updated_at = now;
    save(&provider, &mut transaction, &found.user).await?;
    session.second_factor_at = Some(now);
    session.updated_at = now;
    sessions::set_factors(&mut *transaction, &session).await?;
    let mut shown = view(&provider, &enrollment, true);
    shown["backup_codes"] = json!(codes);
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    provider.forget_tokens(&session.id);
    Ok(answer)
}

/// `DELETE /v1/me/totp`. Backup codes go along: they stand beside another second factor only.
pub(in crate::frontend_api) async fn delete(
    State(provider): State<Provider>,
    caller: Caller,
) -> Result<Answer<DeletedObject>, ApiError> {
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (_, mut found) = proven_speaker(&provider, &mut transaction, &caller).await?;
    if !found.user.totp_enabled() {
        return Err(ApiError::totp_not_found());
    }
    found.user.forget_second_factors(now);
    found.user.updated_at = now;
    save(&provider, &mut transaction, &found.user).await?;
    let deleted = DeletedObject {
        object: "totp".to_owned(),
        deleted: true,
        ..DeletedObject::default()
    };
    let answer = beside_client(&provider, &mut transaction, &caller, deleted).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// The app without its secret, which is shown once.
fn view(provider: &Provider, row: &EnrollmentRow, verified: bool) -> Value {
    json!({
        "object": "totp",
        "id": row.id,
        "secret": null,
        "uri": null,
        "verified": verified,
        "backup_codes": null,
        "created_at": row.created_at,
        "updated_at": provider.clock.now(),
    })
}

/// What an app reads from a picture: the secret, for whom it is and by whom.
fn uri(provider: &Provider, found: &Found, secret: &str) -> String {
    let application = &provider.settings.application_name;
    let emails = found.emails.first().map(|email| &email.email_address);
    let account = emails.or(found.user.username.as_ref());
    let label = format!("{application}:{}", account.unwrap_or(&found.user.id));
    let mut uri = Url::parse("otpauth://totp").expect("this is a URL");
    uri.path_segments_mut()
        .expect("it has a host, so it has a path")
        .push(&label);
    let pairs = [
        ("secret", secret),
        ("issuer", application),
        ("algorithm", "SHA1"),
        ("digits", "6"),
        ("period", "30"),
    ];
    uri.query_pairs_mut().extend_pairs(pairs);
    // Apps take a plus for one.
    let query = uri.query().unwrap_or_default().replace('+', "%20");
    uri.set_query(Some(&query));
    uri.into()
}
