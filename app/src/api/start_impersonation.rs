use leptos::prelude::*;

use super::{AppError, Next};

/// Begins to act as another user, and lands on their dashboard or, where `destination` names an application, on
/// the page that has the link to it. The actor is the verified session's user;
/// nothing that the browser sends says who that is. The same key from the same browser gets the same answer.
///
/// Refused: 422 for what was typed, 403 in the rule's words, 502 in Clerk's.
#[server(prefix = "/api", endpoint = "start_impersonation")]
pub async fn start_impersonation(
    session: String,
    subject: String,
    key: String,
    #[server(default)] reason: String,
    #[server(default)] case_reference: String,
    #[server(default)] minutes: String,
    #[server(default)] destination: String,
) -> Result<Next, AppError> {
    use crate::backend::{Begun, Flash, Visit};
    use crate::routes::Route;
    use impersonation::StartForm;

    let form = StartForm {
        subject_id: subject,
        reason,
        case_reference: Some(case_reference).filter(|case| !case.trim().is_empty()),
        // What is no number is out of range, and is answered as that.
        minutes: minutes.trim().parse().unwrap_or(0),
        destination: Some(destination).filter(|id| !id.is_empty()),
        idempotency_key: key,
    };
    // A double click or a reload arrives when the browser is already inside.
    let visit = Visit::repeatable(&session, &form).await?;
    match visit.backend.browser.start(&visit.caller, &form).await {
        Ok(Begun::Here(cookie)) => Ok(visit.go(&Route::Dashboard, Some(cookie))),
        // Its link is shown by that page, and stands in no address.
        Ok(Begun::Elsewhere(id)) => Ok(visit.go(&Route::Impersonation(id), None)),
        Err(error) => {
            let flash = Flash::of("start", &error)
                .keeping("subject", &form.subject_id)
                .keeping("reason", &form.reason)
                .keeping(
                    "case_reference",
                    form.case_reference.as_deref().unwrap_or_default(),
                )
                .keeping("minutes", &minutes)
                .keeping(
                    "destination",
                    form.destination.as_deref().unwrap_or_default(),
                );
            visit
                .refuse(&Route::User(form.subject_id), flash, error)
                .await
        }
    }
}
