//! The actor is always the verified session's user.

use impersonation::ledger::PersonalValue;

use crate::support::{Browser, Form, House};

/// Everything that might name an actor, said by the browser, naming `lea`.
fn claims(house: &House) -> Vec<(String, String)> {
    let names = [
        "actor",
        "actor_id",
        "actor.sub",
        "sub",
        "user",
        "user_id",
        "own",
        "caller",
        "browser",
        "browser_session",
        "act",
        "role",
        "impersonation_id",
    ];
    let lea = house.id("lea");
    names.map(|name| (name.to_owned(), lea.to_owned())).into()
}

/// Who acted according to the ledger, the provider's token and the provider's session.
async fn actors(house: &House) -> Vec<String> {
    let mut actors = Vec::new();
    for entry in house.entries().await {
        let Some(PersonalValue::Known(actor)) = entry.personal.get("actor_id") else {
            panic!("no actor in {entry:?}");
        };
        actors.push(actor.clone());
    }
    let stored = "SELECT actor FROM actor_tokens UNION ALL SELECT actor FROM sessions WHERE actor IS NOT NULL";
    let stored: Vec<String> = sqlx::query_scalar(stored)
        .fetch_all(&house.provider_pool)
        .await
        .unwrap();
    for actor in stored {
        let actor: serde_json::Value = serde_json::from_str(&actor).unwrap();
        actors.push(actor["sub"].as_str().unwrap().to_owned());
    }
    actors
}

async fn form_for_ann(house: &House, browser: &mut Browser) -> Form {
    browser.start_form(&house.page_of("ann")).await
}

#[tokio::test]
async fn invariant_01_no_field_and_no_query_that_is_sent_says_who_acts() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut form = form_for_ann(&house, &mut sue).await;
    form.fields.extend(claims(&house));
    let lea = house.id("lea");
    form.action = format!("{}?actor_id={lea}&user_id={lea}&session={lea}", form.action);
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), "/dashboard", "{answer}");
    let actors = actors(&house).await;
    // Attempted and started, the token and the session.
    assert_eq!(actors, [house.id("sue"); 4]);
    assert!(
        sue.open("/dashboard")
            .await
            .region()
            .contains("sue@example.com")
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_01_no_header_that_is_sent_says_who_acts() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = form_for_ann(&house, &mut sue).await;
    let mut call = sue.form(&form);
    for name in [
        "authorization",
        "x-actor",
        "x-actor-id",
        "x-user-id",
        "x-clerk-user-id",
        "x-forwarded-user",
        "x-remote-user",
        "x-impersonate",
        "clerk-session-id",
        "x-clerk-auth-status",
    ] {
        call = call.with(name, house.id("lea"));
    }
    let answer = sue.send(call).await;
    assert_eq!(answer.location(), "/dashboard", "{answer}");
    assert_eq!(actors(&house).await, [house.id("sue"); 4]);
    house.close().await;
}

#[tokio::test]
async fn invariant_01_no_other_cookie_says_who_acts() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let lea = house.signed_in("lea").await;
    let form = form_for_ann(&house, &mut sue).await;
    let stolen = lea.cookie().to_owned();
    for name in [
        "__session",
        "__client",
        "__client_uat",
        "understudy",
        "session",
        "actor",
    ] {
        sue.cookies.insert(name.to_owned(), stolen.clone());
    }
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), "/dashboard", "{answer}");
    assert_eq!(actors(&house).await, [house.id("sue"); 4]);
    house.close().await;
}

#[tokio::test]
async fn invariant_01_two_cookies_of_one_name_never_mix_two_people() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let lea = house.signed_in("lea").await;
    let (name, own) = sue
        .cookies
        .iter()
        .next()
        .map(|(n, v)| (n.clone(), v.clone()))
        .unwrap();
    let form = form_for_ann(&house, &mut sue).await;
    let mut answers = Vec::new();
    for pair in [[lea.cookie(), &own], [&own, lea.cookie()]] {
        let both = format!("{name}={}; {name}={}", pair[0], pair[1]);
        let call = sue.form(&form).with("cookie", &both);
        answers.push(sue.clone().send(call).await.status);
    }
    answers.sort_unstable();
    assert_eq!(answers, [303, 409], "as sue, or not at all");
    let actors = actors(&house).await;
    assert!(
        actors.iter().all(|actor| actor == house.id("sue")),
        "{actors:?}"
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_01_the_session_of_another_browser_in_a_form_names_nobody() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let mut lea = house.signed_in("lea").await;
    let form = form_for_ann(&house, &mut sue).await;
    let of_lea = lea.session().await;
    let before = house.trace().await;
    for session in [
        of_lea.as_str(),
        house.id("lea"),
        house.id("sue"),
        "",
        "sess_unknown",
    ] {
        let answer = sue.fetch(&form.clone().set("session", session)).await;
        assert_eq!(answer.status, 409, "{session}: {answer}");
    }
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_01_a_body_of_another_kind_is_not_read() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = form_for_ann(&house, &mut sue).await;
    let before = house.trace().await;
    let fields: serde_json::Map<_, _> = form
        .fields
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().into()))
        .collect();
    let call = sue
        .form(&form)
        .with("accept", "application/json")
        .with("content-type", "application/json")
        .body(serde_json::to_vec(&fields).unwrap());
    assert_eq!(sue.send(call).await.status, 400);
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_01_who_is_behind_a_session_is_read_from_what_was_verified() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let session = sue.session().await;
    let mut form = Form::to("/api/impersonator", &[("session", &session)]);
    form.fields.extend(claims(&house));
    let actor = sue.fetch(&form).await.json();
    assert_eq!(actor["id"], house.id("sue"));
    assert_eq!(actor["email"], "sue@example.com");
    let nested = [
        ("session", session.as_str()),
        ("actor[sub]", house.id("lea")),
    ];
    let actor = sue.fetch(&Form::to("/api/impersonator", &nested)).await;
    assert_eq!(actor.json()["id"], house.id("sue"));

    let mut ann = house.signed_in("ann").await;
    let session = ann.session().await;
    let nobody = ann
        .fetch(&Form::to("/api/impersonator", &[("session", &session)]))
        .await;
    assert_eq!(
        (nobody.status, nobody.json()),
        (200, serde_json::Value::Null)
    );
    house.close().await;
}
