//! The log of impersonations, page by page.

use crate::support::{House, REASON};

const ROWS: &str = ".impersonation-row:not(.impersonation-running)";

#[tokio::test]
async fn the_log_is_paged_without_a_gap_and_what_runs_takes_nobodys_place() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for number in 0..23 {
        house.clock.advance(1);
        let form = sue.start_form(&house.page_of("ann")).await;
        let form = form.set("reason", &format!("{REASON}, number {number:02}"));
        let answer = sue.post(&form).await;
        let inside = sue.follow(&answer).await;
        sue.press(&inside, "End impersonation").await;
    }
    let _running = house.acting("lea", "bob").await;

    let first = sue.open("/impersonations").await;
    assert_eq!(first.texts(".impersonation-running").len(), 1);
    let newest = first.texts(ROWS);
    assert_eq!(newest.len(), 20);
    let older = first.attributes("a[rel=next]", "href").remove(0);
    let second = sue.open(&older).await;
    assert!(second.texts(".impersonation-running").is_empty());
    let oldest = second.texts(ROWS);
    assert_eq!(oldest.len(), 3);
    assert!(second.attributes("a[rel=next]", "href").is_empty());
    for (place, row) in newest.iter().chain(&oldest).enumerate() {
        let words = format!("number {:02}", 22 - place);
        assert!(row.contains(&words), "{words} in {row}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_cursor_that_names_nothing_has_nothing_before_it() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for before in ["imp_nothing", "%27%20OR%201%3D1--", "%00"] {
        let page = sue.open(format!("/impersonations?before={before}")).await;
        assert!(page.texts(ROWS).is_empty());
        assert!(
            page.text("main .empty").contains("There was none before."),
            "{page}"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn the_dashboard_lists_ones_own_impersonations_and_what_runs_whoever_acts() {
    let house = House::new().await;
    for (actor, subject) in [("sue", "ann"), ("lea", "bob")] {
        let mut browser = house.acting(actor, subject).await;
        let inside = browser.open("/dashboard").await;
        browser.press(&inside, "End impersonation").await;
    }
    let _running = house.acting("lea", "ann").await;
    let page = house.signed_in("sue").await.open("/dashboard").await;
    let running = page.texts(".impersonation-running");
    assert!(
        running.len() == 1 && running[0].contains("Lea Example is acting as Ann Example"),
        "{running:?}"
    );
    let own = page.texts(ROWS);
    assert!(
        own.len() == 1 && own[0].contains("Sue Example acted as Ann Example"),
        "{own:?}"
    );
    house.close().await;
}
