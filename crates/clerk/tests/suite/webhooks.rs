//! Webhooks are believed by their signature alone, within five minutes of their sending.

use clerk::{WebhookError, WebhookHead, WebhookSigner, WebhookVerifier};
use http::{HeaderMap, HeaderName, HeaderValue};

// The example of Svix's own documentation.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const SECONDS: &str = "1614265330";
const BODY: &[u8] = br#"{"test": 2432232314}"#;
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
// The same by another secret, made with Python's `hmac`.
const OTHER_SECRET: &str = "whsec_YW5vdGhlciBzZWNyZXQgb2YgMjQgYnl0ZQ==";
const OTHER_SIGNATURE: &str = "v1,6BrpG0W9YaICmowdDvR3cUG0ARg+mm9lprp+aW/Z4zo=";
const SENT_AT: i64 = 1_614_265_330_000;
const WINDOW: i64 = 5 * 60 * 1000;

fn headers(id: &str, seconds: &str, signature: &str) -> HeaderMap {
    let pairs = [
        ("svix-id", id),
        ("svix-timestamp", seconds),
        ("svix-signature", signature),
    ];
    let header = |(name, value): (&'static str, &str)| {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("a header");
        (HeaderName::from_static(name), value)
    };
    pairs.into_iter().map(header).collect()
}

fn check(secrets: &str, headers: &HeaderMap, now: i64, body: &[u8]) -> Result<(), WebhookError> {
    let head = WebhookHead::read(headers, now)?;
    let verifier = WebhookVerifier::new(secrets).expect("secrets");
    verifier.verify(&head, body)
}

fn signed(signature: &str) -> Result<(), WebhookError> {
    check(SECRET, &headers(ID, SECONDS, signature), SENT_AT, BODY)
}

#[test]
fn a_webhook_that_was_changed_in_any_part_is_refused() {
    let wrong = Err(WebhookError::WrongSignature);
    for at in 0..BODY.len() {
        let mut body = BODY.to_vec();
        body[at] ^= 1;
        let head = headers(ID, SECONDS, SIGNATURE);
        assert_eq!(check(SECRET, &head, SENT_AT, &body), wrong, "byte {at}");
    }
    let later = headers(ID, "1614265331", SIGNATURE);
    assert_eq!(check(SECRET, &later, SENT_AT, BODY), wrong);
    let renamed = headers("msg_p5jXN8AQM9LWM0D4loKWxJel", SECONDS, SIGNATURE);
    assert_eq!(check(SECRET, &renamed, SENT_AT, BODY), wrong);
    let head = headers(ID, SECONDS, SIGNATURE);
    assert_eq!(check(OTHER_SECRET, &head, SENT_AT, BODY), wrong);
    assert_eq!(check(SECRET, &head, SENT_AT, b""), wrong);
    // What a reader that does not part them would take for the same.
    let moved = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330",
        "1614265330",
        SIGNATURE,
    );
    assert_eq!(
        check(SECRET, &moved, SENT_AT, BODY),
        Err(WebhookError::Malformed("svix-id"))
    );
}

#[test]
fn a_webhook_is_taken_within_five_minutes_of_its_sending_and_not_a_moment_more() {
    let head = headers(ID, SECONDS, SIGNATURE);
    for (now, wanted) in [
        (SENT_AT + WINDOW, Ok(())),
        (SENT_AT + WINDOW + 1, Err(WebhookError::TooOld)),
        (i64::MAX, Err(WebhookError::TooOld)),
        (SENT_AT - WINDOW, Ok(())),
        (SENT_AT - WINDOW - 1, Err(WebhookError::FromFuture)),
        (0, Err(WebhookError::FromFuture)),
    ] {
        assert_eq!(check(SECRET, &head, now, BODY), wanted, "{now}");
    }
}

#[test]
fn headers_that_are_missing_doubled_or_garbled_are_refused_by_name() {
    for name in ["svix-id", "svix-timestamp", "svix-signature"] {
        let mut without = headers(ID, SECONDS, SIGNATURE);
        without.remove(name);
        assert_eq!(
            check(SECRET, &without, SENT_AT, BODY),
            Err(WebhookError::Missing(name))
        );
        let mut twice = headers(ID, SECONDS, SIGNATURE);
        let same = twice[name].clone();
        twice.append(name, same);
        assert_eq!(
            check(SECRET, &twice, SENT_AT, BODY),
            Err(WebhookError::Malformed(name))
        );
        let mut garbled = headers(ID, SECONDS, SIGNATURE);
        garbled.insert(name, HeaderValue::from_bytes(b"\xff\xfe").expect("bytes"));
        assert_eq!(
            check(SECRET, &garbled, SENT_AT, BODY),
            Err(WebhookError::Malformed(name))
        );
    }
    let timestamps = [
        "",
        "-1",
        "+1614265330",
        "1614265330.0",
        "0x10",
        " 1614265330",
        "99999999999999999999",
        "9223372036854775807",
        "soon",
    ];
    for seconds in timestamps {
        let head = headers(ID, seconds, SIGNATURE);
        assert_eq!(
            check(SECRET, &head, SENT_AT, BODY),
            Err(WebhookError::Malformed("svix-timestamp")),
            "{seconds:?}"
        );
    }
    for id in ["", "msg 1", "msg.1", &"m".repeat(257)] {
        let head = headers(id, SECONDS, SIGNATURE);
        assert_eq!(
            check(SECRET, &head, SENT_AT, BODY),
            Err(WebhookError::Malformed("svix-id")),
            "{id:?}"
        );
    }
    for signature in [
        "",
        "v1",
        "g0hM9SsE",
        "v1,%%%",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE",
    ] {
        assert_eq!(
            signed(signature),
            Err(WebhookError::Malformed("svix-signature")),
            "{signature:?}"
        );
    }
}

#[test]
fn only_a_signature_of_the_version_that_is_known_counts() {
    let tag = SIGNATURE.trim_start_matches("v1,");
    for signature in [
        format!("v1a,{tag}"),
        format!("v2,{tag}"),
        format!("V1,{tag}"),
        "v1,".to_owned(),
        "v1,AAAA".to_owned(),
    ] {
        assert_eq!(
            signed(&signature),
            Err(WebhookError::WrongSignature),
            "{signature}"
        );
    }
    let late = "v1,AAAA ".repeat(16) + SIGNATURE;
    assert_eq!(
        signed(&late),
        Err(WebhookError::WrongSignature),
        "one of very many"
    );
}

#[test]
fn one_signature_of_several_by_one_secret_of_several_is_enough() {
    assert_eq!(signed(SIGNATURE), Ok(()));
    assert_eq!(
        signed(&format!("v1,AAAA v1a,x {SIGNATURE} v1,BBBB")),
        Ok(())
    );
    let head = headers(ID, SECONDS, SIGNATURE);
    let other = headers(ID, SECONDS, OTHER_SIGNATURE);
    for secrets in [
        format!("{OTHER_SECRET},{SECRET}"),
        format!("  {SECRET} , {OTHER_SECRET}\n"),
    ] {
        assert_eq!(check(&secrets, &head, SENT_AT, BODY), Ok(()));
        assert_eq!(check(&secrets, &other, SENT_AT, BODY), Ok(()));
    }
}

#[test]
fn what_is_no_signing_secret_is_refused_and_none_is_ever_shown() {
    for bad in [
        "",
        " , ",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_%%%",
        &format!("{SECRET},whsec_%%%"),
    ] {
        assert!(WebhookVerifier::new(bad).is_err(), "{bad:?}");
    }
    let shown = format!("{:?}", WebhookVerifier::new(SECRET));
    assert!(!shown.contains("MfKQ9r8G"), "{shown}");
}

#[test]
fn a_webhook_is_signed_as_in_svix_own_example_and_only_with_a_secret() {
    let signer = WebhookSigner::new(SECRET).expect("a secret");
    assert_eq!(
        signer.headers(ID, SENT_AT + 999, BODY),
        [
            ("svix-id", ID.to_owned()),
            ("svix-timestamp", SECONDS.to_owned()),
            ("svix-signature", SIGNATURE.to_owned()),
        ]
    );
    for bad in [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        &format!("{SECRET},{SECRET}"),
    ] {
        assert!(WebhookSigner::new(bad).is_err(), "{bad:?}");
    }
    assert_eq!(format!("{signer:?}"), "WebhookSigner");
}
