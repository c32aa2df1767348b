//! Sign-ins of several steps on the provider that the console brings along.

use crate::support::{House, PASSWORD, Plan};

const PAGE: &str = "/sign-in/factor";
/// `12345678901234567890` in base32.
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// What an authenticator app with that secret shows now.
fn totp(house: &House) -> String {
    use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
    let step = house.clock.now() / 30_000;
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"12345678901234567890");
    let tag = sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[19] & 0xf);
    let number = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

async fn house(plan: Plan) -> House {
    let mut house = House::with(plan).await;
    house
        .add_like("tom", |tom| {
            tom.totp_secret = Some(SECRET.to_owned());
            tom.backup_codes = vec!["kept-code".to_owned()];
            tom.public_metadata = serde_json::from_str(r#"{"role":"support"}"#).unwrap();
        })
        .await;
    house
}

#[tokio::test]
async fn a_wrong_password_of_an_account_with_a_second_factor_reads_as_any_other() {
    let house = house(Plan::default()).await;
    let mut tom = house.browser();
    let answer = tom.sign_in("tom", "not the password").await;
    assert_eq!(answer.location(), "/sign-in");
    let page = tom.follow(&answer).await;
    assert_eq!(page.alert(), "Email address or password is incorrect.");
    assert_eq!(tom.open(PAGE).await.heading(), "This sign-in is over");
    house.close().await;
}

#[tokio::test]
async fn the_app_signs_in_on_instances_of_one_session_and_of_many() {
    for single_session_mode in [false, true] {
        let house = house(Plan {
            single_session_mode,
            ..Plan::default()
        })
        .await;
        let mut tom = house.browser();
        let answer = tom.sign_in("tom", PASSWORD).await;
        assert_eq!(answer.location(), PAGE);
        let form = tom.follow(&answer).await.form("Continue");
        let code = totp(&house);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let refused = tom.post(&form.clone().set("code", wrong)).await;
        assert_eq!(tom.follow(&refused).await.alert(), "Incorrect code");
        assert_eq!(house.live("tom", false).await, 0);
        let right = tom.post(&form.set("code", &code)).await;
        assert_eq!(right.location(), "/dashboard");
        assert_eq!(tom.open("/dashboard").await.heading(), "Hello Tom");
        // And works as anybody does who signed in.
        tom.start(&house.page_of("ann")).await;
        house.close().await;
    }
}

#[tokio::test]
async fn a_backup_code_signs_in_once() {
    let house = house(Plan::default()).await;
    for expected in [303, 422] {
        let mut tom = house.browser();
        let answer = tom.sign_in("tom", PASSWORD).await;
        tom.follow(&answer).await;
        let page = tom.open(format!("{PAGE}?with=backup_code")).await;
        let form = page.form("Continue").set("code", "kept-code");
        let answer = if expected == 303 {
            tom.post(&form).await
        } else {
            tom.fetch(&form).await
        };
        assert_eq!(answer.status, expected, "{answer}");
    }
    house.close().await;
}

#[tokio::test]
async fn whoever_has_a_second_factor_can_be_acted_as_without_it() {
    let mut house = house(Plan::default()).await;
    house
        .add_like("una", |una| una.totp_secret = Some(SECRET.to_owned()))
        .await;
    let mut sue = house.acting("sue", "una").await;
    assert!(
        sue.open("/dashboard")
            .await
            .region()
            .contains("Una Example")
    );
    house.close().await;
}

#[tokio::test]
async fn an_address_that_nobody_has_goes_the_same_way_at_the_provider() {
    let house = house(Plan::default()).await;
    let mut asked = Vec::new();
    for email in ["tom@example.com", "nobody@example.com", "no address"] {
        let mut browser = house.browser();
        let form = browser.open("/sign-in").await.form("Sign in");
        let form = form.set("email", email).set("by", "email_code");
        house.line.asked();
        let answer = browser.post(&form).await;
        if email == "no address" {
            assert_eq!(answer.location(), "/sign-in");
            continue;
        }
        assert_eq!(answer.location(), PAGE, "{email}");
        let calls = house.line.asked().into_iter();
        let ends = calls.map(|call| call.rsplit('/').next().map(str::to_owned));
        asked.push(ends.collect::<Vec<_>>());
        let form = browser.follow(&answer).await.form("Continue");
        let wrong = browser.post(&form.set("code", "000000")).await;
        assert_eq!(browser.follow(&wrong).await.alert(), "Incorrect code");
    }
    assert_eq!(asked[0], asked[1]);
    house.close().await;
}
