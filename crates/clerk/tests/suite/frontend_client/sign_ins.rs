//! Sign-ins and the tokens they bring.

use clerk::{ClientToken, CodeTo, Proof, SignInRequest, SignInStatus};
use serde_json::{Value, json};

use super::{NATIVE, sign_in, token, wrapped};
use crate::support::Stand;

#[tokio::test]
async fn the_first_sign_in_sends_an_empty_authorization_and_brings_a_client_and_its_token() {
    let body = wrapped(&sign_in("complete", &json!("sess_1"))).to_string();
    let stand = Stand::answering_text(200, &[("authorization", "new.token")], &body);
    let request = SignInRequest::Password {
        identifier: "a+b@example.com".into(),
        password: "p&ss wörd".into(),
    };
    assert!(!format!("{request:?}").contains("p&ss"));
    let answer = stand
        .frontend()
        .create_sign_in(None, &request)
        .await
        .expect("answers");
    assert_eq!(answer.value.status, SignInStatus::Complete);
    assert_eq!(answer.value.created_session_id.as_deref(), Some("sess_1"));
    assert_eq!(answer.client_token, Some(ClientToken::new("new.token")));
    assert_eq!(answer.client.expect("a client").sessions[0].id, "sess_1");
    let received = stand.one();
    assert_eq!(
        received.line(),
        format!("POST /v1/client/sign_ins?{NATIVE}")
    );
    assert_eq!(received.header("authorization"), Some(""));
    assert_eq!(
        received.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        (received.header("origin"), received.header("cookie")),
        (None, None)
    );
    assert_eq!(
        received.body,
        "strategy=password&identifier=a%2Bb%40example.com&password=p%26ss+w%C3%B6rd"
    );
}

#[tokio::test]
async fn a_new_client_token_is_read_with_and_without_its_scheme_and_an_empty_one_is_none() {
    for (header, expected) in [
        ("a.b.c", Some("a.b.c")),
        ("Bearer a.b.c", Some("a.b.c")),
        ("", None),
        ("Bearer ", None),
    ] {
        let stand = Stand::answering_text(
            200,
            &[("authorization", header)],
            &wrapped(&Value::Null).to_string(),
        );
        let answer = stand.frontend().client(&token()).await.expect("answers");
        assert_eq!(
            answer.client_token,
            expected.map(ClientToken::new),
            "{header}"
        );
    }
    let without = Stand::answering(200, &wrapped(&Value::Null));
    assert_eq!(
        without
            .frontend()
            .client(&token())
            .await
            .expect("answers")
            .client_token,
        None
    );
}

#[tokio::test]
async fn a_sign_in_goes_in_two_steps_or_by_ticket() {
    let stand = Stand::answering(200, &wrapped(&sign_in("needs_first_factor", &Value::Null)));
    let frontend = stand.frontend();
    let identifier = SignInRequest::Identifier {
        identifier: "ada".into(),
    };
    let first = frontend
        .create_sign_in(None, &identifier)
        .await
        .expect("answers");
    assert_eq!(first.value.status, SignInStatus::NeedsFirstFactor);
    frontend
        .attempt_first_factor(&token(), &first.value.id, &Proof::Password("hidden".into()))
        .await
        .expect("answers");
    let ticket = SignInRequest::Ticket {
        ticket: "a.b.c".into(),
    };
    frontend
        .create_sign_in(Some(&token()), &ticket)
        .await
        .expect("answers");
    let seen = stand
        .all()
        .into_iter()
        .map(|received| (received.line(), received.body))
        .collect::<Vec<_>>();
    let expected = [
        (
            format!("POST /v1/client/sign_ins?{NATIVE}"),
            "identifier=ada",
        ),
        (
            format!("POST /v1/client/sign_ins/sia_1/attempt_first_factor?{NATIVE}"),
            "strategy=password&password=hidden",
        ),
        (
            format!("POST /v1/client/sign_ins?{NATIVE}"),
            "strategy=ticket&ticket=a.b.c",
        ),
    ];
    assert_eq!(seen, expected.map(|(line, body)| (line, body.to_owned())));
    assert_eq!(stand.all()[1].header("authorization"), Some("client.token"));
}

#[tokio::test]
async fn codes_are_sent_and_proven_as_the_frontend_api_wants_them() {
    let stand = Stand::answering(200, &wrapped(&sign_in("needs_second_factor", &Value::Null)));
    let (frontend, token) = (stand.frontend(), token());
    let email = CodeTo::Email(Some("idn_1".into()));
    let phone = CodeTo::Phone(None);
    frontend
        .prepare_first_factor(&token, "sia_1", &email)
        .await
        .expect("answers");
    frontend
        .prepare_second_factor(&token, "sia_1", &phone)
        .await
        .expect("answers");
    let proof = Proof::EmailCode("424242".into());
    assert!(!format!("{proof:?}").contains("424242"));
    frontend
        .attempt_first_factor(&token, "sia_1", &proof)
        .await
        .expect("answers");
    for proof in [
        Proof::Totp("123456".into()),
        Proof::BackupCode("a b".into()),
        Proof::PhoneCode("424242".into()),
        Proof::EmailCode("424242".into()),
    ] {
        frontend
            .attempt_second_factor(&token, "sia_1", &proof)
            .await
            .expect("answers");
    }
    let seen = stand
        .all()
        .into_iter()
        .map(|received| (received.line(), received.body))
        .collect::<Vec<_>>();
    let second = "attempt_second_factor";
    let expected = [
        (
            "prepare_first_factor",
            "strategy=email_code&email_address_id=idn_1",
        ),
        ("prepare_second_factor", "strategy=phone_code"),
        ("attempt_first_factor", "strategy=email_code&code=424242"),
        (second, "strategy=totp&code=123456"),
        (second, "strategy=backup_code&code=a+b"),
        (second, "strategy=phone_code&code=424242"),
        (second, "strategy=email_code&code=424242"),
    ];
    let expected = expected.map(|(action, body)| {
        let line = format!("POST /v1/client/sign_ins/sia_1/{action}?{NATIVE}");
        (line, body.to_owned())
    });
    assert_eq!(seen, expected);
}
