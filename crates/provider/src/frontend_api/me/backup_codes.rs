use axum::extract::State;
use serde_json::{Value, json};

use super::{beside_client, proven_speaker};
use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::users::save;

/// `POST /v1/me/backup_codes`: new codes in place of those before, for who has another second factor. They are shown once.
pub(in crate::frontend_api) async fn create(
    State(provider): State<Provider>,
    caller: Caller,
    FormBody(body): FormBody,
) -> Result<Answer<Value>, ApiError> {
    body.finish()?;
    let now = provider.clock.now();
    let mut transaction = database::begin_write(&provider.pool).await?;
    let (_, mut found) = proven_speaker(&provider, &mut transaction, &caller).await?;
    if !found.user.totp_enabled() {
        return Err(ApiError::backup_codes_not_available());
    }
    let codes = found.user.new_backup_codes(&provider, now)?;
    found.user.updated_at = now;
    save(&provider, &mut transaction, &found.user).await?;
    let shown = json!({
        "object": "backup_code",
        "id": provider.random.id("bcode"),
        "codes": codes,
        "created_at": now,
        "updated_at": now,
    });
    let answer = beside_client(&provider, &mut transaction, &caller, shown).await?;
    transaction.commit().await?;
    Ok(answer)
}
