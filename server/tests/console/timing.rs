//! Every way of being wrong at the sign-in costs the same.

use std::time::{Duration, Instant};

use server::{Limit, Throttling};

use crate::support::{Form, House, PASSWORD, Plan};

/// So often is each way tried.
const TRIES: usize = 50;
/// A machine that is busy with something else may spoil a measurement, and does not spoil all of them.
const MEASUREMENTS: usize = 5;

/// The ways to be wrong: what it is, address, password.
const WAYS: [(&str, &str, &str); 9] = [
    ("a wrong password", "sue@example.com", "not the password"),
    (
        "an unknown address",
        "nobody@example.com",
        "not the password",
    ),
    ("no address at all", "no address", "not the password"),
    ("no password set", "eve@example.com", "not the password"),
    (
        "banned, wrong password",
        "bea@example.com",
        "not the password",
    ),
    ("banned, right password", "bea@example.com", PASSWORD),
    (
        "a second factor, wrong password",
        "tom@example.com",
        "not the password",
    ),
    ("an empty address", "", "not the password"),
    ("an empty password", "sue@example.com", ""),
];

fn form(email: &str, password: &str) -> Form {
    let fields = [("session", ""), ("email", email), ("password", password)];
    Form::to("/api/sign_in", &fields)
}

async fn house() -> House {
    let limit = Limit {
        tries: u32::MAX,
        longest_wait: 1,
    };
    let mut house = House::with(Plan {
        // What is measured here is what the answer costs, not what the throttle spares.
        throttling: Throttling {
            address_at_account: limit,
            address: limit,
            account: limit,
        },
        ..Plan::default()
    })
    .await;
    house.add_like("eve", |eve| eve.password = None).await;
    house.add_like("bea", |bea| bea.banned = true).await;
    let secret = Some("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned());
    house.add_like("tom", |tom| tom.totp_secret = secret).await;
    house
}

#[tokio::test]
async fn every_way_of_being_wrong_has_one_sentence_and_one_status() {
    let house = house().await;
    for (way, email, password) in WAYS {
        let mut browser = house.browser();
        let fetched = browser.fetch(&form(email, password)).await;
        assert_eq!(fetched.status, 422, "{way}: {fetched}");
        let words = &fetched.json()["words"];
        assert_eq!(words, "Email address or password is incorrect.", "{way}");
        let posted = browser.post(&form(email, password)).await;
        let page = browser.follow(&posted).await;
        assert_eq!(page.alert(), words.as_str().unwrap(), "{way}");
        let asked = house.line.asked();
        assert_eq!(asked, ["POST /v1/client/sign_ins"; 2], "{way}");
    }
    // What was left empty is said beside it, which whoever left it empty knows.
    let mut browser = house.browser();
    let posted = browser.post(&form("", "")).await;
    let page = browser.follow(&posted).await;
    assert_eq!(page.text("#email-error"), "Enter your email address.");
    assert_eq!(page.text("#password-error"), "Enter your password.");
    house.close().await;
}

#[tokio::test]
async fn every_way_of_being_wrong_takes_the_same_time() {
    let mut seen = Vec::new();
    for _ in 0..MEASUREMENTS {
        // A new one each time: an account that is tried too often is locked.
        let house = house().await;
        let medians = measure(&house).await;
        house.close().await;
        let shortest = medians.iter().min().unwrap();
        let longest = medians.iter().max().unwrap();
        if longest.as_secs_f64() <= 1.1 * shortest.as_secs_f64() {
            return;
        }
        seen.push(medians);
    }
    panic!("{WAYS:?} took {seen:?}");
}

/// The medians of all ways, tried in turn, so that whatever else the machine does meets all of them.
async fn measure(house: &House) -> Vec<Duration> {
    let mut times = WAYS.map(|_| Vec::with_capacity(TRIES));
    for _ in 0..TRIES {
        for (times, (_, email, password)) in times.iter_mut().zip(WAYS) {
            let mut browser = house.browser();
            let form = form(email, password);
            let start = now();
            let answer = browser.fetch(&form).await;
            times.push(start.elapsed());
            assert_eq!(answer.status, 422);
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[TRIES / 2]
    };
    times.into_iter().map(median).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "real time is what is measured here"
)]
fn now() -> Instant {
    Instant::now()
}
