//! Endpoints that do not take what they are sent.

use ambient::{MINUTE, SECOND};
use tokio::net::TcpListener;

use super::endpoint::{Endpoint, Manner, deliverer, house, told_to};
use crate::house::House;

/// Svix's schedule: so long after each try that failed the next one comes.
const SCHEDULE: [i64; 7] = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * 60 * MINUTE,
    5 * 60 * MINUTE,
    10 * 60 * MINUTE,
    10 * 60 * MINUTE,
];

/// Everybody's way of not taking it.
const BAD: [Manner; 7] = [
    Manner::Answers(500),
    Manner::Answers(503),
    Manner::Answers(400),
    Manner::Answers(404),
    Manner::Answers(304),
    Manner::Redirects,
    Manner::Hangs,
];

#[tokio::test]
async fn what_is_not_taken_is_sent_again_by_the_schedule_and_given_up_at_last() {
    let (house, endpoint) = house().await;
    endpoint.behave(Manner::Answers(500));
    house.user("ann@example.com").await;
    let deliverer = deliverer(&house);
    let mut tries = Vec::new();
    for delay in SCHEDULE {
        assert_eq!(deliverer.deliver_due().await.unwrap(), 0);
        tries.extend(endpoint.received());
        house.clock.advance(delay - 1);
        deliverer.deliver_due().await.unwrap();
        assert!(endpoint.received().is_empty(), "not before {delay} ms");
        house.clock.advance(1);
    }
    deliverer.deliver_due().await.unwrap();
    let last = endpoint.received();
    last[0].check(&house);
    tries.extend(last);
    assert_eq!(tries.len(), 8);
    for one in &tries {
        assert_eq!((one.id(), &one.bytes), (tries[0].id(), &tries[0].bytes));
    }
    let mut moments: Vec<_> = tries
        .iter()
        .map(|one| &one.headers["svix-timestamp"])
        .collect();
    moments.dedup();
    assert_eq!(moments.len(), 8, "each is signed for its own moment");

    // The endpoint is well again; it is too late for that one, and not for the next.
    endpoint.behave(Manner::Answers(200));
    house.clock.advance(100 * 60 * MINUTE);
    assert_eq!(deliverer.deliver_due().await.unwrap(), 0);
    house.user("bob@example.com").await;
    assert_eq!(deliverer.deliver_due().await.unwrap(), 1);
}

#[tokio::test]
async fn whatever_an_endpoint_does_but_take_it_is_sent_again_to_it_alone() {
    let (house, endpoint) = house().await;
    let deliverer = deliverer(&house);
    for (number, manner) in (0..).zip(BAD) {
        endpoint.behave(manner);
        house.user(&format!("u{number}@example.com")).await;
        assert_eq!(deliverer.deliver_due().await.unwrap(), 0, "{manner:?}");
        let tried = endpoint.received();
        assert_eq!(tried.len(), 1, "{manner:?}");
        assert_eq!(tried[0].path, "/hooks?to=me", "{manner:?}");
        endpoint.behave(Manner::Answers(202));
        house.clock.advance(5 * SECOND);
        assert_eq!(deliverer.deliver_due().await.unwrap(), 1, "{manner:?}");
        let taken = endpoint.received();
        assert_eq!(taken[0].id(), tried[0].id(), "{manner:?}");
        taken[0].check(&house);
    }
}

#[tokio::test]
async fn an_endpoint_that_is_down_gets_everything_when_it_is_up_again() {
    let endpoint = Endpoint::new().await;
    let mut down = endpoint.clone();
    // Nobody listens there any more.
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    down.url.set_port(Some(port)).unwrap();
    let house = House::with(told_to(&[&down, &endpoint])).await;
    for name in ["ann", "bob"] {
        house.user(&format!("{name}@example.com")).await;
    }
    let deliverer = deliverer(&house);
    assert_eq!(
        deliverer.deliver_due().await.unwrap(),
        2,
        "the other is served"
    );
    assert_eq!(endpoint.received().len(), 2);

    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let up = axum::Router::new().fallback(async || http::StatusCode::OK);
    tokio::spawn(async move { axum::serve(listener, up).await });
    assert_eq!(deliverer.deliver_due().await.unwrap(), 0, "not yet");
    house.clock.advance(5 * SECOND);
    assert_eq!(deliverer.deliver_due().await.unwrap(), 2);
    assert!(endpoint.received().is_empty());
}

#[tokio::test]
async fn what_failed_waits_while_what_comes_after_it_is_sent() {
    let (house, endpoint) = house().await;
    let deliverer = deliverer(&house);
    endpoint.behave(Manner::Answers(500));
    house.user("ann@example.com").await;
    deliverer.deliver_due().await.unwrap();
    let failed = endpoint.received();
    endpoint.behave(Manner::Answers(200));
    house.user("bob@example.com").await;
    house.user("cal@example.com").await;
    house.clock.advance(5 * SECOND);
    assert_eq!(deliverer.deliver_due().await.unwrap(), 3);
    let sent = endpoint.received();
    let addresses: Vec<_> = sent
        .iter()
        .map(|one| {
            one.body["data"]["email_addresses"][0]["email_address"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert_eq!(
        addresses,
        ["bob@example.com", "cal@example.com", "ann@example.com"]
    );
    assert_eq!(sent[2].id(), failed[0].id());
}
