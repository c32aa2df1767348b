//! What the backend client asks for, and what it makes of the answers.

use crate::support::{Received, Stand};
mod users;

use clerk::{ActClaim, Error, NewActorToken, SessionFilter, SessionStatus};
use serde_json::{Value, json};

fn user() -> Value {
    json!({
        "object": "user", "id": "user_1", "first_name": "Ada", "last_name": "Byron", "banned": false,
        "primary_email_address_id": "idn_2",
        "email_addresses": [
            { "object": "email_address", "id": "idn_1", "email_address": "old@example.com" },
            { "object": "email_address", "id": "idn_2", "email_address": "ada@example.com" },
        ],
    })
}

fn session() -> Value {
    json!({
        "object": "session", "id": "sess_1", "user_id": "user_1", "client_id": "client_1", "status": "active",
        "actor": { "sub": "user_2" }, "last_active_at": 1, "expire_at": 2, "abandon_at": 2, "updated_at": 1, "created_at": 1,
    })
}

fn actor_token() -> Value {
    json!({
        "object": "actor_token", "id": "act_1", "status": "pending", "user_id": "user_1", "actor": { "sub": "user_2" },
        "token": "the.ticket", "created_at": 1, "updated_at": 1,
    })
}

fn refusal(code: &str) -> Value {
    json!({ "errors": [{ "code": code, "message": "short", "long_message": "long" }] })
}

#[tokio::test]
async fn an_id_that_would_walk_to_another_path_is_never_sent() {
    let stand = Stand::answering(200, &user());
    for id in [
        "",
        ".",
        "..",
        "../sessions",
        "user_1/metadata",
        "user_1?x=1",
        "user_1#",
        "user%2F1",
        "usér",
        "a b",
    ] {
        assert_eq!(stand.backend().get_user(id).await, Ok(None), "{id}");
        assert_eq!(stand.backend().get_session(id).await, Ok(None), "{id}");
        assert_eq!(
            stand.backend().revoke_session(id).await,
            Err(Error::NotAnId),
            "{id}"
        );
        assert_eq!(
            stand.backend().revoke_actor_token(id).await,
            Err(Error::NotAnId),
            "{id}"
        );
    }
    assert!(stand.all().is_empty());
}

#[tokio::test]
async fn only_clerks_own_not_found_means_that_there_is_none() {
    assert_eq!(
        Stand::answering(404, &refusal("resource_not_found"))
            .backend()
            .get_user("user_1")
            .await,
        Ok(None)
    );
    for elsewhere in [
        Stand::answering_text(404, &[], "<html>404</html>"),
        Stand::answering(404, &refusal("other")),
    ] {
        let error = elsewhere
            .backend()
            .get_user("user_1")
            .await
            .expect_err("a wrong address, not a missing user");
        assert_eq!(error.status(), Some(404));
    }
    let gone = Stand::answering(410, &refusal("resource_not_found"))
        .backend()
        .get_session("sess_1")
        .await;
    assert_eq!(gone.expect_err("not a 404").status(), Some(410));
}

#[tokio::test]
async fn every_call_carries_the_key_the_version_and_its_type() {
    let stand = Stand::answering(200, &user());
    let found = stand
        .backend()
        .get_user("user_1")
        .await
        .expect("answers")
        .expect("a user");
    assert_eq!(
        (found.full_name().as_str(), found.primary_email()),
        ("Ada Byron", Some("ada@example.com"))
    );
    let received = stand.one();
    assert_eq!(received.line(), "GET /v1/users/user_1");
    assert_eq!(received.header("host"), Some("api.clerk.test"));
    assert_eq!(
        received.header("authorization"),
        Some("Bearer sk_test_hidden")
    );
    assert_eq!(received.header("clerk-api-version"), Some("2026-05-12"));
    assert_eq!(received.header("content-type"), Some("application/json"));
    assert_eq!(
        received.header("user-agent"),
        Some(concat!("understudy/", env!("CARGO_PKG_VERSION")))
    );
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
    for base in [
        "https://proxy.test/clerk",
        "https://proxy.test/clerk/",
        "https://proxy.test/clerk/?x=1#y",
    ] {
        let stand = Stand::answering(200, &json!({ "keys": [] }));
        let transport = std::sync::Arc::new(clerk::Local::new(stand.router()));
        let client = clerk::BackendClient::new(
            transport,
            base.parse().expect("a url"),
            "sk_test_hidden".into(),
        );
        client.jwks().await.expect("answers");
        assert_eq!(stand.one().line(), "GET /clerk/v1/jwks", "{base}");
    }
}

#[tokio::test]
async fn sessions_are_listed_found_and_revoked() {
    let list = Stand::answering(200, &json!([session()]));
    let filter = SessionFilter {
        user_id: Some("user_1".into()),
        status: Some(SessionStatus::Active),
        limit: Some(5),
        ..SessionFilter::default()
    };
    assert_eq!(
        list.backend()
            .list_sessions(&filter)
            .await
            .expect("answers")[0]
            .client_id,
        "client_1"
    );
    assert_eq!(
        list.one().line(),
        "GET /v1/sessions?user_id=user_1&status=active&limit=5"
    );

    let one = Stand::answering(200, &session());
    let found = one
        .backend()
        .get_session("sess_1")
        .await
        .expect("answers")
        .expect("a session");
    assert_eq!(found.actor.expect("an actor")["sub"], "user_2");
    one.backend()
        .revoke_session("sess_1")
        .await
        .expect("answers");
    let lines = one.all().iter().map(Received::line).collect::<Vec<_>>();
    assert_eq!(
        lines,
        ["GET /v1/sessions/sess_1", "POST /v1/sessions/sess_1/revoke"]
    );
    assert_eq!(one.all()[1].body, "", "a command without words has no body");
}

#[tokio::test]
async fn a_ticket_is_ordered_with_the_actor_verbatim_and_taken_back() {
    let stand = Stand::answering(200, &actor_token());
    let extra = json!({ "impersonation_id": "imp_1" })
        .as_object()
        .cloned()
        .expect("an object");
    let order = NewActorToken {
        user_id: "user_1".into(),
        actor: ActClaim {
            sub: "user_2".into(),
            extra,
        },
        expires_in_seconds: Some(60),
        session_max_duration_in_seconds: Some(1800),
    };
    let made = stand
        .backend()
        .create_actor_token(&order)
        .await
        .expect("answers");
    assert_eq!(made.ticket().as_deref(), Some("the.ticket"));
    stand
        .backend()
        .revoke_actor_token(&made.id)
        .await
        .expect("answers");
    let received = stand.all();
    assert_eq!(received[0].line(), "POST /v1/actor_tokens");
    assert_eq!(
        received[0].json(),
        json!({
            "user_id": "user_1", "actor": { "sub": "user_2", "impersonation_id": "imp_1" },
            "expires_in_seconds": 60, "session_max_duration_in_seconds": 1800,
        })
    );
    assert_eq!(received[1].line(), "POST /v1/actor_tokens/act_1/revoke");
}
