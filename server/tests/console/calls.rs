//! What a page asks of Clerk: nothing while the session token is fresh, unless it shows what Clerk knows. The table
//! in docs/reference/calls.md is held against the same figures.

use serde_json::json;

use crate::support::{Answer, Browser, Form, House};

const TABLE: &str = include_str!("../../../docs/reference/calls.md");
const MINUTE: i64 = 60_000;

/// One row of the table: what is opened, and the calls with a token that is fresh, and with one that has run out.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    page: String,
    fresh: Vec<String>,
    stale: Vec<String>,
}

/// The rows below a heading, as the table has them.
fn rows(heading: &str) -> Vec<Row> {
    let (_, below) = TABLE.split_once(&format!("## {heading}\n")).unwrap();
    let section = below.split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| `"));
    lines
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            Row {
                page: cells[0].trim_matches('`').to_owned(),
                fresh: calls(cells[1]),
                stale: calls(cells[2]),
            }
        })
        .collect()
}

/// The calls of a cell, sorted: `none`, or each in backticks.
fn calls(cell: &str) -> Vec<String> {
    let mut calls: Vec<_> = cell
        .split('`')
        .skip(1)
        .step_by(2)
        .map(ToOwned::to_owned)
        .collect();
    assert!(cell == "none" || !calls.is_empty(), "{cell}");
    calls.sort();
    calls
}

/// What was asked since the last time, by method and path with names in the place of ids, sorted.
fn asked(house: &House) -> Vec<String> {
    let template = |call: String| {
        let (method, path) = call.split_once(" /v1").unwrap();
        let segments = path
            .split('/')
            .map(|segment| match segment.split('_').next() {
                Some("user") if segment.contains('_') => "{user}",
                Some("sess") => "{session}",
                _ => segment,
            });
        format!("{method} {}", segments.collect::<Vec<_>>().join("/"))
    };
    let mut calls: Vec<_> = house.line.asked().into_iter().map(template).collect();
    calls.sort();
    calls
}

/// Opens every page of a table, with a fresh token and with one that has run out.
async fn hold_against_table(house: &House, browser: &mut Browser, heading: &str) {
    let rows = rows(heading);
    assert!(rows.len() > 2, "{heading}: {rows:?}");
    for row in rows {
        let path = row.page.replace("{id}", house.id("ann"));
        // So that the token is fresh, and was touched just now.
        house.clock.advance(MINUTE);
        browser.open("/account").await;
        house.line.asked();
        browser.open(&path).await;
        let fresh = asked(house);
        house.clock.advance(MINUTE);
        browser.open(&path).await;
        let stale = asked(house);
        let page = row.page.clone();
        assert_eq!(Row { page, fresh, stale }, row, "{heading}");
    }
}

#[tokio::test]
async fn a_page_asks_clerk_nothing_while_the_token_is_fresh_unless_it_shows_what_clerk_knows() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    hold_against_table(&house, &mut sue, "As oneself").await;
    house.close().await;
}

#[tokio::test]
async fn a_customers_own_pages_ask_clerk_nothing_while_the_token_is_fresh() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    for path in ["/dashboard", "/account"] {
        ann.open(path).await;
        house.line.asked();
        ann.open(path).await;
        assert_eq!(asked(&house), [""; 0], "{path}");
    }
    house.close().await;
}

#[tokio::test]
async fn as_the_subject_both_tokens_are_looked_at_and_neither_is_asked_for_while_it_is_fresh() {
    let house = House::new().await;
    let mut lea = house.acting("lea", "ann").await;
    // Others who act, too, cost nothing.
    let _sue = house.acting("sue", "ann").await;
    lea.open("/dashboard").await;
    hold_against_table(&house, &mut lea, "As the subject").await;
    house.close().await;
}

#[tokio::test]
async fn beside_an_open_impersonation_the_idle_limit_is_not_moved() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    let inside = sue.open("/dashboard").await;
    sue.press(&inside, "Switch to sue@example.com").await;
    hold_against_table(&house, &mut sue, "As oneself, with an impersonation open").await;
    house.close().await;
}

#[tokio::test]
async fn a_request_from_inside_touches_the_session_every_quarter_of_a_minute_and_no_sooner() {
    let house = House::new().await;
    let mut sue = house.acting("sue", "ann").await;
    house.line.asked();
    for (seconds, calls) in [(14, 0), (1, 1), (14, 0), (1, 1)] {
        house.clock.advance(seconds * 1_000);
        sue.open("/account").await;
        assert_eq!(asked(&house).len(), calls, "after {seconds} more seconds");
    }
    house.close().await;
}

fn get_users(session: &str, ids: &[&str]) -> Form {
    let names: Vec<_> = (0..ids.len()).map(|at| format!("ids[{at}]")).collect();
    let mut fields = vec![("session", session)];
    fields.extend(names.iter().map(String::as_str).zip(ids.iter().copied()));
    Form::to("/api/get_users", &fields)
}

fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer}");
    let users = answer.json();
    let name = |user: &serde_json::Value| user["name"].as_str().unwrap().to_owned();
    users.as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn profiles_for_a_list_come_in_one_call_and_are_kept_for_a_minute() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let ids = [house.id("ann"), "user_nobody", house.id("bob")];
    house.line.asked();
    let form = get_users(&session, &ids);
    for _ in 0..3 {
        let found = names(&sue.fetch(&form).await);
        assert_eq!(found, ["Ann Example", "Bob Example"]);
    }
    assert_eq!(asked(&house), ["GET /users"], "those that nobody has, too");

    // Only what is not kept is asked for.
    house.clock.advance(MINUTE / 2);
    let more = get_users(&session, &[house.id("cat"), house.id("bob")]);
    assert_eq!(
        names(&sue.fetch(&more).await),
        ["Cat Example", "Bob Example"]
    );
    assert_eq!(asked(&house), ["GET /users"]);
    house.clock.advance(MINUTE / 2 - 1);
    sue.fetch(&form).await;
    assert!(!asked(&house).contains(&"GET /users".to_owned()));

    let path = format!("/v1/users/{}", house.id("ann"));
    let renamed = json!({"first_name": "Annabel"});
    house.ask_clerk("PATCH", &path, &renamed.to_string()).await;
    house.clock.advance(1);
    let found = names(&sue.fetch(&form).await);
    assert_eq!(found, ["Annabel Example", "Bob Example"]);
    house.close().await;
}

#[tokio::test]
async fn what_fails_is_not_kept() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let form = get_users(&session, &[house.id("ann")]);
    house.line.cut("GET /v1/users");
    assert_eq!(sue.fetch(&form).await.status, 502);
    house.line.mend();
    assert_eq!(names(&sue.fetch(&form).await), ["Ann Example"]);
    house.close().await;
}

#[tokio::test]
async fn whoever_acts_by_another_door_is_shown_by_their_profile() {
    let house = House::new().await;
    // As another console, or somebody in Clerk's dashboard, would begin it.
    for (actor, shown) in [
        (house.id("lea").to_owned(), "lea@example.com"),
        ("dashboard of Clerk".to_owned(), "dashboard of Clerk"),
    ] {
        house.act_by_another_door(&actor, "cat").await;
        let mut sue = house.signed_in("sue").await;
        let page = sue.open(house.page_of("cat")).await;
        let badge = format!("impersonated by {shown}");
        assert!(page.texts(".badge").contains(&badge), "{page}");
    }
    house.close().await;
}
