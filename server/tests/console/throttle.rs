//! Whoever guesses passwords is slowed down before the provider is asked, and keeps nobody else out.

use std::net::IpAddr;

use server::TrustedProxies;

use crate::support::{Answer, Browser, Call, Form, House, PASSWORD, Plan};

const WRONG: &str = "Email address or password is incorrect.";
const SUE: &str = "sue@example.com";

fn form(email: &str, password: &str) -> Form {
    let fields = [
        ("session", ""),
        ("email", email),
        ("password", password),
        ("next", ""),
    ];
    Form::to("/api/sign_in", &fields)
}

/// A browser at an address.
fn at(house: &House, address: &str) -> Browser {
    Browser::new(house, address.parse::<IpAddr>().unwrap())
}

/// How long an answer says to wait, in seconds; none if it does not.
fn wait(answer: &Answer) -> Option<u64> {
    if answer.status == 422 {
        return None;
    }
    assert_eq!(answer.status, 429, "{answer}");
    assert_eq!(answer.json()["code"], "too_many");
    Some(answer.header("retry-after").parse().unwrap())
}

#[tokio::test]
async fn five_wrong_passwords_from_one_address_are_looked_at_and_then_the_waits_double() {
    let house = House::new().await;
    let mut mallory = house.browser();
    let wrong = form(SUE, "a guess");
    for _ in 0..5 {
        assert_eq!(wait(&mallory.fetch(&wrong).await), None);
    }
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
        house.line.asked();
        for password in ["a guess", PASSWORD] {
            let refused = mallory.fetch(&form(SUE, password)).await;
            assert_eq!(wait(&refused), Some(seconds), "also for the right one");
        }
        assert_eq!(house.line.asked(), [""; 0], "nobody was asked");
        house
            .clock
            .advance(i64::try_from(seconds).unwrap() * 1_000 - 1);
        assert_eq!(wait(&mallory.fetch(&wrong).await), Some(1));
        house.clock.advance(1);
        assert_eq!(wait(&mallory.fetch(&wrong).await), None);
    }
    house.close().await;
}

#[tokio::test]
async fn a_form_that_came_too_early_says_when_to_try_again_and_keeps_the_address() {
    let house = House::new().await;
    // The same for an account that is there and for one that is not.
    for email in [SUE, "nobody@example.com"] {
        let mut mallory = house.browser();
        for _ in 0..6 {
            mallory.fetch(&form(email, "a guess")).await;
            house.clock.advance(1_000);
        }
        let answer = mallory.post(&form(email, "a guess")).await;
        assert_eq!(answer.location(), "/sign-in");
        let page = mallory.follow(&answer).await;
        assert_eq!(
            page.alert(),
            "Too many tries to sign in. Try again in 1 second."
        );
        let again = page.form("Sign in");
        assert_eq!((again.value("email"), again.value("password")), (email, ""));
        house.clock.advance(1_000);
        let answer = mallory.post(&again.set("password", "a guess")).await;
        assert_eq!(mallory.follow(&answer).await.alert(), WRONG);
        let refused = mallory.fetch(&form(email, "a guess")).await;
        assert_eq!(
            refused.json()["words"],
            "Too many tries to sign in. Try again in 4 seconds."
        );
    }
    house.close().await;
}

#[tokio::test]
async fn whoever_is_at_another_address_gets_in_while_an_account_is_hammered() {
    let house = House::new().await;
    let mut mallory = house.browser();
    let mut refused = 0;
    for _ in 0..200 {
        refused += u32::from(wait(&mallory.fetch(&form(SUE, "a guess")).await).is_some());
        house.clock.advance(100);
    }
    assert!(refused > 180, "{refused}");
    house.signed_in("sue").await;
    // Her success does not help who guesses.
    assert!(wait(&mallory.fetch(&form(SUE, "a guess")).await).is_some());
    house.close().await;
}

#[tokio::test]
async fn guesses_from_many_addresses_slow_strangers_down_and_nobody_who_signed_in_before() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = sue.open("/dashboard").await;
    sue.press(&page, "Sign out of sue@example.com").await;
    for guess in 0..40 {
        let mut mallory = house.browser();
        let looked_at = wait(&mallory.fetch(&form(SUE, "a guess")).await).is_none();
        assert_eq!(looked_at, guess < 20, "{guess}");
    }
    let mut mallory = house.browser();
    for seconds in [1, 2, 4, 8, 16, 30, 30, 30] {
        let refused = mallory.fetch(&form(SUE, "a guess")).await;
        assert_eq!(wait(&refused), Some(seconds), "and never longer");
        house.clock.advance(i64::try_from(seconds).unwrap() * 1_000);
        mallory = house.browser();
        assert_eq!(wait(&mallory.fetch(&form(SUE, "a guess")).await), None);
    }
    assert_eq!(sue.sign_in("sue", PASSWORD).await.location(), "/dashboard");
    house.close().await;
}

#[tokio::test]
async fn one_address_cannot_go_through_many_accounts() {
    let house = House::new().await;
    let mut mallory = house.browser();
    for guess in 0..30 {
        // An account of one's own does not help.
        if guess % 3 == 0 && guess < 20 {
            let answer = mallory.fetch(&form("ann@example.com", PASSWORD)).await;
            assert_eq!(answer.status, 200, "{answer}");
            mallory.cookies.clear();
        }
        let email = format!("somebody{guess}@example.com");
        let refused = wait(&mallory.fetch(&form(&email, "a guess")).await).is_some();
        assert_eq!(refused, guess >= 20, "{guess}");
    }
    // Whoever signed in from there before still does.
    let answer = mallory.fetch(&form("ann@example.com", PASSWORD)).await;
    assert_eq!(answer.status, 200, "{answer}");
    house.close().await;
}

#[tokio::test]
async fn an_account_is_the_same_however_its_address_is_typed() {
    let house = House::new().await;
    let mut mallory = house.browser();
    for email in [SUE, "SUE@example.com", " sue@Example.com ", SUE, SUE] {
        assert_eq!(wait(&mallory.fetch(&form(email, "a guess")).await), None);
    }
    assert!(wait(&mallory.fetch(&form("Sue@Example.Com", "a guess")).await).is_some());
    house.close().await;
}

#[tokio::test]
async fn a_crowd_of_guesses_at_one_moment_is_no_way_around_the_limit() {
    let house = House::new().await;
    let mallory = house.browser();
    house.line.asked();
    let mut tries = tokio::task::JoinSet::new();
    for guess in 0..30 {
        let mut window = mallory.clone();
        let form = form(SUE, &format!("guess {guess}"));
        tries.spawn(async move { window.fetch(&form).await });
    }
    let answers = tries.join_all().await;
    let looked_at = answers.iter().filter(|answer| wait(answer).is_none());
    assert_eq!(looked_at.count(), 5);
    assert_eq!(house.line.asked(), ["POST /v1/client/sign_ins"; 5]);
    house.close().await;
}

#[tokio::test]
async fn right_passwords_are_never_counted_one_after_another_or_at_one_moment() {
    let house = House::new().await;
    let desk = house.browser();
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let mut window = desk.clone();
        tries.spawn(async move { window.fetch(&form(SUE, PASSWORD)).await });
    }
    for answer in tries.join_all().await {
        assert_eq!(answer.status, 200, "{answer}");
    }
    for _ in 0..12 {
        let answer = desk.clone().fetch(&form(SUE, PASSWORD)).await;
        assert_eq!(answer.status, 200, "{answer}");
        // Who mistypes now and then starts anew with every success.
        for _ in 0..4 {
            let mistyped = desk.clone().fetch(&form(SUE, "mistyped")).await;
            assert_eq!(wait(&mistyped), None);
        }
    }
    house.close().await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_makes_nobody_wait() {
    let house = House::new().await;
    let mut sue = house.browser();
    house.line.cut("");
    for _ in 0..30 {
        assert_eq!(sue.fetch(&form(SUE, PASSWORD)).await.status, 502);
    }
    house.line.mend();
    assert_eq!(sue.fetch(&form(SUE, PASSWORD)).await.status, 200);
    house.close().await;
}

#[tokio::test]
async fn invariant_10_a_forwarding_header_is_believed_from_a_trusted_proxy_alone() {
    let house = House::with(Plan {
        trusted_proxies: TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]),
        ..Plan::default()
    })
    .await;
    let guess = async |address: &str, forwarded: &str| {
        let mut browser = at(&house, address);
        let call = browser.form(&form(SUE, "a guess"));
        let call = call.with("accept", "application/json");
        let answer = browser.send(call.with("x-forwarded-for", forwarded)).await;
        wait(&answer).is_some()
    };
    for number in 0..6 {
        // Whatever it claims to be, it is one address.
        let claimed = format!("198.51.100.{number}");
        assert_eq!(guess("192.0.2.66", &claimed).await, number == 5);
        // Behind the proxy it is the client's that counts, and not what the client claimed.
        let claimed = format!("{claimed}, 192.0.2.77, 10.0.0.2");
        assert_eq!(guess("10.0.0.1", &claimed).await, number == 5);
    }
    assert!(!guess("10.0.0.1", "192.0.2.78").await);
    house.close().await;
}

#[tokio::test]
async fn invariant_10_without_a_trusted_proxy_no_header_names_the_client() {
    let house = House::new().await;
    let mut mallory = at(&house, "127.0.0.1");
    for number in 0..8 {
        let call = mallory.form(&form(SUE, "a guess"));
        let claimed = format!("198.51.100.{number}");
        let call: Call = call
            .with("accept", "application/json")
            .with("x-forwarded-for", &claimed)
            .with("x-real-ip", &claimed)
            .with("forwarded", &format!("for={claimed}"));
        assert_eq!(wait(&mallory.send(call).await).is_some(), number >= 5);
    }
    house.close().await;
}

#[tokio::test]
async fn whoever_has_a_network_of_version_6_has_one_address() {
    let house = House::new().await;
    for number in 0..7 {
        let mut mallory = at(&house, &format!("2001:db8:1:2::{number}"));
        let refused = wait(&mallory.fetch(&form(SUE, "a guess")).await).is_some();
        assert_eq!(refused, number >= 5);
    }
    let mut other = at(&house, "2001:db8:1:3::1");
    assert_eq!(wait(&other.fetch(&form(SUE, "a guess")).await), None);
    house.close().await;
}
