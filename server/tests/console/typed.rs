//! What was typed into a form and cannot be taken: it is refused with its reason, comes back as it was
//! typed, and is found nowhere else.

use crate::support::{Form, House, PASSWORD};

/// What a browser's parser makes of a text that no document can hold.
fn held(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[tokio::test]
async fn a_reason_that_cannot_be_read_is_refused_and_kept_as_it_was_typed() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let before = house.trace().await;
    let page = house.page_of("ann");
    for reason in [
        "\u{200b}\u{2060}\u{feff}".repeat(10),
        "\u{200d}\u{3164}\u{2800} ".repeat(10),
        format!("ab{}", "\u{301}".repeat(30)),
        "A reason with a \0 zero in it".to_owned(),
        "A reason \u{1b}[2J that clears the screen".to_owned(),
        "A reason \u{9b}2J in eight bits".to_owned(),
        format!("\n\n  two lines before {}", "x".repeat(10_000)),
        "W".repeat(10_000),
        "👩\u{200d}👩\u{200d}👧".repeat(200),
        "\u{202e}".repeat(501),
    ] {
        let form = sue.start_form(&page).await;
        let form = form
            .set("reason", &reason)
            .set("case_reference", "C\u{1b}]0;x\u{7}");
        let answer = sue.post(&form).await;
        assert_eq!(answer.location(), page);
        let again = sue.follow(&answer).await;
        assert!(!again.alert().is_empty(), "{again}");
        assert!(!again.text("#reason-error").is_empty(), "{again}");
        assert_eq!(
            again.text("#case_reference-error"),
            "The case reference holds characters that cannot be shown."
        );
        let kept: String = held(&reason).chars().take(10_000).collect();
        let form = again.form("Impersonate");
        assert_eq!(form.value("reason"), kept);
        assert_eq!(form.value("case_reference"), "C\u{1b}]0;x\u{7}");
        assert!(sue.open(&page).await.alert().is_empty(), "it is said once");
    }
    assert_eq!(house.trace().await, before, "nothing was begun");
    house.close().await;
}

#[tokio::test]
async fn a_reason_that_turns_is_recorded_as_typed_and_shown_without_turning() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let reason = "Ticket \u{202a}+49 30 1234\u{202c}\r\nis \u{202e}derongi";
    let form = sue.start_form(&house.page_of("ann")).await;
    let form = form
        .set("reason", reason)
        .set("case_reference", "CASE\u{2066}\u{202e}1");
    let answer = sue.post(&form).await;
    let inside = sue.follow(&answer).await;
    let shown = "Ticket �+49 30 1234� is �derongi";
    assert!(inside.region().contains(shown), "{inside}");
    sue.press(&inside, "End impersonation").await;
    let list = sue.open("/impersonations").await;
    assert_eq!(list.text(".impersonation-text"), format!("{shown} CASE��1"));
    let recorded = house.entries().await.remove(0).personal;
    assert_eq!(recorded["reason"].words(), reason.replace("\r\n", "\n"));
    assert_eq!(recorded["case_reference"].words(), "CASE\u{2066}\u{202e}1");
    house.close().await;
}

#[tokio::test]
async fn any_language_may_be_the_reason() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for reason in [
        "האם החשבונית נכונה? (מס' 12)",
        "چرا نمی\u{200c}تواند وارد شود",
        "वह चालान नहीं देख सकती",
        "請求書の合計が合わないようです",
        "👩\u{200d}🚀 cannot see 🇩🇪 ❤\u{fe0f}\u{200d}🔥",
    ] {
        let form = sue.start_form(&house.page_of("ann")).await;
        let answer = sue.post(&form.set("reason", reason)).await;
        let inside = sue.follow(&answer).await;
        assert!(inside.region().contains(reason), "{inside}");
        sue.press(&inside, "End impersonation").await;
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_14_islands_are_given_what_was_typed_as_json_and_nothing_else() {
    let mut house = House::new().await;
    let first = "\"}]</script>'{{7*7}}&quot;&#34;\\u003c\\";
    house
        .add_like("eve", |eve| eve.first_name = Some(first.to_owned()))
        .await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("eve")).await;
    let answer = sue
        .post(&form.set("reason", first).set("minutes", first))
        .await;
    let refused = sue.follow(&answer).await;
    let list = sue.open("/users").await;
    let inside = sue.start(&house.page_of("eve")).await;
    for page in [refused, list, inside] {
        let props = page.attributes("leptos-island[data-props]", "data-props");
        let given = props.iter().map(|props| {
            let json: serde_json::Value = serde_json::from_str(props).expect("props are JSON");
            json
        });
        let holding = given.filter(|json| strings(json).iter().any(|text| text.contains(first)));
        assert!(holding.count() > 0, "{page}");
        for script in page.texts("script") {
            assert!(!script.contains("7*7"), "{script}");
        }
    }
    house.close().await;
}

fn strings(json: &serde_json::Value) -> Vec<String> {
    match json {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Array(items) => items.iter().flat_map(strings).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn invariant_10_no_header_carries_what_was_typed() {
    const BREAK: &str = "x\r\nSet-Cookie: evil=1\r\nx-evil: 1\r\n\r\n<script>";
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let session = sue.session().await;
    let mut answers = Vec::new();
    for function in crate::support::FUNCTIONS {
        for given in [
            BREAK,
            "\0",
            "\u{2028}\u{202e}",
            "%0d%0aSet-Cookie:%20evil=1",
        ] {
            let fields = [
                ("subject", given),
                ("target", given),
                ("id", given),
                ("key", given),
                ("next", given),
                ("email", given),
                ("password", PASSWORD),
                ("reason", given),
                ("case_reference", given),
                ("minutes", given),
                ("query", given),
                ("after", given),
            ];
            for rendered_for in [session.as_str(), given] {
                let mut form = Form::to(function, &fields);
                form.fields
                    .push(("session".to_owned(), rendered_for.to_owned()));
                let mut window = sue.clone();
                answers.push(window.post(&form).await);
                answers.push(window.fetch(&form).await);
            }
        }
    }
    for answer in answers {
        assert!(answer.status < 500 || answer.status == 502, "{answer}");
        assert!(!answer.headers.contains_key("x-evil"), "{answer}");
        for (name, value) in &answer.headers {
            let value = value.to_str().expect("a header is ASCII");
            assert!(
                !value.contains("evil") || name == "location",
                "{name}: {value}"
            );
        }
        let location = answer.header("location");
        assert!(
            location.bytes().all(|byte| byte.is_ascii_graphic()),
            "{location}"
        );
    }
    assert_eq!(sue.session().await, session, "she is who she was");
    house.close().await;
}

#[tokio::test]
async fn no_address_is_too_strange_to_be_answered() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let long = "W".repeat(10_000);
    for (path, status) in [
        ("/users?q=%00", 200),
        ("/users?q=%ff%fe%80", 200),
        ("/users?q=%e2%80%ae%1b%5b2J", 200),
        ("/users?q=%0d%0aSet-Cookie%3a%20a", 200),
        (&format!("/users?q={long}"), 200),
        ("/users/%00", 404),
        ("/users/%e2%80%ae", 404),
        ("/users/%0d%0a", 404),
        ("/users/%ff", 404),
        (&format!("/users/{long}"), 404),
        ("/%00%1b%e2%80%ae", 404),
        (&format!("/{long}"), 404),
    ] {
        let start: String = path.chars().take(60).collect();
        let page = sue.get(path).await;
        assert_eq!(page.status, status, "{start}: {page}");
        assert_eq!(page.texts("main").len(), 1, "{start}");
    }
    let signed_out = house.browser().get(format!("/users?q={long}")).await;
    assert!(signed_out.location().starts_with("/sign-in?next="));
    let page = house.browser().open(format!("/sign-in?next={long}")).await;
    assert_eq!(page.form("Sign in").value("next").len(), long.len());
    house.close().await;
}
