use leptos::prelude::*;

use super::{AppError, Next};

/// Makes another session of this browser the one that pages act under. Leaving an impersonation this way
/// keeps it open.
#[server(prefix = "/api", endpoint = "activate_session")]
pub async fn activate_session(session: String, target: String) -> Result<Next, AppError> {
    use crate::backend::Visit;
    use crate::routes::Route;

    let visit = Visit::signed_in(&session)?;
    let inside = visit
        .caller
        .impersonated
        .as_ref()
        .is_some_and(|open| open.session.session_id == target);
    let own = visit
        .caller
        .own
        .as_ref()
        .is_some_and(|own| own.session_id == target);
    if !inside && !own {
        return Err(visit.conflict());
    }
    visit
        .backend
        .browser
        .activate(&visit.caller, inside)
        .await?;
    Ok(visit.go(&Route::Dashboard, None))
}
