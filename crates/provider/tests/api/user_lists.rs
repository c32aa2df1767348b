//! Lists of users: filters, orders, pages.

use http::Method;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD, START};

const USERS: &str = "/v1/users";

/// Four users, one a second, of whom each has something that the others have not.
async fn four() -> (House, Vec<String>) {
    let house = House::new().await;
    let mut ids = Vec::new();
    for (name, more) in [
        (
            "ann",
            json!({"phone_number": ["+49301234567"], "external_id": "crm-1", "username": "zoe"}),
        ),
        (
            "bob",
            json!({"web3_wallet": ["0xab5801a7d398351b8be11c439e05c5b3259aec9b"], "external_id": "crm-2"}),
        ),
        (
            "cyd",
            json!({"phone_number": ["+15555550100"], "username": "amy"}),
        ),
        ("dan", json!({"banned": true})),
    ] {
        let mut body = json!({
            "email_address": [format!("{name}@example.com")], "password": PASSWORD, "first_name": name,
        });
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        let made = house.post(USERS, body).await.ok();
        ids.push(made["id"].as_str().unwrap().to_owned());
        house.clock.advance(1_000);
    }
    (house, ids)
}

/// The first names of those who are listed, and as many are counted.
async fn names(house: &House, query: &str) -> String {
    let list = house.get(&format!("{USERS}?{query}")).await.ok();
    let count = house.get(&format!("{USERS}/count?{query}")).await.ok();
    let names: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["first_name"].as_str().unwrap().to_owned())
        .collect();
    if !query.contains("limit=") && !query.contains("starting_after=") {
        assert_eq!(count["total_count"], names.len(), "{query}");
    }
    names.join(" ")
}

#[tokio::test]
async fn what_cannot_be_filtered_or_ordered_by_is_refused() {
    let (house, ids) = four().await;
    let many = |name: &str| {
        let values: Vec<_> = (0..101).map(|number| format!("{name}={number}")).collect();
        values.join("&")
    };
    for name in [
        "user_id",
        "external_id",
        "email_address",
        "username",
        "phone_number",
        "web3_wallet",
        "organization_id",
        "provider_user_id",
    ] {
        for path in [USERS, "/v1/users/count"] {
            let reply = house
                .get(&format!("{path}?provider=google&{}", many(name)))
                .await;
            reply.refused(422, "form_param_array_size_exceeded");
            assert_eq!(reply.param(), name);
        }
    }
    for (query, code) in [
        ("limit=0", "form_param_value_invalid"),
        ("limit=501", "form_param_value_invalid"),
        ("offset=-1", "form_param_value_invalid"),
        ("limit=ten", "form_param_format_invalid"),
        ("banned=maybe", "form_param_format_invalid"),
        ("created_at_before=yesterday", "form_param_format_invalid"),
        ("order_by=password", "form_param_value_invalid"),
        ("order_by=--created_at", "form_param_value_invalid"),
        ("starting_after=user_nobody", "form_resource_not_found"),
        ("provider=google", "form_conditional_param_missing"),
        ("provider_user_id=1", "form_conditional_param_missing"),
    ] {
        house
            .get(&format!("{USERS}?{query}"))
            .await
            .refused(422, code);
    }
    for more in ["order_by=first_name", "offset=1"] {
        house
            .get(&format!("{USERS}?starting_after={}&{more}", ids[0]))
            .await
            .refused(422, "form_param_value_invalid");
    }
}

#[tokio::test]
async fn users_are_named_included_and_excluded() {
    let (house, ids) = four().await;
    for (query, expected) in [
        (
            format!("user_id={}&user_id=%2B{}", ids[0], ids[1]),
            "bob ann",
        ),
        (
            format!("user_id=-{}&user_id=-{}", ids[0], ids[1]),
            "dan cyd",
        ),
        (format!("user_id={}&user_id=-{}", ids[0], ids[0]), ""),
        (
            format!("user_id={},{},user_nobody", ids[0], ids[2]),
            "cyd ann",
        ),
        ("external_id=crm-1".to_owned(), "ann"),
        (
            "external_id=%2Bcrm-1&external_id=crm-2".to_owned(),
            "bob ann",
        ),
        ("external_id=-crm-1".to_owned(), "dan cyd bob"),
        (
            "email_address=ANN@example.com&email_address=x@example.com".to_owned(),
            "ann",
        ),
        ("username=ZOE".to_owned(), "ann"),
        (
            "phone_number=%2B49301234567&phone_number=%2B15555550100".to_owned(),
            "cyd ann",
        ),
        (
            "web3_wallet=0xAB5801a7d398351b8be11c439e05c5b3259aec9b".to_owned(),
            "bob",
        ),
        ("organization_id=org_1".to_owned(), ""),
        ("organization_id=-org_1".to_owned(), "dan cyd bob ann"),
        ("provider=google&provider_user_id=1".to_owned(), ""),
        ("banned=true".to_owned(), "dan"),
        ("banned=false".to_owned(), "cyd bob ann"),
    ] {
        assert_eq!(names(&house, &query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_part_of_a_phone_number_or_a_wallet_finds_its_user() {
    let (house, _) = four().await;
    for (query, expected) in [
        ("query=4930123", "ann"),
        ("query=%2B1555", "cyd"),
        ("query=398351b8", "bob"),
        ("phone_number_query=5555", "cyd"),
        ("phone_number_query=30-123", "ann"),
        ("phone_number_query=55&query=cyd", "cyd"),
        ("phone_number_query=398351", ""),
        ("username_query=AM", "cyd"),
        ("name_query=ann&phone_number_query=555", ""),
    ] {
        assert_eq!(names(&house, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn spans_of_time_leave_out_their_ends() {
    let (house, ids) = four().await;
    for (query, expected) in [
        (format!("created_at_after={START}"), "dan cyd bob"),
        (format!("created_at_before={}", START + 1_000), "ann"),
        (
            format!(
                "created_at_after={START}&created_at_before={}",
                START + 2_000
            ),
            "bob",
        ),
        (format!("created_at_before={}", i64::MAX), "dan cyd bob ann"),
        (format!("created_at_after={}", i64::MAX), ""),
        (format!("created_at_after={}", i64::MIN), "dan cyd bob ann"),
        (format!("created_at_before={}", i64::MIN), ""),
        (format!("last_sign_in_at_after={START}"), ""),
        (format!("last_active_at_since={START}"), ""),
    ] {
        assert_eq!(names(&house, &query).await, expected, "{query}");
    }
    house.signed_in("bob@example.com").await;
    let signed_in = format!(
        "last_sign_in_at_after={START}&last_sign_in_at_before={}",
        START + 60_000
    );
    assert_eq!(names(&house, &signed_in).await, "bob");
    let path = format!("{USERS}/{}", ids[3]);
    house
        .patch(&path, json!({"created_at": "1999-01-01T00:00:00Z"}))
        .await
        .ok();
    assert_eq!(
        names(&house, "created_at_before=1000000000000").await,
        "dan"
    );
}

#[tokio::test]
async fn a_list_has_the_order_that_was_asked_for_first_and_who_lacks_it_comes_last() {
    let (house, ids) = four().await;
    house
        .patch(&format!("{USERS}/{}", ids[1]), json!({"last_name": "B"}))
        .await
        .ok();
    house.signed_in("cyd@example.com").await;
    for (query, expected) in [
        ("order_by=created_at", "ann bob cyd dan"),
        ("order_by=%2Bcreated_at", "ann bob cyd dan"),
        ("order_by=-created_at", "dan cyd bob ann"),
        (
            "order_by=first_name&order_by=-first_name",
            "ann bob cyd dan",
        ),
        ("order_by=-first_name", "dan cyd bob ann"),
        ("order_by=-email_address", "dan cyd bob ann"),
    ] {
        assert_eq!(names(&house, query).await, expected, "{query}");
    }
    for (query, first) in [
        ("order_by=username", "cyd"),
        ("order_by=-username", "ann"),
        ("order_by=last_name", "bob"),
        ("order_by=-last_name", "bob"),
        ("order_by=-updated_at", "bob"),
        ("order_by=last_sign_in_at", "cyd"),
        ("order_by=-last_sign_in_at", "cyd"),
        ("order_by=-last_active_at", "cyd"),
        ("order_by=-phone_number", "ann"),
        ("order_by=-web3wallet", "bob"),
    ] {
        // Who has been active is noted to the day, when a token is asked for.
        if query.contains("last_active_at") {
            let (mut device, session) = house.signed_in("cyd@example.com").await;
            device.session(&house, &session, "touch").await.ok();
        }
        let found = names(&house, query).await;
        assert!(found.starts_with(first), "{query}: {found}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_by_number_and_by_the_last_user() {
    let (house, ids) = four().await;
    assert_eq!(names(&house, "limit=2").await, "dan cyd");
    assert_eq!(names(&house, "limit=2&offset=2").await, "bob ann");
    assert_eq!(names(&house, "limit=2&offset=9").await, "");
    let after = format!("limit=2&starting_after={}", ids[2]);
    assert_eq!(names(&house, &after).await, "bob ann");
    let up = format!("order_by=created_at&starting_after={}", ids[2]);
    assert_eq!(names(&house, &up).await, "dan");
    for number in 0..8 {
        house.user(&format!("more{number}@example.com")).await;
    }
    let list = house.get(USERS).await.ok();
    assert_eq!(
        list.as_array().map(Vec::len),
        Some(10),
        "ten unless told otherwise"
    );
    let gone = house
        .backend(Method::DELETE, &format!("{USERS}/{}", ids[0]), None)
        .await
        .ok();
    assert_eq!(gone["external_id"], "crm-1");
    assert_eq!(gone["deleted"], Value::Bool(true));
}
