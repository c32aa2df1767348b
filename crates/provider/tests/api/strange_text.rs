//! Text that people choose themselves, at its strangest: what is refused at the door, and that the rest is kept
//! as it was given and found again.

use http::Method;
use serde_json::{Value, json};

use crate::house::{House, PASSWORD};

const STRANGE: [&str; 7] = [
    "</script><img src=x onerror=alert(1)>",
    "Ann\u{202e}nimdA\u{2069}",
    "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}o",
    "👩\u{200d}👩\u{200d}👧 🇩🇪",
    "דָּוִד (١٢) محمد",
    "100%_\\ '\"; DROP TABLE users;--",
    "\u{ff21}\u{1d400}\u{fffd}\u{10ffff}",
];

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn create(house: &House, email: &str, first_name: &str) -> crate::house::Reply {
    let body = json!({ "email_address": [email], "password": PASSWORD, "first_name": first_name });
    house.backend(Method::POST, "/v1/users", Some(body)).await
}

#[tokio::test]
async fn a_name_is_any_text_and_comes_back_as_it_was_given() {
    let house = House::new().await;
    for (number, name) in STRANGE.iter().enumerate() {
        let user = create(&house, &format!("person{number}@example.com"), name)
            .await
            .ok();
        assert_eq!(user["first_name"], *name);
        let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
        assert_eq!(house.get(&path).await.ok()["first_name"], *name);
        let change = json!({ "last_name": name });
        let changed = house.backend(Method::PATCH, &path, Some(change)).await.ok();
        assert_eq!(changed["last_name"], *name);
        let search = format!("/v1/users?query={}", encoded(name));
        assert_eq!(
            house.get(&search).await.ok()[0]["id"],
            user["id"],
            "{name:?}"
        );
    }
}

#[tokio::test]
async fn a_name_with_a_control_character_or_without_an_end_is_refused_by_its_name() {
    let house = House::new().await;
    let user = create(&house, "ann@example.com", "Ann").await.ok();
    let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
    let long = "W".repeat(10_000);
    for name in [
        "a\0b",
        "a\nb",
        "a\r\nb",
        "a\tb",
        "\u{1b}[2J",
        "\u{9b}2J",
        &long,
    ] {
        let reply = create(&house, "bob@example.com", name).await;
        reply.refused(422, "form_param_format_invalid");
        assert_eq!(reply.param(), "first_name");
        for field in ["first_name", "last_name", "username", "external_id"] {
            let change = json!({ field: name });
            let reply = house.backend(Method::PATCH, &path, Some(change)).await;
            reply.refused(422, "form_param_format_invalid");
            assert_eq!(reply.param(), field);
        }
    }
    let unchanged = house.get(&path).await.ok();
    assert_eq!(
        (&unchanged["first_name"], &unchanged["last_name"]),
        (&json!("Ann"), &Value::Null)
    );
    assert_eq!(house.get("/v1/users/count").await.ok()["total_count"], 1);
}

#[tokio::test]
async fn an_address_that_only_looks_like_another_is_refused() {
    let house = House::new().await;
    create(&house, "ann@example.com", "Ann").await.ok();
    for email in [
        "ann\u{200b}@example.com",
        "ann@exam\u{ad}ple.com",
        "\u{202e}ann@example.com",
        "ann@example.com\0",
        "ann@example.com\r\nbcc: x@y",
        &format!("{}@example.com", "w".repeat(10_000)),
    ] {
        let reply = create(&house, email, "Ann").await;
        reply.refused(422, "form_param_format_invalid");
        assert_eq!(reply.param(), "email_address");
    }
    let strange = "\"'><svg/onload=alert(1)>@example.com";
    let user = create(&house, strange, "Eve").await.ok();
    assert_eq!(user["email_addresses"][0]["email_address"], strange);
}

#[tokio::test]
async fn a_search_for_anything_is_answered() {
    let house = House::new().await;
    create(&house, "ann@example.com", &"_%".repeat(128))
        .await
        .ok();
    let needles = [
        "%00".to_owned(),
        "_%25%00_".to_owned(),
        "%ff%fe%80".to_owned(),
        "%ed%a0%80".to_owned(),
        "%e2%80%ae%e2%81%a9".to_owned(),
        "_%25".repeat(15_000),
        "_%25%5c".repeat(7_000),
        "%f0%9f%91%a9".repeat(4_000),
    ];
    for needle in needles {
        for parameter in [
            "query",
            "name_query",
            "email_address_query",
            "email_address",
        ] {
            let start: String = needle.chars().take(20).collect();
            for path in ["/v1/users", "/v1/users/count"] {
                let reply = house.get(&format!("{path}?{parameter}={needle}")).await;
                assert_eq!(reply.status, 200, "{path} {parameter} {start}");
            }
        }
    }
    let found = house.get("/v1/users?query=_%25_").await.ok();
    assert_eq!(found.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refusal_says_what_was_sent_as_json_text_and_never_as_a_header() {
    let house = House::new().await;
    let hostile = "</script>\r\nSet-Cookie: evil=1\u{202e}\0\"}]}";
    let body = json!({ hostile: 1, "email_address": ["ann@example.com"], "password": PASSWORD });
    let unknown = house.backend(Method::POST, "/v1/users", Some(body)).await;
    unknown.refused(422, "form_param_unknown");
    assert_eq!(unknown.param(), hostile);
    let nobody = house
        .get(&format!(
            "/v1/users/{}",
            encoded(hostile).replace('+', "%20")
        ))
        .await;
    nobody.refused(404, "resource_not_found");
    for reply in [unknown, nobody] {
        let headers = format!("{:?}", reply.headers);
        assert!(!headers.contains("evil"), "{headers}");
    }
}
