//! The record comes before the act, and without the record there is no act.

use crate::support::House;

/// What the provider was asked that changes anything.
fn changes(house: &House) -> Vec<String> {
    let asked = house.line.asked().into_iter();
    asked.filter(|what| !what.starts_with("GET")).collect()
}

const LEDGER_TAKES_NOTHING: &str =
    "CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END";
const NOTHING_IS_WRITTEN: &str = "\
    CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END; \
    CREATE TRIGGER full2 BEFORE UPDATE ON browser_sessions BEGIN SELECT RAISE(ABORT, 'disk full'); END";
const WORDS: &str = "Understudy cannot write its records at the moment, so nothing was done.";

#[tokio::test]
async fn invariant_04_a_ledger_that_takes_no_record_lets_nothing_start() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.meddle(LEDGER_TAKES_NOTHING).await;
    let before = house.trace().await;
    house.line.asked();
    let answer = sue.fetch(&form).await;
    assert_eq!(answer.status, 503, "{answer}");
    assert_eq!(answer.json()["code"], "unavailable");
    assert!(answer.set_cookies().is_empty());
    assert_eq!(
        changes(&house),
        [""; 0],
        "the provider was not asked for anything"
    );
    assert_eq!(house.trace().await, before, "nothing is half made");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");

    house.meddle("DROP TRIGGER full").await;
    let answer = sue.post(&form).await;
    assert_eq!(
        answer.location(),
        "/dashboard",
        "the same form works once the record does"
    );
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    house.close().await;
}

#[tokio::test]
async fn invariant_04_a_person_is_told_that_the_record_failed_and_keeps_what_was_typed() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let form = sue.start_form(&page).await.set("case_reference", "CASE-7");
    house.meddle(LEDGER_TAKES_NOTHING).await;
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), page);
    let back = sue.follow(&answer).await;
    assert!(back.alert().starts_with(WORDS), "{back}");
    let again = back.form("Impersonate");
    assert_eq!(again.value("reason"), form.value("reason"));
    assert_eq!(again.value("case_reference"), "CASE-7");
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_04_a_store_that_takes_nothing_at_all_is_answered_with_a_page() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.meddle(NOTHING_IS_WRITTEN).await;
    let before = house.trace().await;
    let answer = sue.post(&form).await;
    assert_eq!(answer.status, 503, "{answer}");
    assert!(answer.texts("main")[0].contains(WORDS), "{answer}");
    assert_eq!(house.trace().await, before);
    house.close().await;
}

#[tokio::test]
async fn invariant_04_a_ledger_that_is_gone_lets_nothing_start() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.meddle("DROP TABLE ledger").await;
    house.line.asked();
    let answer = sue.fetch(&form).await;
    assert_eq!(answer.status, 503, "{answer}");
    assert_eq!(changes(&house), [""; 0]);
    assert_eq!(
        (house.minted().await, house.live("ann", true).await),
        (0, 0)
    );
    assert_eq!(sue.open("/dashboard").await.region(), "");
    house.leave();
}

#[tokio::test]
async fn invariant_04_a_store_that_is_gone_lets_nobody_do_anything() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.pool.close().await;
    house.line.asked();
    for answer in [
        sue.fetch(&form).await,
        sue.post(&form).await,
        sue.get("/dashboard").await,
        sue.get("/users").await,
    ] {
        assert_eq!(answer.status, 503, "{answer}");
        assert!(answer.body.contains("cannot write its records"), "{answer}");
        assert!(
            answer.set_cookies().is_empty(),
            "nobody is signed out by it"
        );
    }
    assert_eq!(house.line.asked(), [""; 0]);
    assert_eq!(house.minted().await, 0);
    house.leave();
}

#[tokio::test]
async fn invariant_04_an_attempt_that_cannot_be_recorded_is_not_even_refused() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let session = ann.session().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue
        .start_form(&house.page_of("ann"))
        .await
        .set("session", &session);
    house.meddle(LEDGER_TAKES_NOTHING).await;
    assert_eq!(ann.fetch(&form).await.status, 503);
    house.meddle("DROP TRIGGER full").await;
    assert_eq!(ann.fetch(&form).await.status, 403);
    assert_eq!(house.kinds().await, ["refused"]);
    house.close().await;
}

#[tokio::test]
async fn a_record_says_who_acted_as_whom_why_by_which_rule_and_for_how_long() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    sue.post(&form.set("case_reference", "CASE-7")).await;
    let entries = house.entries().await;
    let known = |field: &str| entries[0].personal[field].words().to_owned();
    assert_eq!(known("actor_id"), house.id("sue"));
    assert_eq!(known("actor_email"), "sue@example.com");
    assert_eq!(known("subject_id"), house.id("ann"));
    assert_eq!(known("subject_name"), "Ann Example");
    assert_eq!(known("reason"), "Cannot find the invoice of May");
    assert_eq!(known("case_reference"), "CASE-7");
    assert_eq!(entries[0].details["rule"], "staff_act_as_ordinary_people");
    assert_eq!(entries[1].details["minutes"], 15);
    assert!(
        entries[1].details["session"]
            .as_str()
            .unwrap()
            .starts_with("sess_")
    );
    house.close().await;
}
