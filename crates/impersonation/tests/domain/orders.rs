//! Orders of those in charge: to end what others do, and to let nobody begin.

use impersonation::{
    EndCause, KillTarget, Killed, OrderError, OrderedBy, Person, RuleId, StartError, State,
};

use crate::fake::{Step, unreachable};
use crate::house::{House, MINUTE, form, form_for, lea, sue};

const WHY: &str = "The support account was stolen";

fn by(person: &Person) -> OrderedBy<'_> {
    OrderedBy::Person {
        person,
        inside: false,
    }
}

async fn kill(house: &House, target: KillTarget) -> Killed {
    let lea = lea();
    house
        .impersonations
        .kill(by(&lea), target, WHY)
        .await
        .unwrap()
}

async fn start(house: &House, browser: &str, subject: &str) -> String {
    house
        .start(browser, subject)
        .await
        .unwrap()
        .impersonation
        .id
}

async fn state(house: &House, id: &str) -> State {
    house.impersonations.get(id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn only_leads_order_and_never_from_inside_or_without_a_reason() {
    let house = House::new().await;
    let id = start(&house, "b1", "user_ann").await;
    let before = house.kinds().await;
    let (sue, lea) = (sue(), lea());
    let inside = OrderedBy::Person {
        person: &lea,
        inside: true,
    };
    let all = &house.impersonations;
    for (by, why, rule) in [
        (by(&sue), WHY, Some("leads_only")),
        (inside, WHY, Some("never_from_inside")),
        (by(&lea), "too short", None),
    ] {
        let errors = [
            all.kill(by, KillTarget::Everything, why).await.unwrap_err(),
            all.stop(by, why).await.unwrap_err(),
            all.resume(by, why).await.unwrap_err(),
        ];
        for error in errors {
            let refused = match error {
                OrderError::Refused { rule, .. } => Some(rule),
                OrderError::Reason(_) => None,
                OrderError::Store(error) => panic!("{error}"),
            };
            assert_eq!(refused, rule.map(RuleId::new));
        }
    }
    assert_eq!(state(&house, &id).await, State::Running);
    assert_eq!(house.kinds().await, before);
}

#[tokio::test]
async fn a_kill_ends_what_it_names_and_nothing_else() {
    let house = House::new().await;
    let ann = start(&house, "b1", "user_ann").await;
    let bob = start(&house, "b2", "user_bob").await;
    let again = start(&house, "b3", "user_ann").await;
    let one = kill(&house, KillTarget::One(bob.clone())).await;
    assert_eq!((one.live, one.left, one.unconfirmed), (1, 0, 0));
    assert_eq!(state(&house, &bob).await, State::Ended(EndCause::Killed));
    assert_eq!(state(&house, &ann).await, State::Running);

    let nobody = kill(&house, KillTarget::OfActor("user_lea".to_owned())).await;
    assert_eq!(nobody, Killed::default());
    let subject = kill(&house, KillTarget::AsSubject("user_ann".to_owned())).await;
    assert_eq!((subject.live, subject.left), (2, 0));
    assert_eq!(state(&house, &ann).await, State::Ended(EndCause::Killed));
    assert_eq!(state(&house, &again).await, State::Ended(EndCause::Killed));

    start(&house, "b1", "user_cid").await;
    start(&house, "b2", "user_dan").await;
    let actor = kill(&house, KillTarget::OfActor("user_sue".to_owned())).await;
    assert_eq!((actor.live, actor.left), (2, 0));
    assert_eq!(house.impersonations.running().await.unwrap(), []);
    assert_eq!(house.provider.open_sessions(), 0, "nor at the provider");
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_kill_of_everything_ends_what_waits_for_its_link_too_and_says_how_many_there_were() {
    let house = House::new().await;
    for (browser, subject) in [("b1", "user_ann"), ("b2", "user_bob")] {
        start(&house, browser, subject).await;
    }
    let form = form_for("user_cid", "shop");
    let all = &house.impersonations;
    all.start(&sue(), "b3", false, &form).await.unwrap();
    let killed = kill(&house, KillTarget::Everything).await;
    assert_eq!((killed.live, killed.left, killed.unconfirmed), (3, 0, 0));
    assert!(
        !house.provider.accept(3, house.clock.now()),
        "the link is dead"
    );

    let entries = house.entries().await;
    let done = entries.iter().find(|it| it.kind == "kill.done").unwrap();
    assert_eq!(done.details["live"], 3);
    assert_eq!(done.details["left"], 0);
    assert_eq!(done.details["impersonations"].as_array().unwrap().len(), 3);
    let ordered = entries.iter().position(|it| it.kind == "kill.ordered");
    let ended = entries
        .iter()
        .position(|it| it.kind == "impersonation.ended");
    assert!(ordered < ended, "the order is recorded before the act");
    house.verify().await.unwrap();
}

#[tokio::test]
async fn a_kill_while_the_provider_is_away_is_in_force_here_and_confirmed_later() {
    let house = House::new().await;
    let id = start(&house, "b1", "user_ann").await;
    house.provider.fail(Step::RevokeSession, unreachable());
    let killed = kill(&house, KillTarget::Everything).await;
    assert_eq!((killed.live, killed.left, killed.unconfirmed), (1, 0, 1));
    assert_eq!(state(&house, &id).await, State::Ended(EndCause::Killed));
    house.provider.mend();
    house.clock.advance(MINUTE);
    house.impersonations.sweep().await.unwrap();
    assert_eq!(house.provider.open_sessions(), 0);
}

#[tokio::test]
async fn while_starts_are_stopped_nobody_begins_and_what_runs_goes_on() {
    let house = House::new().await;
    let running = start(&house, "b1", "user_ann").await;
    let (all, lea) = (&house.impersonations, lea());
    assert!(all.stop(by(&lea), WHY).await.unwrap());
    assert!(!all.stop(by(&lea), WHY).await.unwrap(), "it stands already");
    let Err(StartError::Refused { rule, words }) = house.start("b2", "user_bob").await else {
        panic!("nobody may start")
    };
    assert_eq!(rule, RuleId::new("never_while_stopped"));
    assert!(words.contains(WHY) && words.contains(&lea.name), "{words}");
    assert_eq!(state(&house, &running).await, State::Running);
    assert!(all.seen(&running).await.unwrap());

    assert!(all.resume(by(&lea), WHY).await.unwrap());
    assert!(!all.resume(by(&lea), WHY).await.unwrap());
    house.start("b3", "user_bob").await.unwrap();
    let kinds = house.kinds().await;
    let of = |kind: &str| kinds.iter().filter(|it| *it == kind).count();
    assert_eq!((of("starts.stopped"), of("starts.resumed")), (1, 1));
    house.verify().await.unwrap();
}

#[tokio::test]
async fn no_start_that_was_under_way_when_all_was_stopped_and_killed_is_left() {
    for round in 0..20 {
        let house = House::new().await;
        let mut starts = tokio::task::JoinSet::new();
        for (number, subject) in ["ann", "bob", "cid", "dan"].iter().enumerate() {
            let all = house.impersonations.clone();
            let form = form(&format!("user_{subject}"));
            starts.spawn(async move {
                let browser = format!("b{number}");
                all.start(&sue(), &browser, false, &form).await.map(drop)
            });
        }
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        let all = &house.impersonations;
        all.stop(OrderedBy::Operator, WHY).await.unwrap();
        let everything = KillTarget::Everything;
        let killed = all.kill(OrderedBy::Operator, everything, WHY).await;
        assert_eq!(killed.unwrap().left, 0);
        for answer in starts.join_all().await {
            assert!(
                matches!(
                    answer,
                    Ok(()) | Err(StartError::Refused { .. } | StartError::Over(_))
                ),
                "{answer:?}"
            );
        }
        assert_eq!(all.running().await.unwrap(), [], "round {round}");
        assert_eq!(house.provider.open_sessions(), 0, "round {round}");
    }
}
