//! The instance: its keys, its settings, and that it is found again.

use http::Method;
use provider::{OpenError, Provider, Settings};
use serde_json::json;

use crate::house::{Device, HOST, House, PASSWORD, START, open};

#[tokio::test]
async fn an_address_without_a_dot_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let pool = database::open(&directory.path().join("p.db"), database::Schema::Provider)
        .await
        .unwrap();
    let clock = ambient::Clock::manual(0);
    let random = ambient::Random::seeded(1);
    let opened = Provider::open(pool, Settings::new("localhost:3010"), clock, random).await;
    assert!(matches!(opened, Err(OpenError::Address(_))));
}

#[tokio::test]
async fn keys_and_tokens_outlive_a_restart() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let (mut device, session) = house.signed_in("ann@example.com").await;
    let jwt = device
        .session(&house, &session, "tokens")
        .await
        .jwt()
        .to_owned();
    let (id, key) = (
        house.provider.instance_id().to_owned(),
        house.provider.secret_key(),
    );

    // Another stream of randomness: whatever is the same was read and not made again.
    let provider = open(house.directory.path(), Settings::new(HOST), &house.clock, 2).await;
    assert_eq!(provider.instance_id(), id);
    assert_eq!(provider.secret_key(), key);
    let house = House {
        router: crate::spec::checked(provider.router()),
        provider,
        ..house
    };
    assert_eq!(house.verify(&jwt).await.sid, session);
    device.session(&house, &session, "touch").await.ok();
}

#[tokio::test]
async fn programs_that_begin_an_instance_at_the_same_moment_sign_with_one_key() {
    let directory = tempfile::tempdir().unwrap();
    let clock = ambient::Clock::manual(START);
    let begin = |seed| open(directory.path(), Settings::new(HOST), &clock, seed);
    let (one, other) = tokio::join!(begin(1), begin(2));
    assert_eq!(one.secret_key(), other.secret_key());
    let (keys, others) = tokio::join!(one.jwks(), other.jwks());
    assert_eq!(keys.unwrap(), others.unwrap());
}

#[tokio::test]
async fn what_was_stopped_before_it_had_a_key_to_sign_with_makes_one_the_next_time() {
    let house = House::new().await;
    let path = house.directory.path().join("provider.db");
    let store = database::open(&path, database::Schema::Provider)
        .await
        .unwrap();
    let before = house.provider.jwks().await.unwrap();
    sqlx::query("UPDATE instances SET signing_key = ''")
        .execute(&store)
        .await
        .unwrap();
    let again = |seed| {
        open(
            house.directory.path(),
            Settings::new(HOST),
            &house.clock,
            seed,
        )
    };
    let (second, third) = (again(2).await, again(3).await);
    let made = second.jwks().await.unwrap();
    assert_ne!(made, before);
    assert_eq!(third.jwks().await.unwrap(), made);
    assert_eq!(again(4).await.jwks().await.unwrap(), made);
}

#[tokio::test]
async fn the_keys_are_the_same_at_both_places_and_have_the_instances_id() {
    let house = House::new().await;
    let backend = house.get("/v1/jwks").await.ok();
    let request = http::Request::get("/.well-known/jwks.json").header("host", HOST);
    let public = house
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await
        .ok();
    assert_eq!(backend, public);
    let key = &public["keys"][0];
    assert_eq!(key["kid"], house.provider.instance_id());
    assert_eq!(
        (&key["kty"], &key["alg"], &key["e"]),
        (&json!("RSA"), &json!("RS256"), &json!("AQAB"))
    );
    assert_eq!(
        key["n"].as_str().unwrap().len(),
        342,
        "2048 bits in base64url"
    );
    assert!(public["keys"][0].get("d").is_none());
}

#[tokio::test]
async fn the_environment_is_whole_and_says_how_people_sign_in() {
    let mut settings = Settings::new(HOST);
    settings.single_session_mode = true;
    let house = House::with(settings).await;
    for (method, path) in [
        (Method::GET, "/v1/environment"),
        (Method::POST, "/v1/environment?_method=PATCH"),
        (Method::PATCH, "/v1/environment"),
    ] {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST);
        let environment = house
            .send(request.body(axum::body::Body::empty()).unwrap())
            .await
            .ok();
        assert_eq!(environment["auth_config"]["single_session_mode"], true);
        assert_eq!(
            environment["auth_config"]["native_settings"]["api_enabled"],
            true
        );
        let attributes = &environment["user_settings"]["attributes"];
        assert_eq!(attributes["email_address"]["required"], true);
        assert_eq!(attributes["password"]["required"], true);
        assert_eq!(attributes["username"]["required"], false);
        assert!(environment.get("commerce_settings").is_none());
    }
}

#[tokio::test]
async fn no_secret_shows_in_debug_output_or_lies_readable_beside_the_password() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    let shown = format!("{:?} {:?}", house.provider, house.provider.users());
    assert!(!shown.contains("sk_test_"), "{shown}");
    let mut device = Device::default();
    device
        .sign_in(&house, "ann@example.com", PASSWORD)
        .await
        .ok();
    for entry in std::fs::read_dir(house.directory.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let holds = |needle: &str| {
            bytes
                .windows(needle.len())
                .any(|part| part == needle.as_bytes())
        };
        assert!(!holds(PASSWORD), "a password is kept as its digest only");
    }
}
