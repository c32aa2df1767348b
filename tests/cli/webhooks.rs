//! Webhooks from a provider that is served alone, over the network.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;

use ambient::{Clock, Millis, SECOND};
use serde_json::Value;

use crate::client::Clerk;
use crate::journey;
use crate::program::{Place, Serving};
use crate::wire;

const URLS: &str = "UNDERSTUDY_PROVIDER__WEBHOOK_URLS";

/// Far less than the minute after which the console would find out by itself.
const AT_ONCE: Millis = 20 * SECOND;

/// A provider that tells whoever is at that address.
fn telling(place: &Place, url: &str, args: &[&str]) -> Serving {
    let mut command = place.command(&["provider", "--listen", "127.0.0.1:0"]);
    Serving::start({
        command.args(args).env(URLS, url);
        command
    })
}

/// Head and body of the next request that arrives, which is answered 204.
#[track_caller]
fn next_request(listener: &TcpListener) -> (String, String) {
    let (mut stream, _) = listener.accept().expect("somebody calls");
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut head).expect("a line") > 0, "{head}");
    }
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let length = lines
        .clone()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, length)| length.parse().ok());
    let mut body = vec![0; length.expect("a length")];
    reader.read_exact(&mut body).expect("a body");
    write!(
        stream,
        "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    )
    .expect("an answer");
    (head, String::from_utf8(body).expect("is text"))
}

#[test]
fn an_address_that_nothing_can_be_sent_to_is_refused_and_named() {
    let place = Place::new();
    for url in [
        "http://me:secret@127.0.0.1:4000/",
        "ftp://127.0.0.1/",
        "/hooks",
    ] {
        let mut command = place.command(&["provider", "--listen", "127.0.0.1:0"]);
        let output = command.env(URLS, url).output().expect("the program runs");
        let said = String::from_utf8(output.stderr).expect("is text");
        assert_eq!(output.status.code(), Some(1), "{url}: {said}");
        assert!(said.contains("WEBHOOK_URLS"), "{url}: {said}");
    }
}

#[test]
fn what_another_command_changes_beside_a_provider_is_told_too() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let place = Place::new();
    let url = format!("http://{address}/api/webhooks");
    let _provider = telling(&place, &url, &["--no-demo"]);
    let mut add = place.command(&["user", "add", "mara@example.com"]);
    let added = add.env(URLS, &url).output().expect("the program runs");
    assert!(added.status.success(), "{added:?}");
    let (head, body) = next_request(&listener);
    assert!(head.starts_with("POST /api/webhooks HTTP/1.1"), "{head}");
    for name in ["svix-id: msg_", "svix-timestamp: ", "svix-signature: v1,"] {
        assert!(head.contains(name), "{name} in {head}");
    }
    assert!(body.contains(r#""type":"user.created""#), "{body}");
    assert!(body.contains("mara@example.com"), "{body}");
}

#[test]
fn what_a_provider_with_another_clock_tells_is_signed_for_now() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let place = Place::new();
    let _provider = telling(&place, &url, &["--no-demo", "--clock", "+2h"]);
    Clerk::of(&place, &[]).user("ann@example.com");
    let (head, body) = next_request(&listener);
    let now = Clock::system().now() / SECOND;
    let signed = wire::values(&head, "svix-timestamp").next();
    let signed: Millis = signed.and_then(|it| it.parse().ok()).expect("seconds");
    assert!((now - 60..=now).contains(&signed), "{signed} and {now}");
    let event: Value = serde_json::from_str(&body).expect("JSON");
    let happened = event["timestamp"].as_i64().expect("a moment");
    let ahead = happened / SECOND - now;
    assert!((7_100..=7_200).contains(&ahead), "{ahead} s ahead");
}

#[test]
fn a_session_that_is_revoked_at_the_provider_ends_the_impersonation_at_once() {
    // The console's address has to be known before there is a console.
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = free.local_addr().expect("an address").to_string();
    drop(free);
    let (near, far) = (Place::new(), Place::new());
    let url = format!("http://{address}/webhooks/clerk");
    let mut provider = telling(&far, &url, &["--demo-users", "5"]);
    let sign_in = provider.demo("Support");
    let mut serve = near.command(&["serve", "--listen", &address]);
    serve.envs(far.env(&[]));
    let console = Serving::start(serve);
    let (mut browser, customer) = journey::act(&console, &sign_in);

    let clerk = Clerk::of(&far, &[]);
    let subject = customer.trim_start_matches("/users/");
    let path = format!("/v1/sessions?user_id={subject}");
    let session = clerk.backend("GET", &path, &Value::Null).text("/0/id");
    let path = format!("/v1/sessions/{session}/revoke");
    let revoked = clerk.backend("POST", &path, &Value::Null);
    assert_eq!(revoked.text("/status"), "revoked");

    // Nobody asks the console for anything: only the webhook can have told it.
    let until = Clock::system().now() + AT_ONCE;
    let ended = std::iter::repeat_with(|| near.run(&["audit", "list"]).succeeded())
        .take_while(|_| Clock::system().now() < until)
        .find(|listed| listed.contains("impersonation.ended"));
    let ended = ended.expect("the impersonation ends at once");
    assert!(ended.contains("session_ended"), "{ended}");
    assert_eq!(browser.open("/dashboard").status, 200, "as oneself again");
}
