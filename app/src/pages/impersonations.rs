use leptos::prelude::*;

use super::orders::Orders;
use super::page::page;
use super::query::query;
use crate::backend::{Visit, log};
use crate::components::{ImpersonationRows, PageTitle, Time};
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
        let stop = if log.stopped.is_some() {
            ("Let impersonations be started again", "resume")
        } else {
            ("Stop new starts", "stop")
        };
        let orders = vec![stop, ("End all that run", "kill_everything")];
        let stopped = log.stopped.map(|(words, since)| {
            view! { <p class="refused">{words} " (since " <Time moment=since stop=true /> ")"</p> }
        });
        view! {
            {stopped}
            <section class="card">
                <h2>"Running"</h2>
                <ImpersonationRows items=log.running empty="Nobody is acting as a user right now." />
                <Orders summary="In an emergency" buttons=orders />
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
