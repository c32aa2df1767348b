//! No state changes by GET.

use http::Method;
use leptos::server_fn::axum::server_fn_paths;

use crate::support::{Call, FUNCTIONS, Form, House, REASON};

/// What every function would take, if it were asked rightly.
pub fn good_fields(house: &House, session: &str) -> Vec<(String, String)> {
    let form = Form::to(
        "",
        &[
            ("session", session),
            ("target", session),
            ("subject", house.id("bob")),
            ("id", house.id("bob")),
            ("ids[0]", house.id("bob")),
            ("query", "bob"),
            ("key", "by hand"),
            ("reason", REASON),
            ("minutes", "15"),
            ("email", "sue@example.com"),
            ("password", crate::support::PASSWORD),
        ],
    );
    form.fields
}

#[tokio::test]
async fn invariant_06_every_server_function_is_a_post_below_api() {
    let house = House::new().await;
    let mut functions: Vec<_> = server_fn_paths().collect();
    functions.sort_by_key(|(path, _)| *path);
    assert_eq!(functions, FUNCTIONS.map(|path| (path, Method::POST)));
    house.close().await;
}

#[tokio::test]
async fn invariant_06_nothing_but_a_post_does_anything_at_a_server_function() {
    let house = House::new().await;
    let mut outside = house.signed_in("sue").await;
    let mut inside = house.acting("sam", "ann").await;
    for browser in [&mut outside, &mut inside] {
        let session = browser.session().await;
        let fields = good_fields(&house, &session);
        let query = Call::form("x", "/", &fields).body_text().to_owned();
        let before = house.trace().await;
        for path in FUNCTIONS {
            for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"] {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let origin = crate::support::CONSOLE;
                for call in [
                    Call::navigate(format!("{path}?{query}")).with("sec-fetch-site", "same-origin"),
                    Call::fetch(origin, path, &fields),
                ] {
                    let answer = browser.send(call.method(method.clone())).await;
                    assert!(
                        (400..500).contains(&answer.status),
                        "{method} {path}: {answer}"
                    );
                    assert!(answer.set_cookies().is_empty(), "{method} {path}");
                }
            }
        }
        assert_eq!(house.trace().await, before);
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_06_looking_at_pages_changes_nothing() {
    let house = House::new().await;
    let mut outside = house.signed_in("sue").await;
    let mut inside = house.acting("sam", "ann").await;
    let mut anonymous = house.browser();
    let before = house.trace().await;
    for browser in [&mut outside, &mut inside, &mut anonymous] {
        for path in [
            "/",
            "/sign-in",
            "/sign-in?next=/users",
            "/dashboard",
            "/users",
            "/users?q=ann",
            "/impersonations",
            "/account",
            "/nowhere",
            "/healthz",
            "/readyz",
            "/api/nothing",
            "/sign-out",
            &house.page_of("ann"),
            &format!("{}?_method=DELETE", house.page_of("ann")),
        ] {
            for method in [Method::GET, Method::HEAD] {
                let answer = browser.send(Call::navigate(path).method(method)).await;
                assert!(answer.set_cookies().is_empty(), "{path}");
                assert!(answer.status < 500, "{path}: {answer}");
            }
        }
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_06_a_page_takes_nothing_but_a_get() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let fields = good_fields(&house, &session);
    let before = house.trace().await;
    for path in [
        "/",
        "/sign-in",
        "/dashboard",
        "/users",
        "/account",
        &house.page_of("ann"),
    ] {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let call = Call::form(crate::support::CONSOLE, path, &fields).method(method);
            let answer = sue.send(call).await;
            assert!(answer.status >= 300, "{path}: {answer}");
        }
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}
