use leptos::prelude::*;

use super::{AppError, Next};

/// Signs out of one session of the browser. Out of the impersonated one is End; out of one's own ends both.
#[server(prefix = "/api", endpoint = "sign_out")]
pub async fn sign_out(session: String, target: String) -> Result<Next, AppError> {
    use crate::backend::Visit;
    use crate::routes::Route;

    let visit = Visit::signed_in(&session)?;
    if let Some(open) = visit
        .caller
        .impersonated
        .as_ref()
        .filter(|open| open.session.session_id == target)
    {
        let back = Route::User(open.impersonation.subject.id.clone());
        let cookie = visit
            .backend
            .browser
            .end(&visit.caller, impersonation::EndCause::SignedOut)
            .await?;
        return Ok(visit.go(&back, Some(cookie)));
    }
    if visit
        .caller
        .own
        .as_ref()
        .is_none_or(|own| own.session_id != target)
    {
        return Err(visit.conflict());
    }
    let cookie = visit.backend.browser.sign_out(&visit.caller).await?;
    Ok(visit.go(&Route::SignIn(None), Some(cookie)))
}
