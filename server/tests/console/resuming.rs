//! What time has ended can be taken up again without typing anything, by the same rules.

use crate::support::{Browser, House, REASON};

const MINUTE: i64 = 60_000;

/// Sue has acted as Ann, who left her alone for too long.
async fn idle() -> (House, Browser) {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    sue.post(&form.set("case_reference", "CASE-7")).await;
    house.clock.advance(10 * MINUTE);
    (house, sue)
}

#[tokio::test]
async fn resume_starts_again_with_what_was_typed_and_a_record_of_its_own() {
    let (house, mut sue) = idle().await;
    let over = sue.open("/account").await;
    assert_eq!(
        over.text("[role=status].notice"),
        "The impersonation is over: nothing happened for ten minutes."
    );
    let answer = sue.press(&over, "Resume").await;
    let page = sue.follow(&answer).await;
    assert_eq!(page.heading(), "Hello Ann");
    assert!(page.region().contains(REASON), "{page}");
    assert!(page.region().contains("15:00 left"), "{page}");
    assert_eq!(
        house.kinds().await,
        ["attempted", "started", "ended", "attempted", "started"]
    );
    let entries = house.entries().await;
    assert_ne!(entries[0].about, entries[3].about);
    assert_eq!(entries[0].personal["reason"], entries[3].personal["reason"]);
    assert_eq!(
        entries[0].personal["case_reference"],
        entries[3].personal["case_reference"]
    );
    assert_eq!(house.live("ann", true).await, 1);
    house.close().await;
}

#[tokio::test]
async fn resume_sent_twice_starts_once() {
    let (house, mut sue) = idle().await;
    let form = sue.open("/dashboard").await.form("Resume");
    let mut other = sue.clone();
    let (first, second) = tokio::join!(sue.post(&form), other.post(&form));
    assert_eq!(
        (first.location(), second.location()),
        ("/dashboard", "/dashboard")
    );
    assert_eq!(house.live("ann", true).await, 1);
    assert_eq!(house.minted().await, 2, "one before, one now");
    house.close().await;
}

#[tokio::test]
async fn resume_from_a_page_that_was_open_all_the_time_needs_no_other_page_first() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    // What the region of a page from inside makes of it in the browser, when its time is up.
    let state = sue.open("/dashboard").await;
    let own = state.form("Sign out of sue@example.com");
    let form = house.start_form("ann", own.value("target"));
    let early = sue.post(&form).await;
    assert_eq!(early.status, 409, "it is not over yet: {early}");
    house.clock.advance(10 * MINUTE);
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), "/dashboard", "{answer}");
    assert_eq!(sue.follow(&answer).await.heading(), "Hello Ann");
    assert_eq!(house.causes().await, ["idle"]);
    house.close().await;
}

#[tokio::test]
async fn invariant_09_resume_is_decided_by_the_rules_as_they_are_now() {
    let (house, mut sue) = idle().await;
    let over = sue.open("/dashboard").await;
    let users = house.provider.users();
    users
        .set_role("ann@example.com", Some("lead"))
        .await
        .unwrap();
    let answer = sue.press(&over, "Resume").await;
    assert_eq!(answer.location(), house.page_of("ann"));
    let page = sue.follow(&answer).await;
    assert_eq!(page.region(), "");
    assert!(page.body.contains("Nobody may act as a member of staff."));
    assert_eq!(
        house.kinds().await,
        ["attempted", "started", "ended", "refused"]
    );
    house.close().await;
}

#[tokio::test]
async fn the_way_to_resume_is_offered_once_and_not_to_the_next_person() {
    let (house, mut sue) = idle().await;
    assert!(sue.open("/users").await.has_button("Resume"));
    assert!(!sue.open("/users").await.has_button("Resume"));
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_reason_full_of_markup_and_lines_is_resumed_as_it_was_typed() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let reason = "\"><script>alert(1)</script> & 'two'\nlines";
    let form = sue.start_form(&house.page_of("ann")).await;
    sue.post(&form.set("reason", reason)).await;
    house.clock.advance(10 * MINUTE);
    let over = sue.open("/dashboard").await;
    assert!(!over.body.contains("<script>alert"), "{over}");
    assert_eq!(over.form("Resume").value("reason"), reason);
    sue.press(&over, "Resume").await;
    let entries = house.entries().await;
    assert_eq!(entries[0].personal["reason"], entries[3].personal["reason"]);
    house.close().await;
}
