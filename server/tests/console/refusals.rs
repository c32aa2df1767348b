//! Without a rule that permits, there is no impersonation.

use std::sync::Arc;

use impersonation::{Decision, Policy, Question, RuleId};

use crate::support::{Browser, Form, House, Plan, REASON};

/// A start that no page offers: what a person posts by hand.
async fn by_hand(browser: &mut Browser, subject: &str) -> Form {
    let session = browser.session().await;
    Form::to(
        "/api/start_impersonation",
        &[
            ("session", &session),
            ("subject", subject),
            ("key", subject),
            ("reason", REASON),
            ("minutes", "15"),
        ],
    )
}

/// The rules that refused, the oldest first.
async fn rules(house: &House) -> Vec<String> {
    let entries = house.entries().await;
    assert!(
        entries
            .iter()
            .all(|entry| entry.kind == "impersonation.refused")
    );
    let rules = entries
        .iter()
        .filter_map(|entry| entry.details["rule"].as_str());
    rules.map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn invariant_02_nobody_acts_as_themselves_as_staff_or_as_a_banned_user_and_the_attempt_is_recorded()
 {
    let mut house = House::new().await;
    house.add_like("eve", |eve| eve.banned = true).await;
    let mut sue = house.signed_in("sue").await;
    for subject in ["sue", "sam", "lea", "eve"] {
        let form = by_hand(&mut sue, house.id(subject)).await;
        let answer = sue.fetch(&form).await;
        assert_eq!(answer.status, 403, "{subject}: {answer}");
        assert_eq!(answer.json()["code"], "forbidden");
        assert!(answer.set_cookies().is_empty(), "{subject}");
    }
    assert_eq!(
        rules(&house).await,
        [
            "never_oneself",
            "never_staff",
            "never_staff",
            "never_banned"
        ]
    );
    assert_eq!(house.minted().await, 0);
    assert_eq!(sue.open("/dashboard").await.region(), "");
    house.close().await;
}

#[tokio::test]
async fn invariant_02_a_lead_acts_neither_as_staff_nor_as_themselves() {
    let house = House::new().await;
    let mut lea = house.signed_in("lea").await;
    for subject in ["lea", "sue"] {
        let form = by_hand(&mut lea, house.id(subject)).await;
        assert_eq!(lea.fetch(&form).await.status, 403, "{subject}");
    }
    assert_eq!(rules(&house).await, ["never_oneself", "never_staff"]);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_02_a_customer_acts_as_nobody_and_learns_nothing_about_who_exists() {
    let house = House::new().await;
    let mut ann = house.signed_in("ann").await;
    let mut words = Vec::new();
    for subject in [
        house.id("bob"),
        house.id("ann"),
        house.id("sue"),
        "user_nobody",
        "../users",
        "",
    ] {
        let form = by_hand(&mut ann, subject).await;
        let answer = ann.fetch(&form).await;
        assert_eq!(answer.status, 403, "{subject}: {answer}");
        words.push(answer.json()["words"].as_str().unwrap().to_owned());
    }
    assert_eq!(words.remove(1), "You cannot act as yourself.");
    assert!(
        words
            .iter()
            .all(|words| words == "Only support staff may act as a user."),
        "{words:?}"
    );
    assert_eq!(rules(&house).await.len(), 6, "each is recorded");
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn invariant_02_an_unknown_subject_is_refused_and_recorded() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let long = "u".repeat(2_000);
    for subject in [
        "user_nobody",
        "..",
        "user_1/../user_2",
        "",
        "user_\u{0}",
        &long,
    ] {
        let form = by_hand(&mut sue, subject).await;
        let answer = sue.fetch(&form).await;
        assert_eq!(answer.status, 404, "{subject}: {answer}");
    }
    assert_eq!(rules(&house).await, ["subject_unknown"; 6]);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

struct PermitsNothing;

impl Policy for PermitsNothing {
    fn decide(&self, _: &Question<'_>) -> Decision {
        Decision::deny(RuleId::new("nothing"), "No rule permits this.")
    }
}

#[tokio::test]
async fn invariant_02_where_no_rule_permits_anything_nobody_may_do_anything() {
    let house = House::with(Plan {
        policy: Arc::new(PermitsNothing),
        ..Plan::default()
    })
    .await;
    let mut lea = house.signed_in("lea").await;
    let form = by_hand(&mut lea, house.id("ann")).await;
    let answer = lea.fetch(&form).await;
    assert_eq!(
        (answer.status, &answer.json()["words"]),
        (403, &"No rule permits this.".into())
    );
    for path in ["/users", "/impersonations", &house.page_of("ann")] {
        let page = lea.get(path).await;
        assert_eq!(page.status, 403, "{path}");
        assert!(
            page.texts("main")[0].contains("No rule permits this."),
            "{page}"
        );
    }
    assert_eq!(rules(&house).await, ["nothing"]);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn where_the_rules_refuse_the_button_is_disabled_with_their_words_beside_it() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for (subject, words) in [
        ("sue", "You cannot act as yourself."),
        ("sam", "Nobody may act as a member of staff."),
    ] {
        let page = sue.open(house.page_of(subject)).await;
        assert_eq!(page.text("#refused"), words);
        assert_eq!(
            page.texts("button[disabled][aria-describedby=refused]"),
            ["Impersonate"]
        );
        assert!(
            page.forms()
                .iter()
                .all(|form| form.action != "/api/start_impersonation")
        );
    }
    let page = sue.open(house.page_of("ann")).await;
    assert!(page.texts("button[disabled]").is_empty());
    house.close().await;
}

#[tokio::test]
async fn incomplete_input_is_answered_with_what_is_wrong_and_keeps_what_was_typed() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let form = sue.start_form(&page).await;
    let long = "x".repeat(101);
    for (field, value) in [
        ("reason", "too short"),
        ("reason", ""),
        ("minutes", "4"),
        ("minutes", "61"),
        ("minutes", "ten"),
        ("minutes", "-5"),
        ("case_reference", &long),
    ] {
        let form = form.clone().set(field, value);
        let fetched = sue.fetch(&form).await;
        assert_eq!(fetched.status, 422, "{field}={value}: {fetched}");
        assert_eq!(fetched.json()["fields"][0]["field"], field);
        let answer = sue.post(&form).await;
        assert_eq!(answer.location(), page);
        let back = sue.follow(&answer).await;
        assert!(
            !back.text(&format!("#{field}-error")).is_empty(),
            "{field}: {back}"
        );
        if field != "minutes" {
            assert_eq!(back.form("Impersonate").value(field), value);
        }
        assert_eq!(sue.open(&page).await.alert(), "", "a message is shown once");
    }
    assert_eq!(house.kinds().await, [""; 0]);
    assert_eq!(house.minted().await, 0);
    house.close().await;
}

#[tokio::test]
async fn what_was_typed_for_one_user_never_stands_in_the_form_of_another() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let form = sue.start_form(&house.page_of("ann")).await;
    let refused = sue.post(&form.set("minutes", "4")).await;
    let other = sue.open(house.page_of("bob")).await;
    assert_eq!(other.alert(), "");
    assert_eq!(other.form("Impersonate").value("reason"), "");
    assert_eq!(refused.location(), house.page_of("ann"));
    house.close().await;
}
