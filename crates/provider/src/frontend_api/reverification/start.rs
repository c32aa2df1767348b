use axum::extract::{Path, State};
use clerk::types::SessionReverification;

use crate::Provider;
use crate::body::FormBody;
use crate::errors::ApiError;
use crate::frontend_api::answer::Answer;
use crate::frontend_api::caller::Caller;
use crate::store::reverifications;
use crate::users::Found;

/// `POST /v1/client/sessions/{id}/verify`: begins a proof in place of the one before it. Who has no second factor is
/// asked for the first, whatever the level.
pub(in crate::frontend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    caller: Caller,
    FormBody(mut body): FormBody,
) -> Result<Answer<SessionReverification>, ApiError> {
    let level = body.required_text("level")?;
    body.finish()?;
    if !["first_factor", "second_factor", "multi_factor"].contains(&level.as_str()) {
        let expected = "first_factor, second_factor or multi_factor";
        return Err(ApiError::param_value("level", expected));
    }
    let mut transaction = database::begin_write(&provider.pool).await?;
    let session = super::own(&provider, &mut transaction, &caller, &id).await?;
    let found = Found::load(&mut transaction, &session.user_id).await?;
    let level = if found.user.two_factor_enabled() {
        level.as_str()
    } else {
        "first_factor"
    };
    let row = super::fresh(&session, level);
    reverifications::put(&mut *transaction, &row).await?;
    let answer =
        super::answer(&provider, &mut transaction, &caller, &session, &found, &row).await?;
    transaction.commit().await?;
    Ok(answer)
}
