//! The HTML document around every page.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::components::{Route as Page, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::backend::{Backend, Visit};
use crate::components::{Chrome, Problem};
use crate::islands::SessionProvider;
use crate::pages;

/// Sets the theme that was chosen (`islands/theme_switch.rs`) before the first paint.
const THEME: &str = "try{const t=JSON.parse(localStorage.getItem('theme'));if(t==='dark'||t==='light')document.documentElement.dataset.theme=t}catch{}";

/// The whole document. Rendered at once, never streamed: forms and redirects must work without JavaScript.
pub fn document() -> impl IntoView {
    let options = Backend::current().leptos;
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <script nonce=use_nonce()>{THEME}</script>
                <HashedStylesheet options=options.clone() />
                <AutoReload options=options.clone() />
                <HydrationScripts options islands=true />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The pages, inside who is signed in. A [`Problem`] in context is shown instead of the page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // While the list of routes is made there is no request, and nobody.
    let snapshot = use_context::<Backend>()
        .map(|backend| Visit::page().caller.snapshot(&backend))
        .unwrap_or_default();
    let problem = use_context::<Problem>();
    // Pages read it from here; islands in the browser from their provider.
    provide_context(snapshot.clone());
    view! {
        <SessionProvider snapshot>
            <Router>
                <Chrome>
                    {match problem {
                        Some(problem) => pages::problem(problem).into_any(),
                        None => view! { <Pages /> }.into_any(),
                    }}
                </Chrome>
            </Router>
        </SessionProvider>
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=|| pages::problem(Problem::not_found())>
            <Page path=path!("/sign-in") view=pages::SignIn ssr=SsrMode::Async />
            <Page path=path!("/sign-in/factor") view=pages::SignInFactor ssr=SsrMode::Async />
            <Page path=path!("/dashboard") view=pages::Dashboard ssr=SsrMode::Async />
            <Page path=path!("/users") view=pages::Users ssr=SsrMode::Async />
            <Page path=path!("/users/:id") view=pages::User ssr=SsrMode::Async />
            <Page path=path!("/impersonations") view=pages::Impersonations ssr=SsrMode::Async />
            <Page path=path!("/impersonations/:id") view=pages::Impersonation ssr=SsrMode::Async />
            <Page path=path!("/account") view=pages::Account ssr=SsrMode::Async />
        </Routes>
    }
}
