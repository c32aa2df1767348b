//! Sign-ins of several steps, as Clerk may want them.

mod under_way;

use serde_json::{Value, json};
use server::Audience;

use crate::support::{Answer, Browser, CODE, Clerk, House, PASSWORD, Plan};

const PAGE: &str = "/sign-in/factor";

fn email() -> Value {
    json!({ "strategy": "email_code", "email_address_id": "idn_1", "safe_identifier": "s***@example.com" })
}

fn phone() -> Value {
    json!({ "strategy": "phone_code", "phone_number_id": "idn_2", "safe_identifier": "+1 *** 99" })
}

fn totp() -> Value {
    json!({ "strategy": "totp" })
}

fn backup() -> Value {
    json!({ "strategy": "backup_code" })
}

/// Clerk wants these second factors of everybody; the right code lets in `name`.
fn second(house: &House, status: &str, factors: &[Value], name: &str) -> Clerk {
    let answer = Clerk::wanting(status, &Value::Null, &json!(factors));
    Clerk::answering(house, &answer, name)
}

/// Address and password are right, and the page of the next step is open.
async fn begun(browser: &mut Browser, name: &str) -> Answer {
    let answer = browser.sign_in(name, PASSWORD).await;
    assert_eq!(answer.location(), PAGE, "{answer}");
    browser.follow(&answer).await
}

async fn is_signed_out(browser: &mut Browser) -> bool {
    browser.get("/dashboard").await.status == 303
}

#[tokio::test]
async fn each_second_factor_is_asked_for_and_a_wrong_code_reads_in_clerks_own_words() {
    for (status, factor, strategy, sends) in [
        ("needs_second_factor", totp(), "totp", None),
        ("needs_second_factor", backup(), "backup_code", None),
        (
            "needs_second_factor",
            email(),
            "email_code",
            Some("email_address_id=idn_1"),
        ),
        (
            "needs_second_factor",
            phone(),
            "phone_code",
            Some("phone_number_id=idn_2"),
        ),
        (
            "needs_client_trust",
            email(),
            "email_code",
            Some("email_address_id=idn_1"),
        ),
    ] {
        let house = House::new().await;
        let clerk = second(&house, status, &[factor], "sue");
        let mut sue = house.browser();
        let page = begun(&mut sue, "sue").await;
        let sent = sends.map(|id| {
            (
                "prepare_second_factor".to_owned(),
                format!("strategy={strategy}&{id}"),
            )
        });
        assert_eq!(clerk.posted(), Vec::from_iter(sent), "{status} {strategy}");
        assert!(is_signed_out(&mut sue).await);

        let form = page.form("Continue");
        let wrong = sue.post(&form.clone().set("code", "000 000")).await;
        assert!(wrong.location().starts_with(PAGE), "{wrong}");
        let again = sue.follow(&wrong).await;
        assert_eq!(again.alert(), "Incorrect code");
        assert_eq!(again.text("#code-error"), "Incorrect code");
        assert_eq!(again.form("Continue").value("code"), "", "it is not kept");
        let typed = if strategy == "backup_code" {
            "000 000"
        } else {
            "000000"
        };
        let typed = typed.replace(' ', "+");
        assert_eq!(
            clerk.posted(),
            [(
                "attempt_second_factor".to_owned(),
                format!("strategy={strategy}&code={typed}")
            )]
        );
        let fetched = sue.fetch(&form.clone().set("code", "111111")).await;
        assert_eq!(
            (fetched.status, &fetched.json()["fields"][0]["field"]),
            (422, &"code".into())
        );
        assert!(is_signed_out(&mut sue).await);

        let cookie = sue.cookie().to_owned();
        let right = sue.post(&form.set("code", CODE)).await;
        assert_eq!(right.location(), "/dashboard", "{right}");
        assert_ne!(sue.cookie(), cookie, "another id");
        assert_eq!(sue.follow(&right).await.heading(), "Hello Sue");
        assert_eq!(house.live("sue", false).await, 1);
        house.close().await;
    }
}

#[tokio::test]
async fn one_may_choose_among_the_ways_and_a_code_is_sent_only_on_request() {
    let house = House::new().await;
    let factors = [
        backup(),
        email(),
        totp(),
        phone(),
        json!({ "strategy": "passkey" }),
    ];
    let clerk = second(&house, "needs_second_factor", &factors, "sue");
    let mut sue = house.browser();
    let page = begun(&mut sue, "sue").await;
    assert!(page.body.contains("authenticator app"), "{page}");
    assert_eq!(clerk.posted(), []);
    let links = page.attributes(".factor-ways a", "href");
    assert_eq!(links, ["/sign-in/factor?with=backup_code"]);
    let kept = sue.open(&links[0]).await;
    assert_eq!(kept.text("label[for=code]"), "Backup code");

    let sent = sue.press(&page, "Text a code to +1 *** 99").await;
    let page = sue.follow(&sent).await;
    assert!(page.body.contains("has been sent to +1 *** 99"), "{page}");
    assert_eq!(page.form("Continue").value("way"), "phone_code.idn_2");
    sue.press(&page, "Text another code to +1 *** 99").await;
    let prepared = (
        "prepare_second_factor".to_owned(),
        "strategy=phone_code&phone_number_id=idn_2".to_owned(),
    );
    assert_eq!(clerk.posted(), [prepared.clone(), prepared]);
    let form = page.form("Continue").set("code", CODE);
    assert_eq!(
        sue.post(&form.clone().set("way", "passkey")).await.status,
        400
    );
    assert_eq!(sue.post(&form).await.location(), "/dashboard");
    house.close().await;
}

#[tokio::test]
async fn what_the_console_cannot_answer_is_said_with_what_to_do_and_leaves_nothing_open() {
    let factor = |strategy: &str| json!([{ "strategy": strategy }]);
    let none = Value::Null;
    for (status, first, second, words) in [
        (
            "needs_new_password",
            none.clone(),
            none.clone(),
            "sets no passwords",
        ),
        (
            "needs_protect_check",
            none.clone(),
            none.clone(),
            "that it is a person",
        ),
        (
            "needs_first_factor",
            factor("oauth_google"),
            none.clone(),
            "signs in with Google",
        ),
        (
            "needs_first_factor",
            factor("passkey"),
            none.clone(),
            "signs in with a passkey",
        ),
        (
            "needs_first_factor",
            factor("saml"),
            none.clone(),
            "signs in with single sign-on",
        ),
        (
            "needs_first_factor",
            factor("web3_base_signature"),
            none.clone(),
            "signs in with a wallet",
        ),
        (
            "needs_second_factor",
            none.clone(),
            factor("passkey"),
            "second step is a passkey",
        ),
        (
            "needs_second_factor",
            none.clone(),
            none.clone(),
            "offers none",
        ),
        ("complete", none.clone(), none.clone(), "does not know"),
        (
            "needs_tomorrows_proof",
            none.clone(),
            none,
            "needs_tomorrows_proof",
        ),
    ] {
        let house = House::new().await;
        Clerk::answering(&house, &Clerk::wanting(status, &first, &second), "sue");
        let mut sue = house.browser();
        let answer = sue.sign_in("sue", PASSWORD).await;
        assert_eq!(answer.location(), "/sign-in", "{status}");
        let page = sue.follow(&answer).await;
        assert!(page.alert().contains(words), "{status}: {page}");
        assert_eq!(page.form("Sign in").value("email"), "sue@example.com");
        assert_eq!(sue.open(PAGE).await.heading(), "This sign-in is over");
        assert!(is_signed_out(&mut sue).await);
        house.close().await;
    }
}

#[tokio::test]
async fn an_account_without_a_password_may_go_on_with_a_code_that_is_sent_only_on_request() {
    let house = House::new().await;
    let factors = json!([{ "strategy": "oauth_google" }, email()]);
    let answer = Clerk::wanting("needs_first_factor", &factors, &Value::Null);
    let clerk = Clerk::answering(&house, &answer, "sue");
    let mut sue = house.browser();
    let page = begun(&mut sue, "sue").await;
    assert_eq!(clerk.posted(), [], "nobody has proven anything yet");
    let sent = sue.press(&page, "Email a code").await;
    let page = sue.follow(&sent).await;
    let right = sue.post(&page.form("Continue").set("code", CODE)).await;
    assert_eq!(right.location(), "/dashboard");
    let posted = clerk.posted();
    let actions: Vec<_> = posted.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["prepare_first_factor", "attempt_first_factor"]);
    house.close().await;
}

#[tokio::test]
async fn where_only_staff_may_sign_in_customers_are_told_after_the_last_step() {
    let plan = Plan {
        audience: Audience::Staff,
        ..Plan::default()
    };
    let house = House::with(plan).await;
    second(&house, "needs_second_factor", &[totp()], "ann");
    let mut ann = house.browser();
    let form = begun(&mut ann, "ann")
        .await
        .form("Continue")
        .set("code", CODE);
    let answer = ann.post(&form).await;
    let page = ann.follow(&answer).await;
    assert!(
        page.alert()
            .starts_with("This console is for support staff."),
        "{page}"
    );
    assert_eq!(page.heading(), "This sign-in is over");
    assert!(is_signed_out(&mut ann).await);
    assert_eq!(house.live("ann", false).await, 0);
    assert_eq!(ann.post(&form).await.status, 401);
    house.close().await;
}

#[tokio::test]
async fn refusals_of_clerk_say_how_it_goes_on() {
    let house = House::new().await;
    let clerk = second(&house, "needs_second_factor", &[email()], "sue");
    let mut sue = house.browser();
    let form = begun(&mut sue, "sue")
        .await
        .form("Continue")
        .set("code", CODE);

    clerk.refuse(
        400,
        "verification_expired",
        "This verification has expired.",
    );
    let answer = sue.post(&form).await;
    let page = sue.follow(&answer).await;
    assert_eq!(page.alert(), "This verification has expired.");
    assert!(
        !page.has_button("Continue"),
        "it has to be sent again: {page}"
    );
    assert!(page.has_button("Email a code to s***@example.com"));

    clerk.refuse(429, "too_many_requests", "Too many requests, retry later");
    let fetched = sue.fetch(&form).await;
    assert_eq!((fetched.status, fetched.header("retry-after")), (429, "7"));
    assert_eq!(
        fetched.json()["words"],
        "Too many requests, retry later. Try again in 7 seconds."
    );

    clerk.refuse(403, "user_locked", "Your account is locked.");
    let answer = sue.post(&form).await;
    assert!(
        sue.follow(&answer)
            .await
            .alert()
            .starts_with("Your account is locked.")
    );

    house.line.cut("POST /v1/client/sign_ins");
    let answer = sue.post(&form).await;
    assert!(
        sue.follow(&answer)
            .await
            .alert()
            .contains("cannot be reached")
    );
    house.line.cut("nothing");

    clerk.refuse(404, "resource_not_found", "No sign in was found");
    let answer = sue.post(&form).await;
    let page = sue.follow(&answer).await;
    assert!(
        page.alert().contains("knows this sign-in no more"),
        "{page}"
    );
    assert_eq!(page.heading(), "This sign-in is over");
    assert_eq!(sue.post(&form).await.status, 401);
    house.close().await;
}

#[tokio::test]
async fn an_empty_code_is_said_beside_its_field_and_asks_nobody() {
    let house = House::new().await;
    let clerk = second(&house, "needs_second_factor", &[totp()], "sue");
    let mut sue = house.browser();
    let form = begun(&mut sue, "sue").await.form("Continue");
    for _ in 0..20 {
        let answer = sue.post(&form.clone().set("code", "  ")).await;
        assert_eq!(
            sue.follow(&answer).await.text("#code-error"),
            "Enter the code."
        );
    }
    assert_eq!(clerk.posted(), []);
    assert_eq!(
        sue.post(&form.set("code", CODE)).await.location(),
        "/dashboard"
    );
    house.close().await;
}
