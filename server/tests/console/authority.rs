//! What a session may do is read from verified state, not from what a page showed.

use crate::support::{Form, House, PASSWORD, REASON};

/// What staff do, as one posts it by hand.
fn staff_work(house: &House, session: &str) -> [Form; 4] {
    [
        Form::to(
            "/api/get_user",
            &[("session", session), ("id", house.id("bob"))],
        ),
        Form::to(
            "/api/search_users",
            &[("session", session), ("query", "bob")],
        ),
        Form::to(
            "/api/get_users",
            &[("session", session), ("ids[0]", house.id("bob"))],
        ),
        Form::to(
            "/api/start_impersonation",
            &[
                ("session", session),
                ("subject", house.id("bob")),
                ("key", "by hand"),
                ("reason", REASON),
                ("minutes", "15"),
            ],
        ),
    ]
}

#[tokio::test]
async fn invariant_09_a_customer_who_posts_what_staff_do_is_refused() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let session = ann.session().await;
    for form in staff_work(&house, &session) {
        let answer = ann.fetch(&form).await;
        assert_eq!(answer.status, 403, "{}: {answer}", form.action);
        assert!(!answer.body.contains("bob@example.com"), "{answer}");
    }
    let [_, _, _, start] = staff_work(&house, &session);
    let answer = ann.post(&start.set("key", "as a form")).await;
    let page = ann.follow(&answer).await;
    assert_eq!(page.status, 403, "{page}");
    assert!(!page.body.contains("bob@example.com"));
    assert_eq!(house.minted().await, 0);
    assert_eq!(house.kinds().await, ["refused", "refused"]);
    house.close().await;
}

#[tokio::test]
async fn invariant_09_a_role_that_is_taken_away_at_the_provider_acts_within_a_minute() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let users = house.provider.users();
    users.set_role("sue@example.com", None).await.unwrap();
    house.clock.advance(60_000);
    for path in ["/users", "/impersonations", &house.page_of("ann")] {
        assert_eq!(sue.get(path).await.status, 403, "{path}");
    }
    for form in staff_work(&house, &session) {
        assert_eq!(sue.fetch(&form).await.status, 403, "{}", form.action);
    }
    let dashboard = sue.open("/dashboard").await;
    assert!(!dashboard.texts("nav a").contains(&"Users".to_owned()));
    assert_eq!(house.minted().await, 0);

    users
        .set_role("sue@example.com", Some("support"))
        .await
        .unwrap();
    house.clock.advance(60_000);
    sue.open("/users").await;
    house.close().await;
}

#[tokio::test]
async fn invariant_09_an_impersonation_that_is_no_longer_permitted_is_over_within_a_minute() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut sam = house.acting("sam", "bob").await;
    let users = house.provider.users();
    users.set_role("sue@example.com", None).await.unwrap();
    users
        .set_role("bob@example.com", Some("support"))
        .await
        .unwrap();
    house.clock.advance(60_000);
    for (browser, own) in [(&mut sue, "Hello Sue"), (&mut sam, "Hello Sam")] {
        let page = browser.open("/dashboard").await;
        assert_eq!(
            (page.heading().as_str(), page.region()),
            (own, String::new())
        );
        let notice = "The impersonation is over: the rules no longer permit it.";
        assert_eq!(page.text("[role=status].notice"), notice);
    }
    assert_eq!(house.causes().await, ["not_permitted", "not_permitted"]);
    assert_eq!(
        (house.live("ann", true).await, house.live("bob", true).await),
        (0, 0)
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_09_somebody_who_is_banned_at_the_provider_is_out_within_a_minute() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house
        .at_clerk(&format!("/v1/users/{}/ban", house.id("sue")))
        .await;
    house.clock.advance(60_000);
    let answer = sue.get("/dashboard").await;
    assert_eq!(answer.location(), "/sign-in?next=%2Fdashboard");
    assert_eq!(
        house.live("ann", true).await,
        0,
        "and what they had open is over"
    );
    assert_eq!(house.causes().await, ["actor_gone"]);
    let again = sue.sign_in("sue", PASSWORD).await;
    assert!(again.location().starts_with("/sign-in"), "{again}");
    house.close().await;
}

#[tokio::test]
async fn invariant_09_a_form_that_was_shown_is_decided_by_who_the_subject_is_when_it_arrives() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let other = form
        .clone()
        .set("subject", house.id("lea"))
        .set("key", "another");
    assert_eq!(
        sue.fetch(&other).await.status,
        403,
        "the page was another's"
    );
    let users = house.provider.users();
    users
        .set_role("ann@example.com", Some("support"))
        .await
        .unwrap();
    assert_eq!(sue.fetch(&form).await.status, 403, "the page was older");
    assert_eq!(house.kinds().await, ["refused", "refused"]);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_09_inside_nobody_does_what_staff_do() {
    let house = House::new().await;
    let mut lea = house.acting("lea", "ann").await;
    let session = lea.session().await;
    for form in staff_work(&house, &session) {
        let answer = lea.fetch(&form).await;
        assert_eq!(answer.status, 403, "{}: {answer}", form.action);
    }
    for path in [
        "/users",
        "/users?q=bob",
        "/impersonations",
        &house.page_of("bob"),
    ] {
        let page = lea.get(path).await;
        assert_eq!(page.status, 403, "{path}");
        assert!(!page.body.contains("bob@example.com"));
        assert!(
            page.region().contains("You are acting as Ann Example"),
            "{page}"
        );
    }
    let account = lea.open("/account").await;
    assert!(
        account.texts("dd").contains(&"ann@example.com".to_owned()),
        "{account}"
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_09_the_sessions_of_other_browsers_are_out_of_reach() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut ann = house.signed_in("ann").await;
    let mut acting = house.acting("lea", "bob").await;
    let session = sue.session().await;
    for target in [
        ann.session().await,
        acting.session().await,
        house.id("ann").to_owned(),
        String::new(),
    ] {
        for path in ["/api/sign_out", "/api/activate_session"] {
            let form = Form::to(path, &[("session", &session), ("target", &target)]);
            assert_eq!(sue.fetch(&form).await.status, 409, "{path} {target}");
        }
    }
    assert_eq!(ann.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(acting.open("/dashboard").await.heading(), "Hello Bob");
    assert_eq!(house.causes().await, [""; 0]);
    house.close().await;
}

#[tokio::test]
async fn an_odd_spelling_of_an_address_is_no_way_around_the_guard() {
    let house = House::new().await;
    let id = house.id("bob");
    let (mut ann, mut anonymous) = (house.signed_in("ann").await, house.browser());
    let long = "x".repeat(100);
    for path in [
        format!("/users/%75{}", &id[1..]),
        format!("/users/{id}/"),
        format!("/users//{id}"),
        format!("//users/{id}"),
        format!("/USERS/{id}"),
        format!("/users/{id}%00"),
        format!("/users/{id};x"),
        format!("/users/{long}"),
        "/users/".to_owned(),
        "/users%2f".to_owned(),
        "/./users".to_owned(),
        "/impersonations/".to_owned(),
        "/%69mpersonations".to_owned(),
    ] {
        for browser in [&mut ann, &mut anonymous] {
            let answer = browser.get(&path).await;
            assert!((400..500).contains(&answer.status), "{path}: {answer}");
            assert!(!answer.body.contains("bob@example.com"), "{path}");
        }
    }
    house.close().await;
}
