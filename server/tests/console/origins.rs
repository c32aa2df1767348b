//! Every change comes from a page of the console's own, and every request names its host.

use http::Request;
use tower::ServiceExt as _;

use super::methods::good_fields;
use crate::support::{CONSOLE, Call, FUNCTIONS, House, PROVIDER};

/// What a browser says when another site sends a request; `None` leaves the header away.
const FOREIGN: [(Option<&str>, Option<&str>); 10] = [
    (Some("http://evil.example"), Some("cross-site")),
    (Some("http://evil.example"), Some("same-origin")),
    (Some("http://evil.example"), None),
    (Some("http://127.0.0.1:3001"), Some("same-site")),
    (Some("https://127.0.0.1:3000"), None),
    (Some("null"), None),
    (Some(CONSOLE), Some("cross-site")),
    (None, Some("cross-site")),
    (None, Some("none")),
    (None, None),
];

fn from(call: Call, origin: Option<&str>, site: Option<&str>) -> Call {
    let call = call.without("origin").without("sec-fetch-site");
    let call = origin.map_or(call.clone(), |origin| call.with("origin", origin));
    site.map_or(call.clone(), |site| call.with("sec-fetch-site", site))
}

#[tokio::test]
async fn invariant_06_a_change_that_another_site_asks_for_is_refused_at_every_function() {
    let house = House::new().await;
    let mut outside = house.signed_in("sue").await;
    let mut inside = house.acting("sam", "ann").await;
    let mut anonymous = house.browser();
    for (browser, signed_in) in [
        (&mut outside, true),
        (&mut inside, true),
        (&mut anonymous, false),
    ] {
        let session = if signed_in {
            browser.session().await
        } else {
            String::new()
        };
        let fields = good_fields(&house, &session);
        let before = house.trace().await;
        for path in FUNCTIONS {
            for (origin, site) in FOREIGN {
                for call in [
                    Call::form(CONSOLE, path, &fields),
                    Call::fetch(CONSOLE, path, &fields),
                ] {
                    let answer = browser.send(from(call, origin, site)).await;
                    assert_eq!(answer.status, 403, "{path} {origin:?} {site:?}: {answer}");
                    assert!(answer.set_cookies().is_empty());
                }
            }
        }
        assert_eq!(house.trace().await, before);
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_06_either_header_alone_is_enough_when_it_is_ours() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let fields = good_fields(&house, &session);
    for (origin, site) in [(Some(CONSOLE), None), (None, Some("same-origin"))] {
        let call = Call::fetch(CONSOLE, "/api/get_user", &fields);
        let answer = sue.send(from(call, origin, site)).await;
        assert_eq!(answer.status, 200, "{origin:?} {site:?}: {answer}");
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_06_a_foreign_host_is_misdirected_whatever_it_asks_for() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let fields = good_fields(&house, &session);
    let before = house.trace().await;
    for host in [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:3001",
        "localhost:3000",
        "evil.example:3000",
        "127.0.0.1:3000.evil.example",
        "",
    ] {
        let pages = [
            "/",
            "/sign-in",
            "/dashboard",
            "/users",
            "/healthz",
            "/readyz",
            "/nowhere",
            "/pkg/understudy.css",
            "/favicon.svg",
        ];
        let pages = pages.map(Call::navigate);
        let functions = FUNCTIONS.map(|path| Call::fetch(CONSOLE, path, &fields));
        for call in pages.into_iter().chain(functions) {
            let path = call.path.clone();
            let answer = sue.send(call.with("host", host)).await;
            assert_eq!(answer.status, 421, "{host} {path}: {answer}");
            assert!(answer.set_cookies().is_empty());
        }
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_06_the_providers_own_port_knows_its_host_and_its_origins() {
    let house = House::new().await;
    let key = house.provider.secret_key();
    let send = async |path: &str, host: &str, origin: Option<&str>| {
        let request = Request::post(path)
            .header("host", host)
            .header("content-type", "application/json");
        // A browser has no secret key.
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request.header("authorization", format!("Bearer {}", key.expose())),
        };
        let body = serde_json::json!({"user_id": house.id("ann"), "actor": {"sub": "user_x"}});
        let request = request
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        house
            .provider
            .router()
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    for path in [
        "/v1/actor_tokens",
        "/v1/client/sign_ins",
        "/v1/health",
        "/.well-known/jwks.json",
        "/nowhere",
    ] {
        for host in ["evil.example", "127.0.0.1:3000", "127.0.0.1"] {
            assert_eq!(send(path, host, None).await, 421, "{host} {path}");
        }
    }
    for origin in ["http://evil.example", "null", CONSOLE] {
        // Clerk's own status for it.
        let status = send("/v1/actor_tokens", PROVIDER, Some(origin)).await;
        assert_eq!(status, 400, "{origin}");
    }
    assert_eq!(house.minted().await, 0);
    assert_eq!(send("/v1/actor_tokens", PROVIDER, None).await, 200);
    house.close().await;
}
