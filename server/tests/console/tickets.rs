//! Between the moment in which a ticket is made and that in which it is spent, anything can happen to it.

use std::sync::Arc;

use bytes::Bytes;
use clerk::{ActClaim, Local, NewActorToken, Transport as _};
use http::Request;
use sqlx::Row as _;

use crate::support::{House, checked};

const SPENDING: &str = "POST /v1/client/sign_ins";

/// The request that spends another ticket.
fn with_ticket(mut request: Request<Bytes>, ticket: &str) -> Request<Bytes> {
    let fields = [("strategy", "ticket"), ("ticket", ticket)];
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    *request.body_mut() = Bytes::from(body);
    request.headers_mut().remove("content-length");
    request
}

/// What happens to the ticket makes the start fail, in clear words, and leaves nothing.
async fn fails(house: &House, words: &str) {
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let form = sue.start_form(&page).await;
    let answer = sue.post(&form).await;
    house.line.mend();
    assert_eq!(answer.location(), page, "{answer}");
    let back = sue.follow(&answer).await;
    assert!(back.alert().contains(words), "{back}");
    assert_eq!(
        back.form("Impersonate").value("reason"),
        form.value("reason")
    );
    assert_eq!(house.kinds().await, ["attempted", "failed"]);
    assert_eq!(house.live("ann", true).await, 0);
    assert!(!house.tokens().await.contains(&"pending".to_owned()));
    assert_eq!(sue.open("/dashboard").await.region(), "");
    // Another try works.
    sue.start(&page).await;
}

#[tokio::test]
async fn a_ticket_that_has_expired_starts_nothing() {
    let house = House::new().await;
    let clock = house.clock.clone();
    house.line.twist(SPENDING, move |request| {
        let is_ticket = request.body().starts_with(b"strategy=ticket");
        if is_ticket {
            clock.advance(61_000);
        }
        Box::pin(async { request })
    });
    fails(&house, "The ticket has expired.").await;
    house.close().await;
}

#[tokio::test]
async fn a_ticket_that_was_revoked_starts_nothing() {
    let house = House::new().await;
    let (clerk, pool) = (house.clerk.clone(), house.provider_pool.clone());
    house.line.twist(SPENDING, move |request| {
        let (clerk, pool) = (clerk.clone(), pool.clone());
        Box::pin(async move {
            let pending = "SELECT id FROM actor_tokens WHERE status = 'pending'";
            for row in sqlx::query(pending).fetch_all(&pool).await.unwrap() {
                clerk.revoke_actor_token(row.get("id")).await.unwrap();
            }
            request
        })
    });
    fails(&house, "This actor token has been revoked").await;
    house.close().await;
}

#[tokio::test]
async fn a_ticket_that_was_garbled_starts_nothing() {
    let house = House::new().await;
    house.line.twist(SPENDING, |request| {
        let is_ticket = request.body().starts_with(b"strategy=ticket");
        Box::pin(async move {
            if is_ticket {
                with_ticket(request, "garbled")
            } else {
                request
            }
        })
    });
    fails(&house, "The ticket is invalid.").await;
    house.close().await;
}

#[tokio::test]
async fn a_ticket_of_another_instance_starts_nothing() {
    let house = House::new().await;
    let other = House::new().await;
    let foreign = NewActorToken {
        user_id: other.id("ann").to_owned(),
        actor: ActClaim {
            sub: other.id("sue").to_owned(),
            ..ActClaim::default()
        },
        expires_in_seconds: None,
        session_max_duration_in_seconds: None,
    };
    let foreign = other.clerk.create_actor_token(&foreign).await.unwrap();
    let foreign = foreign.ticket().unwrap();
    let foreign: Arc<str> = foreign.as_str().into();
    house.line.twist(SPENDING, move |request| {
        let foreign = foreign.clone();
        let is_ticket = request.body().starts_with(b"strategy=ticket");
        Box::pin(async move {
            if is_ticket {
                with_ticket(request, &foreign)
            } else {
                request
            }
        })
    });
    fails(&house, "The ticket is invalid.").await;
    other.close().await;
    house.close().await;
}

#[tokio::test]
async fn a_ticket_that_somebody_else_has_spent_starts_nothing_and_their_session_is_ended() {
    let house = House::new().await;
    let router = checked(house.provider.router());
    house.line.twist(SPENDING, move |request| {
        let provider = Local::new(router.clone());
        let is_ticket = request.body().starts_with(b"strategy=ticket");
        Box::pin(async move {
            if is_ticket {
                let answer = provider.send(request.clone()).await.unwrap();
                assert_eq!(answer.status(), 200);
            }
            request
        })
    });
    fails(&house, "This actor token has already been used.").await;
    house.close().await;
}
