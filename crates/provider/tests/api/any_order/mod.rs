//! Whatever is asked of both APIs in whatever order: clients, sessions, sign-ins and tokens agree after each step.
//! `INTERLEAVINGS` says how many orders each property tries.

mod checks;
mod reverifications;
mod seat;
mod sign_ins;
mod steps;
mod tickets;
mod world;

use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use tokio::sync::Mutex;

use world::World;

/// How many orders each property tries unless `INTERLEAVINGS` says otherwise, and how many steps each has at most: half as many on average.
const CASES: u32 = 50;
const STEPS: usize = 60;

#[test]
fn any_order_of_requests_leaves_clients_sessions_and_tokens_consistent() {
    try_orders(false);
}

#[test]
fn any_order_of_requests_leaves_them_consistent_in_single_session_mode() {
    try_orders(true);
}

fn try_orders(single_session_mode: bool) {
    let cases = std::env::var("INTERLEAVINGS").map_or(CASES, |cases| cases.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..Config::default()
    };
    // One provider for all orders: each has users, devices and tickets of its own.
    let world = Mutex::new(runtime.block_on(World::new(single_session_mode)));
    let orders = vec(steps::step(), 1..=STEPS);
    let result = TestRunner::new(config).run(&orders, |steps| {
        runtime.block_on(async { world.lock().await.play(&steps).await });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let opened = world.into_inner().opened;
    assert!(opened > 2 * cases, "only {opened} sessions ever came to be");
}
