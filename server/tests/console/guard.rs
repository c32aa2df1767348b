//! Who may come in, where the others are led, and what they are told.

use http::Method;

use crate::support::{Call, FUNCTIONS, Form, House};

#[tokio::test]
async fn signed_out_a_page_leads_to_the_sign_in_with_an_empty_body_and_where_to_go_after() {
    let house = House::new().await;
    let mut anonymous = house.browser();
    let user = house.page_of("ann");
    for (path, next) in [
        ("/dashboard", "%2Fdashboard"),
        ("/users", "%2Fusers"),
        (
            "/users?q=ann%20e&after=x",
            "%2Fusers%3Fq%3Dann%2520e%26after%3Dx",
        ),
        ("/impersonations", "%2Fimpersonations"),
        ("/account", "%2Faccount"),
        (&user, &user.replace('/', "%2F")),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = anonymous.send(Call::navigate(path).method(method)).await;
            assert_eq!(answer.location(), format!("/sign-in?next={next}"));
            assert_eq!(answer.body, "");
            assert!(answer.set_cookies().is_empty());
        }
        // A program gets the same answer as a person.
        let answer = anonymous
            .send(Call::navigate(path).with("accept", "*/*"))
            .await;
        assert_eq!((answer.status, answer.body.as_str()), (303, ""));
    }
    house.close().await;
}

#[tokio::test]
async fn the_start_page_leads_to_the_dashboard() {
    let house = House::new().await;
    for mut browser in [house.browser(), house.signed_in("ann").await] {
        assert_eq!(browser.get("/").await.location(), "/dashboard");
    }
    house.close().await;
}

#[tokio::test]
async fn signed_out_every_server_function_but_sign_in_answers_401() {
    let house = House::new().await;
    let mut anonymous = house.browser();
    let before = house.trace().await;
    for path in FUNCTIONS.into_iter().filter(|path| *path != "/api/sign_in") {
        for session in ["", "sess_unknown"] {
            let form = Form::to(path, &[("session", session)]);
            let fetched = anonymous.fetch(&form).await;
            assert_eq!(
                (fetched.status, &fetched.json()["code"]),
                (401, &"signed_out".into())
            );
            let page = anonymous.post(&form).await;
            assert_eq!(page.status, 401, "{path}");
            assert_eq!(page.attributes("main a", "href"), ["/sign-in"]);
        }
        let bare = Call::fetch(crate::support::CONSOLE, path, &[]);
        assert_eq!(anonymous.send(bare).await.status, 401, "{path}");
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn a_customer_is_told_what_is_missing_and_where_to_go() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let user = house.page_of("bob");
    for (path, words) in [
        ("/users", "Only support staff may see users."),
        ("/users?q=bob", "Only support staff may see users."),
        (user.as_str(), "Only support staff may see users."),
        (
            "/impersonations",
            "Only support staff may see impersonations.",
        ),
    ] {
        let page = ann.get(path).await;
        assert_eq!(
            (page.status, page.heading()),
            (403, "You may not see this".to_owned())
        );
        assert!(page.texts("main")[0].contains(words), "{page}");
        assert_eq!(
            page.text(".problem-who"),
            "You are signed in as Ann Example."
        );
        assert_eq!(page.attributes("main a", "href"), ["/dashboard"]);
        assert_eq!(page.texts("nav a"), ["Dashboard"]);
    }
    let dashboard = ann.open("/dashboard").await;
    assert_eq!(dashboard.heading(), "Hello Ann");
    assert!(dashboard.texts("[role=search]").is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_and_where_to_go() {
    let house = House::new().await;
    for mut browser in [
        house.browser(),
        house.signed_in("ann").await,
        house.acting("sue", "bob").await,
    ] {
        for path in [
            "/nowhere",
            "/dashboard/x",
            "/users/a/b",
            "/sign-out",
            "/index.html",
            "/.env",
        ] {
            let page = browser.get(path).await;
            assert_eq!(
                (page.status, page.heading()),
                (404, "Not found".to_owned()),
                "{path}"
            );
            assert_eq!(page.attributes("main a", "href"), ["/dashboard"]);
        }
    }
    house.close().await;
}

#[tokio::test]
async fn a_user_who_is_not_there_is_a_page_that_is_not_there() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.get("/users/user_nobody").await;
    assert_eq!(page.status, 404);
    assert!(
        page.texts("main")[0].contains("There is no user with this id."),
        "{page}"
    );
    assert_eq!(
        page.attributes("main a", "href"),
        ["/dashboard", "/users"],
        "staff can search on"
    );
    house.close().await;
}

#[tokio::test]
async fn a_server_function_that_is_not_there_is_answered_as_it_was_asked() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = Form::to("/api/delete_everything", &[]);
    let fetched = sue.fetch(&form).await;
    assert_eq!(
        (fetched.status, &fetched.json()["code"]),
        (404, &"not_found".into())
    );
    assert_eq!(sue.post(&form).await.heading(), "Not found");
    assert_eq!(house.browser().fetch(&form).await.status, 401);
    house.close().await;
}

#[tokio::test]
async fn inside_every_page_has_the_region_error_pages_too() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let conflict = Form::to("/api/sign_out", &[("session", "another"), ("target", "")]);
    let unreadable = Form::to("/api/sign_out", &[]);
    let pages = [
        (200, sue.get("/dashboard").await),
        (200, sue.get("/account").await),
        (403, sue.get("/users").await),
        (403, sue.get(house.page_of("ann")).await),
        (403, sue.get("/impersonations").await),
        (404, sue.get("/nowhere").await),
        (404, sue.get("/users/a/b").await),
        (409, sue.post(&conflict).await),
        (400, sue.post(&unreadable).await),
        (404, sue.post(&Form::to("/api/nothing", &[])).await),
    ];
    for (status, page) in pages {
        assert_eq!(page.status, status, "{page}");
        assert!(
            page.region().contains("You are acting as Ann Example"),
            "{page}"
        );
        assert_eq!(
            page.form("End impersonation").action,
            "/api/end_impersonation"
        );
    }
    house.close().await;
}
