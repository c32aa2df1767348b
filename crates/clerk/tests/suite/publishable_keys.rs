//! Which publishable keys are accepted, and what they say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clerk::{KeyEnvironment, PublishableKey, PublishableKeyError};
use proptest::prelude::*;

fn key_of(decoded: &str) -> String {
    format!("pk_test_{}", STANDARD.encode(decoded))
}

#[test]
fn what_is_not_a_publishable_key_is_refused_with_its_reason() {
    use PublishableKeyError::{Encoding, Ending, Host, Prefix};
    let cases = [
        ("", Prefix),
        ("sk_test_MTI3LjAuMC4xOjQwMDAk", Prefix),
        ("pk_MTI3LjAuMC4xOjQwMDAk", Prefix),
        ("pk_stage_MTI3LjAuMC4xOjQwMDAk", Prefix),
        (" pk_test_MTI3LjAuMC4xOjQwMDAk", Prefix),
        ("pk_test_", Ending),
        ("pk_test_MTI3_LjAuMC4xOjQwMDAk", Encoding),
        ("pk_test_MTI3LjAuMC4xOjQwMDAk ", Encoding),
        ("pk_test_!!!!", Encoding),
        (&key_of("clerk.example.com"), Ending),
        (&key_of("$"), Host),
        (&key_of("clerk.example.com$$"), Host),
        (&key_of("clerk$.example.com$"), Host),
        (&key_of("localhost:4000$"), Host),
        (&key_of("evil.example.com/path?$"), Host),
        (&key_of("user@evil.example.com$"), Host),
        (&key_of("a..b$"), Host),
        (&key_of("127.0.0.1:99999$"), Host),
        (&key_of("127.0.0.1:$"), Host),
    ];
    for (text, why) in cases {
        assert_eq!(PublishableKey::parse(text), Err(why), "{text}");
    }
}

#[test]
fn a_host_that_clerk_js_would_not_take_makes_no_key() {
    for host in [
        "localhost:4000",
        "localhost",
        "",
        "a b.c",
        "https://clerk.example.com",
    ] {
        assert_eq!(
            PublishableKey::new(KeyEnvironment::Test, host),
            Err(PublishableKeyError::Host),
            "{host}"
        );
    }
}

#[test]
fn the_known_keys_of_a_local_host_are_made_and_read() {
    let vectors = [
        (KeyEnvironment::Live, "pk_live_MTI3LjAuMC4xOjQwMDAk"),
        (KeyEnvironment::Test, "pk_test_MTI3LjAuMC4xOjQwMDAk"),
    ];
    for (environment, text) in vectors {
        let made = PublishableKey::new(environment, "127.0.0.1:4000").expect("a host with dots");
        assert_eq!(made.to_string(), text);
        let read = PublishableKey::parse(text).expect("a key");
        assert_eq!(
            (read.frontend_api(), read.environment()),
            ("127.0.0.1:4000", environment)
        );
        assert_eq!(read.issuer(), "https://127.0.0.1:4000");
    }
    assert!(PublishableKey::new(KeyEnvironment::Test, "clerk.localhost:4000").is_ok());
}

#[test]
fn padding_is_optional_and_a_key_stays_as_it_was_written() {
    let padded = key_of("foo-bar-1.clerk.accounts.dev$");
    let bare = padded.trim_end_matches('=');
    assert_ne!(padded, bare, "this host needs padding");
    for text in [padded.as_str(), bare] {
        let key = PublishableKey::parse(text).expect("a key");
        assert_eq!(
            (key.frontend_api(), key.to_string().as_str()),
            ("foo-bar-1.clerk.accounts.dev", text)
        );
    }
}

proptest! {
    #[test]
    fn every_key_that_is_made_can_be_read(name in "[a-z0-9-]{1,20}(\\.[a-z0-9-]{1,20}){1,4}", port in proptest::option::of(0_u16..)) {
        let host = port.map_or(name.clone(), |port| format!("{name}:{port}"));
        let made = PublishableKey::new(KeyEnvironment::Live, &host).expect("a host");
        prop_assert_eq!(PublishableKey::parse(&made.to_string()), Ok(made));
    }
}
