//! Clerk's two APIs: whether they are reached, take the keys, and belong to one instance.

use clerk::{ClientToken, Error, Jwks, SessionVerifier};

use super::report::Report;
use crate::instance::Instance;

/// Clerk's code where native applications are not let in.
const NATIVE_OFF: &str = "native_api_disabled";
const IS_OFF: &str = "is off, and nobody can sign in here: switch the Native API on in Clerk's dashboard, Native applications";

/// Asks both APIs, which are at these addresses. Says whether the Backend API takes the secret key.
pub async fn examine(
    instance: &Instance,
    api: &str,
    frontend_api: &str,
    report: &mut Report,
) -> bool {
    let keys = backend(instance, api, report).await;
    let public = frontend(instance, frontend_api, report).await;
    if let (Some(keys), Some(public)) = (&keys, public) {
        compare(keys, &public, report);
    }
    keys.is_some()
}

/// The Backend API by its keys, which need the secret key and are under no rate limit.
async fn backend(instance: &Instance, api: &str, report: &mut Report) -> Option<Jwks> {
    let keys = match instance.backend.jwks().await {
        Ok(keys) => keys,
        Err(error) => {
            match error.code() {
                Some("api_version_invalid") => report.fail(
                    "API version",
                    format!(
                        "{} This version of Understudy is too old for Clerk: update it",
                        said(&error)
                    ),
                ),
                Some(_) if error.status() == Some(401) => {
                    report.ok("backend API", format!("{api} answers"));
                    report.fail("secret key", format!("{} Copy it anew from Clerk's dashboard, API keys, into CLERK_SECRET_KEY", error.words()));
                }
                _ => report.fail("backend API", away(api, &error, "CLERK_API_URL")),
            }
            return None;
        }
    };
    report.ok("backend API", format!("{api} answers"));
    report.ok("secret key", "is taken");
    report.ok("API version", format!("{} is taken", clerk::API_VERSION));
    let verifier = SessionVerifier::new(instance.issuer.clone(), &keys);
    let kids = verifier.kids();
    if kids.is_empty() {
        report.fail("token keys", "none of the instance's keys is one for RS256, so no session token can be verified; ask Clerk's support");
    } else {
        report.ok(
            "token keys",
            format!("session tokens are verified with {}", kids.join(", ")),
        );
    }
    Some(keys)
}

/// The Frontend API in native mode, in which the console speaks. Its public keys, where it has any.
async fn frontend(instance: &Instance, frontend_api: &str, report: &mut Report) -> Option<Jwks> {
    let environment = match instance.frontend.environment().await {
        Ok(answer) => answer.value,
        Err(error) if error.code() == Some(NATIVE_OFF) => {
            report.fail("native mode", IS_OFF);
            return None;
        }
        Err(error) => {
            report.fail(
                "frontend API",
                away(frontend_api, &error, "CLERK_PUBLISHABLE_KEY"),
            );
            return None;
        }
    };
    report.ok("frontend API", format!("{frontend_api} answers"));
    // As a client that has no token yet.
    match instance.frontend.client(&ClientToken::new("")).await {
        Ok(_) => report.ok("native mode", "is on"),
        Err(error) if error.code() == Some(NATIVE_OFF) => report.fail("native mode", IS_OFF),
        Err(error) => report.fail("native mode", format!("cannot be told: {}", said(&error))),
    }
    let sessions = if environment.auth_config.single_session_mode {
        "a client holds one session; each impersonation has a client of its own, so that is no hindrance"
    } else {
        "a client holds several sessions"
    };
    report.ok("sessions", sessions);
    if environment.maintenance_mode {
        report.note(
            "maintenance",
            "Clerk is being worked on; it may refuse changes",
        );
    }
    match instance.frontend.jwks().await {
        Ok(keys) => Some(keys),
        Err(error) => {
            report.fail("same instance", format!("cannot be told: {}", said(&error)));
            None
        }
    }
}

/// The publishable key leads to the Frontend API and the secret key to the Backend API of an instance. Of one and
/// the same, if both show the same keys.
fn compare(keys: &Jwks, public: &Jwks, report: &mut Report) {
    let same = |key: &clerk::Jwk| {
        public
            .keys
            .iter()
            .any(|other| (&other.kid, &other.n) == (&key.kid, &key.n))
    };
    if keys.keys.iter().any(same) {
        report.ok(
            "same instance",
            "secret key and publishable key belong together",
        );
    } else {
        let kids = |keys: &Jwks| {
            keys.keys
                .iter()
                .map(|key| key.kid.clone())
                .collect::<Vec<_>>()
                .join(", ")
        };
        report.fail(
            "same instance",
            format!(
                "the secret key is of {} and the publishable key of {}: take both from one instance, in Clerk's dashboard, API keys",
                kids(keys),
                kids(public)
            ),
        );
    }
}

fn away(address: &str, error: &Error, setting: &str) -> String {
    match error {
        Error::Transport(cause) => {
            format!("{address} is not reached: {cause}. Check the network, the proxy and {setting}")
        }
        Error::Garbage(_) => format!("what answers at {address} is not Clerk; check {setting}"),
        error => format!("{address} refuses: {}", said(error)),
    }
}

/// Clerk's words, and by what its support finds the request.
pub fn said(error: &Error) -> String {
    match error {
        Error::Api {
            status, trace_id, ..
        } => {
            let trace = trace_id.as_deref().map(|id| format!(", trace {id}"));
            let code = error.code().unwrap_or("no code");
            format!(
                "{} (status {status}, {code}{})",
                error.words(),
                trace.unwrap_or_default()
            )
        }
        error => error.to_string(),
    }
}
