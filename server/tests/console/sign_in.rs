//! Signing in, and what a refusal does not say.

use server::Audience;

use crate::support::{Answer, Form, House, PASSWORD, Plan};

const WRONG: &str = "Email address or password is incorrect.";

fn form(email: &str, password: &str) -> Form {
    let fields = [
        ("session", ""),
        ("email", email),
        ("password", password),
        ("next", ""),
    ];
    Form::to("/api/sign_in", &fields)
}

/// What of an answer may tell two refusals apart: everything but random ids.
fn shape(answer: &Answer) -> (u16, String, Vec<String>, Vec<String>) {
    let headers = answer.headers.iter().filter(|(name, _)| {
        !["x-request-id", "content-security-policy", "set-cookie"].contains(&name.as_str())
    });
    let headers = headers
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    let cookies = answer.set_cookies().into_iter().map(|cookie| {
        let (pair, flags) = cookie.split_once(';').unwrap();
        format!("{} {} {flags}", pair.len(), pair.split('=').next().unwrap())
    });
    (
        answer.status,
        answer.body.clone(),
        headers,
        cookies.collect(),
    )
}

#[tokio::test]
async fn every_way_in_which_address_and_password_can_be_wrong_reads_the_same() {
    let mut house = House::new().await;
    house.add_like("eve", |eve| eve.password = None).await;
    let wrong = [
        form("sue@example.com", "not the password"),
        form("ann@example.com", "not the password"),
        form("nobody@example.com", "not the password"),
        form("nobody@example.com", PASSWORD),
        form("eve@example.com", PASSWORD),
        form("no address", PASSWORD),
        form("sue@example.com", &"x".repeat(2_000)),
        form("sue@example.com\u{0}", "not the password"),
    ];
    let mut fetched = Vec::new();
    let mut posted = Vec::new();
    for form in &wrong {
        fetched.push(shape(&house.browser().fetch(form).await));
        let mut browser = house.browser();
        let answer = browser.post(form).await;
        posted.push(shape(&answer));
        let page = browser.follow(&answer).await;
        assert_eq!(page.alert(), WRONG, "{form:?}");
    }
    assert_eq!((fetched[0].0, posted[0].0), (422, 303));
    assert!(fetched[0].1.contains(WRONG), "{fetched:?}");
    for (fetched, posted) in fetched.iter().zip(&posted) {
        assert_eq!(fetched, &shape(&house.browser().fetch(&wrong[0]).await));
        assert_eq!(posted, &shape(&house.browser().post(&wrong[0]).await));
    }
    let mut sue = house.browser();
    assert_eq!(
        sue.get("/dashboard").await.status,
        303,
        "nobody is signed in by it"
    );
    house.close().await;
}

#[tokio::test]
async fn an_empty_field_is_said_beside_it_and_answered_like_anything_else_that_is_wrong() {
    let house = House::new().await;
    for (email, password, missing) in [
        ("", PASSWORD, &["email"][..]),
        ("sue@example.com", "", &["password"]),
        ("", "", &["email", "password"]),
        ("   ", PASSWORD, &["email"]),
    ] {
        let answer = house.browser().fetch(&form(email, password)).await;
        assert_eq!(answer.status, 422, "{answer}");
        let answer = answer.json();
        assert_eq!(answer["words"], WRONG);
        let fields = answer["fields"].as_array().unwrap().iter();
        let fields: Vec<_> = fields
            .map(|field| field["field"].as_str().unwrap())
            .collect();
        assert_eq!(fields, missing);
    }
    house.close().await;
}

#[tokio::test]
async fn a_refused_form_comes_back_once_with_the_address_and_never_the_password() {
    let house = House::new().await;
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", "mistyped horse battery").await;
    assert_eq!(answer.location(), "/sign-in");
    let page = sue.follow(&answer).await;
    assert_eq!(page.alert(), WRONG);
    let form = page.form("Sign in");
    assert_eq!(form.value("email"), "sue@example.com");
    assert_eq!(form.value("password"), "");
    assert!(!page.body.contains("mistyped"), "{page}");
    let again = sue.open("/sign-in").await;
    assert_eq!(
        (again.alert(), again.form("Sign in").value("email")),
        (String::new(), "")
    );
    house.close().await;
}

#[tokio::test]
async fn a_message_waits_for_the_page_and_not_for_what_is_fetched_beside_it() {
    let house = House::new().await;
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", "not the one").await;
    sue.get("/pkg/understudy.css").await;
    sue.get("/favicon.svg").await;
    sue.get("/nowhere").await;
    assert_eq!(sue.follow(&answer).await.alert(), WRONG);
    house.close().await;
}

#[tokio::test]
async fn an_address_is_taken_however_it_is_typed() {
    let house = House::new().await;
    for email in ["SUE@Example.com", "  sue@example.com "] {
        let answer = house.browser().post(&form(email, PASSWORD)).await;
        assert_eq!(answer.location(), "/dashboard", "{email}");
    }
    house.close().await;
}

#[tokio::test]
async fn where_only_staff_may_sign_in_customers_are_told_and_no_session_of_theirs_is_left() {
    let house = House::with(Plan {
        audience: Audience::Staff,
        ..Plan::default()
    })
    .await;
    let mut ann = house.browser();
    let answer = ann.sign_in("ann", PASSWORD).await;
    let page = ann.follow(&answer).await;
    assert!(
        page.alert()
            .starts_with("This console is for support staff."),
        "{page}"
    );
    assert_eq!(ann.get("/dashboard").await.status, 303);
    assert_eq!(house.live("ann", false).await, 0);
    house.acting("sue", "ann").await;
    house.close().await;
}

#[tokio::test]
async fn whoever_is_signed_in_is_led_past_the_sign_in_page() {
    let house = House::new().await;
    for mut browser in [
        house.signed_in("ann").await,
        house.acting("sue", "bob").await,
    ] {
        let answer = browser.get("/sign-in?next=/account").await;
        assert_eq!(
            (answer.location(), answer.body.as_str()),
            ("/dashboard", "")
        );
    }
    house.close().await;
}

#[tokio::test]
async fn it_works_on_an_instance_that_knows_one_session_a_client() {
    let house = House::with(Plan {
        single_session_mode: true,
        ..Plan::default()
    })
    .await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "End impersonation").await;
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    assert_eq!(house.live("sue", false).await, 1);
    house.close().await;
}
