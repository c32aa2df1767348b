//! What was opened in another application: shown, followed, and ended.

use super::{MINUTE, SECOND, begin, begin_and_open, standing, strip};
use crate::support::{Form, House};

#[tokio::test]
async fn what_is_opened_there_is_shown_running_and_ends_from_here() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let (begun, session) = begin_and_open(&house, &mut sue).await;
    let page = sue.open(&begun.path).await;
    assert_eq!(standing(&page), "Running");
    assert!(page.text(".standing-left").ends_with("left"), "{page}");
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    let started = &house.entries().await[1];
    assert_eq!(started.details["session"], session.as_str());
    assert_eq!(started.details["destination"], "shop");
    let dashboard = sue.open("/dashboard").await;
    assert!(
        strip(&dashboard).contains("You are acting as"),
        "{dashboard}"
    );
    let rows = dashboard.texts(".impersonation-running .impersonation-line");
    assert!(
        rows.iter().any(|row| row.contains("in The Shop")),
        "{rows:?}"
    );
    let ended = sue.press(&dashboard, "End impersonation").await;
    assert_eq!(ended.location(), begun.path);
    let page = sue.follow(&ended).await;
    assert_eq!(standing(&page), "Ended: by the person acting");
    assert!(
        page.texts("p")
            .iter()
            .any(|text| text.contains("65 seconds")),
        "{page}"
    );
    assert!(!page.has_button("End impersonation"));
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(house.kinds().await, ["attempted", "started", "ended"]);
    assert_eq!(strip(&sue.open("/dashboard").await), "");
    // There is room for the next one.
    sue.start(&house.page_of("ann")).await;
    house.close().await;
}

#[tokio::test]
async fn the_providers_own_address_opens_a_session_too() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.start_in("forum", &house.page_of("ann")).await;
    let links = page.links_out();
    assert!(links[0].contains("/v1/tickets/accept?ticket="), "{links:?}");
    house.open_link(&links[0]).await.expect("it is good");
    house.clock.advance(2 * SECOND);
    house.console.sweep().await;
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    house.close().await;
}

#[tokio::test]
async fn one_impersonation_at_a_time_counts_those_elsewhere() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    begin(&house, &mut sue).await;
    let page = house.page_of("bob");
    let form = sue.start_form(&page).await;
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), page);
    let back = sue.follow(&answer).await;
    assert!(back.alert().contains("in The Shop already"), "{back}");
    house.close().await;
}

#[tokio::test]
async fn invariant_13_whatever_ends_ones_own_session_ends_what_runs_elsewhere() {
    type Way = (&'static str, &'static str);
    let ways: [Way; 3] = [
        ("sign out", "signed_out"),
        ("revoke", "actor_session_ended"),
        ("forget", "actor_session_ended"),
    ];
    for (way, cause) in ways {
        let house = House::with_applications().await;
        let mut sue = house.signed_in("sue").await;
        let (begun, _) = begin_and_open(&house, &mut sue).await;
        let page = sue.open(&begun.path).await;
        assert_eq!(standing(&page), "Running");
        match way {
            "sign out" => {
                let dashboard = sue.open("/dashboard").await;
                sue.press(&dashboard, "Sign out of sue@example.com").await;
            }
            "revoke" => house.revoke("sue", false).await,
            _ => house.meddle("DELETE FROM browser_sessions").await,
        }
        house.console.sweep().await;
        assert_eq!(house.causes().await, [cause], "{way}");
        assert_eq!(house.live("ann", true).await, 0, "{way}");
        house.close().await;
    }
}

#[tokio::test]
async fn it_outlives_a_restart_and_the_end_at_the_provider_is_found() {
    let mut house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let (begun, _) = begin_and_open(&house, &mut sue).await;
    house.restart().await;
    sue.turn_to(&house);
    assert_eq!(standing(&sue.open(&begun.path).await), "Running");
    // Longer than a browser may take to come inside.
    for _ in 0..3 {
        house.clock.advance(2 * MINUTE);
        house.console.sweep().await;
        sue.open("/account").await;
    }
    assert_eq!(house.causes().await, [""; 0]);
    house.revoke_live("ann", true).await;
    house.clock.advance(15 * SECOND);
    let page = sue.open(&begun.path).await;
    let words = standing(&page);
    assert!(words.contains("ended at the identity provider"), "{words}");
    assert_eq!(house.causes().await, ["session_ended"]);
    house.close().await;
}

#[tokio::test]
async fn the_providers_idle_limit_and_its_maximum_end_it_there_too() {
    for (minutes, cause) in [(11, "idle"), (15, "maximum")] {
        let house = House::with_applications().await;
        let mut sue = house.signed_in("sue").await;
        begin_and_open(&house, &mut sue).await;
        house.console.sweep().await;
        house.clock.advance(minutes * MINUTE);
        house.console.sweep().await;
        assert_eq!(house.causes().await, [cause]);
        assert_eq!(house.live("ann", true).await, 0);
        house.close().await;
    }
}

#[tokio::test]
async fn an_end_that_is_due_is_recorded_with_its_time_up() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    begin_and_open(&house, &mut sue).await;
    house.console.sweep().await;
    house.clock.advance(20 * MINUTE);
    sue.open("/dashboard").await;
    assert_eq!(house.causes().await, ["maximum"]);
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn only_who_acts_ends_it_from_any_of_their_browsers() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let (begun, _) = begin_and_open(&house, &mut sue).await;
    let mut lea = house.signed_in("lea").await;
    let page = lea.open(&begun.path).await;
    assert_eq!(standing(&page), "Running");
    assert!(!page.has_button("End impersonation"));
    let session = lea.session().await;
    let id = begun.path.trim_start_matches("/impersonations/");
    let form = Form::to(
        "/api/end_impersonation",
        &[("session", &session), ("id", id)],
    );
    assert_eq!(lea.post(&form).await.status, 403);
    assert_eq!(house.live("ann", true).await, 1);
    let mut other = house.signed_in("sue").await;
    let page = other.open(&begun.path).await;
    let answer = other.press(&page, "End impersonation").await;
    assert_eq!(answer.location(), begun.path);
    assert_eq!(house.causes().await, ["person"]);
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn while_the_provider_is_away_the_way_out_is_shown_and_can_be_taken() {
    let house = House::with_applications().await;
    let mut sue = house.signed_in("sue").await;
    let (begun, _) = begin_and_open(&house, &mut sue).await;
    sue.open(&begun.path).await;
    house.clock.advance(2 * MINUTE);
    house.line.cut("");
    let page = sue.get("/dashboard").await;
    assert_eq!(page.status, 502, "{page}");
    assert!(strip(&page).contains("in The Shop"), "{page}");
    let answer = sue.press(&page, "End impersonation").await;
    assert_eq!(answer.location(), begun.path);
    assert_eq!(house.causes().await, ["person"]);
    house.line.mend();
    house.console.sweep().await;
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}
