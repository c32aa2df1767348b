//! What leads order: that impersonations end, and that none begins.

use crate::support::{Answer, Browser, Form, House};

const WHY: &str = "The support account was stolen";

/// Gives an order from a page that offers it.
async fn order(browser: &mut Browser, path: &str, button: &str, order: &str, why: &str) -> Answer {
    let page = browser.open(path).await;
    let form = page.form(button).set("order", order).set("why", why);
    let answer = browser.post(&form).await;
    browser.follow(&answer).await
}

/// What the page after an order says of it.
fn notice(page: &Answer) -> String {
    page.text(".notice")
}

#[tokio::test]
async fn nobody_but_a_lead_outside_an_impersonation_is_offered_an_order_or_can_give_one() {
    let house = House::new().await;
    let _running = house.acting("sam", "bob").await;
    for mut browser in [
        house.signed_in("ann").await,
        house.signed_in("sue").await,
        house.acting("lea", "ann").await,
    ] {
        let session = browser.session().await;
        for path in ["/impersonations", &house.page_of("bob")] {
            let page = browser.get(path).await;
            assert!(page.texts(".orders").is_empty(), "{page}");
        }
        for order in ["kill_everything", "stop", "resume"] {
            let fields = [
                ("session", session.as_str()),
                ("order", order),
                ("why", WHY),
            ];
            let answer = browser.fetch(&Form::to("/api/give_order", &fields)).await;
            assert_eq!(answer.status, 403, "{answer}");
        }
    }
    assert_eq!(house.causes().await, [""; 0]);
    house.close().await;
}

#[tokio::test]
async fn a_lead_ends_one_and_whoever_acted_is_out_at_the_next_request() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.clock.advance(1);
    let _later = house.acting("sam", "bob").await;
    let mut lea = house.signed_in("lea").await;
    let log = lea.open("/impersonations").await;
    let pages = log.attributes(".impersonation-running .impersonation-when a", "href");
    let path = pages.last().unwrap();
    let page = order(&mut lea, path, "End it for them", "kill", WHY).await;
    assert_eq!(notice(&page), "The impersonation was ended.");
    assert_eq!(
        page.text(".standing-words"),
        "Ended: somebody in charge ended it"
    );
    let out = sue.get("/dashboard").await;
    assert_eq!(out.heading(), "Hello Sue", "{out}");
    assert!(
        notice(&out).contains("somebody in charge ended it"),
        "{out}"
    );
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(house.live("bob", true).await, 1, "the other goes on");
    house.close().await;
}

#[tokio::test]
async fn from_a_users_page_all_as_them_or_all_that_they_do_is_ended() {
    let house = House::new().await;
    let _one = house.acting("sue", "ann").await;
    let _two = house.acting("sam", "ann").await;
    let mut lea = house.signed_in("lea").await;
    let ann = house.page_of("ann");
    let page = order(&mut lea, &ann, "End all as this user", "kill_subject", WHY).await;
    assert_eq!(
        notice(&page),
        "2 impersonations were ended; none of them is left."
    );
    assert!(
        page.texts(".orders").is_empty(),
        "there is nothing left to end"
    );

    let _three = house.acting("sam", "bob").await;
    let sam = house.page_of("sam");
    let page = order(&mut lea, &sam, "End all that they do", "kill_actor", WHY).await;
    assert_eq!(notice(&page), "The impersonation was ended.");
    let page = order(&mut lea, &sam, "End all that they do", "kill_actor", WHY).await;
    assert_eq!(notice(&page), "There was nothing to end.");
    house.close().await;
}

#[tokio::test]
async fn an_emergency_is_one_page_stop_the_starts_end_what_runs_and_let_it_go_on() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut lea = house.signed_in("lea").await;
    let all = "/impersonations";
    let page = order(&mut lea, all, "Stop new starts", "stop", WHY).await;
    assert_eq!(
        notice(&page),
        "Nobody can start an impersonation from now on."
    );
    assert!(page.text(".refused").contains(WHY), "{page}");
    assert_eq!(
        sue.open("/dashboard").await.heading(),
        "Hello Ann",
        "what runs goes on"
    );
    let page = order(&mut lea, all, "End all that run", "kill_everything", WHY).await;
    assert_eq!(notice(&page), "The impersonation was ended.");

    sue.get("/dashboard").await;
    let user = sue.open(house.page_of("bob")).await;
    assert!(
        user.text("#refused").contains(WHY),
        "the page says why: {user}"
    );
    let page = order(
        &mut lea,
        all,
        "Let impersonations be started again",
        "resume",
        WHY,
    )
    .await;
    assert_eq!(notice(&page), "Impersonations can be started again.");
    sue.start(&house.page_of("bob")).await;
    assert_eq!(house.live("bob", true).await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_form_that_was_open_when_starts_were_stopped_is_refused_and_nothing_typed_is_lost() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let mut lea = house.signed_in("lea").await;
    order(&mut lea, "/impersonations", "Stop new starts", "stop", WHY).await;
    let answer = sue.post(&form).await;
    let page = sue.follow(&answer).await;
    assert!(page.text("#refused").contains(WHY), "{page}");
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn an_order_without_a_reason_does_nothing_and_keeps_what_was_typed() {
    let house = House::new().await;
    let _running = house.acting("sue", "ann").await;
    let mut lea = house.signed_in("lea").await;
    let all = "/impersonations";
    let page = order(
        &mut lea,
        all,
        "End all that run",
        "kill_everything",
        "too short",
    )
    .await;
    assert_eq!(
        page.alert(),
        "Nothing was done. Please mend what is marked."
    );
    assert_eq!(
        page.text("#why-error"),
        "Give a reason of 10 to 500 characters."
    );
    assert_eq!(page.form("End all that run").value("why"), "too short");
    let form = page.form("End all that run").set("order", "kill_nobody");
    let strange = lea.post(&form.set("why", WHY)).await;
    assert_eq!(strange.status, 400, "{strange}");
    assert_eq!(house.live("ann", true).await, 1);
    house.close().await;
}
