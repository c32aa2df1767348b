use leptos::prelude::*;

use super::page::page;
use crate::backend::{Visit, load};
use crate::components::{ImpersonationRows, PageTitle};

/// `/impersonations`
#[component]
pub fn Impersonations() -> impl IntoView {
    view! {
        <PageTitle text="Impersonations" />
        <h1>"Impersonations"</h1>
        {page(
            async { load::impersonations(&Visit::page()).await },
            |(running, past)| view! {
                <section class="card">
                    <h2>"Running"</h2>
                    <ImpersonationRows items=running empty="Nobody is being impersonated." />
                </section>
                <section class="card">
                    <h2>"Past"</h2>
                    <ImpersonationRows items=past empty="There was none yet." />
                </section>
            }
            .into_any(),
        )}
    }
}
