//! Where the ticket of an actor token is found.

use clerk::ActorToken;
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

fn actor_token(ticket: Value) -> ActorToken {
    let mut wire = json!({
        "object": "actor_token", "id": "act_1", "status": "pending", "user_id": "user_1",
        "actor": { "sub": "user_2" }, "created_at": 1, "updated_at": 1,
    });
    let (Value::Object(all), Value::Object(ticket)) = (&mut wire, ticket) else {
        panic!("objects")
    };
    all.extend(ticket);
    serde_json::from_value(wire).expect("an actor token")
}

#[test]
fn without_token_and_url_there_is_no_ticket() {
    for none in [
        json!({}),
        json!({ "token": null, "url": null }),
        json!({ "token": "", "url": "" }),
    ] {
        assert_eq!(actor_token(none).ticket(), None);
    }
}

#[test]
fn a_url_without_a_ticket_parameter_has_none() {
    for url in [
        "not a url",
        "/v1/tickets/accept?ticket=relative",
        "https://clerk.example.com/v1/tickets/accept",
        "https://clerk.example.com/v1/tickets/accept?ticket=",
        "https://clerk.example.com/v1/tickets/accept?my_ticket=a&tickets=b",
        "https://clerk.example.com/v1/tickets/accept?next=ticket%3Da",
        "https://clerk.example.com/ticket=a",
        "https://clerk.example.com/v1/tickets/accept#ticket=a",
    ] {
        assert_eq!(actor_token(json!({ "url": url })).ticket(), None, "{url}");
    }
}

#[test]
fn the_token_itself_comes_first() {
    let both = json!({ "token": "from.the.token", "url": "https://c.example.com/v1/tickets/accept?ticket=from.the.url" });
    assert_eq!(
        actor_token(both).ticket().as_deref(),
        Some("from.the.token")
    );
}

#[test]
fn the_url_serves_wherever_in_it_the_ticket_stands() {
    for url in [
        "https://c.example.com/v1/tickets/accept?ticket=a.b-c_d",
        "https://c.example.com/v1/tickets/accept?x=1&ticket=a.b-c_d&y=2",
        "https://c.example.com:8443/v1/tickets/accept?x=ticket%3Dno&ticket=a.b-c_d#ticket=no",
        "http://127.0.0.1:3010/v1/tickets/accept?ticket=a%2Eb-c_d",
    ] {
        assert_eq!(
            actor_token(json!({ "token": null, "url": url }))
                .ticket()
                .as_deref(),
            Some("a.b-c_d"),
            "{url}"
        );
    }
}

#[test]
fn neither_form_of_the_ticket_shows_in_debug_output() {
    let both = json!({ "token": "hidden", "url": "https://c.example.com/v1/tickets/accept?ticket=hidden" });
    let shown = format!("{:?}", actor_token(both));
    assert!(
        shown.contains("act_1") && !shown.contains("hidden"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn whatever_the_ticket_it_survives_the_url(ticket in ".{1,80}", before in ".{0,20}", after in ".{0,20}") {
        let mut url = Url::parse("https://c.example.com/v1/tickets/accept").expect("a url");
        url.query_pairs_mut().append_pair("before", &before).append_pair("ticket", &ticket).append_pair("after", &after);
        prop_assert_eq!(actor_token(json!({ "url": url.as_str() })).ticket(), Some(ticket));
    }
}
