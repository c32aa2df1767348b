use leptos::prelude::*;

use super::{AppError, Next};

/// Carries out what a lead orders, with the reason `why`: `kill` ends the impersonation `id`, `kill_actor` and
/// `kill_subject` end all that the user `id` does or that is done as them, `kill_everything` all there are; `stop`
/// lets nobody start one until `resume`. Goes back to the page that is about it, with a notice of what was done.
///
/// Refused: 403 in the rule's words, 422 for the reason.
#[server(prefix = "/api", endpoint = "give_order")]
pub async fn give_order(
    session: String,
    order: String,
    #[server(default)] id: String,
    #[server(default)] why: String,
) -> Result<Next, AppError> {
    use crate::backend::{Flash, Visit, orders};
    use crate::routes::Route;
    use impersonation::Action;

    let visit = Visit::permitted(&session, Action::Kill)?;
    let back = match order.as_str() {
        "kill" => Route::Impersonation(id.clone()),
        "kill_actor" | "kill_subject" => Route::User(id.clone()),
        "kill_everything" | "stop" | "resume" => Route::Impersonations,
        _ => return Err(AppError::BadRequest),
    };
    match orders::carry_out(&visit, &order, &id, &why).await {
        Ok(notice) => {
            let notice = Flash::notice(notice);
            let kept = visit.backend.browser.keep_flash(&visit.caller, notice);
            // What was ordered is done, also where nobody can be told.
            Ok(visit.go(&back, kept.await.unwrap_or_default()))
        }
        Err(error) => {
            let flash = Flash::of("order", &error).keeping("why", &why);
            visit.refuse(&back, flash, error).await
        }
    }
}
