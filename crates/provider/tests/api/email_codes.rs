//! Codes by e-mail, as first and as second factor.

use std::io;
use std::sync::{Arc, Mutex};

use ambient::MINUTE;
use http::Method;
use provider::{Letter, Mail, NewUser, Settings};
use serde_json::json;

use crate::house::{Device, HOST, House, PASSWORD, Reply};

const ANN: &str = "ann@example.com";
const SIGN_INS: &str = "/v1/client/sign_ins";

/// A letter box.
#[derive(Clone, Debug, Default)]
pub(crate) struct Letters(Arc<Mutex<Vec<Letter>>>);

impl Mail for Letters {
    fn deliver(&self, letter: &Letter) -> io::Result<()> {
        self.0.lock().unwrap().push(letter.clone());
        Ok(())
    }
}

impl Letters {
    pub(crate) fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// The code of the one letter that came.
    pub(crate) fn code(&self) -> String {
        let letters = self.take();
        assert_eq!(letters.len(), 1, "{letters:?}");
        letters[0].code.clone()
    }
}

/// A house with a letter box, and Ann who has no password.
async fn house() -> (House, Letters) {
    let letters = Letters::default();
    let mut settings = Settings::new(HOST);
    settings.mail = Arc::new(letters.clone());
    let house = House::with(settings).await;
    house
        .new_user(NewUser {
            email_addresses: vec![ANN.to_owned()],
            username: Some("ann".to_owned()),
            ..NewUser::default()
        })
        .await;
    (house, letters)
}

/// A sign-in that names somebody, with the id of the address that it offers.
async fn named(house: &House, identifier: &str) -> (Device, String, Option<String>) {
    let mut device = Device::default();
    let form = [("identifier", identifier)];
    let body = device.post(house, SIGN_INS, &form).await.ok();
    let offered = &body["response"]["supported_first_factors"];
    let email = offered[1]["email_address_id"].as_str().map(str::to_owned);
    (
        device,
        body["response"]["id"].as_str().unwrap().to_owned(),
        email,
    )
}

async fn post(
    device: &mut Device,
    house: &House,
    id: &str,
    action: &str,
    form: &[(&str, &str)],
) -> Reply {
    device
        .post(house, &format!("{SIGN_INS}/{id}/{action}"), form)
        .await
}

async fn prepare(device: &mut Device, house: &House, id: &str, email: &str) -> Reply {
    let form = [("strategy", "email_code"), ("email_address_id", email)];
    post(device, house, id, "prepare_first_factor", &form).await
}

async fn attempt(device: &mut Device, house: &House, id: &str, code: &str) -> Reply {
    let form = [("strategy", "email_code"), ("code", code)];
    post(device, house, id, "attempt_first_factor", &form).await
}

#[tokio::test]
async fn an_account_without_a_password_signs_in_by_the_code_that_was_sent() {
    let (house, letters) = house().await;
    let (mut device, id, email) = named(&house, "Ann@Example.com ").await;
    let email = email.unwrap();
    attempt(&mut device, &house, &id, "000000")
        .await
        .refused(400, "verification_not_sent");
    prepare(&mut device, &house, &id, "idn_other")
        .await
        .refused(422, "form_resource_not_found");
    let prepared = prepare(&mut device, &house, &id, &email).await.ok();
    let verification = &prepared["response"]["first_factor_verification"];
    assert_eq!(
        (&verification["status"], &verification["strategy"]),
        (&"unverified".into(), &"email_code".into())
    );
    let letter = letters.take().pop().unwrap();
    assert_eq!(letter.to, ANN);
    assert!(
        letter.text.contains(&letter.code) && letter.code.len() == 6,
        "{letter:?}"
    );
    attempt(&mut device, &house, &id, "not it")
        .await
        .refused(422, "form_code_incorrect");
    let done = attempt(&mut device, &house, &id, &letter.code).await.ok();
    assert_eq!(done["response"]["status"], "complete");
    assert_eq!(
        done["response"]["first_factor_verification"]["strategy"],
        "email_code"
    );
    device.get(&house, "/v1/me").await.ok();
    attempt(&mut device, &house, &id, &letter.code)
        .await
        .refused(400, "strategy_for_user_invalid");
}

#[tokio::test]
async fn both_steps_go_in_one() {
    let (house, letters) = house().await;
    let mut device = Device::default();
    let form = [("strategy", "email_code"), ("identifier", ANN)];
    let body = device.post(&house, SIGN_INS, &form).await.ok();
    assert_eq!(body["response"]["status"], "needs_first_factor");
    let id = body["response"]["id"].as_str().unwrap();
    attempt(&mut device, &house, id, &letters.code()).await.ok();
    // A username has no address that may be shown.
    let form = [("strategy", "email_code"), ("identifier", "ann")];
    Device::default()
        .post(&house, SIGN_INS, &form)
        .await
        .refused(400, "strategy_for_user_invalid");
    assert_eq!(letters.take(), []);
}

#[tokio::test]
async fn a_code_runs_out_fails_after_five_tries_and_is_replaced_by_the_next() {
    let (house, letters) = house().await;
    let (mut device, id, email) = named(&house, ANN).await;
    let email = email.unwrap();
    prepare(&mut device, &house, &id, &email).await.ok();
    let first = letters.code();
    house.clock.advance(10 * MINUTE);
    attempt(&mut device, &house, &id, &first)
        .await
        .refused(400, "verification_expired");
    prepare(&mut device, &house, &id, &email).await.ok();
    let second = letters.code();
    attempt(&mut device, &house, &id, &first)
        .await
        .refused(422, "form_code_incorrect");
    for _ in 0..4 {
        attempt(&mut device, &house, &id, "000000")
            .await
            .refused(422, "form_code_incorrect");
    }
    attempt(&mut device, &house, &id, &second)
        .await
        .refused(400, "verification_failed");
    prepare(&mut device, &house, &id, &email).await.ok();
    attempt(&mut device, &house, &id, &letters.code())
        .await
        .ok();
}

#[tokio::test]
async fn nobody_is_told_whether_there_is_an_account() {
    let (house, letters) = house().await;
    let mut seen = Vec::new();
    for address in [ANN, "bob@example.com"] {
        let (mut device, id, email) = named(&house, address).await;
        let email = email.unwrap();
        let (_, _, again) = named(&house, address).await;
        assert_eq!(again.as_deref(), Some(&*email), "the same each time");
        let prepared = prepare(&mut device, &house, &id, &email).await.ok();
        let mut shown = prepared["response"].clone();
        for own in ["id", "identifier", "supported_first_factors"] {
            shown[own] = json!(null);
        }
        let wrong = attempt(&mut device, &house, &id, "000000").await;
        seen.push((shown, wrong.status, wrong.body["errors"].clone()));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(letters.take().len(), 1, "nobody gets no letter");
    let (mut device, id, email) = named(&house, "bob+clerk_test@example.com").await;
    prepare(&mut device, &house, &id, &email.unwrap())
        .await
        .ok();
    attempt(&mut device, &house, &id, "424242")
        .await
        .refused(422, "form_code_incorrect");
}

#[tokio::test]
async fn test_addresses_take_the_code_that_clerk_gives_them_and_get_no_letter() {
    let (house, letters) = house().await;
    let address = "jane+clerk_test@example.com";
    house.user(address).await;
    let (mut device, id, email) = named(&house, address).await;
    prepare(&mut device, &house, &id, &email.unwrap())
        .await
        .ok();
    attempt(&mut device, &house, &id, "424241")
        .await
        .refused(422, "form_code_incorrect");
    attempt(&mut device, &house, &id, "424242").await.ok();
    assert_eq!(letters.take(), []);
}

#[tokio::test]
async fn a_code_proves_the_second_factor_after_a_password_and_never_both() {
    let (house, letters) = house().await;
    let body = json!({
        "email_address": ["eve@example.com"], "password": PASSWORD, "backup_codes": ["first-code"],
    });
    house
        .backend(Method::POST, "/v1/users", Some(body))
        .await
        .ok();
    let mut device = Device::default();
    let begun = device
        .sign_in(&house, "eve@example.com", PASSWORD)
        .await
        .ok();
    let id = begun["response"]["id"].as_str().unwrap();
    let form = [("strategy", "email_code")];
    post(&mut device, &house, id, "prepare_first_factor", &form)
        .await
        .refused(400, "strategy_for_user_invalid");
    let prepared = post(&mut device, &house, id, "prepare_second_factor", &form)
        .await
        .ok();
    assert_eq!(
        prepared["response"]["second_factor_verification"]["status"],
        "unverified"
    );
    let code = letters.code();
    let form = [("strategy", "email_code"), ("code", &code)];
    let done = post(&mut device, &house, id, "attempt_second_factor", &form)
        .await
        .ok();
    assert_eq!(done["response"]["status"], "complete");

    let (mut device, id, email) = named(&house, "eve@example.com").await;
    prepare(&mut device, &house, &id, &email.unwrap())
        .await
        .ok();
    let begun = attempt(&mut device, &house, &id, &letters.code())
        .await
        .ok();
    assert_eq!(begun["response"]["status"], "needs_second_factor");
    assert_eq!(
        begun["response"]["supported_second_factors"],
        json!([{ "strategy": "backup_code" }])
    );
    let form = [("strategy", "email_code")];
    post(&mut device, &house, &id, "prepare_second_factor", &form)
        .await
        .refused(400, "strategy_for_user_invalid");
}

#[tokio::test]
async fn what_is_kept_of_a_code_is_not_the_code() {
    let (house, letters) = house().await;
    let (mut device, id, email) = named(&house, ANN).await;
    prepare(&mut device, &house, &id, &email.unwrap())
        .await
        .ok();
    let code = letters.code();
    let path = house.directory.path().join("provider.db");
    let pool = database::open(&path, database::Schema::Provider)
        .await
        .unwrap();
    let kept: String = sqlx::query_scalar("SELECT code_digest FROM sign_ins WHERE id = $1")
        .bind(&id)
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(!kept.contains(&code) && kept.len() == 43, "{kept}");
}
