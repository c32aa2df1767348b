//! The users that one looked at last: the browser keeps their ids, the server says who they are now.

use crate::support::{Answer, Browser, Form, House};

/// Asks for the users with these ids.
async fn users(browser: &mut Browser, ids: &[&str]) -> Answer {
    let session = browser.session().await;
    let names: Vec<_> = (0..ids.len())
        .map(|place| format!("ids[{place}]"))
        .collect();
    let mut fields = vec![("session", session.as_str())];
    fields.extend(names.iter().map(String::as_str).zip(ids.iter().copied()));
    browser.fetch(&Form::to("/api/get_users", &fields)).await
}

/// The ids of an answer, in its order.
fn ids(answer: &Answer) -> Vec<String> {
    let users = answer.json();
    let id = |user: &serde_json::Value| user["id"].as_str().unwrap_or_default().to_owned();
    users.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn users_come_in_the_order_that_was_asked_for_and_who_is_gone_is_left_out() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let (bob, ann) = (house.id("bob"), house.id("ann"));
    let answer = users(&mut sue, &[bob, "user_gone", ann]).await;
    assert_eq!(answer.status, 200, "{answer}");
    assert_eq!(ids(&answer), [bob, ann]);
    assert_eq!(answer.json()[1]["email"], "ann@example.com");
    let mut summary: Vec<_> = answer.json()[0]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    summary.sort();
    assert_eq!(
        summary.join(" "),
        "banned email id initials last_sign_in name role"
    );
    house.close().await;
}

#[tokio::test]
async fn without_an_id_nobody_is_told_and_with_only_unknown_ones_neither() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for asked in [&[][..], &["user_gone"]] {
        let answer = users(&mut sue, asked).await;
        assert_eq!((answer.status, ids(&answer).len()), (200, 0), "{answer}");
    }
    house.close().await;
}

#[tokio::test]
async fn more_than_eight_users_or_what_is_no_id_is_refused() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let ann = house.id("ann");
    assert_eq!(users(&mut sue, &[ann; 8]).await.status, 200);
    assert_eq!(users(&mut sue, &[ann; 9]).await.status, 400);
    for text in [
        "",
        "ann@example.com",
        "user_1&limit=500",
        "../users",
        &"u".repeat(65),
    ] {
        assert_eq!(users(&mut sue, &[ann, text]).await.status, 400, "{text:?}");
    }
    house.close().await;
}
