//! What to do about Clerk's errors: one table. Clerk says what is wrong; the table says what helps, and who can.
//! `docs/reference/clerk-errors.md` shows it, and a test holds one against the other.

use clerk::{ErrorItem, TransportError, VerifyError};

use super::present;
use crate::api::wait_words;

/// What helps when Clerk refuses.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    /// The HTTP statuses that it is for.
    pub statuses: (u16, u16),
    /// Clerk's code; `None` is for whatever has no row of its own.
    pub code: Option<&'static str>,
    /// What to do next. `{wait}` and `{used}` are what the answer says of them.
    pub next: &'static str,
    /// Whether nobody but the operator can mend it.
    pub operator: bool,
}

const KEYS: &str = "The keys of this console are not in order. Ask whoever runs Understudy to check them; `understudy doctor` says which.";
const AGAIN: &str = "Try again. If it happens again, tell whoever runs Understudy.";

/// The first row that fits is taken.
pub const ADVICE: [Advice; 20] = [
    operator(
        402,
        Some("unsupported_subscription_plan_features"),
        "Ask whoever runs Understudy: the plan of the Clerk instance has to include user impersonation.",
    ),
    operator(
        402,
        None,
        "Ask whoever runs Understudy: the plan of the Clerk instance does not include this.",
    ),
    operator(
        422,
        Some("impersonation_limit_exceeded"),
        "{used} impersonations of this billing period are used. Ask whoever runs Understudy for a larger plan at Clerk, or wait for the next period.",
    ),
    person(
        409,
        Some("session_creation_not_allowed"),
        "An impersonation is still open beside it: end it or sign out, then try again.",
    ),
    operator(
        400,
        Some("native_api_disabled"),
        "Ask whoever runs Understudy to switch on the Native API of the instance, in Clerk's dashboard under \u{201c}Native applications\u{201d}.",
    ),
    person(
        400,
        Some("session_exists"),
        "Reload the page. If you are not signed in then, sign in again.",
    ),
    person(
        400,
        Some("identifier_already_signed_in"),
        "Reload the page. If you are not signed in then, sign in again.",
    ),
    operator(401, Some("clerk_key_invalid"), KEYS),
    operator(401, Some("authorization_header_format_invalid"), KEYS),
    operator(401, Some("authentication_invalid"), KEYS),
    operator(403, Some("authorization_invalid"), KEYS),
    operator(
        400,
        Some("api_version_invalid"),
        "This version of Understudy is too old for Clerk. Ask whoever runs it to update it.",
    ),
    operator(400, Some("host_invalid"), KEYS),
    person(
        409,
        Some("resource_locked"),
        "Something else is changing the same thing. Try again.",
    ),
    person(
        409,
        Some("conflict"),
        "Something else is changing the same thing. Try again.",
    ),
    person(429, None, "Try again in {wait}."),
    Advice {
        statuses: (500, 599),
        code: None,
        next: "That is at Clerk's end, and nothing here is lost. Try again in a minute.",
        operator: false,
    },
    Advice {
        statuses: (401, 401),
        code: None,
        next: "Sign out and in again. If it happens again, tell whoever runs Understudy.",
        operator: false,
    },
    Advice {
        statuses: (400, 499),
        code: None,
        next: AGAIN,
        operator: false,
    },
    // Neither a success nor an error, such as a redirect: whoever answered was not Clerk.
    Advice {
        statuses: (0, u16::MAX),
        code: None,
        next: "Ask whoever runs Understudy to check the addresses of Clerk's two APIs; `understudy doctor` tries them.",
        operator: true,
    },
];

const fn person(status: u16, code: Option<&'static str>, next: &'static str) -> Advice {
    Advice {
        statuses: (status, status),
        code,
        next,
        operator: false,
    }
}

const fn operator(status: u16, code: Option<&'static str>, next: &'static str) -> Advice {
    Advice {
        operator: true,
        ..person(status, code, next)
    }
}

/// What a person reads when Clerk did not do what was asked: Clerk's own words, and what to do next. What the
/// operator needs goes to the log here, once.
pub fn told(error: &clerk::Error) -> String {
    let clerk::Error::Api {
        status,
        errors,
        retry_after,
        trace_id,
    } = error
    else {
        tracing::warn!(%error, "the identity provider did not do what was asked");
        return unanswered(error);
    };
    let code = error.code().unwrap_or_default();
    let advice = advice(*status, code);
    let trace_id = trace_id.as_deref().unwrap_or_default();
    if advice.operator {
        tracing::error!(%error, status, code, trace_id, "the identity provider refuses what only its operator can mend");
    } else {
        tracing::warn!(%error, status, code, trace_id, "the identity provider did not do what was asked");
    }
    let wait = retry_after.map_or_else(|| "a minute".to_owned(), wait_words);
    let used = numbers(errors).unwrap_or_else(|| "All".to_owned());
    let next = advice
        .next
        .replace("{wait}", &wait)
        .replace("{used}", &used);
    let words = Some(present::words(error.words())).filter(|words| !words.is_empty());
    let words = words.unwrap_or_else(|| "Clerk refused without saying why.".to_owned());
    let stop = if words.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{words}{stop} {next}")
}

/// How much of what is limited is used; what says no numbers is not guessed at.
fn numbers(errors: &[ErrorItem]) -> Option<String> {
    let meta = errors.first()?.meta.as_ref()?;
    let number = |name: &str| {
        meta.get(name)
            .or_else(|| meta.get(&name.to_lowercase()))?
            .as_u64()
    };
    Some(format!("{} of {}", number("Used")?, number("Limit")?))
}

fn advice(status: u16, code: &str) -> &'static Advice {
    let fits = |advice: &&Advice| {
        (advice.statuses.0..=advice.statuses.1).contains(&status)
            && advice.code.is_none_or(|known| known == code)
    };
    ADVICE
        .iter()
        .find(fits)
        .expect("the last row fits everything")
}

/// Clerk said nothing, or nothing that can be read.
fn unanswered(error: &clerk::Error) -> String {
    match error {
        clerk::Error::Transport(TransportError::Resting { seconds }) => format!(
            "The identity provider cannot be reached at the moment. It is asked again in {}; try again then.",
            wait_words(*seconds)
        ),
        clerk::Error::Transport(TransportError::Timeout) => {
            "The identity provider did not answer in time. Try again in a minute.".to_owned()
        }
        clerk::Error::Garbage(_)
        | clerk::Error::Transport(TransportError::Interrupted(_) | TransportError::TooLarge) => {
            "The identity provider's answer could not be read. Try again in a minute.".to_owned()
        }
        _ => "The identity provider cannot be reached at the moment. Try again in a minute."
            .to_owned(),
    }
}

/// What a person reads when Clerk opened a session whose token is not taken here: it was fresh, so the fault lies
/// in how the two are set up.
pub fn told_of_token(error: VerifyError) -> &'static str {
    tracing::error!(%error, "a session token that Clerk has just given is not taken");
    match error {
        VerifyError::WrongIssuer | VerifyError::UnknownKid | VerifyError::WrongSignature => {
            "You were signed in at another Clerk instance than the one this console works on. Ask whoever runs Understudy to take the secret key and the publishable key from one instance; `understudy doctor` compares them."
        }
        VerifyError::Expired | VerifyError::NotYetValid | VerifyError::IssuedInFuture => {
            "The clock of this console and Clerk's differ by too much. Ask whoever runs Understudy to set it; `understudy doctor` says by how much they differ."
        }
        VerifyError::Pending => {
            "Clerk wants something of your account first, such as a new password or a second factor. Sign in to your own application, do that, and come back."
        }
        _ => {
            "Clerk's session token is not one that this console takes. Ask whoever runs Understudy; the log says why."
        }
    }
}
