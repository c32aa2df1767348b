//! What a webhook tells acts at once.

use clerk::WebhookVerifier;
use serde_json::{Value, json};

use super::{MINUTE, about_session, about_user, expect, house, session_of};
use crate::support::{Browser, Form, House, Letter, Plan, SECRET, applications};

/// What happens at Clerk, what Clerk tells of it, and the cause of the end.
async fn expect_end(event: &str, at_clerk: impl AsyncFn(&House), about: (&str, bool), cause: &str) {
    let house = house(SECRET).await;
    let mut sue = house.acting("sue", "ann").await;
    let (name, acted) = about;
    let letter = if event.starts_with("user.") {
        about_user(&house, event, name)
    } else {
        let id = session_of(&house, name, acted).await;
        about_session(&house, event, &id, name)
    };
    at_clerk(&house).await;
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(house.causes().await, [cause], "{event}: at once");
    assert_eq!(house.live("ann", true).await, 0, "{event}");
    // No time has passed: the token that the browser's record holds would be good for another minute.
    let page = sue.get("/dashboard").await;
    assert_eq!(page.region(), "", "{event}: {page}");
    house.console.sweep().await;
    assert_eq!(house.kinds().await, ["attempted", "started", "ended"]);
    house.close().await;
}

#[tokio::test]
async fn a_user_who_is_banned_deleted_or_made_staff_is_acted_as_no_longer_at_once() {
    let ban = async |house: &House| {
        house
            .at_clerk(&format!("/v1/users/{}/ban", house.id("ann")))
            .await;
    };
    expect_end("user.updated", ban, ("ann", false), "subject_gone").await;
    let delete = async |house: &House| house.delete_at_clerk("ann").await;
    expect_end("user.deleted", delete, ("ann", false), "subject_gone").await;
    let promote = async |house: &House| {
        let users = house.provider.users();
        users
            .set_role("ann@example.com", Some("support"))
            .await
            .unwrap();
    };
    expect_end("user.updated", promote, ("ann", false), "not_permitted").await;
}

#[tokio::test]
async fn whoever_is_banned_deleted_or_loses_the_role_acts_no_longer_at_once() {
    let ban = async |house: &House| {
        house
            .at_clerk(&format!("/v1/users/{}/ban", house.id("sue")))
            .await;
    };
    expect_end("user.updated", ban, ("sue", false), "actor_gone").await;
    let delete = async |house: &House| house.delete_at_clerk("sue").await;
    expect_end("user.deleted", delete, ("sue", false), "actor_gone").await;
    let demote = async |house: &House| {
        let users = house.provider.users();
        users.set_role("sue@example.com", None).await.unwrap();
    };
    expect_end("user.updated", demote, ("sue", false), "not_permitted").await;
}

#[tokio::test]
async fn a_session_that_is_over_at_clerk_ends_what_depends_on_it_at_once() {
    for event in ["session.ended", "session.removed", "session.revoked"] {
        let theirs = async |house: &House| house.revoke("ann", true).await;
        expect_end(event, theirs, ("ann", true), "session_ended").await;
        let own = async |house: &House| house.revoke("sue", false).await;
        expect_end(event, own, ("sue", false), "actor_session_ended").await;
    }
    let ban = async |house: &House| {
        house
            .at_clerk(&format!("/v1/users/{}/ban", house.id("sue")))
            .await;
    };
    expect_end("session.revoked", ban, ("sue", false), "actor_gone").await;
}

#[tokio::test]
async fn a_session_that_is_over_at_clerk_signs_its_browser_out_at_the_next_request() {
    let house = house(SECRET).await;
    let (mut sue, mut lea) = (house.signed_in("sue").await, house.signed_in("lea").await);
    let id = session_of(&house, "sue", false).await;
    house.revoke("sue", false).await;
    assert_eq!(
        sue.open("/dashboard").await.heading(),
        "Hello Sue",
        "not known yet"
    );
    house.clock.advance(1);
    let letter = about_session(&house, "session.revoked", &id, "sue");
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(
        sue.get("/dashboard").await.location(),
        "/sign-in?next=%2Fdashboard"
    );
    assert_eq!(
        lea.open("/dashboard").await.heading(),
        "Hello Lea",
        "and nobody else"
    );
    house.close().await;
}

#[tokio::test]
async fn a_role_that_is_given_at_clerk_counts_at_the_next_request_and_is_asked_for_once() {
    let house = house(SECRET).await;
    let mut ann = house.signed_in("ann").await;
    assert_eq!(ann.get("/users").await.status, 403);
    let users = house.provider.users();
    users
        .set_role("ann@example.com", Some("support"))
        .await
        .unwrap();
    assert_eq!(ann.get("/users").await.status, 403, "not known yet");
    house.clock.advance(1);
    let letter = about_user(&house, "user.updated", "ann");
    expect(&house, &letter, 200, "taken").await;
    house.clock.advance(1);
    house.line.asked();
    assert_eq!(ann.get("/users").await.status, 200);
    ann.open("/account").await;
    let touches = house.line.asked().into_iter();
    let touches = touches.filter(|call| call.ends_with("/touch"));
    assert_eq!(touches.count(), 1, "what was read after the news is fresh");
    house.close().await;
}

#[tokio::test]
async fn a_profile_that_changed_at_clerk_is_asked_for_again() {
    let house = house(SECRET).await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let form = Form::to(
        "/api/get_users",
        &[("session", &session), ("ids[0]", house.id("ann"))],
    );
    let name =
        async |sue: &mut Browser| -> Value { sue.fetch(&form).await.json()[0]["name"].clone() };
    assert_eq!(name(&mut sue).await, "Ann Example");
    let path = format!("/v1/users/{}", house.id("ann"));
    house
        .ask_clerk("PATCH", &path, r#"{"first_name": "Annabel"}"#)
        .await;
    assert_eq!(name(&mut sue).await, "Ann Example", "kept");
    let letter = about_user(&house, "user.updated", "ann");
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(name(&mut sue).await, "Annabel Example");
    house.close().await;
}

#[tokio::test]
async fn a_link_that_is_opened_in_another_application_is_known_at_once() {
    let house = House::with(Plan {
        webhooks: Some(WebhookVerifier::new(SECRET).unwrap()),
        applications: applications(),
        ..Plan::default()
    })
    .await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.start_in("shop", &house.page_of("ann")).await;
    let id = page.form("End impersonation").value("id").to_owned();
    let session = house.open_link(&page.links_out()[0]).await.unwrap();
    assert_eq!(house.kinds().await, ["attempted"]);

    house.clock.advance(3_000);
    let told = |id: &str| {
        let actor = json!({"sub": house.id("sue"), "impersonation_id": id});
        let user_id = house.id("ann");
        let data = json!({"object": "session", "id": session, "user_id": user_id, "actor": actor});
        Letter::new(id, "session.created", &data, house.clock.now())
    };
    // Of one that is not ours nothing follows.
    expect(&house, &told("imp_unknown"), 200, "taken").await;
    assert_eq!(house.kinds().await, ["attempted"]);
    expect(&house, &told(&id), 200, "taken").await;
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    house.close().await;
}

#[tokio::test]
async fn without_webhooks_the_same_acts_within_a_minute() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let users = house.provider.users();
    users
        .set_role("ann@example.com", Some("support"))
        .await
        .unwrap();
    house.clock.advance(MINUTE);
    assert_eq!(ann.get("/users").await.status, 200);
    house.close().await;
}
