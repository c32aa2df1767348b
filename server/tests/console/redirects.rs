//! Nobody is led to another place than the console's own pages.

use crate::support::{Call, Form, House, PASSWORD};

const EVIL: [&str; 17] = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "http:evil.example",
    "https:/\\evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/users/../..//evil.example",
    "/users/%2e%2e//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/dashboard\r\nSet-Cookie: a=b",
    "/dashboard@evil.example",
    ".evil.example",
    "/api/sign_out",
    "/sign-in?next=//evil.example",
];

#[tokio::test]
async fn invariant_10_a_sign_in_leads_to_a_page_of_ours_whatever_next_says() {
    let house = House::new().await;
    for evil in EVIL {
        let mut sue = house.browser();
        let form = sue.open("/sign-in").await.form("Sign in");
        let form = form
            .set("email", "sue@example.com")
            .set("password", PASSWORD)
            .set("next", evil);
        let answer = sue.post(&form).await;
        assert_eq!(answer.location(), "/dashboard", "{evil:?}");
        let mut sue = house.browser();
        let fetched = sue.fetch(&form).await.json();
        assert_eq!(fetched["location"], "/dashboard", "{evil:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_10_a_refused_sign_in_keeps_next_and_still_does_not_follow_it() {
    let house = House::new().await;
    for evil in EVIL {
        let mut sue = house.browser();
        let form = sue.open("/sign-in").await.form("Sign in");
        let form = form
            .set("email", "sue@example.com")
            .set("password", "not the one")
            .set("next", evil);
        let refused = sue.post(&form).await;
        assert!(refused.location().starts_with("/sign-in"), "{refused}");
        let again = sue
            .follow(&refused)
            .await
            .form("Sign in")
            .set("password", PASSWORD);
        assert_eq!(sue.post(&again).await.location(), "/dashboard", "{evil:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_sign_in_leads_to_the_page_that_was_asked_for() {
    let house = House::new().await;
    for path in [
        "/users?q=ann%20e&after=user_1",
        "/account",
        &house.page_of("ann"),
    ] {
        let mut sue = house.browser();
        let turned_away = sue.get(path).await;
        let page = sue.follow(&turned_away).await;
        let form = page
            .form("Sign in")
            .set("email", "sue@example.com")
            .set("password", PASSWORD);
        assert_eq!(sue.post(&form).await.location(), path);
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_10_the_page_that_a_request_came_from_is_no_place_to_go() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let fields = [
        ("session", session.as_str()),
        ("id", house.id("ann")),
        ("target", "sess_unknown"),
    ];
    for path in [
        "/api/search_users",
        "/api/get_user",
        "/api/impersonator",
        "/api/sign_out",
    ] {
        let call = sue
            .form(&Form::to(path, &fields))
            .with("referer", "http://evil.example/trap");
        let answer = sue.send(call).await;
        assert!(
            ["", "/"].contains(&answer.header("location")),
            "{path}: {answer}"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_10_no_forwarding_header_says_where_the_console_is() {
    let house = House::new().await;
    let mut sue = house.browser();
    for path in [
        "/",
        "/dashboard",
        "/users",
        "//evil.example/users",
        "/\\evil.example",
    ] {
        let call = Call::navigate(path)
            .with("x-forwarded-host", "evil.example")
            .with("x-forwarded-proto", "https")
            .with("forwarded", "host=evil.example")
            .with("x-original-url", "/impersonations")
            .with("x-forwarded-for", "127.0.0.1");
        let answer = sue.send(call).await;
        assert!(!answer.body.contains("evil.example"), "{path}: {answer}");
        let location = answer.header("location");
        assert!(
            location.is_empty() || location == "/dashboard" || location.starts_with("/sign-in"),
            "{location}"
        );
    }
    house.close().await;
}
