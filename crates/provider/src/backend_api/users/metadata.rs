use axum::Json;
use axum::extract::{Path, State};
use clerk::types::User;

use crate::body::JsonBody;
use crate::errors::ApiError;
use crate::users::{Found, Metadata, save};
use crate::{Provider, views};

/// `PATCH /users/{id}/metadata`: a deep merge in which null deletes a key.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    Path(id): Path<String>,
    JsonBody(mut body): JsonBody,
) -> Result<Json<User>, ApiError> {
    let metadata = Metadata {
        public: body.object("public_metadata")?,
        private: body.object("private_metadata")?,
        unsafe_: body.object("unsafe_metadata")?,
    };
    body.finish()?;
    let mut transaction = database::begin_write(&provider.pool).await?;
    let mut found = Found::load(&mut transaction, &id).await?;
    metadata.merge_into(&mut found.user)?;
    found.user.updated_at = provider.clock.now();
    save(&mut transaction, &found.user).await?;
    let user = views::one_user(&mut transaction, found.user).await?;
    transaction.commit().await?;
    Ok(Json(user))
}
