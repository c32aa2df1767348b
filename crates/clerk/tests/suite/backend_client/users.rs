//! Users: lists, changes, passwords.

use clerk::{Error, Metadata, NewUser, UserFilter, UserUpdate};
use serde_json::json;

use super::{refusal, user};
use crate::support::Stand;

#[tokio::test]
async fn a_user_of_whom_it_is_not_known_whether_they_are_banned_is_not_read() {
    let mut user = user();
    user.as_object_mut().expect("an object").remove("banned");
    let error = Stand::answering(200, &user)
        .backend()
        .get_user("user_1")
        .await
        .expect_err("unreadable");
    assert!(matches!(error, Error::Garbage(_)));
}

#[tokio::test]
async fn a_list_asks_for_what_the_filter_names_and_nothing_else() {
    let all = Stand::answering(200, &json!([]));
    assert_eq!(
        all.backend().list_users(&UserFilter::default()).await,
        Ok(vec![])
    );
    assert_eq!(all.one().line(), "GET /v1/users");

    let some = Stand::answering(200, &json!([user()]));
    let filter = UserFilter {
        query: Some("a&b c".into()),
        user_ids: vec!["user_1".into(), "user_2".into()],
        email_addresses: vec!["a+b@example.com".into()],
        limit: Some(20),
        offset: Some(0),
        order_by: Some("-last_sign_in_at".into()),
        starting_after: Some("user_9".into()),
    };
    assert_eq!(
        some.backend()
            .list_users(&filter)
            .await
            .expect("answers")
            .len(),
        1
    );
    assert_eq!(
        some.one().line(),
        "GET /v1/users?query=a%26b+c&user_id=user_1&user_id=user_2&email_address=a%2Bb%40example.com\
         &limit=20&offset=0&order_by=-last_sign_in_at&starting_after=user_9"
    );

    let count = Stand::answering(200, &json!({ "object": "total_count", "total_count": 7 }));
    assert_eq!(count.backend().count_users(&filter).await, Ok(7));
    let line = count.one().line();
    assert!(
        line.starts_with("GET /v1/users/count?query=") && !line.contains("limit"),
        "{line}"
    );
}

#[tokio::test]
async fn creating_and_changing_a_user_sends_only_what_was_given() {
    let stand = Stand::answering(200, &user());
    let backend = stand.backend();
    let new = NewUser {
        first_name: Some("Ada".into()),
        email_address: vec!["ada@example.com".into()],
        password: Some("hidden".into()),
        ..NewUser::default()
    };
    assert!(!format!("{new:?}").contains("hidden"));
    backend.create_user(&new).await.expect("answers");
    let update = UserUpdate {
        password: Some("hidden".into()),
        sign_out_of_other_sessions: Some(true),
        ..UserUpdate::default()
    };
    backend
        .update_user("user_1", &update)
        .await
        .expect("answers");
    let role = json!({ "role": null, "deep": { "a": 1 } });
    let metadata = Metadata {
        public: role.as_object().cloned(),
        ..Metadata::default()
    };
    backend
        .merge_metadata("user_1", &metadata)
        .await
        .expect("answers");
    let seen = stand
        .all()
        .into_iter()
        .map(|received| (received.line(), received.json()))
        .collect::<Vec<_>>();
    let expected = [
        (
            "POST /v1/users",
            json!({ "first_name": "Ada", "email_address": ["ada@example.com"], "password": "hidden" }),
        ),
        (
            "PATCH /v1/users/user_1",
            json!({ "password": "hidden", "sign_out_of_other_sessions": true }),
        ),
        (
            "PATCH /v1/users/user_1/metadata",
            json!({ "public_metadata": { "role": null, "deep": { "a": 1 } } }),
        ),
    ];
    assert_eq!(seen, expected.map(|(line, body)| (line.to_owned(), body)));
}

#[tokio::test]
async fn a_wrong_password_is_false_and_no_password_at_all_is_an_error() {
    let wrong = Stand::answering(422, &refusal("incorrect_password"));
    assert_eq!(
        wrong.backend().verify_password("user_1", "hidden").await,
        Ok(false)
    );
    assert_eq!(wrong.one().line(), "POST /v1/users/user_1/verify_password");
    assert_eq!(wrong.one().json(), json!({ "password": "hidden" }));
    for strange in [
        json!({}),
        json!({ "verified": "yes" }),
        json!({ "verified": false }),
    ] {
        assert_eq!(
            Stand::answering(200, &strange)
                .backend()
                .verify_password("user_1", "x")
                .await,
            Ok(false),
            "{strange}"
        );
    }
    for (status, code) in [
        (400, "no_password_set"),
        (404, "resource_not_found"),
        (422, "form_param_missing"),
        (400, "incorrect_password"),
    ] {
        let error = Stand::answering(status, &refusal(code))
            .backend()
            .verify_password("user_1", "x")
            .await;
        assert_eq!(
            error.expect_err("not an answer to the question").code(),
            Some(code)
        );
    }
    let right = Stand::answering(200, &json!({ "verified": true }));
    assert_eq!(
        right.backend().verify_password("user_1", "right").await,
        Ok(true)
    );
}
