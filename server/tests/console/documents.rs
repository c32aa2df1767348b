//! Cookies, policies and caching of what is answered.

use crate::support::{Answer, Browser, Call, Form, House, Plan};

/// Pages of every kind as one browser gets them, errors included.
async fn pages(browser: &mut Browser, house: &House) -> Vec<Answer> {
    let mut pages = Vec::new();
    for path in [
        "/",
        "/sign-in",
        "/dashboard",
        "/users",
        "/users?q=example",
        "/impersonations",
        "/account",
        "/nowhere",
        "/users/user_nobody",
        &house.page_of("ann"),
        &house.page_of("lea"),
    ] {
        pages.push(browser.get(path).await);
    }
    for path in ["/api/sign_out", "/api/start_impersonation", "/api/nothing"] {
        pages.push(
            browser
                .post(&Form::to(path, &[("session", "another")]))
                .await,
        );
        pages.push(
            browser
                .fetch(&Form::to(path, &[("session", "another")]))
                .await,
        );
    }
    pages.push(
        browser
            .send(Call::navigate("/dashboard").with("host", "evil.example"))
            .await,
    );
    pages
}

#[tokio::test]
async fn invariant_07_the_cookie_is_closed_to_scripts_and_to_other_sites() {
    let house = House::new().await;
    let mut sue = house.browser();
    let mut cookies = vec![sue.sign_in("sue", "wrong password").await];
    cookies.push(sue.sign_in("sue", crate::support::PASSWORD).await);
    let form = sue.start_form(&house.page_of("ann")).await;
    cookies.push(sue.post(&form).await);
    let inside = sue.open("/dashboard").await;
    cookies.push(sue.press(&inside, "End impersonation").await);
    let page = sue.open("/dashboard").await;
    cookies.push(sue.press(&page, "Sign out of sue@example.com").await);
    let mut values = Vec::new();
    for answer in &cookies {
        let [cookie] = answer.set_cookies()[..] else {
            panic!("not one cookie: {answer}");
        };
        let parts: Vec<_> = cookie.split("; ").collect();
        let (name, value) = parts[0].split_once('=').unwrap();
        assert!(name.starts_with("understudy_"), "{cookie}");
        for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(parts.contains(&flag), "{cookie}");
        }
        assert!(
            !cookie.contains("Domain") && !cookie.contains("Secure"),
            "{cookie}"
        );
        values.push(value.to_owned());
    }
    assert_eq!(
        values.pop().as_deref(),
        Some(""),
        "signing out takes it away"
    );
    assert!(
        values.iter().all(|value| value.len() == 43),
        "256 bits each: {values:?}"
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_07_behind_https_the_cookie_is_secure_and_bound_to_its_host() {
    let house = House::with(Plan {
        base_url: "https://console.example".to_owned(),
        ..Plan::default()
    })
    .await;
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", crate::support::PASSWORD).await;
    let cookie = answer.set_cookies()[0].to_owned();
    assert!(cookie.starts_with("__Host-understudy_"), "{cookie}");
    assert!(
        cookie.contains("; Secure") && cookie.contains("; Path=/"),
        "{cookie}"
    );
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn invariant_07_every_answer_carries_the_policy_and_every_script_its_nonce() {
    let house = House::new().await;
    let mut nonces = Vec::new();
    for mut browser in [
        house.browser(),
        house.signed_in("ann").await,
        house.signed_in("sue").await,
        house.acting("sam", "ann").await,
    ] {
        for answer in pages(&mut browser, &house).await {
            let policy = answer.header("content-security-policy").to_owned();
            for directive in [
                "default-src 'none'",
                "style-src 'self'",
                "connect-src 'self'",
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "form-action 'self'",
            ] {
                let found = policy.split(';').any(|part| part.trim() == directive);
                assert!(found, "{directive} in {policy}");
            }
            assert!(
                !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
                "{policy}"
            );
            assert!(
                !policy.contains("http:") && !policy.contains("https:"),
                "{policy}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("x-frame-options"), "DENY");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            assert_eq!(answer.header("cache-control"), "no-store", "{answer}");
            if answer.is_page() && !answer.body.is_empty() {
                let scripts = answer.attributes("script", "nonce");
                assert!(
                    !scripts.is_empty()
                        && scripts
                            .iter()
                            .all(|nonce| policy.contains(&format!("'nonce-{nonce}'")))
                );
                nonces.push(scripts[0].clone());
            }
        }
    }
    let count = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert!(
        count > 30 && nonces.len() == count,
        "each document has a nonce of its own"
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_07_pages_have_no_inline_style_and_nothing_from_another_origin() {
    let house = House::new().await;
    for mut browser in [
        house.browser(),
        house.signed_in("sue").await,
        house.acting("sam", "ann").await,
    ] {
        for answer in pages(&mut browser, &house)
            .await
            .iter()
            .filter(|answer| answer.is_page())
        {
            assert!(!answer.body.contains(" style="), "{answer}");
            assert!(!answer.body.contains("<style"), "{answer}");
            let sheets = answer.attributes("link[rel=stylesheet]", "href");
            assert!(
                sheets.iter().all(|sheet| sheet.starts_with("/pkg/")),
                "{sheets:?}"
            );
        }
    }
    house.close().await;
}

#[tokio::test]
async fn assets_may_be_kept_and_documents_may_not() {
    let house = House::new().await;
    let mut anonymous = house.browser();
    let sheet = anonymous.get("/pkg/understudy.css").await;
    assert_eq!(
        (sheet.status, sheet.header("cache-control")),
        (200, "no-cache")
    );
    assert_eq!(sheet.header("x-content-type-options"), "nosniff");
    for path in [
        "/pkg/../ledger.key",
        "/pkg/%2e%2e/%2e%2e/ledger.key",
        "/pkg/",
        "/pkg/console.db",
    ] {
        assert_eq!(anonymous.get(path).await.status, 404, "{path}");
    }
    house.close().await;
}
