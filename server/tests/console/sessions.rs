//! The list of sessions: one's own, and the impersonated one beside it.

use crate::support::House;

#[tokio::test]
async fn while_acting_both_sessions_are_in_the_list_with_who_is_behind() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let alone = sue.open("/dashboard").await;
    let rows = alone.texts(".session");
    assert_eq!(rows.len(), 1);
    assert!(
        rows[0].contains("sue@example.com") && rows[0].contains("since just now"),
        "{rows:?}"
    );
    assert!(alone.has_button("Sign out of sue@example.com"));
    assert!(
        !alone.has_button("Switch to sue@example.com"),
        "it is the active one"
    );

    let inside = sue.start(&house.page_of("ann")).await;
    let rows = inside.texts(".session");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows[0].contains("ann@example.com") && rows[0].contains("impersonated by sue@example.com")
    );
    assert!(
        rows[0].contains("active") && !rows[1].contains("active"),
        "{rows:?}"
    );
    assert!(rows[1].contains("sue@example.com") && !rows[1].contains("impersonated"));
    for button in [
        "Sign out of ann@example.com",
        "Sign out of sue@example.com",
        "Switch to sue@example.com",
    ] {
        assert!(inside.has_button(button), "{button}");
    }
    house.close().await;
}

#[tokio::test]
async fn switching_back_leaves_the_impersonation_open_and_return_goes_back_in() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let answer = sue.press(&inside, "Switch to sue@example.com").await;
    assert_eq!(answer.location(), "/dashboard");
    let aside = sue.follow(&answer).await;
    assert_eq!(aside.heading(), "Hello Sue");
    let region = aside.region();
    assert!(
        region.contains("Still open: acting as Ann Example"),
        "{region}"
    );
    assert!(aside.has_button("Return") && aside.has_button("Switch to ann@example.com"));
    assert!(!aside.has_button("Switch to sue@example.com"));
    // One is staff again.
    assert!(sue.open("/users").await.region().contains("Still open"));
    assert_eq!(house.live("ann", true).await, 1);

    let answer = sue.press(&aside, "Return").await;
    let back = sue.follow(&answer).await;
    assert_eq!(back.heading(), "Hello Ann");
    assert!(back.region().contains("You are acting as Ann Example"));
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    house.close().await;
}

#[tokio::test]
async fn an_impersonation_can_be_ended_from_ones_own_side_too() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let answer = sue.press(&inside, "Switch to sue@example.com").await;
    let aside = sue.follow(&answer).await;
    let answer = sue.press(&aside, "End impersonation").await;
    assert_eq!(answer.location(), house.page_of("ann"));
    assert_eq!(sue.follow(&answer).await.region(), "");
    assert_eq!(house.causes().await, ["person"]);
    house.close().await;
}

#[tokio::test]
async fn signing_out_of_the_impersonated_session_is_end() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    let answer = sue.press(&inside, "Sign out of ann@example.com").await;
    assert_eq!(answer.location(), house.page_of("ann"));
    let back = sue.follow(&answer).await;
    assert_eq!(
        (back.heading(), back.region()),
        ("Ann Example".into(), String::new())
    );
    assert_eq!(house.causes().await, ["signed_out"]);
    assert_eq!(
        (
            house.live("ann", true).await,
            house.live("sue", false).await
        ),
        (0, 1)
    );
    house.close().await;
}

#[tokio::test]
async fn an_impersonation_leaves_the_users_own_sessions_alone() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let mut sue = house.acting("sue", "ann").await;
    assert_eq!(
        (
            house.live("ann", false).await,
            house.live("ann", true).await
        ),
        (1, 1)
    );
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Sign out of ann@example.com").await;
    assert_eq!(
        (
            house.live("ann", false).await,
            house.live("ann", true).await
        ),
        (1, 0)
    );
    house.clock.advance(60_000);
    let own = ann.open("/dashboard").await;
    assert_eq!(
        (own.heading(), own.region()),
        ("Hello Ann".into(), String::new())
    );
    house.close().await;
}

#[tokio::test]
async fn running_and_past_impersonations_are_listed_with_their_reasons() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let mut lea = house.signed_in("lea").await;
    for path in ["/impersonations", "/dashboard", &house.page_of("ann")] {
        let rows = lea.open(path).await.texts(".impersonation-running");
        assert_eq!(rows.len(), 1, "{path}");
        for words in [
            "Sue Example is acting as Ann Example",
            crate::support::REASON,
            "15 minutes at most",
        ] {
            assert!(rows[0].contains(words), "{words} in {rows:?}");
        }
    }
    let user = lea.open(house.page_of("ann")).await;
    assert!(
        user.texts("main li")
            .iter()
            .any(|row| row.contains("sue@example.com")),
        "{user}"
    );
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "End impersonation").await;
    let page = lea.open("/impersonations").await;
    assert!(page.texts(".impersonation-running").is_empty());
    let rows = page.texts(".impersonation-row");
    assert!(
        rows.len() == 1 && rows[0].contains("by the person acting"),
        "{rows:?}"
    );
    house.close().await;
}

#[tokio::test]
async fn users_are_found_by_name_address_and_id_and_paged() {
    let mut house = House::new().await;
    for number in 0..30 {
        house.add_like(&format!("zoe{number}"), |_| {}).await;
    }
    let mut sue = house.signed_in("sue").await;
    for query in [
        "Ann Example",
        "ann@example.com",
        "ann%40example",
        house.id("ann"),
    ] {
        let query = query.replace(' ', "+");
        let page = sue.open(format!("/users?q={query}")).await;
        assert_eq!(page.texts(".user-name"), ["Ann Example"], "{query}");
        assert_eq!(
            page.attributes(".user-name", "href"),
            [house.page_of("ann")]
        );
    }
    let first = sue.open("/users").await;
    assert_eq!(first.texts(".user-name").len(), 25, "the newest");
    assert_eq!(first.texts(".user-name")[0], "Zoe29 Example");
    let second = sue
        .open(first.attributes("a[rel=next]", "href").remove(0))
        .await;
    let names = second.texts(".user-name");
    assert_eq!((names.len(), names[0].as_str()), (11, "Zoe4 Example"));
    assert!(second.attributes("a[rel=next]", "href").is_empty());
    assert!(
        sue.open("/users?q=nobody+at+all")
            .await
            .texts(".user-name")
            .is_empty()
    );
    house.close().await;
}
