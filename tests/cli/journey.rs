//! Sign in, act as somebody and come back, with the program as it is started by people: once on its
//! embedded provider, once over the network on one that is served alone.

use crate::browser::Browser;
use crate::program::{Place, Serving};

const REASON: &str = "Ticket 4711: cannot see the invoice";

/// Signs in as the demo's support person and acts as a customer; gives the browser and the customer's page.
#[track_caller]
pub fn act(console: &Serving, (email, password): &(String, String)) -> (Browser, String) {
    let mut browser = Browser::new(console.value("Console"));
    let page = browser.submit(
        "sign_in",
        &[("session", ""), ("email", email), ("password", password)],
    );
    assert_eq!(
        (page.status, page.location.as_deref()),
        (303, Some("/dashboard")),
        "{page:?}"
    );

    let users = browser.open("/users");
    let links = users
        .body
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let customers: Vec<_> = links
        .filter(|link| link.starts_with("/users/user_"))
        .collect();
    // Staff were made last, so the oldest on the page is a customer.
    let customer = customers.last().expect("somebody is listed").to_string();
    let page = browser.open(&customer);
    let subject = customer.trim_start_matches("/users/");
    let form = [
        ("session", page.hidden("session")),
        ("subject", subject),
        ("key", page.hidden("key")),
        ("reason", REASON),
        ("minutes", "15"),
    ];
    let started = browser.submit("start_impersonation", &form);
    assert_eq!(
        (started.status, started.location.as_deref()),
        (303, Some("/dashboard")),
        "{started:?}"
    );
    (browser, customer)
}

/// Signs in as the demo's support person, acts as a customer and ends it.
#[track_caller]
pub fn act_and_come_back(console: &Serving, sign_in: &(String, String)) {
    let (mut browser, customer) = act(console, sign_in);
    let inside = browser.open("/dashboard");
    assert!(
        inside.body.contains("You are acting as") && inside.body.contains(REASON),
        "{inside:?}"
    );
    let ended = browser.submit(
        "end_impersonation",
        &[("session", inside.hidden("session"))],
    );
    assert_eq!(
        (ended.status, ended.location.as_deref()),
        (303, Some(customer.as_str())),
        "{ended:?}"
    );
    assert_eq!(
        browser.open("/users").status,
        200,
        "staff again, without signing in"
    );
}

#[track_caller]
fn recorded(place: &Place) {
    let listed = place.run(&["audit", "list"]).succeeded();
    for kind in [
        "impersonation.attempted",
        "impersonation.started",
        "impersonation.ended",
    ] {
        assert_eq!(listed.matches(kind).count(), 1, "{kind} in\n{listed}");
    }
    assert!(listed.contains(&format!("reason={REASON:?}")), "{listed}");
    let verified = place.run(&["audit", "verify"]).succeeded();
    assert!(
        verified.contains("Verified  3 rows") && verified.contains("row 3 of 20"),
        "{verified}"
    );
}

#[test]
fn one_acts_as_a_customer_and_comes_back_on_the_embedded_provider() {
    let place = Place::new();
    let mut console = place.serve(&["--demo-users", "5"]);
    let sign_in = console.demo("Support");
    act_and_come_back(&console, &sign_in);
    recorded(&place);
}

#[test]
fn one_acts_as_a_customer_and_comes_back_over_the_network() {
    let (near, far) = (Place::new(), Place::new());
    let mut provider = far.provide(&["--demo-users", "5"]);
    let sign_in = provider.demo("Support");
    let mut serve = near.command(&["serve", "--listen", "127.0.0.1:0"]);
    serve.envs(far.env(&[]));
    let console = Serving::start(serve);
    act_and_come_back(&console, &sign_in);
    recorded(&near);
    assert!(
        !far.data().join("console.db").exists(),
        "the record is the console's that did it"
    );
}
