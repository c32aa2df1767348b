//! Lists of sessions: of one's own devices, and the Backend API's.

use ambient::{MINUTE, SECOND};
use http::Method;
use serde_json::{Value, json};

use crate::house::{Device, House};

const DAY: i64 = 24 * 60 * MINUTE;

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
