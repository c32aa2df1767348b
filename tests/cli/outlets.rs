//! What goes out of the ledger while the console is served: records as they come, and signed checkpoints.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::audit::public_key;
use crate::journey::act_and_come_back;
use crate::program::{Place, Serving};

const PATIENCE: Duration = Duration::from_mins(1);

fn serve(place: &Place, variables: &[(&str, &str)]) -> Command {
    let addresses = [
        "--listen",
        "127.0.0.1:0",
        "--provider-listen",
        "127.0.0.1:0",
    ];
    let mut command = place.command(&[&["serve", "--demo-users", "5"], &addresses[..]].concat());
    command.envs(variables.iter().copied());
    command
}

/// Serves, lets the support person act as somebody, and stops.
fn journey(mut console: Serving) {
    let sign_in = console.demo("Support");
    act_and_come_back(&console, &sign_in);
    assert_eq!(console.stop("TERM"), Some(0));
}

#[track_caller]
fn events(lines: &str) -> Vec<String> {
    let read = |line: &str| -> Value { serde_json::from_str(line).expect(line) };
    let event = |line: Value| line["event"].as_str().expect("it is named").to_owned();
    lines.lines().map(read).map(event).collect()
}

const LIFE: [&str; 3] = [
    "impersonation.attempted",
    "impersonation.started",
    "impersonation.ended",
];

#[test]
fn each_record_goes_to_a_file_as_it_comes_and_once() {
    let place = Place::new();
    let feed = [("UNDERSTUDY_AUDIT__FEED", "feed.jsonl")];
    journey(Serving::start(serve(&place, &feed)));
    let text = fs::read_to_string(place.path().join("feed.jsonl")).expect("is written");
    assert_eq!(events(&text), LIFE);
    let first: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["schema"], "understudy.audit.1");
    assert!(
        first["subject_id"]
            .as_str()
            .is_some_and(|id| id.starts_with("user_"))
    );

    // What is recorded while nobody serves comes with the next start, and nothing twice; also when the file was
    // moved away meanwhile.
    place.run(&["audit", "export"]).succeeded();
    fs::remove_file(place.path().join("feed.jsonl")).expect("is moved away");
    let console = Serving::start(serve(&place, &feed));
    assert_eq!(console.stop("TERM"), Some(0));
    let text = fs::read_to_string(place.path().join("feed.jsonl")).expect("is written");
    assert_eq!(events(&text), ["ledger.exported"]);
}

#[test]
fn each_record_goes_to_standard_output_and_nothing_else_does() {
    let place = Place::new();
    let out = place.path().join("out");
    let command = serve(&place, &[("UNDERSTUDY_AUDIT__FEED", "stdout")]);
    journey(Serving::start_aside(
        command,
        File::create(&out).expect("is made"),
    ));
    let text = fs::read_to_string(&out).expect("is there");
    assert_eq!(events(&text), LIFE);
}

#[test]
fn a_feed_that_cannot_be_written_stops_nobody_and_is_caught_up_with() {
    let place = Place::new();
    let feed = [("UNDERSTUDY_AUDIT__FEED", "folder/feed.jsonl")];
    journey(Serving::start(serve(&place, &feed)));
    fs::create_dir(place.path().join("folder")).expect("is made");
    let console = Serving::start(serve(&place, &feed));
    assert_eq!(console.stop("TERM"), Some(0));
    let text = fs::read_to_string(place.path().join("folder/feed.jsonl")).expect("is written");
    assert_eq!(events(&text), LIFE);
}

#[test]
fn checkpoints_go_to_every_place_whatever_becomes_of_the_others() {
    let place = Place::new();
    let udp = UdpSocket::bind("127.0.0.1:0").expect("is free");
    let unix = UnixDatagram::bind(place.path().join("log.socket")).expect("is free");
    udp.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    unix.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    let web = TcpListener::bind("127.0.0.1:0").expect("is free");
    let places = [
        "file:nowhere/checkpoints.jsonl".to_owned(),
        format!("udp:{}", udp.local_addr().expect("bound")),
        "unix:log.socket".to_owned(),
        format!("http://{}/checkpoints", web.local_addr().expect("bound")),
        "file:checkpoints.jsonl".to_owned(),
    ];
    let places = places.join(",");
    let console = Serving::start(serve(&place, &[("UNDERSTUDY_AUDIT__CHECKPOINTS", &places)]));

    let mut buffer = [0; 2_000];
    let length = udp.recv(&mut buffer).expect("syslog over UDP");
    let message = String::from_utf8_lossy(&buffer[..length]).into_owned();
    assert!(
        message.starts_with("<109>1 20") && message.contains(" checkpoint - {"),
        "{message}"
    );
    assert!(message.contains(r#""seq":0"#), "{message}");
    let length = unix.recv(&mut buffer).expect("syslog over a socket");
    assert!(buffer[..length].starts_with(b"<109>1 20"));
    let (mut stream, _) = web.accept().expect("somebody calls");
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("a time limit");
    let mut request = String::new();
    while !request.contains("\"signature\"") || !request.ends_with('}') {
        let length = stream.read(&mut buffer).expect("a request");
        request += &String::from_utf8_lossy(&buffer[..length]);
    }
    assert!(request.starts_with("POST /checkpoints "), "{request}");
    stream
        .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
        .expect("is answered");
    drop((stream, web));
    journey(console);
    let kept = fs::read_to_string(place.path().join("checkpoints.jsonl")).expect("is written");
    let seqs: Vec<Value> = kept
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect(line)["seq"].clone())
        .collect();
    assert_eq!(seqs, [0, 3], "at once, and when it stopped");
    let verify = ["audit", "verify", "--checkpoints", "checkpoints.jsonl"];
    let verified = place.run(&verify).succeeded();
    assert!(verified.contains("Through   2 checkpoints"), "{verified}");
    let export = place.run(&["audit", "export"]).succeeded();
    let key = public_key(&place);
    let verify = [
        "audit",
        "verify",
        "-",
        "--key",
        &key,
        "--checkpoints",
        "checkpoints.jsonl",
    ];
    let verified = place.run_with_input(&verify, &export).succeeded();
    assert!(
        verified.contains("Through   2 checkpoints; 0 are not"),
        "{verified}"
    );
    fs::write(place.path().join("syslog"), message).expect("is written");
    place
        .run(&["audit", "verify", "--checkpoints", "syslog"])
        .succeeded();
}

#[test]
fn invariant_05_a_ledger_that_was_put_back_does_not_go_through_its_checkpoints() {
    let place = Place::new();
    let places = [("UNDERSTUDY_AUDIT__CHECKPOINTS", "file:checkpoints.jsonl")];
    journey(Serving::start(serve(&place, &places)));
    let older = fs::read(place.data().join("console.db")).expect("is there");
    place.run(&["audit", "export"]).succeeded();
    let console = Serving::start(serve(&place, &places));
    assert_eq!(console.stop("TERM"), Some(0));
    let verify = ["audit", "verify", "--checkpoints", "checkpoints.jsonl"];
    let verified = place.run(&verify).succeeded();
    assert!(verified.contains("Through   3 checkpoints"), "{verified}");
    fs::write(place.data().join("console.db"), older).expect("is put back");
    place.run(&["audit", "verify"]).succeeded();
    let sentence = place.run(&verify).failed();
    assert!(
        sentence.contains("row 4") && sentence.contains("put back"),
        "{sentence}"
    );
    fs::write(place.path().join("checkpoints.jsonl"), "{}").expect("is written");
    let sentence = place.run(&verify).failed();
    assert!(sentence.contains("line 1"), "{sentence}");
}
