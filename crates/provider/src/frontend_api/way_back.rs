use url::Url;

use crate::Provider;
use crate::errors::ApiError;
use crate::layers::origin::is_known;
use crate::query::Query;

/// Where a browser that was sent here wants to go back to (`redirect_url`), and that place's origin. Nobody is led to a
/// place that may not ask.
pub(super) fn way_back(query: &Query, provider: &Provider) -> Result<(Url, String), ApiError> {
    let back = query
        .text("redirect_url")
        .ok_or_else(|| ApiError::param_missing("redirect_url"))?;
    let back = Url::parse(back).map_err(|_| ApiError::param_format("redirect_url", "a URL"))?;
    let origin = back.origin().ascii_serialization();
    if !is_known(&origin, provider) {
        return Err(ApiError::origin_invalid());
    }
    Ok((back, origin))
}
