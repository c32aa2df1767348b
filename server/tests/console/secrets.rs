//! Keys, tokens and private metadata stay on the server.

use axum::body::Body;
use tower::ServiceExt as _;
use tracing::Level;

use super::methods::good_fields;
use crate::support::{
    Browser, Call, FUNCTIONS, Form, House, Log, PASSWORD, PRIVATE, checked, holds_token,
};

/// Everything that a browser can be given. What it holds is looked through as it arrives.
async fn everything(browser: &mut Browser, house: &House, session: &str) -> usize {
    let pages = [
        "/",
        "/sign-in",
        "/dashboard",
        "/users",
        "/users?q=example",
        "/impersonations",
        "/account",
        "/nowhere",
        &house.page_of("ann"),
        &house.page_of("sue"),
        "/users/user_nobody",
        "/healthz",
        "/readyz",
    ];
    let mut bytes = 0;
    for path in pages {
        bytes += browser.get(path).await.body.len();
    }
    let harmless = [
        "/api/get_user",
        "/api/get_users",
        "/api/search_users",
        "/api/impersonator",
    ];
    for path in harmless {
        for session in [session, "another"] {
            let fields = good_fields(house, session);
            bytes += browser
                .send(Call::fetch(crate::support::CONSOLE, path, &fields))
                .await
                .body
                .len();
            bytes += browser
                .send(Call::form(crate::support::CONSOLE, path, &fields))
                .await
                .body
                .len();
        }
    }
    for path in FUNCTIONS {
        let form = Form::to(path, &[("session", "another")]);
        bytes += browser.fetch(&form).await.body.len();
        bytes += browser.post(&form).await.body.len();
    }
    bytes
}

#[tokio::test]
async fn invariant_08_no_page_and_no_answer_holds_a_key_a_token_or_private_metadata() {
    let house = House::new().await;
    let mut bytes = everything(&mut house.browser(), &house, "").await;
    for mut browser in [
        house.signed_in("ann").await,
        house.signed_in("sue").await,
        house.signed_in("lea").await,
        house.acting("sam", "ann").await,
    ] {
        let session = browser.session().await;
        bytes += everything(&mut browser, &house, &session).await;
    }
    let mut aside = house.acting("sue", "bob").await;
    let inside = aside.open("/dashboard").await;
    aside.press(&inside, "Switch to sue@example.com").await;
    let session = aside.session().await;
    bytes += everything(&mut aside, &house, &session).await;
    assert!(
        bytes > 200_000,
        "there was something to look through: {bytes}"
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_08_what_is_looked_for_is_there_to_be_found() {
    let house = House::new().await;
    let ann = house
        .clerk
        .get_user(house.id("ann"))
        .await
        .unwrap()
        .unwrap();
    let private = serde_json::to_string(&ann.private_metadata).unwrap();
    assert!(
        private.contains(PRIVATE),
        "the provider gives it to the console"
    );
    let token = client_token(&house).await;
    assert!(holds_token(&format!("{{\"x\":\"{token}\"}}")), "{token}");
    assert!(!holds_token(&token[..20]));
    assert!(!holds_token(
        "eyJ is how such a token begins. But not this."
    ));
    house.close().await;
}

/// The token with which the provider answers a sign-in, and which the console must not pass on.
async fn client_token(house: &House) -> String {
    let password = PASSWORD.replace(' ', "+");
    let form = format!("strategy=password&identifier=ann%40example.com&password={password}");
    let request = http::Request::post("/v1/client/sign_ins?_is_native=1")
        .header("host", crate::support::PROVIDER)
        .header("authorization", "")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let response = checked(house.provider.router())
        .oneshot(request)
        .await
        .unwrap();
    response.headers()["authorization"]
        .to_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn invariant_08_a_user_is_shown_by_named_fields_alone() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let fields = [("session", session.as_str()), ("id", house.id("ann"))];
    let detail = sue.fetch(&Form::to("/api/get_user", &fields)).await.json();
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<_> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys.join(" ")
    };
    assert_eq!(
        keys(&detail),
        "created impersonations presence sessions summary verdict"
    );
    let summary = "banned email id initials last_sign_in name role";
    assert_eq!(keys(&detail["summary"]), summary);
    let found = sue
        .fetch(&Form::to("/api/search_users", &fields))
        .await
        .json();
    assert_eq!(keys(&found["users"][0]), summary);
    house.close().await;
}

#[tokio::test]
async fn invariant_08_what_is_kept_of_sessions_is_sealed_on_the_disk() {
    let house = House::new().await;
    let mut sue = house.browser();
    let refused = sue.sign_in("sue", "a mistyped one").await;
    sue.follow(&refused).await;
    sue.sign_in("sue", PASSWORD).await;
    let outside = sue.cookie().to_owned();
    sue.start(&house.page_of("ann")).await;
    let inside = sue.cookie().to_owned();
    let mut disk = Vec::new();
    for file in ["console.db", "console.db-wal"] {
        disk.extend(std::fs::read(house.directory.path().join(file)).unwrap());
    }
    let disk = String::from_utf8_lossy(&disk);
    assert!(disk.contains("browser_sessions") && disk.contains(house.id("ann")));
    let key = house.provider.secret_key();
    for secret in [
        PASSWORD,
        "a mistyped one",
        &outside,
        &inside,
        key.expose(),
        PRIVATE,
        "eyJ",
    ] {
        assert!(!disk.contains(secret), "{secret} is on the disk");
    }
    house.close().await;
}

/// What the log would hold, all of it.
/// Signs in, mistypes, searches, acts, fails and signs out, and gives what was logged and the cookies.
async fn logged(level: Level) -> (String, Vec<String>, House) {
    let log = Log::default();
    let _guard = log.listen(level);
    let house = House::new().await;
    let mut sue = house.browser();
    sue.sign_in("sue", "a mistyped one").await;
    sue.sign_in("sue", PASSWORD).await;
    let mut cookies = vec![sue.cookie().to_owned()];
    sue.open("/users?q=bob%40example.com").await;
    let inside = sue.start(&house.page_of("ann")).await;
    cookies.push(sue.cookie().to_owned());
    house.clock.advance(60_000);
    sue.open("/account").await;
    house.line.cut("POST /v1/sessions");
    sue.press(&inside, "End impersonation").await;
    house.line.cut("");
    sue.get("/users").await;
    house.line.mend();
    let page = sue.open("/dashboard").await;
    sue.press(&page, "Sign out of sue@example.com").await;
    let log = log.take();
    (log, cookies, house)
}

#[tokio::test]
async fn invariant_05_no_password_cookie_key_or_token_is_in_a_log_at_any_level() {
    let (log, cookies, house) = logged(Level::TRACE).await;
    assert!(
        log.contains("/dashboard") && log.contains("req_"),
        "there is a log: {log}"
    );
    let key = house.provider.secret_key();
    let secrets = [
        PASSWORD,
        "a mistyped one",
        "mistyped+one",
        PRIVATE,
        key.expose(),
    ];
    for secret in secrets
        .into_iter()
        .chain(cookies.iter().map(String::as_str))
    {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let at = log.lines().find(|line| holds_token(line));
    assert!(at.is_none(), "a token is in the log: {at:?}");
    house.close().await;
}

#[tokio::test]
async fn what_is_logged_names_nobody_but_by_id() {
    let (log, _, house) = logged(Level::INFO).await;
    assert!(log.contains(house.id("ann")), "{log}");
    for personal in ["example.com", "Example", crate::support::REASON] {
        let at = log.lines().find(|line| line.contains(personal));
        assert!(at.is_none(), "{at:?}");
    }
    house.close().await;
}
