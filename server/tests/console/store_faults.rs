//! The store is read-only, full, or locked by somebody else: nothing is half made, and everybody gets out.

use crate::support::{Answer, House, PASSWORD};

const WORDS: &str = "Understudy cannot write its records at the moment, so nothing was done.";

#[track_caller]
fn says_so(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer}");
    assert!(answer.texts("main")[0].contains(WORDS), "{answer}");
    assert!(
        answer.set_cookies().is_empty(),
        "nobody is signed out by it"
    );
}

/// Nothing is written: what was open can be left, nothing new begins, and what can be read is read.
async fn nothing_is_written(house: &House, stop: impl AsyncFn(), go_on: impl AsyncFn()) {
    let mut sam = house.acting("sam", "bob").await;
    let inside = sam.open("/dashboard").await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let before = house.trace().await;
    house.line.asked();
    stop().await;

    says_so(&sue.post(&form).await);
    let fetched = sue.fetch(&form).await;
    assert_eq!(
        (fetched.status, &fetched.json()["code"]),
        (503, &"unavailable".into())
    );
    let changes = house.line.asked().into_iter();
    let changes: Vec<_> = changes.filter(|what| !what.starts_with("GET")).collect();
    assert_eq!(changes, [""; 0], "the provider was not asked for anything");
    let mut lea = house.browser();
    says_so(&lea.sign_in("lea", PASSWORD).await);
    assert_eq!(
        house.live("lea", false).await,
        0,
        "no session is left behind"
    );
    assert_eq!(sue.open("/users").await.heading(), "Users");

    // Also with a token that has run out, which cannot be kept anew.
    house.clock.advance(60_000);
    let ended = sam.press(&inside, "End impersonation").await;
    assert_eq!(ended.status, 303, "{ended}");
    assert!(sam.cookies.is_empty());
    assert_eq!(house.live("bob", true).await, 0);

    go_on().await;
    house.console.sweep().await;
    assert_eq!(house.causes().await, ["person"]);
    let after = house.trace().await;
    assert_eq!(
        after[0],
        before[0].clone().map(|all| all.replace("running", "ended"))
    );
    let answer = sue.post(&form).await;
    assert_eq!(
        answer.location(),
        "/dashboard",
        "the same form works afterwards"
    );
}

#[tokio::test]
async fn a_store_that_is_read_only_lets_nothing_begin_and_everybody_out() {
    let house = House::new().await;
    let stop = async || house.on_every_connection("PRAGMA query_only = 1").await;
    let go_on = async || house.on_every_connection("PRAGMA query_only = 0").await;
    nothing_is_written(&house, stop, go_on).await;
    house.close().await;
}

#[tokio::test]
async fn a_store_that_somebody_else_has_locked_lets_nothing_begin_and_everybody_out() {
    let house = House::new().await;
    house.on_every_connection("PRAGMA busy_timeout = 20").await;
    let file = house.directory.path().join("console.db");
    let other = database::open(&file, database::Schema::Console)
        .await
        .unwrap();
    let lock = tokio::sync::Mutex::new(None);
    let stop = async || {
        let held = database::begin_write(&other).await.unwrap();
        *lock.lock().await = Some(held);
    };
    let go_on = async || {
        let held = lock.lock().await.take().unwrap();
        drop(held);
        // Taken by the same connection, after it has rolled back.
        sqlx::query("SELECT 1").execute(&other).await.unwrap();
    };
    nothing_is_written(&house, stop, go_on).await;
    other.close().await;
    house.close().await;
}

#[tokio::test]
async fn a_disk_that_fills_up_on_the_way_leaves_no_start_without_an_end() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    // No page more than there are now; the room in those fills up on the way.
    house.on_every_connection("PRAGMA max_page_count = 1").await;
    let mut full = false;
    for _ in 0..100 {
        let form = sue.start_form(&page).await;
        let form = form.set("reason", &"because ".repeat(60));
        let answer = sue.post(&form).await;
        let inside = match answer.status {
            303 if answer.location() == "/dashboard" => sue.follow(&answer).await,
            // Told by the form, as long as there is room for its message.
            303 => {
                let back = sue.follow(&answer).await;
                assert!(back.alert().contains(WORDS), "{back}");
                full = true;
                break;
            }
            _ => {
                says_so(&answer);
                full = true;
                break;
            }
        };
        let ended = sue.press(&inside, "End impersonation").await;
        assert_eq!(ended.status, 303, "{ended}");
        assert_eq!(house.live("ann", true).await, 0);
        if sue.cookies.is_empty() {
            full = true;
            break;
        }
    }
    assert!(full, "the disk never filled up");
    assert_eq!(house.live("ann", true).await, 0);
    house
        .on_every_connection("PRAGMA max_page_count = 1000000")
        .await;
    house.console.sweep().await;
    house.clock.advance(3 * 60_000);
    house.console.sweep().await;
    let kinds = house.kinds().await;
    let count = |kind: &str| kinds.iter().filter(|found| *found == kind).count();
    assert_eq!(count("started"), count("ended"), "{kinds:?}");
    assert_eq!(count("attempted"), count("started") + count("failed"));
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}
