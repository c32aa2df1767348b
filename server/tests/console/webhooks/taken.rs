//! A webhook is taken once, whenever and how often it arrives.

use super::{
    MINUTE, OTHER_SECRET, about_session, about_user, expect, expect_nothing, house, send, with_news,
};
use crate::support::SECRET;

#[tokio::test]
async fn a_webhook_that_is_replayed_is_answered_and_does_nothing_more() {
    let (house, mut sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(house.causes().await, ["subject_gone"]);
    sue.open("/dashboard").await;
    let unban = format!("/v1/users/{}/unban", house.id("ann"));
    house.at_clerk(&unban).await;
    sue.start(&house.page_of("ann")).await;
    house.clock.advance(4 * MINUTE);
    house.console.sweep().await;
    house.line.asked();
    expect(&house, &letter, 200, "taken_before").await;
    assert_eq!(house.line.asked(), [""; 0]);

    // Forgotten only when its signature would not be believed any more.
    house.clock.advance(MINUTE);
    expect(&house, &letter, 400, "webhook_too_old").await;
    sue.open("/dashboard").await;
    house.clock.advance(9 * MINUTE);
    sue.open("/dashboard").await;
    let count = || async {
        let count = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM webhook_messages");
        count.fetch_one(&house.pool).await.unwrap()
    };
    assert_eq!(count().await, 1);
    house.clock.advance(2 * MINUTE);
    house.console.sweep().await;
    assert_eq!(count().await, 0);
    house.close().await;
}

#[tokio::test]
async fn the_same_webhook_arriving_twice_at_once_is_taken_once() {
    let (house, _sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    let (first, second) = tokio::join!(send(&house, &letter), send(&house, &letter));
    let mut codes =
        [first, second].map(|answer| answer.json()["code"].as_str().unwrap().to_owned());
    codes.sort();
    assert_eq!(codes, ["taken", "taken_before"]);
    assert_eq!(house.causes().await, ["subject_gone"]);
    house.close().await;
}

#[tokio::test]
async fn a_webhook_that_could_not_be_acted_upon_is_taken_when_it_is_sent_again() {
    let (house, mut sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    house.line.cut("GET /v1/users");
    expect(&house, &letter, 503, "webhook_unavailable").await;
    assert_eq!(house.causes().await, [""; 0]);
    house.line.mend();
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(house.causes().await, ["subject_gone"]);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn while_the_store_is_dead_a_webhook_is_to_be_sent_again() {
    let (house, _sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    house.pool.close().await;
    expect(&house, &letter, 503, "webhook_unavailable").await;
    house.leave();
}

#[tokio::test]
async fn while_a_secret_is_rotated_either_of_the_two_counts() {
    let (house, mut sue) = with_news(&format!("{OTHER_SECRET},{SECRET}")).await;
    let mut letter = about_user(&house, "user.updated", "ann");
    OTHER_SECRET.clone_into(&mut letter.secret);
    let other = letter.signature();
    SECRET.clone_into(&mut letter.secret);
    let both = format!("v1,AAAA {other} {}", letter.signature());
    expect(
        &house,
        &letter.header("svix-signature", Some(&both)),
        200,
        "taken",
    )
    .await;
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Sue");
    house.close().await;
}

#[tokio::test]
async fn other_events_are_taken_and_do_nothing() {
    let (house, sue) = with_news(SECRET).await;
    for kind in [
        "email.created",
        "session.created",
        "user.created",
        "what.is.to.come",
        "",
    ] {
        let letter = about_user(&house, kind, "ann");
        expect(&house, &letter, 200, "ignored").await;
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn a_webhook_that_an_event_of_the_past_brings_late_ends_nothing() {
    let house = house(SECRET).await;
    let mut sue = house.acting("sue", "ann").await;
    // Ann was banned once and is not any more; somebody else's session ended.
    let mut letter = about_user(&house, "user.deleted", "ann");
    expect(&house, &letter, 200, "taken").await;
    "msg_9".clone_into(&mut letter.id);
    let other = about_session(&house, "session.ended", "sess_other", "sue");
    expect(&house, &other, 200, "taken").await;
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(house.causes().await, [""; 0]);
    house.close().await;
}
