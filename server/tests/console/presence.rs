//! Who else is in an account is told to those who act in it or may, and to nobody else.

use crate::support::House;

const WHO: &str = ".presence-person";

#[tokio::test]
async fn the_page_of_a_user_tells_staff_who_acts_as_them_right_now() {
    let house = House::new().await;
    let mut lea = house.signed_in("lea").await;
    let page = house.page_of("ann");
    assert!(lea.open(&page).await.texts(WHO).is_empty());

    let mut sue = house.acting("sue", "ann").await;
    let told = lea.open(&page).await.texts(WHO);
    assert_eq!(
        told,
        [
            "Sue Example is acting as this user now. Started just now, ends in 15 minutes at the latest."
        ]
    );
    assert!(
        lea.open(house.page_of("bob")).await.texts(WHO).is_empty(),
        "nobody acts as Bob"
    );

    let inside = sue.open("/dashboard").await;
    assert!(
        inside.texts(WHO).is_empty(),
        "her own presence is in the region"
    );
    sue.press(&inside, "End impersonation").await;
    assert!(lea.open(&page).await.texts(WHO).is_empty());
    house.close().await;
}

#[tokio::test]
async fn whoever_acts_is_told_of_the_others_but_not_of_themselves() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut lea = house.acting("lea", "ann").await;
    let told = lea.open("/dashboard").await.texts(WHO);
    assert!(
        told.len() == 1 && told[0].starts_with("Sue Example is acting"),
        "{told:?}"
    );
    let told = sue.open("/dashboard").await.texts(WHO);
    assert!(
        told.len() == 1 && told[0].starts_with("Lea Example is acting"),
        "{told:?}"
    );

    let mut elsewhere = house.signed_in("sue").await;
    let told = elsewhere.open(house.page_of("ann")).await.texts(WHO);
    assert!(
        told.iter()
            .any(|words| words.starts_with("You are acting as this user now, in another browser.")),
        "{told:?}"
    );
    house.close().await;
}

#[tokio::test]
async fn the_user_themselves_is_not_told_by_their_pages() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let _sue = house.acting("sue", "ann").await;
    for path in ["/dashboard", "/account"] {
        let page = ann.open(path).await;
        assert!(page.texts(WHO).is_empty());
        assert!(!page.body.contains("Sue"), "{page}");
    }
    house.close().await;
}

#[tokio::test]
async fn an_impersonation_whose_time_is_up_is_nobodys_presence() {
    let house = House::new().await;
    let _sue = house.acting("sue", "ann").await;
    house.clock.advance(16 * 60 * 1000);
    let mut lea = house.signed_in("lea").await;
    assert!(lea.open(house.page_of("ann")).await.texts(WHO).is_empty());
    house.close().await;
}
