//! What is made of Clerk's refusals, and of answers that are none.

use crate::support::{SECRET_KEY, Stand};
use clerk::Error;
use serde_json::json;

async fn refused(stand: &Stand) -> Error {
    stand
        .backend()
        .get_user("user_1")
        .await
        .expect_err("refused")
}

#[tokio::test]
async fn the_envelope_is_read_with_its_words_and_its_meta() {
    let body = json!({
        "errors": [
            { "message": "is unknown", "long_message": "x is not a valid parameter.", "code": "form_param_unknown", "meta": { "param_name": "x" } },
            { "message": "second", "long_message": "Second.", "code": "second" },
        ],
        "clerk_trace_id": "trace_1", "meta": { "client": {} },
    });
    let error = refused(&Stand::answering(422, &body)).await;
    assert_eq!(
        (error.status(), error.code(), error.words()),
        (
            Some(422),
            Some("form_param_unknown"),
            "x is not a valid parameter."
        )
    );
    let Error::Api {
        errors,
        retry_after,
        trace_id,
        ..
    } = error
    else {
        panic!("a refusal")
    };
    assert_eq!(errors[0].meta.as_ref().expect("meta")["param_name"], "x");
    assert_eq!(
        (errors.len(), retry_after, trace_id.as_deref()),
        (2, None, Some("trace_1"))
    );
}

#[tokio::test]
async fn what_the_long_message_does_not_say_the_short_one_does() {
    for long in [json!(""), json!(null)] {
        let body =
            json!({ "errors": [{ "message": "Short.", "long_message": long, "code": "c" }] });
        assert_eq!(
            refused(&Stand::answering(400, &body)).await.words(),
            "Short."
        );
    }
}

#[tokio::test]
async fn too_many_requests_says_when_to_come_again() {
    let body = json!({ "errors": [{ "message": "Too many requests", "long_message": "", "code": "too_many_requests" }] }).to_string();
    let stand = Stand::answering_text(429, &[("retry-after", "7"), ("cf-ray", "ray_1")], &body);
    let Error::Api {
        status,
        retry_after,
        trace_id,
        ..
    } = refused(&stand).await
    else {
        panic!("a refusal")
    };
    assert_eq!(
        (status, retry_after, trace_id.as_deref()),
        (429, Some(7), Some("ray_1")),
        "the header stands in for the trace id"
    );
    let date = Stand::answering_text(503, &[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")], "");
    let Error::Api { retry_after, .. } = refused(&date).await else {
        panic!("a refusal")
    };
    assert_eq!(retry_after, None);
}

#[tokio::test]
async fn a_refusal_in_another_form_still_has_its_status_and_some_words() {
    for body in [
        "",
        "<html>Bad gateway</html>",
        "{}",
        "[]",
        "null",
        r#"{"errors":[]}"#,
        r#"{"errors":"no"}"#,
    ] {
        let error = refused(&Stand::answering_text(502, &[], body)).await;
        assert_eq!((error.status(), error.code()), (Some(502), None), "{body}");
        assert_eq!(error.words(), "Clerk refused without saying why.", "{body}");
    }
}

#[tokio::test]
async fn a_redirect_is_no_answer_either() {
    let error = refused(&Stand::answering_text(
        307,
        &[("location", "https://elsewhere.test/")],
        "",
    ))
    .await;
    assert_eq!(error.status(), Some(307));
}

#[tokio::test]
async fn an_unreadable_success_is_told_without_quoting_it() {
    for body in [
        "",
        "hidden",
        r#"{"id":"hidden"}"#,
        r#"{"id":7,"banned":"hidden"}"#,
        r#"["hidden"]"#,
    ] {
        let error = refused(&Stand::answering_text(200, &[], body)).await;
        assert!(matches!(error, Error::Garbage(_)), "{body}");
        assert!(
            !format!("{error} {error:?} {}", error.words()).contains("hidden"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn no_error_holds_the_key_it_was_sent_with() {
    let body =
        json!({ "errors": [{ "message": "m", "long_message": "l", "code": "clerk_key_invalid" }] });
    let stand = Stand::answering(401, &body);
    let error = refused(&stand).await;
    assert!(!format!("{error} {error:?} {:?}", stand.backend()).contains(SECRET_KEY));
}
