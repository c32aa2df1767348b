//! The same form sent twice is one request, and gets one answer.

use crate::support::House;

#[tokio::test]
async fn a_double_click_spends_one_ticket_and_lands_once() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let mut other = sue.clone();
    let (first, second) = tokio::join!(sue.post(&form), other.post(&form));
    assert_eq!(first.location(), "/dashboard");
    assert_eq!(second.location(), "/dashboard");
    assert_eq!(house.minted().await, 1);
    assert_eq!(house.live("ann", true).await, 1);
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    // Whichever answer came last: the browser is inside.
    for mut browser in [sue, other] {
        assert_eq!(browser.open("/dashboard").await.heading(), "Hello Ann");
    }
    house.close().await;
}

#[tokio::test]
async fn a_reload_gets_the_same_answer_as_a_form_and_as_a_script() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    assert_eq!(sue.post(&form).await.location(), "/dashboard");
    assert_eq!(sue.post(&form).await.location(), "/dashboard");
    assert_eq!(sue.fetch(&form).await.json()["location"], "/dashboard");
    assert_eq!(house.minted().await, 1);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    house.close().await;
}

#[tokio::test]
async fn another_text_under_the_same_key_is_another_form() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    sue.post(&form).await;
    for changed in [
        form.clone().set("subject", house.id("bob")),
        form.clone().set("reason", "Quite another reason"),
        form.clone().set("minutes", "30"),
        form.clone().set("key", "another"),
    ] {
        assert_eq!(sue.fetch(&changed).await.status, 409);
    }
    assert_eq!(house.minted().await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_form_whose_impersonation_is_over_starts_no_other() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let answer = sue.post(&form).await;
    let inside = sue.follow(&answer).await;
    sue.press(&inside, "End impersonation").await;
    let answer = sue.fetch(&form).await;
    assert_eq!(answer.status, 403, "{answer}");
    assert_eq!(answer.json()["words"], "This impersonation is over.");
    let answer = sue.post(&form).await;
    assert_eq!(
        sue.follow(&answer).await.alert(),
        "This impersonation is over."
    );
    assert_eq!(house.minted().await, 1);
    assert_eq!(house.kinds().await, ["attempted", "started", "ended"]);
    house.close().await;
}

#[tokio::test]
async fn a_form_sent_again_after_switching_back_returns_without_another_ticket() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let answer = sue.post(&form).await;
    let inside = sue.follow(&answer).await;
    sue.press(&inside, "Switch to sue@example.com").await;
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), "/dashboard");
    assert!(sue.follow(&answer).await.region().contains("Ann Example"));
    assert_eq!(house.minted().await, 1);
    assert_eq!(house.live("ann", true).await, 1);
    house.close().await;
}

#[tokio::test]
async fn each_rendering_of_a_form_is_a_request_of_its_own() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let first = sue.start_form(&page).await;
    let second = sue.start_form(&page).await;
    assert_ne!(first.value("key"), second.value("key"));
    let inside = sue.start(&page).await;
    sue.press(&inside, "End impersonation").await;
    sue.start(&page).await;
    assert_eq!(house.minted().await, 2);
    house.close().await;
}

#[tokio::test]
async fn a_refusal_is_repeated_and_recorded_once() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue
        .start_form(&house.page_of("ann"))
        .await
        .set("subject", house.id("lea"));
    for _ in 0..2 {
        assert_eq!(sue.fetch(&form).await.status, 403);
    }
    assert_eq!(house.kinds().await, ["refused"]);
    house.close().await;
}
