//! How messages leave while the provider runs, and across its restarts.

use std::time::Duration;

use clerk::{Secret, WebhookHead, WebhookVerifier};
use http::Method;
use provider::{Deliverer, OpenError, Provider, Settings};
use serde_json::json;

use super::endpoint::{Endpoint, Manner, Received, deliverer, house, of, told_to};
use crate::house::{self, HOST, House};

/// Waits for what a running deliverer sends; a minute is for busy machines.
async fn arrived(endpoint: &Endpoint, count: usize) -> Vec<Received> {
    let mut received = Vec::new();
    let all = async {
        while received.len() < count {
            tokio::task::yield_now().await;
            received.extend(endpoint.received());
        }
    };
    tokio::time::timeout(Duration::from_mins(1), all)
        .await
        .expect("it arrives");
    received
}

/// The same house after a restart, with those settings.
async fn again(house: &House, settings: Settings) -> Provider {
    house::open(house.directory.path(), settings, &house.clock, 2).await
}

#[tokio::test]
async fn a_running_deliverer_sends_at_once_and_in_order() {
    let (house, endpoint) = house().await;
    let running = tokio::spawn(deliverer(&house).run());
    let id = house.user("ann@example.com").await;
    for number in 0..20 {
        let body = json!({"first_name": number.to_string()});
        house.patch(&format!("/v1/users/{id}"), body).await.ok();
    }
    let told = arrived(&endpoint, 21).await;
    running.abort();
    for (number, one) in (0..).zip(&told[1..]) {
        one.check(&house);
        assert_eq!(one.body["data"]["first_name"], number.to_string());
    }
}

#[tokio::test]
async fn what_changes_while_a_message_is_under_way_neither_waits_nor_is_lost() {
    let (house, endpoint) = house().await;
    endpoint.behave(Manner::Hangs);
    let running = tokio::spawn(deliverer(&house).run());
    let id = house.user("ann@example.com").await;
    let first = arrived(&endpoint, 1).await;
    // The endpoint holds the first one in its hands.
    let path = format!("/v1/users/{id}/ban");
    house.backend(Method::POST, &path, None).await.ok();
    endpoint.behave(Manner::Answers(200));
    let then = arrived(&endpoint, 1).await;
    running.abort();
    assert_eq!(
        (first[0].kind(), then[0].kind()),
        ("user.created", "user.updated")
    );
}

#[tokio::test]
async fn an_endpoint_that_hangs_holds_up_no_other() {
    let (slow, quick) = (Endpoint::new().await, Endpoint::new().await);
    slow.behave(Manner::Hangs);
    let house = House::with(told_to(&[&slow, &quick])).await;
    for number in 0..30 {
        house.user(&format!("u{number}@example.com")).await;
    }
    let running = tokio::spawn(deliverer(&house).run());
    arrived(&quick, 30).await;
    running.abort();
    assert!(slow.received().len() < 30);
}

#[tokio::test]
async fn what_a_provider_that_stopped_left_behind_is_sent_by_the_next_one() {
    let endpoint = Endpoint::new().await;
    let house = House::with(told_to(&[&endpoint])).await;
    house.user("ann@example.com").await;
    endpoint.behave(Manner::Hangs);
    let running = tokio::spawn(deliverer(&house).run());
    let first = arrived(&endpoint, 1).await;
    // It stops in the middle, and nobody knows what became of it.
    running.abort();
    house.user("bob@example.com").await;
    endpoint.behave(Manner::Answers(200));
    let next = again(&house, told_to(&[&endpoint])).await;
    let running = tokio::spawn(of(&next, &house).run());
    let told = arrived(&endpoint, 2).await;
    running.abort();
    assert_eq!(told[0].id(), first[0].id(), "as the same message");
    assert_eq!(told[0].bytes, first[0].bytes);
    assert_ne!(told[1].id(), first[0].id());
    for one in &told {
        one.check(&house);
    }
}

#[tokio::test]
async fn what_was_for_an_endpoint_of_before_is_forgotten() {
    let (before, now) = (Endpoint::new().await, Endpoint::new().await);
    let house = House::with(told_to(&[&before, &now])).await;
    house.user("ann@example.com").await;
    let next = again(&house, told_to(&[&now])).await;
    let running = tokio::spawn(of(&next, &house).run());
    arrived(&now, 1).await;
    running.abort();
    let back = again(&house, told_to(&[&before, &now])).await;
    of(&back, &house).deliver_due().await.unwrap();
    assert!(before.received().is_empty());
}

#[tokio::test]
async fn the_secret_is_the_instances_own_unless_it_is_given() {
    let endpoint = Endpoint::new().await;
    let house = House::with(told_to(&[&endpoint])).await;
    let own = house.provider.webhook_signing_secret().clone();
    let next = again(&house, told_to(&[&endpoint])).await;
    assert_eq!(next.webhook_signing_secret(), &own, "after a restart too");
    let elsewhere = tempfile::tempdir().unwrap();
    let other = house::open(elsewhere.path(), Settings::new(HOST), &house.clock, 7).await;
    assert_ne!(&own, other.webhook_signing_secret());

    let given = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw";
    let with = |secret: &str| Settings {
        webhook_signing_secret: Some(Secret::from(secret)),
        ..told_to(&[&endpoint])
    };
    let next = again(&house, with(given)).await;
    house.user("ann@example.com").await;
    of(&next, &house).deliver_due().await.unwrap();
    let one = endpoint.received().remove(0);
    let head = WebhookHead::read(&one.headers, house.clock.now()).unwrap();
    let verify = |secret: &str| {
        WebhookVerifier::new(secret)
            .unwrap()
            .verify(&head, &one.bytes)
    };
    assert!(verify(given).is_ok() && verify(own.expose()).is_err());

    let path = house.directory.path().join("provider.db");
    let pool = database::open(&path, database::Schema::Provider);
    let opened = Provider::open(
        pool.await.unwrap(),
        with("hunter2"),
        house.clock.clone(),
        ambient::Random::seeded(3),
    );
    assert!(matches!(opened.await, Err(OpenError::WebhookSecret(_))));
    assert!(!format!("{:?}", with("hunter2")).contains("hunter2"));
}

#[tokio::test]
async fn without_an_endpoint_there_is_nothing_to_deliver() {
    let house = House::with(Settings::new(HOST)).await;
    house.user("ann@example.com").await;
    let deliverer = Deliverer::new(&house.provider, house.clock.clone(), Duration::ZERO);
    assert!(deliverer.unwrap().is_none());
}
