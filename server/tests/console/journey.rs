//! The main job, from the first page to the last.

use crate::support::{House, REASON};

#[tokio::test]
async fn one_signs_in_finds_a_user_acts_as_them_and_comes_back_without_signing_in_again() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let dashboard = sue.open("/dashboard").await;
    assert_eq!(dashboard.heading(), "Hello Sue");
    assert_eq!(dashboard.region(), "");

    let found = sue.open("/users?q=ann%40example").await;
    assert_eq!(found.texts(".user-name"), ["Ann Example"]);
    let page = found.attributes(".user-name", "href").remove(0);
    assert_eq!(page, house.page_of("ann"));

    let inside = sue.start(&page).await;
    assert_eq!(inside.heading(), "Hello Ann");
    let region = inside.region();
    for words in [
        "You are acting as Ann Example",
        "sue@example.com",
        REASON,
        "15:00 left",
    ] {
        assert!(region.contains(words), "{words} in {region}");
    }

    let back = sue.press(&inside, "End impersonation").await;
    assert_eq!(back.location(), page);
    let back = sue.follow(&back).await;
    assert_eq!(
        (back.heading(), back.region()),
        ("Ann Example".into(), String::new())
    );
    assert_eq!(house.kinds().await, ["attempted", "started", "ended"]);
    assert_eq!(house.causes().await, ["person"]);
    assert_eq!(house.live("ann", true).await, 0);
    assert_eq!(house.live("sue", false).await, 1);
    house.close().await;
}
