//! Things that happen at one moment, and things that changed since a page was opened.

use crate::support::House;

#[tokio::test]
async fn of_two_starts_at_one_moment_from_one_browser_one_is() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let to_ann = sue.start_form(&house.page_of("ann")).await;
    let to_bob = sue.start_form(&house.page_of("bob")).await;
    let (mut one, mut two) = (sue.clone(), sue.clone());
    let (first, second) = tokio::join!(one.fetch(&to_ann), two.fetch(&to_bob));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "{first} {second}");
    let live = house.live("ann", true).await + house.live("bob", true).await;
    assert_eq!((live, house.minted().await), (1, 1));
    let mut kinds = house.kinds().await;
    kinds.sort();
    assert_eq!(kinds, ["attempted", "refused", "started"]);
    let mut inside = if first.status == 200 { one } else { two };
    let page = inside.open("/dashboard").await;
    inside.press(&page, "End impersonation").await;
    house.close().await;
}

#[tokio::test]
async fn an_end_in_one_tab_while_another_starts_leaves_one_end_and_nobody_inside_unknown() {
    let house = House::new().await;
    for _ in 0..4 {
        let mut sue = house.signed_in("sue").await;
        let stale = sue.start_form(&house.page_of("bob")).await;
        let inside = sue.start(&house.page_of("ann")).await;
        let end = inside.form("End impersonation");
        let (mut one, mut two) = (sue.clone(), sue.clone());
        // The other tab still shows the form of before.
        let (ended, started) = tokio::join!(one.post(&end), two.post(&stale));
        assert_eq!(ended.location(), house.page_of("ann"));
        assert_eq!(house.live("ann", true).await, 0);
        let page = one.open("/dashboard").await;
        match started.status {
            303 if started.location() == "/dashboard" => {
                assert!(page.region().contains("acting as Bob"), "{page}");
                one.press(&page, "End impersonation").await;
            }
            303 | 403 | 409 => assert_eq!(page.region(), "", "{started}"),
            _ => panic!("{started}"),
        }
        assert_eq!(house.live("bob", true).await, 0);
    }
    let kinds = house.kinds().await;
    let count = |kind: &str| kinds.iter().filter(|found| *found == kind).count();
    assert_eq!(count("started"), count("ended"));
    house.close().await;
}

#[tokio::test]
async fn a_subject_who_was_deleted_since_is_not_there() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    house.delete_at_clerk("ann").await;
    assert_eq!(sue.fetch(&form).await.status, 404);
    let page = sue.post(&form.set("key", "once more")).await;
    assert_eq!((page.status, page.heading()), (404, "Not found".to_owned()));
    assert!(page.texts("main")[0].contains("There is no user with this id."));
    assert_eq!(house.kinds().await, ["refused", "refused"]);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_subject_who_was_banned_since_is_refused_in_the_rules_words() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let form = sue.start_form(&page).await;
    house
        .at_clerk(&format!("/v1/users/{}/ban", house.id("ann")))
        .await;
    let answer = sue.post(&form).await;
    assert_eq!(answer.location(), page);
    let back = sue.follow(&answer).await;
    assert!(back.texts("main")[0].contains("banned"), "{back}");
    assert_eq!(sue.fetch(&form).await.status, 403);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}
