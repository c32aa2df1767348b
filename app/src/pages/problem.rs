use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::components::{PageTitle, Problem};
use crate::routes::Route;
use crate::session::Snapshot;

/// The page that stands in for one that cannot be shown: what happened, and what to do next.
pub fn problem(problem: Problem) -> impl IntoView {
    if let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(problem.status),
    ) {
        response.set_status(status);
    }
    let (words, href) = problem.way_out;
    let snapshot = use_context::<Snapshot>().unwrap_or_default();
    // Whoever may not see it may be signed in as somebody else than they think.
    let who = snapshot
        .user
        .filter(|_| problem.status == 403 && snapshot.actor.is_none())
        .map(|user| view! { <p class="problem-who">"You are signed in as " <bdi>{user.full_name}</bdi> "."</p> });
    let search = snapshot.role.filter(|_| problem.status == 404).map(|_| {
        view! { <a class="button" href=Route::Users(None).to_string()>"Search users"</a> }
    });
    view! {
        <PageTitle text=problem.title.clone() />
        <section class="problem">
            <p class="problem-status">{problem.status}</p>
            <h1>{problem.title}</h1>
            <p>{problem.words}</p>
            {who}
            <p class="problem-ways"><a class="button button-primary" href=href>{words}</a> {search}</p>
        </section>
    }
}
