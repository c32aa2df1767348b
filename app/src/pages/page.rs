use std::future::Future;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use leptos::prelude::*;

use super::problem;
use crate::api::AppError;
use crate::components::Problem;

/// A page whose data is loaded before a byte is sent: what `load` answers is shown by `show`, and an error
/// as the page that says what to do next.
pub fn page<T: Send + 'static>(
    load: impl Future<Output = Result<T, AppError>> + Send + 'static,
    show: impl FnOnce(T) -> AnyView + Send + 'static,
) -> impl IntoView {
    let view = Suspend::new(async move {
        // Leptos may load in a task of its own. A panic in there would let the page wait for what never comes;
        // nothing is used any more of what it may have left in disorder.
        let loaded = AssertUnwindSafe(load).catch_unwind().await;
        match loaded.unwrap_or(Err(AppError::Internal)) {
            Ok(data) => show(data),
            Err(error) => problem(Problem::new(error.status(), error.to_string())).into_any(),
        }
    });
    view! { <Suspense>{view}</Suspense> }
}
