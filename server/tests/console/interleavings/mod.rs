//! Whatever people, time, the provider and restarts do in whatever order, over real stores: every start has one
//! end, no session lives at the provider without its record, nobody sees another's identity, and the ledger
//! verifies. `INTERLEAVINGS` says how many orders each property tries (`make soak`).

mod moves;
mod people;
mod records;
mod seat;
mod view;
mod world;

use proptest::test_runner::{Config, TestRunner};
use tokio::sync::Mutex;

use moves::{Faults, moves};
use world::World;

/// How many orders each property tries unless `INTERLEAVINGS` says otherwise.
const CASES: u32 = 500;
/// A console is used for so many of them, each with people and browsers of its own.
const CASES_A_HOUSE: u32 = 100;

#[test]
fn invariant_13_every_start_has_one_end_and_nobody_is_another_however_things_interleave() {
    try_orders(Faults::None);
}

#[test]
fn invariant_13_every_start_has_one_end_also_while_the_provider_comes_and_goes() {
    try_orders(Faults::Provider);
}

fn try_orders(faults: Faults) {
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
    let world = Mutex::new(runtime.block_on(World::new()));
    let result = TestRunner::new(config).run(&moves(faults), |moves| {
        runtime.block_on(async {
            let mut world = world.lock().await;
            if world.cases == CASES_A_HOUSE {
                let next = World::new().await;
                std::mem::replace(&mut *world, next).close().await;
            }
            world.play(&moves).await;
        });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    runtime.block_on(world.into_inner().close());
}
