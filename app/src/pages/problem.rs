use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::components::{PageTitle, Problem};

/// The page that stands in for one that cannot be shown: what happened, and what to do next.
pub fn problem(problem: Problem) -> impl IntoView {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(problem.status),
    ) {
        response.set_status(status);
    }
    let (words, href) = problem.way_out;
    view! {
        <PageTitle text=problem.title.clone() />
        <section class="problem">
            <p class="problem-status">{problem.status}</p>
            <h1>{problem.title}</h1>
            <p>{problem.words}</p>
            <p><a class="button button-primary" href=href>{words}</a></p>
        </section>
    }
}
