//! How long it takes until a test can begin. The bounds are for a busy machine and a program that is not optimised;
//! `make bench` says what it really takes.

use std::time::Duration;

use tokio::time::Instant;

use crate::client::Clerk;
use crate::program::Place;

const BOUND: Duration = Duration::from_secs(5);

#[test]
fn a_new_provider_has_its_first_user_signed_in_at_once() {
    let place = Place::new();
    let begun = Instant::now();
    let _served = place.provide(&["--no-demo"]);
    let clerk = Clerk::of(&place, &[]);
    clerk.user("ann@example.com");
    let (client, session) = clerk.sign_in("ann@example.com");
    let took = begun.elapsed();
    assert!(took < BOUND, "{took:?}");
    // The key that signs is made meanwhile; whoever comes before it is made waits for it.
    clerk.session_token(&client, &session).text("/jwt");
}
