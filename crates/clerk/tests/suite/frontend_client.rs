//! What the frontend client asks for in native mode, and what it makes of the answers.

use crate::support::{Received, Stand};
mod sign_ins;

use clerk::{ClientToken, Error, Proof};
use serde_json::{Value, json};

const NATIVE: &str = "__clerk_api_version=2026-05-12&_is_native=1";

fn sign_in(status: &str, session_id: &Value) -> Value {
    json!({ "object": "sign_in_attempt", "id": "sia_1", "status": status, "created_session_id": session_id, "abandon_at": 9 })
}

fn session() -> Value {
    json!({
        "object": "session", "id": "sess_1", "status": "active", "expire_at": 2, "abandon_at": 2, "last_active_at": 1,
        "last_active_token": { "object": "token", "jwt": "hidden.jwt" }, "actor": { "sub": "user_2" },
        "user": { "object": "user", "id": "user_1", "banned": false },
    })
}

fn client() -> Value {
    json!({ "object": "client", "id": "client_1", "sessions": [session()], "last_active_session_id": "sess_1" })
}

fn wrapped(response: &Value) -> Value {
    json!({ "response": response, "client": client() })
}

fn token() -> ClientToken {
    ClientToken::new("client.token")
}

#[tokio::test]
async fn an_id_that_would_walk_to_another_path_is_never_sent() {
    let stand = Stand::answering(200, &wrapped(&session()));
    for id in ["", "..", "sess_1/end", "sess_1?x"] {
        assert_eq!(
            stand.frontend().touch_session(&token(), id).await,
            Err(Error::NotAnId),
            "{id}"
        );
        assert_eq!(
            stand
                .frontend()
                .attempt_first_factor(&token(), id, &Proof::Totp("x".into()))
                .await,
            Err(Error::NotAnId),
            "{id}"
        );
    }
    assert!(stand.all().is_empty());
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_never_sent() {
    let stand = Stand::answering(200, &wrapped(&Value::Null));
    let error = stand
        .frontend()
        .client(&ClientToken::new("a\r\nx-evil: 1"))
        .await
        .expect_err("unsendable");
    assert!(matches!(error, Error::Unsendable(_)));
    assert!(stand.all().is_empty());
}

#[tokio::test]
async fn touching_a_session_brings_its_user_and_a_token_at_once() {
    let stand = Stand::answering(200, &wrapped(&session()));
    let answer = stand
        .frontend()
        .touch_session(&token(), "sess_1")
        .await
        .expect("answers");
    assert!(
        !format!("{answer:?}").contains("hidden"),
        "tokens do not show"
    );
    assert_eq!(answer.value.user.expect("a user").id, "user_1");
    assert_eq!(
        answer.value.last_active_token.expect("a token").jwt,
        "hidden.jwt"
    );
    assert_eq!(answer.value.actor.expect("an actor")["sub"], "user_2");
    assert_eq!(
        stand.one().line(),
        format!("POST /v1/client/sessions/sess_1/touch?{NATIVE}")
    );
}

#[tokio::test]
async fn sessions_end_are_removed_and_all_are_signed_out() {
    let stand = Stand::answering(200, &wrapped(&session()));
    stand
        .frontend()
        .end_session(&token(), "sess_1")
        .await
        .expect("answers");
    stand
        .frontend()
        .remove_session(&token(), "sess_1")
        .await
        .expect("answers");
    let lines = stand.all().iter().map(Received::line).collect::<Vec<_>>();
    assert_eq!(
        lines,
        ["end", "remove"]
            .map(|command| format!("POST /v1/client/sessions/sess_1/{command}?{NATIVE}"))
    );

    let gone = Stand::answering(200, &json!({ "response": null, "client": null }));
    assert_eq!(
        gone.frontend()
            .sign_out(&token())
            .await
            .expect("answers")
            .value,
        None
    );
    assert_eq!(
        gone.one().line(),
        format!("POST /v1/client?{NATIVE}&_method=DELETE")
    );
}

#[tokio::test]
async fn a_session_token_comes_bare_and_the_user_of_a_session_wrapped() {
    let stand = Stand::answering(200, &json!({ "object": "token", "jwt": "a.b.c" }));
    assert_eq!(
        stand
            .frontend()
            .session_token(&token(), "sess_1")
            .await
            .expect("answers")
            .value
            .jwt,
        "a.b.c"
    );
    assert_eq!(
        stand.one().line(),
        format!("POST /v1/client/sessions/sess_1/tokens?{NATIVE}")
    );

    let me = Stand::answering(
        200,
        &wrapped(&json!({ "object": "user", "id": "user_1", "banned": false })),
    );
    assert_eq!(
        me.frontend()
            .me(&token(), "sess_1")
            .await
            .expect("answers")
            .value
            .id,
        "user_1"
    );
    assert_eq!(
        me.one().line(),
        format!("GET /v1/me?{NATIVE}&_clerk_session_id=sess_1")
    );
}

#[tokio::test]
async fn a_client_that_is_gone_is_none_and_one_that_lives_is_read_whole() {
    let gone = Stand::answering(200, &json!({ "response": null, "client": null }));
    assert_eq!(
        gone.frontend()
            .client(&token())
            .await
            .expect("answers")
            .value,
        None
    );
    let here = Stand::answering(200, &wrapped(&client()));
    let client = here
        .frontend()
        .client(&token())
        .await
        .expect("answers")
        .value
        .expect("a client");
    assert_eq!(client.session("sess_1").expect("the session").id, "sess_1");
    assert_eq!(
        (client.session("sess_2"), client.active_sessions().count()),
        (None, 1)
    );
    assert_eq!(here.one().line(), format!("GET /v1/client?{NATIVE}"));
}

#[tokio::test]
async fn the_environment_is_read_even_when_it_is_almost_empty() {
    for body in [
        json!({}),
        json!({ "auth_config": { "single_session_mode": true, "first_factors": null, "new": 1 } }),
    ] {
        let stand = Stand::answering(200, &body);
        let environment = stand.frontend().environment().await.expect("answers").value;
        assert_eq!(
            environment.auth_config.single_session_mode,
            body["auth_config"]["single_session_mode"] == true
        );
        assert_eq!(stand.one().line(), format!("GET /v1/environment?{NATIVE}"));
    }
}
