//! Sessions from both sides: their own client's, and the Backend API's.

use ambient::{MINUTE, SECOND};
use http::Method;
use serde_json::json;

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
