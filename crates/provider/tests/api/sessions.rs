//! Sessions from both sides: their own client's, and the Backend API's.

use ambient::{MINUTE, SECOND};
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House, PASSWORD, START};

const DAY: i64 = 24 * 60 * MINUTE;

#[tokio::test]
async fn without_a_client_there_is_no_session_to_speak_of() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (_, session) = house.signed_in("ann@example.com").await;
    for action in ["touch", "end", "remove", "tokens"] {
        Device::default()
            .session(&house, &session, action)
            .await
            .refused(401, "signed_out");
    }
    Device::default()
        .get(&house, "/v1/me")
        .await
        .refused(401, "signed_out");
    Device::default()
        .get(&house, "/v1/me/sessions/active")
        .await
        .refused(401, "signed_out");
}

#[tokio::test]
async fn another_clients_session_is_as_good_as_none() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (_, anns) = house.signed_in("ann@example.com").await;
    let (mut bob, _) = house.signed_in("bob@example.com").await;
    for action in ["touch", "end", "remove", "tokens"] {
        bob.session(&house, &anns, action)
            .await
            .refused(404, "resource_not_found");
        bob.session(&house, "sess_none", action)
            .await
            .refused(404, "resource_not_found");
    }
    bob.get(&house, &format!("/v1/client/sessions/{anns}"))
        .await
        .refused(404, "resource_not_found");
    let named = format!("/v1/me?_clerk_session_id={anns}");
    bob.get(&house, &named)
        .await
        .refused(401, "authentication_invalid");
}

#[tokio::test]
async fn a_session_that_ended_gives_no_token_and_does_not_end_again() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    for action in ["end", "remove"] {
        let (mut device, session) = house.signed_in("ann@example.com").await;
        device.session(&house, &session, "tokens").await.ok();
        let ended = device.session(&house, &session, action).await.ok();
        assert_eq!(ended["client"]["sessions"], json!([]));
        for then in ["tokens", "touch"] {
            device
                .session(&house, &session, then)
                .await
                .refused(401, "authentication_invalid");
        }
        for then in ["end", "remove"] {
            device
                .session(&house, &session, then)
                .await
                .refused(400, "invalid_action_for_session");
        }
    }
}

#[tokio::test]
async fn a_persons_own_session_lasts_seven_days_and_no_longer() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    house.clock.advance(7 * DAY - SECOND);
    device.session(&house, &session, "touch").await.ok();
    house.clock.advance(SECOND);
    device
        .session(&house, &session, "touch")
        .await
        .refused(401, "authentication_invalid");
    let shown = house.get(&format!("/v1/sessions/{session}")).await.ok();
    assert_eq!(shown["status"], "expired");
}

#[tokio::test]
async fn a_ban_and_a_new_password_with_sign_out_end_all_sessions() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let body = json!({"password": "another good one", "sign_out_of_other_sessions": true});
    house
        .backend(Method::PATCH, &format!("/v1/users/{user}"), Some(body))
        .await
        .ok();
    device
        .session(&house, &session, "tokens")
        .await
        .refused(401, "authentication_invalid");
    device
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .refused(422, "form_password_or_identifier_incorrect");

    let session = device
        .sign_in(&house, "ann@example.com", "another good one")
        .await
        .created_session();
    house
        .backend(Method::POST, &format!("/v1/users/{user}/ban"), None)
        .await
        .ok();
    device
        .session(&house, &session, "tokens")
        .await
        .refused(401, "authentication_invalid");
}

#[tokio::test]
async fn a_token_is_signed_once_and_handed_out_while_it_is_fresh() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let first = device
        .session(&house, &session, "tokens")
        .await
        .jwt()
        .to_owned();
    house.clock.advance(54 * SECOND);
    let same = device.session(&house, &session, "touch").await.ok();
    assert_eq!(same["response"]["last_active_token"]["jwt"], first);
    house.clock.advance(SECOND);
    let next = device
        .session(&house, &session, "tokens")
        .await
        .jwt()
        .to_owned();
    assert_ne!(next, first);

    let claims = house.verify(&next).await;
    let now = START / 1000 + 55;
    assert_eq!(
        (claims.iat, claims.nbf, claims.exp),
        (now, Some(now - 10), now + 60)
    );
    assert_eq!((claims.sub, claims.sid), (user, session));
    assert!(claims.act.is_none());
    assert_eq!(claims.azp, None, "a native application has no origin");
}

#[tokio::test]
async fn the_factor_age_counts_minutes_since_the_password() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    house.clock.advance(3 * MINUTE + 59 * SECOND);
    let touched = device.session(&house, &session, "touch").await.ok();
    assert_eq!(
        touched["response"]["factor_verification_age"],
        json!([3, -1])
    );
}

#[tokio::test]
async fn touching_switches_between_the_sessions_of_a_client() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut device, anns) = house.signed_in("ann@example.com").await;
    let bobs = device
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .created_session();
    let me = device.get(&house, "/v1/me").await.ok();
    assert_eq!(
        me["response"]["email_addresses"][0]["email_address"],
        "bob@example.com"
    );
    let touched = device.session(&house, &anns, "touch").await.ok();
    assert_eq!(touched["client"]["last_active_session_id"], anns);
    let me = device.get(&house, "/v1/me").await.ok();
    assert_eq!(
        me["response"]["email_addresses"][0]["email_address"],
        "ann@example.com"
    );
    device.session(&house, &anns, "remove").await.ok();
    let client = device.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["last_active_session_id"], bobs);
}

#[tokio::test]
async fn a_browser_never_sees_private_metadata() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let body =
        json!({"private_metadata": {"note": "sekrit"}, "public_metadata": {"role": "support"}});
    house
        .backend(
            Method::PATCH,
            &format!("/v1/users/{user}/metadata"),
            Some(body),
        )
        .await
        .ok();
    let (mut device, session) = house.signed_in("ann@example.com").await;
    for reply in [
        device.get(&house, "/v1/me").await,
        device.get(&house, "/v1/client").await,
        device.session(&house, &session, "touch").await,
    ] {
        let text = reply.ok().to_string();
        assert!(
            text.contains("support")
                && !text.contains("sekrit")
                && !text.contains("private_metadata")
        );
    }
}

#[tokio::test]
async fn the_list_of_devices_shows_own_and_impersonated_sessions_and_not_the_ended() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let (mut device, own) = house.signed_in("ann@example.com").await;
    let (_, impersonated) = house.impersonating(&user).await;
    let (mut gone, ended) = house.signed_in("ann@example.com").await;
    gone.session(&house, &ended, "end").await.ok();
    let list = device.get(&house, "/v1/me/sessions/active").await.ok();
    let mut seen: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|device| {
            (
                device["id"].as_str().unwrap(),
                device["actor"]["sub"].as_str(),
            )
        })
        .collect();
    let mut expected = [
        (own.as_str(), None),
        (impersonated.as_str(), Some("user_staff")),
    ];
    seen.sort_unstable();
    expected.sort_unstable();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn the_backend_lists_by_user_client_and_status_newest_first() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        house.clock.advance(SECOND);
        ids.push(house.signed_in("ann@example.com").await);
    }
    let (mut device, ended) = ids.remove(0);
    device.session(&house, &ended, "end").await.ok();
    let ids = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|session| session["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let list = house
        .get(&format!("/v1/sessions?user_id={user}"))
        .await
        .ok();
    assert_eq!(list.as_array().unwrap().len(), 3);
    assert_eq!(ids(&list).last(), Some(&ended));
    let active = house
        .get(&format!("/v1/sessions?user_id={user}&status=active"))
        .await
        .ok();
    assert!(!ids(&active).contains(&ended));
    let of_client = format!(
        "/v1/sessions?client_id={}",
        list[0]["client_id"].as_str().unwrap()
    );
    assert_eq!(
        ids(&house.get(&of_client).await.ok()),
        [ids(&list)[0].clone()]
    );

    house.clock.advance(8 * DAY);
    let active = house
        .get(&format!("/v1/sessions?user_id={user}&status=active"))
        .await
        .ok();
    assert_eq!(active, json!([]));
    let expired = house
        .get(&format!("/v1/sessions?user_id={user}&status=expired"))
        .await
        .ok();
    assert_eq!(ids(&expired).len(), 2);
}

#[tokio::test]
async fn a_paginated_list_says_how_many_there_are() {
    let house = House::new().await;
    let user = house.user("ann@example.com").await;
    for _ in 0..3 {
        house.signed_in("ann@example.com").await;
    }
    // Clerk's description knows the bare list alone; the envelope is what its packages read.
    let query = format!("user_id={user}&limit=2&paginated=true");
    let uri = format!("/v1//sessions?{query}").replace("//", "/");
    let key = house.provider.secret_key();
    let request = http::Request::builder()
        .uri(uri)
        .header("host", crate::house::HOST)
        .header("authorization", format!("Bearer {}", key.expose()));
    let request = request.body(axum::body::Body::empty()).unwrap();
    let response = tower::ServiceExt::oneshot(house.router.clone(), request)
        .await
        .unwrap();
    let body = http_body_util::BodyExt::collect(response.into_body())
        .await
        .unwrap()
        .to_bytes();
    let page: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (page["data"].as_array().unwrap().len(), &page["total_count"]),
        (2, &json!(3))
    );
}

#[tokio::test]
async fn an_unknown_session_or_status_is_refused() {
    let house = House::new().await;
    house
        .get("/v1/sessions/sess_none")
        .await
        .refused(404, "resource_not_found");
    house
        .backend(Method::POST, "/v1/sessions/sess_none/revoke", None)
        .await
        .refused(404, "resource_not_found");
    house
        .get("/v1/sessions?status=asleep")
        .await
        .refused(422, "form_param_value_invalid");
}

#[tokio::test]
async fn there_are_no_templates_for_tokens_whoever_asks() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let path = format!("/v1/client/sessions/{session}/tokens/supabase");
    let mut stranger = Device::default();
    stranger
        .post(&house, &path, &[])
        .await
        .refused(401, "signed_out");
    device
        .post(&house, &path, &[])
        .await
        .refused(404, "resource_not_found");
    device.session(&house, &session, "end").await.ok();
    device
        .post(&house, &path, &[])
        .await
        .refused(401, "authentication_invalid");
}

#[tokio::test]
async fn one_sees_all_of_ones_sessions_and_those_of_nobody_else() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let (mut phone, first) = house.signed_in("ann@example.com").await;
    phone.session(&house, &first, "end").await.ok();
    house.clock.advance(1);
    let (mut device, second) = house.signed_in("ann@example.com").await;
    house.signed_in("bob@example.com").await;
    let mut nobody = Device::default();
    nobody
        .get(&house, "/v1/me/sessions")
        .await
        .refused(401, "signed_out");
    let all = device.get(&house, "/v1/me/sessions").await.ok();
    let seen: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|session| (&session["id"], &session["status"]))
        .collect();
    assert_eq!(
        seen,
        [
            (&second.into(), &"active".into()),
            (&first.into(), &"ended".into())
        ]
    );
}
