use leptos::prelude::*;

use super::AppError;
use crate::view::Standing;

/// Where an impersonation stands by now, for its page, which asks by itself: nobody counts as active for it, and
/// no session is refreshed. For staff outside an impersonation; 404 when there is none.
#[server(prefix = "/api", endpoint = "impersonation_state")]
pub async fn impersonation_state(session: String, id: String) -> Result<Standing, AppError> {
    use crate::backend::{Visit, log};
    use impersonation::Action;

    let visit = Visit::permitted(&session, Action::ReadImpersonations)?;
    log::standing(&visit, &id).await
}
