use leptos::prelude::*;

use super::AppError;
use crate::view::ActorView;

/// Who is at the keyboard of the active session, if that is not the user whose session it is.
#[server(prefix = "/api", endpoint = "impersonator")]
pub async fn impersonator(session: String) -> Result<Option<ActorView>, AppError> {
    use crate::backend::Visit;

    let visit = Visit::signed_in(&session)?;
    Ok(visit.caller.snapshot(&visit.backend).actor)
}
