use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};

use crate::Provider;
use crate::errors::ApiError;
use crate::params::Params;

/// Largest body, in bytes.
const LIMIT: usize = 1024 * 1024;

/// The body of a Backend API request: JSON, or nothing.
pub(crate) struct JsonBody(pub(crate) Params);

/// The body of a Frontend API request: a form, or nothing.
pub(crate) struct FormBody(pub(crate) Params);

impl FromRequest<Provider> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &Provider) -> Result<Self, ApiError> {
        let body = read(request, "application/json").await?;
        Params::from_json(&body).map(Self)
    }
}

impl FromRequest<Provider> for FormBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &Provider) -> Result<Self, ApiError> {
        let body = read(request, "application/x-www-form-urlencoded").await?;
        // The parser behind a form takes any bytes and replaces what is not text: refuse that here.
        std::str::from_utf8(&body).map_err(|_| ApiError::body_invalid())?;
        Ok(Self(Params::from_form(&body)))
    }
}

/// The whole body, if it is of that type and not too large.
async fn read(request: Request, content_type: &str) -> Result<Bytes, ApiError> {
    let named = request
        .headers()
        .get(CONTENT_TYPE)
        .map(|value| value.as_bytes().to_vec());
    let body = read_all(request.into_body()).await?;
    // Clerk's packages name a type even where there is no body, and others then name none.
    if !body.is_empty() && !named.is_some_and(|named| is_type(&named, content_type)) {
        return Err(ApiError::content_type_unsupported());
    }
    Ok(body)
}

/// The whole body, whatever it is, if it is not too large.
pub(crate) async fn read_all(body: Body) -> Result<Bytes, ApiError> {
    match Limited::new(body, LIMIT).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::body_too_large()),
        Err(_) => Err(ApiError::body_invalid()),
    }
}

fn is_type(named: &[u8], wanted: &str) -> bool {
    let kind = named.split(|byte| *byte == b';').next().unwrap_or_default();
    kind.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes())
}
