//! Clerk's webhooks: believed by their signature alone, within five minutes, once; and what they tell acts at once.

use clerk::WebhookVerifier;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Form, House, Letter, Plan, SECRET, applications};

const MINUTE: i64 = 60_000;
const OTHER_SECRET: &str = "whsec_YW5vdGhlciBzZWNyZXQgb2YgMjQgYnl0ZQ==";

async fn house(secrets: &str) -> House {
    let plan = Plan {
        webhooks: Some(WebhookVerifier::new(secrets).unwrap()),
        ..Plan::default()
    };
    House::with(plan).await
}

/// A webhook about a user, sent now.
fn about_user(house: &House, kind: &str, name: &str) -> Letter {
    let data = json!({"object": "user", "id": house.id(name)});
    Letter::new("msg_1", kind, &data, house.clock.now())
}

/// A webhook about a session of somebody, sent now.
fn about_session(house: &House, kind: &str, id: &str, user: &str) -> Letter {
    let data = json!({"object": "session", "id": id, "user_id": house.id(user)});
    Letter::new("msg_2", kind, &data, house.clock.now())
}

/// Sends it from nowhere in particular: no cookie, no origin.
async fn send(house: &House, letter: &Letter) -> Answer {
    house.browser().send(letter.call()).await
}

async fn expect(house: &House, letter: &Letter, status: u16, code: &str) {
    let answer = send(house, letter).await;
    assert_eq!(answer.status, status, "{code}: {answer}");
    assert_eq!(answer.json()["code"], code, "{answer}");
    assert!(answer.set_cookies().is_empty());
}

/// The live session of somebody, in which somebody else acts (`acted`), or their own.
async fn session_of(house: &House, name: &str, acted: bool) -> String {
    let filter = clerk::SessionFilter {
        user_id: Some(house.id(name).to_owned()),
        status: Some(clerk::SessionStatus::Active),
        ..clerk::SessionFilter::default()
    };
    let sessions = house.clerk_itself().list_sessions(&filter).await.unwrap();
    let mut live = sessions
        .into_iter()
        .filter(|it| it.actor.is_some() == acted);
    live.next().unwrap().id
}

/// A house in which Sue acts as Ann and Ann is banned at Clerk, of which the console has not heard: the token is
/// fresh for another minute.
async fn with_news(secrets: &str) -> (House, Browser) {
    let house = house(secrets).await;
    let sue = house.acting("sue", "ann").await;
    house
        .at_clerk(&format!("/v1/users/{}/ban", house.id("ann")))
        .await;
    house.line.asked();
    (house, sue)
}

/// Nothing has happened of what the webhook of [`with_news`] brings about.
async fn expect_nothing(house: House, mut sue: Browser) {
    assert_eq!(house.line.asked(), [""; 0], "nobody was asked");
    assert_eq!(house.causes().await, [""; 0]);
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    assert_eq!(house.line.asked(), [""; 0], "the token is still fresh");
    house.close().await;
}

#[tokio::test]
async fn a_webhook_that_is_not_signed_by_the_secret_does_nothing() {
    let (house, sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    let mut other = letter.clone();
    OTHER_SECRET.clone_into(&mut other.secret);
    expect(&house, &other, 401, "webhook_signature_wrong").await;

    let signature = letter.signature();
    for at in [0, 20, letter.body.len() - 1] {
        let mut changed = letter.clone().header("svix-signature", Some(&signature));
        changed.body[at] ^= 1;
        expect(&house, &changed, 401, "webhook_signature_wrong").await;
    }
    let mut renamed = letter.clone().header("svix-signature", Some(&signature));
    "msg_2".clone_into(&mut renamed.id);
    expect(&house, &renamed, 401, "webhook_signature_wrong").await;
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn a_webhook_of_another_moment_does_nothing() {
    let (house, sue) = with_news(SECRET).await;
    for (span, code) in [
        (-5 * MINUTE - 1000, "webhook_too_old"),
        (5 * MINUTE + 1000, "webhook_from_future"),
    ] {
        let mut letter = about_user(&house, "user.updated", "ann");
        letter.sent_at += span;
        expect(&house, &letter, 400, code).await;
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn a_webhook_whose_headers_are_missing_or_garbled_does_nothing() {
    let (house, sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    for (name, garbage) in [
        ("svix-id", ["", " ", "a.b", "a,b"]),
        ("svix-timestamp", ["", " ", "NaN", "1.5"]),
        ("svix-signature", ["", " ", "v1", "v1,%%%"]),
    ] {
        let without = letter.clone().header(name, None);
        expect(&house, &without, 400, "webhook_header_missing").await;
        for garbage in garbage {
            let garbled = letter.clone().header(name, Some(garbage));
            expect(&house, &garbled, 400, "webhook_header_malformed").await;
        }
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn what_is_no_webhook_in_form_is_refused_by_name() {
    let (house, sue) = with_news(SECRET).await;
    let letter = about_user(&house, "user.updated", "ann");
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
    ] {
        let other = letter.clone().header("content-type", Some(kind));
        expect(&house, &other, 415, "webhook_content_type").await;
    }
    let mut heavy = letter.clone();
    heavy.body = vec![b' '; 256 * 1024 + 1];
    expect(&house, &heavy, 413, "webhook_too_large").await;

    // Genuine, and still not what was agreed.
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "\"user.updated\"",
        "{\"type\":",
        "{\"type\":7,\"data\":{}}",
        "\u{0}",
        "{\"type\":\"user.updated\"}",
    ] {
        let mut junk = letter.clone();
        junk.body = body.as_bytes().to_vec();
        expect(&house, &junk, 422, "webhook_body_malformed").await;
    }
    let deep = "[".repeat(100_000);
    let mut junk = letter.clone();
    junk.body = format!("{{\"type\":\"user.updated\",\"data\":{deep}").into_bytes();
    expect(&house, &junk, 422, "webhook_body_malformed").await;
    for data in [
        json!(null),
        json!([]),
        json!({}),
        json!({"id": 7}),
        json!({"id": ""}),
    ] {
        let lacking = Letter::new("msg_1", "user.updated", &data, house.clock.now());
        expect(&house, &lacking, 422, "webhook_data_malformed").await;
    }
    let data = json!({"id": "sess_1"});
    let lacking = Letter::new("msg_1", "session.ended", &data, house.clock.now());
    expect(&house, &lacking, 422, "webhook_data_malformed").await;
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn only_a_post_to_this_host_is_a_webhook() {
    let (house, sue) = with_news(SECRET).await;
    let call = about_user(&house, "user.updated", "ann").call();
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let call = call.clone().method(method.parse().unwrap());
        let answer = house.browser().send(call).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, "POST"),
            "{method}"
        );
    }
    let answer = house
        .browser()
        .send(call.clone().with("host", "evil.example"))
        .await;
    assert_eq!(answer.status, 421, "{answer}");
    // The address is exactly this one: nothing else does without the origin check.
    for path in [
        "/webhooks/clerk/",
        "/webhooks/Clerk",
        "/webhooks",
        "//webhooks/clerk",
    ] {
        let mut elsewhere = call.clone();
        path.clone_into(&mut elsewhere.path);
        let answer = house.browser().send(elsewhere).await;
        assert_eq!(answer.status, 403, "{path}: {answer}");
    }
    expect_nothing(house, sue).await;
}

#[tokio::test]
async fn without_a_signing_secret_there_is_nothing_at_the_address() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.delete_at_clerk("ann").await;
    let letter = about_user(&house, "user.deleted", "ann");
    expect(&house, &letter, 404, "webhooks_off").await;
    let answer = house.browser().get("/webhooks/clerk").await;
    assert_eq!(answer.status, 404, "{answer}");
    assert_eq!(sue.open("/dashboard").await.heading(), "Hello Ann");
    house.close().await;
}

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

/// What happens at Clerk, what Clerk tells of it, and the cause of the end.
async fn expect_end(event: &str, at_clerk: impl AsyncFn(&House), about: (&str, bool), cause: &str) {
    let house = house(SECRET).await;
    let mut sue = house.acting("sue", "ann").await;
    let (name, acted) = about;
    let letter = if event.starts_with("user.") {
        about_user(&house, event, name)
    } else {
        let id = session_of(&house, name, acted).await;
        about_session(&house, event, &id, name)
    };
    at_clerk(&house).await;
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(house.causes().await, [cause], "{event}: at once");
    assert_eq!(house.live("ann", true).await, 0, "{event}");
    // No time has passed: the token that the browser's record holds would be good for another minute.
    let page = sue.get("/dashboard").await;
    assert_eq!(page.region(), "", "{event}: {page}");
    house.console.sweep().await;
    assert_eq!(house.kinds().await, ["attempted", "started", "ended"]);
    house.close().await;
}

#[tokio::test]
async fn a_user_who_is_banned_deleted_or_made_staff_is_acted_as_no_longer_at_once() {
    let ban = async |house: &House| {
        house
            .at_clerk(&format!("/v1/users/{}/ban", house.id("ann")))
            .await;
    };
    expect_end("user.updated", ban, ("ann", false), "subject_gone").await;
    let delete = async |house: &House| house.delete_at_clerk("ann").await;
    expect_end("user.deleted", delete, ("ann", false), "subject_gone").await;
    let promote = async |house: &House| {
        let users = house.provider.users();
        users
            .set_role("ann@example.com", Some("support"))
            .await
            .unwrap();
    };
    expect_end("user.updated", promote, ("ann", false), "not_permitted").await;
}

#[tokio::test]
async fn whoever_is_banned_deleted_or_loses_the_role_acts_no_longer_at_once() {
    let ban = async |house: &House| {
        house
            .at_clerk(&format!("/v1/users/{}/ban", house.id("sue")))
            .await;
    };
    expect_end("user.updated", ban, ("sue", false), "actor_gone").await;
    let delete = async |house: &House| house.delete_at_clerk("sue").await;
    expect_end("user.deleted", delete, ("sue", false), "actor_gone").await;
    let demote = async |house: &House| {
        let users = house.provider.users();
        users.set_role("sue@example.com", None).await.unwrap();
    };
    expect_end("user.updated", demote, ("sue", false), "not_permitted").await;
}

#[tokio::test]
async fn a_session_that_is_over_at_clerk_ends_what_depends_on_it_at_once() {
    for event in ["session.ended", "session.removed", "session.revoked"] {
        let theirs = async |house: &House| house.revoke("ann", true).await;
        expect_end(event, theirs, ("ann", true), "session_ended").await;
        let own = async |house: &House| house.revoke("sue", false).await;
        expect_end(event, own, ("sue", false), "actor_session_ended").await;
    }
    let ban = async |house: &House| {
        house
            .at_clerk(&format!("/v1/users/{}/ban", house.id("sue")))
            .await;
    };
    expect_end("session.revoked", ban, ("sue", false), "actor_gone").await;
}

#[tokio::test]
async fn a_session_that_is_over_at_clerk_signs_its_browser_out_at_the_next_request() {
    let house = house(SECRET).await;
    let (mut sue, mut lea) = (house.signed_in("sue").await, house.signed_in("lea").await);
    let id = session_of(&house, "sue", false).await;
    house.revoke("sue", false).await;
    assert_eq!(
        sue.open("/dashboard").await.heading(),
        "Hello Sue",
        "not known yet"
    );
    house.clock.advance(1);
    let letter = about_session(&house, "session.revoked", &id, "sue");
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(
        sue.get("/dashboard").await.location(),
        "/sign-in?next=%2Fdashboard"
    );
    assert_eq!(
        lea.open("/dashboard").await.heading(),
        "Hello Lea",
        "and nobody else"
    );
    house.close().await;
}

#[tokio::test]
async fn a_role_that_is_given_at_clerk_counts_at_the_next_request_and_is_asked_for_once() {
    let house = house(SECRET).await;
    let mut ann = house.signed_in("ann").await;
    assert_eq!(ann.get("/users").await.status, 403);
    let users = house.provider.users();
    users
        .set_role("ann@example.com", Some("support"))
        .await
        .unwrap();
    assert_eq!(ann.get("/users").await.status, 403, "not known yet");
    house.clock.advance(1);
    let letter = about_user(&house, "user.updated", "ann");
    expect(&house, &letter, 200, "taken").await;
    house.clock.advance(1);
    house.line.asked();
    assert_eq!(ann.get("/users").await.status, 200);
    ann.open("/account").await;
    let touches = house.line.asked().into_iter();
    let touches = touches.filter(|call| call.ends_with("/touch"));
    assert_eq!(touches.count(), 1, "what was read after the news is fresh");
    house.close().await;
}

#[tokio::test]
async fn a_profile_that_changed_at_clerk_is_asked_for_again() {
    let house = house(SECRET).await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let form = Form::to(
        "/api/get_users",
        &[("session", &session), ("ids[0]", house.id("ann"))],
    );
    let name =
        async |sue: &mut Browser| -> Value { sue.fetch(&form).await.json()[0]["name"].clone() };
    assert_eq!(name(&mut sue).await, "Ann Example");
    let path = format!("/v1/users/{}", house.id("ann"));
    house
        .ask_clerk("PATCH", &path, r#"{"first_name": "Annabel"}"#)
        .await;
    assert_eq!(name(&mut sue).await, "Ann Example", "kept");
    let letter = about_user(&house, "user.updated", "ann");
    expect(&house, &letter, 200, "taken").await;
    assert_eq!(name(&mut sue).await, "Annabel Example");
    house.close().await;
}

#[tokio::test]
async fn a_link_that_is_opened_in_another_application_is_known_at_once() {
    let house = House::with(Plan {
        webhooks: Some(WebhookVerifier::new(SECRET).unwrap()),
        applications: applications(),
        ..Plan::default()
    })
    .await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.start_in("shop", &house.page_of("ann")).await;
    let id = page.form("End impersonation").value("id").to_owned();
    let session = house.open_link(&page.links_out()[0]).await.unwrap();
    assert_eq!(house.kinds().await, ["attempted"]);

    house.clock.advance(3_000);
    let told = |id: &str| {
        let actor = json!({"sub": house.id("sue"), "impersonation_id": id});
        let user_id = house.id("ann");
        let data = json!({"object": "session", "id": session, "user_id": user_id, "actor": actor});
        Letter::new(id, "session.created", &data, house.clock.now())
    };
    // Of one that is not ours nothing follows.
    expect(&house, &told("imp_unknown"), 200, "taken").await;
    assert_eq!(house.kinds().await, ["attempted"]);
    expect(&house, &told(&id), 200, "taken").await;
    assert_eq!(house.kinds().await, ["attempted", "started"]);
    house.close().await;
}

#[tokio::test]
async fn without_webhooks_the_same_acts_within_a_minute() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let users = house.provider.users();
    users
        .set_role("ann@example.com", Some("support"))
        .await
        .unwrap();
    house.clock.advance(MINUTE);
    assert_eq!(ann.get("/users").await.status, 200);
    house.close().await;
}
