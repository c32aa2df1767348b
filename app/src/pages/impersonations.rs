use leptos::prelude::*;

use super::page::page;
use super::query::query;
use crate::backend::{Visit, log};
use crate::components::{ImpersonationRows, PageTitle};
use crate::routes::{Encoded, Route};

/// `/impersonations?before=…`
#[component]
pub fn Impersonations() -> impl IntoView {
    let before = Some(query("before")).filter(|before| !before.is_empty());
    view! {
        <PageTitle text="Impersonations" />
        <h1>"Impersonations"</h1>
        {page(
            async move {
                let log = log::log(&Visit::page(), before.as_deref()).await?;
                Ok((before, log))
            },
            |(before, log)| show(before.is_none(), log).into_any(),
        )}
    }
}

fn show(newest: bool, log: log::Log) -> impl IntoView {
    let running = newest.then(|| {
        view! {
            <section class="card">
                <h2>"Running"</h2>
                <ImpersonationRows items=log.running empty="Nobody is acting as a user right now." />
            </section>
        }
    });
    let back = (!newest).then(|| {
        view! { <a class="button" href=Route::Impersonations.to_string()>"Newest"</a> }
    });
    let older = log.older.map(|before| {
        let href = format!("{}?before={}", Route::Impersonations, Encoded(&before));
        view! { <a class="button" href=href rel="next">"Older"</a> }
    });
    let empty = if newest {
        "There was none yet. Each one that ends is listed here with its reason."
    } else {
        "There was none before."
    };
    view! {
        {running}
        <section class="card">
            <h2>"Past"</h2>
            <ImpersonationRows items=log.past empty />
        </section>
        {(back.is_some() || older.is_some()).then(|| view! { <nav class="pager" aria-label="Pages">{back} {older}</nav> })}
    }
}
