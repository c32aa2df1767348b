//! Claims and times.

use clerk::VerifyError;
use serde_json::{Value, json};

use super::{NOW, NOW_SECONDS, claims_but, header, header_but, refused, token, verifier};

#[test]
fn a_foreign_issuer_is_refused_also_when_it_only_looks_alike() {
    for iss in [
        "https://clerk.example.org",
        "http://clerk.example.com",
        "https://clerk.example.com/",
        "clerk.example.com",
        "",
    ] {
        assert_eq!(
            refused(&header(), &claims_but(json!({ "iss": iss }))),
            VerifyError::WrongIssuer,
            "{iss}"
        );
    }
}

#[test]
fn a_token_is_over_five_seconds_after_it_expired_and_not_before() {
    let at = |exp: i64, now: i64| {
        verifier().verify(&token(&header(), &claims_but(json!({ "exp": exp }))), now)
    };
    assert_eq!(at(NOW_SECONDS - 6, NOW), Err(VerifyError::Expired));
    assert_eq!(
        at(NOW_SECONDS - 5, NOW),
        Err(VerifyError::Expired),
        "exactly five seconds is over"
    );
    assert!(at(NOW_SECONDS - 5, NOW - 1).is_ok());
    assert!(at(NOW_SECONDS - 4, NOW).is_ok());
    assert_eq!(at(i64::MIN, NOW), Err(VerifyError::Expired));
    assert!(at(i64::MAX, NOW).is_ok(), "no overflow");
}

#[test]
fn a_token_that_is_not_valid_yet_or_from_the_future_is_refused_beyond_five_seconds() {
    let not_before =
        |nbf: i64| verifier().verify(&token(&header(), &claims_but(json!({ "nbf": nbf }))), NOW);
    assert_eq!(not_before(NOW_SECONDS + 6), Err(VerifyError::NotYetValid));
    assert!(not_before(NOW_SECONDS + 5).is_ok());
    let issued =
        |iat: i64| verifier().verify(&token(&header(), &claims_but(json!({ "iat": iat }))), NOW);
    assert_eq!(issued(NOW_SECONDS + 6), Err(VerifyError::IssuedInFuture));
    assert!(issued(NOW_SECONDS + 5).is_ok());
}

#[test]
fn a_pending_session_counts_as_signed_out() {
    assert_eq!(
        refused(&header(), &claims_but(json!({ "sts": "pending" }))),
        VerifyError::Pending
    );
}

#[test]
fn a_token_without_user_session_or_times_is_refused() {
    for missing in ["sub", "sid", "exp", "iat", "iss"] {
        assert_eq!(
            refused(&header(), &claims_but(json!({ missing: null }))),
            VerifyError::Malformed,
            "{missing}"
        );
    }
    for empty in ["sub", "sid"] {
        assert_eq!(
            refused(&header(), &claims_but(json!({ empty: "" }))),
            VerifyError::Malformed,
            "{empty}"
        );
    }
    assert_eq!(
        refused(&header(), &claims_but(json!({ "act": "user_2" }))),
        VerifyError::Malformed
    );
}

#[test]
fn parties_are_asked_for_only_when_they_are_configured() {
    let strict =
        verifier().with_authorized_parties(vec!["http://a.test".into(), "http://b.test".into()]);
    let with = |azp: Value| token(&header(), &claims_but(json!({ "azp": azp })));
    assert_eq!(
        strict.verify(&with(json!("http://c.test")), NOW),
        Err(VerifyError::WrongParty)
    );
    assert_eq!(
        strict.verify(&with(Value::Null), NOW),
        Err(VerifyError::WrongParty)
    );
    assert!(strict.verify(&with(json!("http://b.test")), NOW).is_ok());
    assert!(
        verifier()
            .verify(&with(json!("http://c.test")), NOW)
            .is_ok()
    );
    assert!(
        verifier().verify(&with(Value::Null), NOW).is_ok(),
        "native mode has no azp"
    );
}

#[test]
fn the_claims_of_a_good_token_are_read_and_unknown_ones_do_no_harm() {
    let more = json!({ "o": { "id": "org_1" }, "pla": "u:free", "new": [1] });
    let claims = verifier()
        .verify(&token(&header(), &claims_but(more)), NOW)
        .expect("accepted");
    assert_eq!(
        (claims.sub.as_str(), claims.sid.as_str(), claims.v),
        ("user_1", "sess_1", Some(2))
    );
    assert_eq!(claims.fva, Some(vec![0, -1]));
    assert_eq!(
        (claims.actor_id(), claims.is_impersonation()),
        (None, false)
    );
}

#[test]
fn an_act_claim_tells_who_acts_and_one_without_a_sub_is_still_an_impersonation() {
    let read = |act: Value| {
        verifier()
            .verify(&token(&header(), &claims_but(json!({ "act": act }))), NOW)
            .expect("accepted")
    };
    let claims = read(json!({ "sub": "user_2", "impersonation_id": "imp_1" }));
    assert_eq!(
        (claims.actor_id(), claims.is_impersonation()),
        (Some("user_2"), true)
    );
    assert_eq!(claims.act.expect("act")["impersonation_id"], "imp_1");
    let nameless = read(json!({ "sub": 7 }));
    assert_eq!(
        (nameless.actor_id(), nameless.is_impersonation()),
        (None, true)
    );
}

#[test]
fn version_1_claims_are_accepted() {
    let old = json!({ "v": null, "jti": null, "sts": null, "fva": null });
    assert_eq!(
        verifier()
            .verify(
                &token(&header_but(json!({ "cat": null })), &claims_but(old)),
                NOW
            )
            .expect("accepted")
            .v,
        None
    );
}
