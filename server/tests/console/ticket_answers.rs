//! A ticket that opens no session: whatever the provider wants beside it ends the attempt, with a row.

use serde_json::{Value, json};

use crate::support::{Clerk, House};

const WANTED: [(&str, &str); 9] = [
    ("needs_identifier", "an identifier"),
    ("needs_first_factor", "a first factor"),
    ("needs_second_factor", "the user's second factor"),
    ("needs_client_trust", "proof that the device is the user's"),
    ("needs_new_password", "a new password of the user's"),
    ("needs_protect_check", "a check that it is a person"),
    ("abandoned", "gave up the sign-in"),
    ("complete", "named no session"),
    ("needs_tomorrows_proof", "\"needs_tomorrows_proof\""),
];

#[tokio::test]
async fn every_answer_but_a_session_fails_the_start_in_words_that_say_what_was_wanted() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    let page = house.page_of("ann");
    let factors = json!([{ "strategy": "totp" }, { "strategy": "email_code" }]);
    for (status, words) in WANTED {
        let form = sue.start_form(&page).await;
        Clerk::answering(&house, &Clerk::wanting(status, &factors, &factors), "ann");
        let answer = sue.post(&form).await;
        house.line.mend();
        assert_eq!(answer.location(), page, "{status}: {answer}");
        let back = sue.follow(&answer).await;
        assert!(back.alert().contains(words), "{status}: {back}");
        assert_eq!(
            back.form("Impersonate").value("reason"),
            form.value("reason")
        );
        let failed = house.entries().await.pop().unwrap();
        assert_eq!(failed.kind, "impersonation.failed");
        assert_eq!(failed.details["step"], "redeem_ticket");
        assert_eq!(failed.details["code"], status);
        assert_eq!(failed.details["status"], Value::Null);
        assert_eq!(house.live("ann", true).await, 0);
        assert!(
            !house.tokens().await.contains(&"pending".to_owned()),
            "it is revoked"
        );
        assert_eq!(sue.open("/dashboard").await.region(), "");
    }
    let all = house.kinds().await;
    assert_eq!(all.len(), 2 * WANTED.len());
    // Another try works.
    sue.start(&page).await;
    house.close().await;
}
