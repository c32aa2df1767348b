//! Orders from the command line, beside the console that is being served.

use crate::journey::act;
use crate::program::Place;

const WHY: &str = "The support account was stolen";

#[test]
fn what_runs_is_ended_beside_the_console_and_nobody_starts_until_it_is_lifted() {
    let place = Place::new();
    let mut console = place.serve(&["--demo-users", "5"]);
    let support = console.demo("Support");
    let (mut browser, customer) = act(&console, &support);

    for wrong in [
        &["kill", "--reason", WHY][..],
        &["kill", "--everything"],
        &["kill", "--everything", "--actor", "user_1", "--reason", WHY],
        &["kill", "--everything", "--reason", "short"],
        &["kill", "--actor", "nobody@example.com", "--reason", WHY],
        &["starts", "stop"],
    ] {
        let said = place.run(wrong);
        assert!(matches!(said.code, Some(1 | 2)), "{wrong:?}: {said:?}");
    }
    assert!(
        browser
            .open("/dashboard")
            .body
            .contains("You are acting as")
    );

    let stopped = place.run(&["starts", "stop", "--reason", WHY]).succeeded();
    assert!(stopped.contains("Nobody can start"), "{stopped}");
    let killed = place.run(&["kill", "--actor", &support.0, "--reason", WHY]);
    assert_eq!(killed.succeeded().trim(), "1 live, 0 left");
    let out = browser.open("/dashboard");
    assert!(!out.body.contains("You are acting as"), "{out:?}");
    assert!(out.body.contains("somebody in charge ended it"), "{out:?}");
    assert!(
        browser.open(&customer).body.contains(WHY),
        "the page says why"
    );

    let resumed = place
        .run(&["starts", "resume", "--reason", WHY])
        .succeeded();
    assert!(resumed.contains("can be started again"), "{resumed}");
    let again = place
        .run(&["starts", "resume", "--reason", WHY])
        .succeeded();
    assert!(again.contains("are not stopped"), "{again}");
    assert!(!browser.open(&customer).body.contains(WHY));

    let listed = place.run(&["audit", "list"]).succeeded();
    for kind in [
        "kill.ordered",
        "kill.done",
        "starts.stopped",
        "starts.resumed",
    ] {
        assert_eq!(listed.matches(kind).count(), 1, "{kind} in\n{listed}");
    }
    place.run(&["audit", "verify"]).succeeded();
}
