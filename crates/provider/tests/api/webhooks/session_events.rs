//! What is told of sessions.

use ambient::MINUTE;
use http::Method;
use serde_json::{Value, json};

use super::endpoint::{NOTHING, act, house, ids, kinds, told};
use crate::house::{Device, PASSWORD, START};

#[tokio::test]
async fn sessions_that_begin_are_told_with_who_acts_in_them() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    told(&house, &endpoint).await;
    house.clock.advance(MINUTE);
    let (_, own) = house.signed_in("ann@example.com").await;
    let (_, acted) = house.impersonating(&id).await;
    let made = act(&house, Method::POST, "/v1/sessions", json!({"user_id": id})).await;
    let told = told(&house, &endpoint).await;
    assert_eq!(ids(&told), [&own, &acted, made["id"].as_str().unwrap()]);
    for one in &told {
        assert_eq!(one.kind(), "session.created");
        let data = &one.body["data"];
        assert_eq!(
            (&data["status"], &data["user_id"]),
            (&json!("active"), &json!(id))
        );
        assert_eq!(data["user"]["id"], json!(id));
        assert_eq!(data["user"]["last_sign_in_at"], START + MINUTE);
    }
    assert_eq!(told[0].body["data"]["actor"], Value::Null);
    assert_eq!(told[1].body["data"]["actor"], json!({"sub": "user_staff"}));
}

#[tokio::test]
async fn sessions_that_somebody_ends_are_told_each_and_those_that_time_ends_are_not() {
    let (house, endpoint) = house().await;
    let id = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    // One client with both.
    let (mut device, ann) = house.signed_in("ann@example.com").await;
    let both = async |device: &mut Device| {
        let reply = device.sign_in(&house, "bob@example.com", PASSWORD).await;
        reply.created_session()
    };
    let bob = both(&mut device).await;
    told(&house, &endpoint).await;
    device.session(&house, &ann, "end").await.ok();
    device.session(&house, &bob, "remove").await.ok();
    let over = told(&house, &endpoint).await;
    assert_eq!(ids(&over), [ann, bob]);
    assert_eq!(
        (over[0].kind(), over[1].kind()),
        ("session.ended", "session.removed")
    );
    assert_eq!(over[1].body["data"]["status"], "removed");

    for (path, kind) in [
        ("/v1/client/sessions", "session.removed"),
        ("/v1/client", "session.ended"),
    ] {
        let ann = device.sign_in(&house, "ann@example.com", PASSWORD).await;
        house.clock.advance(1);
        let bob = both(&mut device).await;
        told(&house, &endpoint).await;
        device.call(&house, Method::DELETE, path, &[]).await.ok();
        let over = told(&house, &endpoint).await;
        assert_eq!(ids(&over), [ann.created_session(), bob], "{path}");
        assert!(over.iter().all(|one| one.kind() == kind), "{path}");
    }

    let at = |rest: &str| format!("/v1/users/{id}{rest}");
    for (method, path, body) in [
        (Method::POST, at("/ban"), json!({})),
        (
            Method::PATCH,
            at(""),
            json!({"password": PASSWORD, "sign_out_of_other_sessions": true}),
        ),
        (
            Method::POST,
            at("/remove_password"),
            json!({"sign_out_of_other_sessions": true}),
        ),
        (Method::DELETE, at(""), json!({})),
    ] {
        act(&house, Method::POST, &at("/unban"), json!({})).await;
        let new = json!({"user_id": id});
        let one = act(&house, Method::POST, "/v1/sessions", new).await["id"].clone();
        house.clock.advance(1);
        let (_, two) = house.impersonating(&id).await;
        told(&house, &endpoint).await;
        act(&house, method.clone(), &path, body).await;
        let told = told(&house, &endpoint).await;
        let revoked = told.iter().filter(|one| one.kind() == "session.revoked");
        let revoked: Vec<_> = revoked.map(|one| one.body["data"]["id"].clone()).collect();
        assert_eq!(revoked, [one, json!(two)], "{method} {path}");
        let of_user = told.iter().filter(|one| one.kind().starts_with("user."));
        assert_eq!(of_user.count(), 1, "{method} {path}");
    }

    let (_, late) = house.signed_in("bob@example.com").await;
    told(&house, &endpoint).await;
    house.clock.advance(40 * 24 * 60 * MINUTE);
    let session = house.get(&format!("/v1/sessions/{late}")).await.ok();
    assert_ne!(session["status"], "active");
    assert_eq!(kinds(&house, &endpoint).await, NOTHING);
}
