//! Acting in other applications: a link that is shown once, a start that is found at the provider, and an end that
//! nobody sees from here.

mod ending;

use impersonation::ledger::Entry;
use impersonation::{EndCause, Impersonation, StartError, Started, State};

use crate::fake::Step;
use crate::house::{House, MINUTE, NOON, form, form_for, sue};

const SECOND: i64 = 1_000;

async fn start(house: &House, browser: &str, application: &str) -> Result<Started, StartError> {
    let form = form_for("user_ann", application);
    let all = &house.impersonations;
    all.start(&sue(), browser, false, &form).await
}

async fn waiting(house: &House) -> Impersonation {
    start(house, "b1", "shop").await.unwrap().impersonation
}

/// One whose link was opened and that was found.
async fn running(house: &House) -> Impersonation {
    let id = waiting(house).await.id;
    house.clock.advance(5 * SECOND);
    assert!(house.provider.accept(1, house.clock.now()));
    let running = house.impersonations.look(&id).await.unwrap().unwrap();
    assert_eq!(running.state, State::Running);
    running
}

async fn state(house: &House, id: &str) -> State {
    house.impersonations.get(id).await.unwrap().unwrap().state
}

/// How the record of a kind goes on after `impersonation.`.
fn kind(entry: &Entry) -> &str {
    entry.kind.trim_start_matches("impersonation.")
}

#[tokio::test]
async fn a_start_elsewhere_waits_with_a_link_that_is_shown_once_to_the_browser_that_asked() {
    let house = House::new().await;
    let waiting = waiting(&house).await;
    assert!(waiting.is_waiting());
    assert_eq!(waiting.accept_until, Some(NOON + 60 * SECOND));
    assert_eq!((waiting.session_id, waiting.expires_at), (None, None));
    assert_eq!(
        house.provider.steps(),
        [Step::Person, Step::CreateTicket],
        "nobody but the application spends the ticket"
    );
    let all = &house.impersonations;
    assert!(all.take_link(&waiting.id, "b2").await.unwrap().is_none());
    let link = all.take_link(&waiting.id, "b1").await.unwrap().unwrap();
    assert_eq!(
        link.url.expose(),
        "https://shop.example/sign-in?__clerk_ticket=TICKET-1-SECRET"
    );
    assert_eq!(link.until, NOON + 60 * SECOND);
    assert!(all.take_link(&waiting.id, "b1").await.unwrap().is_none());
}

#[tokio::test]
async fn the_address_of_the_provider_itself_is_handed_out_where_the_application_wants_it() {
    let house = House::new().await;
    let started = start(&house, "b1", "forum").await.unwrap();
    let link = house
        .impersonations
        .take_link(&started.impersonation.id, "b1")
        .await
        .unwrap();
    assert_eq!(
        link.unwrap().url.expose(),
        "https://id.example/accept?ticket=TICKET-1-SECRET"
    );
}

#[tokio::test]
async fn the_same_form_sent_again_mints_no_second_ticket() {
    let house = House::new().await;
    let first = start(&house, "b1", "shop").await.unwrap();
    let again = start(&house, "b1", "shop").await.unwrap();
    assert!(again.already && !first.already);
    assert_eq!(again.impersonation, first.impersonation);
    assert_eq!(house.provider.orders().len(), 1);
    assert_eq!(house.kinds().await, ["impersonation.attempted"]);
    // The same but for the place is another form, and there is one at a time.
    let error = house.start("b1", "user_ann").await.unwrap_err();
    assert!(matches!(error, StartError::AlreadyRunning(_)), "{error:?}");
}

#[tokio::test]
async fn an_application_that_is_not_configured_is_a_mistake_in_the_form() {
    let house = House::new().await;
    let error = start(&house, "b1", "nowhere").await.unwrap_err();
    assert!(matches!(error, StartError::Invalid(_)), "{error:?}");
    assert_eq!(house.provider.steps(), []);
    assert_eq!(house.kinds().await, [""; 0]);
}

#[tokio::test]
async fn what_the_application_opened_is_found_and_recorded_exactly_once() {
    let house = House::new().await;
    let running = running(&house).await;
    assert_eq!(running.session_id.as_deref(), Some("sess_1"));
    assert_eq!(running.started_at, Some(NOON + 5 * SECOND));
    assert_eq!(
        running.expires_at,
        Some(NOON + 5 * SECOND + 30 * MINUTE),
        "counted from when it was opened"
    );
    assert_eq!(running.idle_at(), None, "its requests are not seen here");
    house.clock.advance(15 * SECOND);
    house.impersonations.look(&running.id).await.unwrap();
    house.impersonations.sweep().await.unwrap();
    let entries = house.entries().await;
    assert_eq!(
        entries.iter().map(kind).collect::<Vec<_>>(),
        ["attempted", "started"]
    );
    for entry in &entries {
        assert_eq!(entry.details["destination"], "shop", "{entry:?}");
    }
    assert_eq!(entries[1].details["session"], "sess_1");
}

#[tokio::test]
async fn invariant_13_two_who_find_the_same_session_at_once_record_one_start_and_revoke_nothing() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.provider.accept(1, NOON);
    let other = house.over(house.pool.clone(), house.ledger.clone(), 9);
    let gate = house.provider.hold(Step::FindOpened);
    let both = async { tokio::join!(house.impersonations.look(&id), other.look(&id)) };
    let release = async {
        while house.provider.asked(Step::FindOpened).len() < 2 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(2);
    };
    let ((first, second), ()) = tokio::join!(both, release);
    for looked in [first, second] {
        assert_eq!(looked.unwrap().unwrap().state, State::Running);
    }
    assert_eq!(house.provider.open_sessions(), 1);
    assert_eq!(
        house.kinds().await,
        ["impersonation.attempted", "impersonation.started"]
    );
}

#[tokio::test]
async fn while_it_waits_the_provider_is_asked_every_other_second_at_most() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    for _ in 0..20 {
        house.impersonations.look(&id).await.unwrap();
        house.clock.advance(500);
    }
    assert_eq!(house.provider.asked(Step::FindOpened).len(), 5);
}

#[tokio::test]
async fn while_it_runs_the_provider_is_asked_every_quarter_of_a_minute_at_most() {
    let house = House::new().await;
    let id = running(&house).await.id;
    for _ in 0..60 {
        house.clock.advance(SECOND);
        house.impersonations.look(&id).await.unwrap();
    }
    assert_eq!(house.provider.asked(Step::EndOf).len(), 4);
}

#[tokio::test]
async fn the_link_is_not_shown_once_it_cannot_be_opened_any_more() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    house.clock.advance(60 * SECOND);
    let link = house.impersonations.take_link(&id, "b1").await.unwrap();
    assert!(link.is_none());
}

#[tokio::test]
async fn what_waits_stands_among_what_runs_and_nobody_acts_as_the_user_before_it_is_opened() {
    let house = House::new().await;
    let id = waiting(&house).await.id;
    let all = &house.impersonations;
    let ids = async || {
        let running = all.running().await.unwrap().into_iter();
        running.map(|it| it.id).collect::<Vec<_>>()
    };
    assert_eq!(ids().await, [id.as_str()]);
    assert_eq!(all.running_as("user_ann").await.unwrap(), []);
    assert_eq!(all.running_for_browser("b1").await.unwrap(), None);
    assert_eq!(all.elsewhere("b1").await.unwrap().unwrap().id, id);
    assert_eq!(all.elsewhere("b2").await.unwrap(), None);
    house.provider.accept(1, NOON);
    all.look(&id).await.unwrap();
    assert_eq!(all.running_as("user_ann").await.unwrap().len(), 1);
    all.end(&id, EndCause::Person).await.unwrap();
    assert_eq!(ids().await, [""; 0]);
    assert_eq!(all.elsewhere("b1").await.unwrap(), None);
}

#[tokio::test]
async fn invariant_05_no_ticket_and_no_link_is_in_the_database() {
    let house = House::new().await;
    running(&house).await;
    house
        .impersonations
        .start(&sue(), "b2", false, &form("user_bob"))
        .await
        .unwrap();
    house.meddle("CREATE TABLE flush (x BIGINT)").await;
    for entry in std::fs::read_dir(house.directory.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in house.provider.secrets() {
            let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "{secret} in {}", path.display());
        }
    }
}
