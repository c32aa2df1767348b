//! What Clerk's answer to a sign-in means where the console cannot go on, in words that say what to do.

use clerk::types::SignInFactor;
use clerk::{SignIn, SignInStatus};

/// Why nobody is signed in with this answer, and what helps.
pub fn why_not(sign_in: &SignIn) -> String {
    match &sign_in.status {
        SignInStatus::NeedsNewPassword => "The identity provider wants a new password for this account before it lets anybody in. This console sets no passwords: choose one where you usually sign in, then come back.".to_owned(),
        SignInStatus::NeedsFirstFactor | SignInStatus::NeedsIdentifier => match names(sign_in.supported_first_factors.as_deref()) {
            Some(ways) => format!(
                "This account signs in with {ways}, which this console does not offer. Ask an administrator to give it a password, or to let it sign in with a code by email."
            ),
            None => "This account has no way of signing in that this console offers. Ask an administrator to give it a password, or to let it sign in with a code by email.".to_owned(),
        },
        SignInStatus::NeedsSecondFactor | SignInStatus::NeedsClientTrust => match names(sign_in.supported_second_factors.as_deref()) {
            Some(ways) => format!(
                "This account's second step is {ways}, which this console does not offer. Ask an administrator to add an authenticator app or backup codes to it."
            ),
            None => "The identity provider wants a second step and offers none for this account. Ask an administrator to add an authenticator app to it, or a verified email address.".to_owned(),
        },
        SignInStatus::NeedsProtectCheck => "The identity provider wants to check that it is a person who signs in, which only its own pages can do. Sign in there once, then come back; if it asks again, tell whoever runs Understudy.".to_owned(),
        SignInStatus::Abandoned => "The identity provider has given this sign-in up. Begin again.".to_owned(),
        other => format!(
            "The identity provider answered this sign-in with \"{}\", which this console does not know. Tell whoever runs Understudy.",
            app::backend::present::words(other.as_str())
        ),
    }
}

/// What was wanted beside the ticket that should have opened somebody's session.
pub fn wanted_beside_a_ticket(status: &SignInStatus) -> String {
    let wanted = match status {
        SignInStatus::NeedsIdentifier => "an identifier",
        SignInStatus::NeedsFirstFactor => "a first factor",
        SignInStatus::NeedsSecondFactor => "the user's second factor",
        SignInStatus::NeedsClientTrust => "proof that the device is the user's",
        SignInStatus::NeedsNewPassword => "a new password of the user's",
        SignInStatus::NeedsProtectCheck => "a check that it is a person who signs in",
        SignInStatus::Abandoned => {
            return "The identity provider gave up the sign-in with the ticket, so the user's session could not be opened. Try again.".to_owned();
        }
        SignInStatus::Complete => {
            return "The identity provider took the ticket and named no session, so the user's session could not be opened. Try again.".to_owned();
        }
        SignInStatus::Unknown(word) => {
            let word = app::backend::present::words(word);
            return format!(
                "The identity provider answered the ticket with \"{word}\", which is not known here, so the user's session could not be opened."
            );
        }
    };
    format!(
        "The identity provider asked for {wanted} beside the ticket, so the user's session could not be opened. Only the user can give it: ask them to sign in once, or an administrator to look at this account."
    )
}

/// The ways that Clerk names and the console does not offer, for a sentence.
fn names(factors: Option<&[SignInFactor]>) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for factor in factors.unwrap_or_default() {
        let name = name(&factor.strategy);
        if let Some(name) = name.filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    let last = names.pop()?;
    Some(if names.is_empty() {
        last
    } else {
        format!("{} or {last}", names.join(", "))
    })
}

fn name(strategy: &str) -> Option<String> {
    let provider = strategy
        .strip_prefix("oauth_token_")
        .or_else(|| strategy.strip_prefix("oauth_custom_"))
        .or_else(|| strategy.strip_prefix("oauth_"));
    if let Some(provider) = provider {
        let mut letters = provider.chars();
        let first = letters.next()?;
        let name = first.to_uppercase().chain(letters).collect::<String>();
        return Some(app::backend::present::words(&name));
    }
    let words = match strategy {
        "saml" | "enterprise_sso" => "single sign-on",
        "google_one_tap" => "Google",
        "passkey" => "a passkey",
        "trusted_device" => "a trusted device",
        "email_link" => "a link by email",
        "phone_code" => "a code by text message",
        web3 if web3.starts_with("web3_") => "a wallet",
        // What the console offers, what nobody begins with, and what is new at Clerk.
        _ => return None,
    };
    Some(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign_in(status: SignInStatus, strategies: &[&str]) -> SignIn {
        let factor = |strategy: &&str| SignInFactor {
            strategy: (*strategy).to_owned(),
            ..SignInFactor::default()
        };
        let factors: Vec<_> = strategies.iter().map(factor).collect();
        SignIn {
            status,
            supported_first_factors: Some(factors.clone()),
            supported_second_factors: Some(factors),
            ..SignIn::default()
        }
    }

    #[test]
    fn each_way_that_is_not_offered_is_named_once() {
        let strategies = [
            "oauth_google",
            "google_one_tap",
            "passkey",
            "saml",
            "enterprise_sso",
            "web3_metamask_signature",
            "reset_password_email_code",
            "tomorrows_way",
        ];
        let words = why_not(&sign_in(SignInStatus::NeedsFirstFactor, &strategies));
        assert!(
            words.starts_with(
                "This account signs in with Google, a passkey, single sign-on or a wallet, which"
            ),
            "{words}"
        );
        let words = why_not(&sign_in(SignInStatus::NeedsFirstFactor, &["tomorrows_way"]));
        assert!(words.contains("no way of signing in"), "{words}");
    }

    #[test]
    fn a_word_that_is_new_at_clerk_is_shown_as_text() {
        let word = SignInStatus::Unknown("needs_\u{202e}\u{7}x".to_owned());
        for words in [
            why_not(&sign_in(word.clone(), &[])),
            wanted_beside_a_ticket(&word),
        ] {
            assert!(
                words.contains("needs_") && !words.contains('\u{202e}'),
                "{words}"
            );
        }
    }
}
