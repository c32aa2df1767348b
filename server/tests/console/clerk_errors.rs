//! Each of Clerk's errors, answered by a scripted Clerk exactly as Clerk answers, and what the page says of it.

use std::sync::{Arc, Mutex};

use app::backend::ADVICE;
use bytes::Bytes;
use clerk::{ErrorEnvelope, ErrorItem};
use http::Response;
use serde_json::{Value, json};
use tracing::Level;

use crate::support::{Fault, House, Log, PASSWORD, Plan};

const PAGE: &str = include_str!("../../../docs/reference/clerk-errors.md");
const TRACE: &str = "b0a8e3d0c1f24a5c9d7e6f5a4b3c2d1e";
const TOUCH: &str = "POST /v1/client/sessions";

/// The rows of a table, by the heading above it.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, rest) = PAGE
        .split_once(&format!("## {heading}\n"))
        .expect("a heading");
    let section = rest.split("\n## ").next().unwrap_or(rest);
    let rows = section
        .lines()
        .filter(|line| line.starts_with("| "))
        .skip(2);
    let cells = |row: &'static str| row.trim_matches('|').split('|').map(str::trim).collect();
    rows.map(cells).collect()
}

/// What the page says of something: the words of a row of two columns.
fn words(heading: &str, of: &str) -> &'static str {
    let rows = table(heading);
    rows.iter()
        .find(|row| row[0] == of)
        .unwrap_or_else(|| panic!("no row {of}"))[1]
}

/// A row of the table of refusals.
struct Row {
    statuses: (u16, u16),
    code: Option<&'static str>,
    says: &'static str,
    call: &'static str,
    next: &'static str,
    operator: bool,
}

fn rows() -> Vec<Row> {
    let read = |cells: Vec<&'static str>| {
        let [statuses, code, says, call, next, hands] = cells[..] else {
            panic!("six columns: {cells:?}");
        };
        let (first, last) = statuses.split_once(" to ").unwrap_or((statuses, statuses));
        Row {
            statuses: (first.parse().unwrap(), last.parse().unwrap()),
            code: Some(code.trim_matches('`')).filter(|code| *code != "any other"),
            says,
            call: call.trim_matches('`'),
            next,
            operator: hands == "operator",
        }
    };
    table("Clerk refuses").into_iter().map(read).collect()
}

/// Clerk refuses in its envelope whatever begins like this.
fn refuse(house: &House, call: &str, status: u16, code: &str, says: &str) {
    let mut item = ErrorItem::new(code, says, says);
    if code == "impersonation_limit_exceeded" {
        item.meta = json!({ "Limit": 5, "Used": 5 }).as_object().cloned();
    }
    let envelope = ErrorEnvelope {
        errors: vec![item],
        meta: None,
        clerk_trace_id: Some(TRACE.to_owned()),
    };
    let body = Bytes::from(serde_json::to_vec(&envelope).unwrap());
    house.line.forge(call, move |answer| {
        let mut refusal = Response::builder()
            .status(status)
            .header("content-type", "application/json");
        if status == 429 {
            refusal = refusal.header("retry-after", "7");
        }
        *answer = refusal.body(body.clone()).unwrap();
    });
}

/// Does what makes the console ask for `call`, while `fault` is in force, and gives the page that says what came
/// of it: its alert, or all of it where there is no form to come back to.
async fn met(house: &House, call: &str, fault: impl FnOnce()) -> String {
    if call == "POST /v1/client/sign_ins" {
        fault();
        let mut sue = house.browser();
        let answer = sue.sign_in("sue", PASSWORD).await;
        let page = sue.follow(&answer).await;
        house.line.mend();
        assert_eq!(page.form("Sign in").value("email"), "sue@example.com");
        return page.alert();
    }
    let mut sue = house.signed_in("sue").await;
    if call == "GET /v1/users" {
        fault();
        let page = sue.get("/users").await;
        house.line.mend();
        assert_eq!(page.status, 502, "{page}");
        return page.text("main");
    }
    let form = sue.start_form(&house.page_of("ann")).await;
    fault();
    let answer = sue.post(&form).await;
    let page = sue.follow(&answer).await;
    house.line.mend();
    let again = page.form("Impersonate");
    assert_eq!(again.value("reason"), form.value("reason"), "{page}");
    page.alert()
}

#[test]
fn the_page_of_clerks_errors_shows_the_table_that_is_in_force() {
    let rows = rows();
    assert_eq!(rows.len(), ADVICE.len());
    for (row, advice) in rows.iter().zip(ADVICE) {
        assert_eq!((row.statuses, row.code), (advice.statuses, advice.code));
        assert_eq!((row.next, row.operator), (advice.next, advice.operator));
    }
}

#[tokio::test]
async fn each_error_of_clerks_is_said_in_its_words_and_with_what_to_do_next() {
    let house = House::new().await;
    for row in rows() {
        let status = match row.statuses {
            (0, _) => 307,
            (500, _) => 503,
            (status, _) => status,
        };
        let code = row.code.unwrap_or("something_new");
        let page = met(&house, row.call, || {
            refuse(&house, row.call, status, code, row.says);
        })
        .await;
        let stop = if row.says.ends_with('.') { "" } else { "." };
        let next = row
            .next
            .replace("{wait}", "7 seconds")
            .replace("{used}", "5 of 5");
        let whole = format!("{}{stop} {next}", row.says);
        assert!(page.contains(&whole), "{status} {code}: {page}");
    }
    assert_eq!(house.live("ann", true).await, 0);
    house.close().await;
}

#[tokio::test]
async fn what_only_the_operator_can_mend_is_in_the_log_with_clerks_trace_id() {
    let log = Log::default();
    let _guard = log.listen(Level::WARN);
    let house = House::new().await;
    for row in rows() {
        log.take();
        let code = row.code.unwrap_or("something_new");
        met(&house, row.call, || {
            refuse(&house, row.call, row.statuses.0.max(307), code, row.says);
        })
        .await;
        let log = log.take();
        let line = log.lines().find(|line| line.contains(TRACE));
        let line = line.unwrap_or_else(|| panic!("no trace id: {log}"));
        assert_eq!(line.contains("ERROR"), row.operator, "{line}");
        assert!(line.contains(code), "{line}");
    }
    house.close().await;
}

#[tokio::test]
async fn what_clerk_does_not_answer_is_said_as_that() {
    let house = House::new().await;
    let faults = [
        ("No connection", Fault::Gone),
        ("No answer in time", Fault::Slow),
        ("An answer that cannot be read", Fault::Garbage),
        ("No answer of late, so nothing is asked", Fault::Resting(8)),
    ];
    assert_eq!(table("Clerk does not answer").len(), faults.len());
    for (row, fault) in faults {
        let expected = words("Clerk does not answer", row).replace("{wait}", "8 seconds");
        for call in [
            "POST /v1/client/sign_ins",
            "GET /v1/users",
            "POST /v1/actor_tokens",
        ] {
            let page = met(&house, call, || house.line.fail_at(call, fault)).await;
            assert!(page.contains(&expected), "{call} {fault:?}: {page}");
        }
    }
    house.close().await;
}

const OPENED: &str = "Clerk opens a session that is not taken here";

/// Signs in while every session token that Clerk gives is `token`.
async fn signed_in_with(house: &House, token: String) -> String {
    house.line.forge(TOUCH, move |answer| give(answer, &token));
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", PASSWORD).await;
    let page = sue.follow(&answer).await;
    house.line.mend();
    assert_eq!(
        sue.get("/dashboard").await.status,
        303,
        "nobody is signed in"
    );
    page.alert()
}

#[tokio::test]
async fn a_session_of_another_instance_is_told_and_ended() {
    let (house, other) = (House::new().await, House::new().await);
    let foreign = overheard(&other).await;
    let alert = signed_in_with(&house, foreign).await;
    assert_eq!(
        alert,
        words(OPENED, "Signed with a key of another instance")
    );
    assert_eq!(house.live("sue", false).await, 0);
    other.close().await;
    house.close().await;

    let house = House::with(Plan {
        issuer: Some("https://clerk.other.example".to_owned()),
        ..Plan::default()
    })
    .await;
    let mut sue = house.browser();
    let answer = sue.sign_in("sue", PASSWORD).await;
    let page = sue.follow(&answer).await;
    assert_eq!(page.alert(), words(OPENED, "Issued by another instance"));
    assert_eq!(house.live("sue", false).await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_as_that_and_nobody_is_signed_in() {
    let house = House::new().await;
    let token = overheard(&house).await;
    for (row, change) in [
        ("Expired when it was fresh", 5 * 60_000),
        ("Issued in the future", -10 * 60_000),
    ] {
        house.clock.advance(change);
        let alert = signed_in_with(&house, token.clone()).await;
        assert_eq!(alert, words(OPENED, row));
    }
    assert_eq!(
        house.live("sue", false).await,
        1,
        "the one that was overheard"
    );
    house.close().await;
}

/// A session token of somebody who has just signed in.
async fn overheard(house: &House) -> String {
    let heard = Arc::new(Mutex::new(String::new()));
    let ear = heard.clone();
    house.line.forge(TOUCH, move |answer| {
        let body: Value = serde_json::from_slice(answer.body()).unwrap();
        let token = body["response"]["last_active_token"]["jwt"].as_str();
        token.unwrap().clone_into(&mut ear.lock().unwrap());
    });
    house.signed_in("sue").await;
    house.line.mend();
    let token = heard.lock().unwrap().clone();
    assert!(!token.is_empty());
    token
}

fn give(answer: &mut Response<Bytes>, token: &str) {
    let mut body: Value = serde_json::from_slice(answer.body()).unwrap();
    body["response"]["last_active_token"]["jwt"] = token.into();
    *answer.body_mut() = serde_json::to_vec(&body).unwrap().into();
}
