//! Tickets that are opened in a browser.

use ambient::MINUTE;
use http::{Method, StatusCode};
use provider::Settings;
use serde_json::{Value, json};

use crate::browser::{Browser, SIGN_IN, house};
use crate::house::{HOST, House, PASSWORD};

async fn ticket(house: &House, user: &str) -> String {
    let token = house.actor_token(user).await;
    token["token"].as_str().unwrap().to_owned()
}

fn accept(ticket: &str) -> String {
    format!("/v1/tickets/accept?ticket={ticket}")
}

#[tokio::test]
async fn a_ticket_that_cannot_be_redeemed_leads_nowhere_and_signs_nobody_out() {
    let house = house(true).await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let mut browser = Browser::default();
    browser
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .ok();
    let used = ticket(&house, &ann).await;
    Browser::default().ticket(&house, &used).await.ok();
    let revoked = house.actor_token(&ann).await;
    let id = revoked["id"].as_str().unwrap();
    house
        .backend(Method::POST, &format!("/v1/actor_tokens/{id}/revoke"), None)
        .await
        .ok();
    let late = ticket(&house, &ann).await;
    house.clock.advance(61 * MINUTE);
    for (bad, code) in [
        (used.as_str(), "actor_token_already_used_code"),
        (
            revoked["token"].as_str().unwrap(),
            "actor_token_revoked_code",
        ),
        (&late, "ticket_expired_code"),
        ("a.b.c", "ticket_invalid_code"),
    ] {
        let (status, place, _) = browser.open(&house, &accept(bad)).await;
        assert_eq!((status, place), (StatusCode::BAD_REQUEST, None), "{code}");
        browser.get(&house, &accept(bad)).await.refused(400, code);
    }
    let (status, place, _) = browser.open(&house, "/v1/tickets/accept").await;
    assert_eq!((status, place), (StatusCode::UNPROCESSABLE_ENTITY, None));
    let client = browser.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn without_a_sign_in_page_a_ticket_has_nowhere_to_go() {
    let house = House::with(Settings::new(HOST)).await;
    let ann = house.user("ann@example.com").await;
    let ticket = ticket(&house, &ann).await;
    let (status, place, _) = Browser::default().open(&house, &accept(&ticket)).await;
    assert_eq!((status, place), (StatusCode::BAD_REQUEST, None));
}

#[tokio::test]
async fn opening_a_ticket_signs_out_who_is_there_and_leads_to_the_applications_sign_in() {
    let house = house(true).await;
    let ann = house.user("ann@example.com").await;
    house.user("bob@example.com").await;
    let mut browser = Browser::default();
    let bobs = browser
        .sign_in(&house, "bob@example.com", PASSWORD)
        .await
        .created_session();
    let token = house.actor_token(&ann).await;
    let ticket = token["token"].as_str().unwrap();
    browser
        .ticket(&house, ticket)
        .await
        .refused(400, "session_exists");

    // The address that the Backend API gave out is the one that is opened.
    let url = url::Url::parse(token["url"].as_str().unwrap()).unwrap();
    let path = format!("{}?{}", url.path(), url.query().unwrap());
    let (status, place, headers) = browser.open(&house, &path).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(place.unwrap(), format!("{SIGN_IN}&__clerk_ticket={ticket}"));
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    assert_eq!(browser.cookies["__client_uat"], "0");
    let left = house.get(&format!("/v1/sessions/{bobs}")).await.ok();
    assert_eq!(left["status"], "removed");

    let reply = browser.ticket(&house, ticket).await.ok();
    assert_eq!(reply["response"]["status"], "complete");
    let session = &reply["client"]["sessions"][0];
    assert_eq!(session["actor"], json!({"sub": "user_staff"}));
    assert_eq!(session["user"]["id"], ann);
    assert_eq!(session["user"].get("private_metadata"), None);

    // What the console ends is over in the browser at its next call.
    let id = session["id"].as_str().unwrap();
    house
        .backend(Method::POST, &format!("/v1/sessions/{id}/revoke"), None)
        .await
        .ok();
    let tokens = format!("/v1/client/sessions/{id}/tokens");
    browser
        .post(&house, &tokens, &[])
        .await
        .refused(401, "authentication_invalid");
    let client = browser.get(&house, "/v1/client").await.ok();
    assert_eq!(client["response"]["sessions"], json!([]));
    assert_eq!(browser.cookies["__client_uat"], "0");
    let me = format!("/v1/me?_clerk_session_id={id}");
    let reply = browser.get(&house, &me).await;
    assert_eq!(
        (reply.status, reply.body.get("response")),
        (StatusCode::UNAUTHORIZED, None::<&Value>)
    );
}
