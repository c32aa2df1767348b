//! Whatever happens in whatever order, every start has one end and the ledger verifies.

use std::collections::BTreeMap;

use impersonation::{EndCause, State};
use proptest::prelude::*;

use crate::fake::{Step, refusal, unreachable};
use crate::house::{House, form, sue};

const BROWSERS: [&str; 3] = ["b1", "b2", "b3"];
const SUBJECTS: [&str; 4] = ["user_ann", "user_bob", "user_lea", "user_nobody"];

#[derive(Clone, Debug)]
enum Move {
    Start {
        browser: usize,
        subject: usize,
        key: u8,
        elsewhere: bool,
    },
    /// Somebody opens the link of a ticket, if it is still good for anything.
    Accept {
        number: usize,
    },
    /// An application ends its session.
    Leave {
        which: usize,
    },
    /// A page looks at one.
    Follow {
        which: usize,
    },
    End {
        which: usize,
        cause: usize,
    },
    SignOut {
        browser: usize,
    },
    Look {
        browser: usize,
    },
    Work {
        which: usize,
    },
    Sweep,
    Advance {
        seconds: i64,
    },
    Fail {
        step: usize,
        settled: bool,
    },
    Mend,
    /// These at the same moment.
    Together(Vec<Move>),
}

fn single() -> impl Strategy<Value = Move> {
    prop_oneof![
        4 => (0..3_usize, 0..4_usize, 0..3_u8, any::<bool>())
            .prop_map(|(browser, subject, key, elsewhere)| Move::Start { browser, subject, key, elsewhere }),
        3 => (1..5_usize).prop_map(|number| Move::Accept { number }),
        1 => (0..8_usize).prop_map(|which| Move::Leave { which }),
        3 => (0..8_usize).prop_map(|which| Move::Follow { which }),
        3 => (0..8_usize, 0..EndCause::ALL.len()).prop_map(|(which, cause)| Move::End { which, cause }),
        1 => (0..3_usize).prop_map(|browser| Move::SignOut { browser }),
        1 => (0..3_usize).prop_map(|browser| Move::Look { browser }),
        3 => (0..8_usize).prop_map(|which| Move::Work { which }),
        2 => Just(Move::Sweep),
        4 => prop_oneof![3 => 0..500_i64, 1 => 0..2_400_i64].prop_map(|seconds| Move::Advance { seconds }),
        1 => (1..7_usize, any::<bool>()).prop_map(|(step, settled)| Move::Fail { step, settled }),
        1 => Just(Move::Mend),
    ]
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let step = prop_oneof![
        3 => single(),
        1 => prop::collection::vec(single(), 2..4).prop_map(Move::Together),
    ];
    prop::collection::vec(step, 1..24)
}

async fn play(house: &House, what: &Move) {
    let all = &house.impersonations;
    match what {
        Move::Start {
            browser,
            subject,
            key,
            elsewhere,
        } => {
            let mut form = form(SUBJECTS[*subject]);
            form.destination = elsewhere.then(|| "shop".to_owned());
            form.idempotency_key = format!("key {key}");
            // Refusals and failures are moves like others; what they leave is checked in the end.
            drop(all.start(&sue(), BROWSERS[*browser], false, &form).await);
        }
        Move::Accept { number } => {
            house.provider.accept(*number, house.clock.now());
        }
        Move::Leave { which } => {
            let elsewhere = all.all_elsewhere().await.unwrap();
            let session = elsewhere
                .get(*which)
                .and_then(|it| it.session_id.as_deref());
            if let Some(session) = session {
                house.provider.forget_session(session);
            }
        }
        Move::Follow { which } => {
            let elsewhere = all.all_elsewhere().await.unwrap();
            if let Some(impersonation) = elsewhere.get(*which) {
                drop(all.look(&impersonation.id).await.unwrap());
            }
        }
        Move::End { which, cause } => {
            let mut recent = all.recent(8, None).await.unwrap();
            recent.extend(all.all_elsewhere().await.unwrap());
            if let Some(impersonation) = recent.get(*which) {
                all.end(&impersonation.id, EndCause::ALL[*cause])
                    .await
                    .unwrap();
            }
        }
        Move::SignOut { browser } => {
            all.end_for_browser(BROWSERS[*browser], EndCause::SignedOut)
                .await
                .unwrap();
        }
        Move::Look { browser } => {
            let running = all.running_for_browser(BROWSERS[*browser]).await.unwrap();
            let now = house.clock.now();
            assert!(running.is_none_or(|running| running.overdue(now).is_none()));
        }
        Move::Work { which } => {
            let recent = all.recent(8, None).await.unwrap();
            if let Some(impersonation) = recent.get(*which) {
                // Before it is noted: time goes on meanwhile.
                let over = impersonation.overdue(house.clock.now()).is_some();
                let seen = all.seen(&impersonation.id).await.unwrap();
                assert!(!seen || !over, "{impersonation:?} was brought back");
                assert!(
                    !seen || impersonation.destination.is_none(),
                    "{impersonation:?} was seen"
                );
            }
        }
        Move::Sweep => drop(all.sweep().await.unwrap()),
        Move::Advance { seconds } => {
            house.clock.advance(seconds * 1_000);
            if *seconds >= 60 {
                house.provider.expire_tickets();
            }
        }
        Move::Fail { step, settled } => {
            let steps = [
                Step::CreateTicket,
                Step::RedeemTicket,
                Step::RevokeTicket,
                Step::RevokeSession,
                Step::FindOpened,
                Step::EndOf,
            ];
            let error = if *settled {
                refusal(404, "resource_not_found", "gone")
            } else {
                unreachable()
            };
            house.provider.fail(steps[*step - 1], error);
        }
        Move::Mend => house.provider.mend(),
        Move::Together(moves) => {
            let mut moves = moves.iter();
            let (first, second, third) = (moves.next(), moves.next(), moves.next());
            let play = async |what: Option<&Move>| {
                if let Some(what) = what {
                    Box::pin(play(house, what)).await;
                }
            };
            tokio::join!(play(first), play(second), play(third));
        }
    }
}

/// How many records of each kind there are about each impersonation.
async fn counts(house: &House) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut counts: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for entry in house.entries().await {
        *counts
            .entry(entry.about)
            .or_default()
            .entry(entry.kind)
            .or_default() += 1;
    }
    counts
}

async fn check(house: &House) {
    for (id, kinds) in counts(house).await {
        let count = |kind: &str| {
            kinds
                .get(&format!("impersonation.{kind}"))
                .copied()
                .unwrap_or(0)
        };
        let state = house.impersonations.get(&id).await.unwrap().unwrap().state;
        let expected = match state {
            State::Attempted | State::TicketMinted => [1, 0, 0, 0, 0],
            State::Running => [1, 1, 0, 0, 0],
            State::Ended(_) => [1, 1, 1, 0, 0],
            State::Failed => [1, 0, 0, 1, 0],
            State::Refused => [0, 0, 0, 0, 1],
        };
        let found = ["attempted", "started", "ended", "failed", "refused"].map(count);
        assert_eq!(found, expected, "{id} is {state:?}");
    }
    house.verify().await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn invariant_13_every_start_has_exactly_one_end_however_things_interleave(moves in moves()) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let house = House::new().await;
            for what in &moves {
                play(&house, what).await;
            }
            check(&house).await;

            house.provider.mend();
            house.clock.advance(61 * 60_000);
            house.provider.expire_tickets();
            house.impersonations.sweep().await.unwrap();
            check(&house).await;
            assert_eq!(house.impersonations.running().await.unwrap(), []);
            for impersonation in house.impersonations.recent(500, None).await.unwrap() {
                assert!(matches!(impersonation.state, State::Ended(_)), "{impersonation:?}");
            }
            assert_eq!(house.impersonations.all_elsewhere().await.unwrap(), []);
            assert_eq!(house.provider.open_sessions(), 0);
            assert_eq!(house.impersonations.sweep().await.unwrap(), impersonation::Swept::default());
        });
    }
}
