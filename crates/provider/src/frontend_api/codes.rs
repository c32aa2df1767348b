//! Codes by e-mail: six digits, good for ten minutes and a few tries.

use crate::Provider;
use crate::errors::ApiError;
use crate::lifetimes::CODE;
use crate::mail::Letter;
use crate::store::sent_code::SentCode;

/// So often may a code be wrong.
const TRIES: i64 = 5;
/// The code of test addresses, as at Clerk.
const TEST_CODE: &str = "424242";

/// A new code for what `holder` stands for, and the letter with it, if `address` is that of somebody.
pub(super) fn issue(
    provider: &Provider,
    holder: &str,
    address: Option<&str>,
) -> (SentCode, Option<Letter>) {
    let now = provider.clock.now();
    // 424242 is only for test addresses, which get no letter.
    let is_test = address.is_some_and(|address| address.contains("+clerk_test"));
    let code = if is_test {
        TEST_CODE.to_owned()
    } else {
        six_digits(provider)
    };
    let sent = SentCode {
        digest: Some(provider.instance.mac_keys.code_digest(holder, &code)),
        tries: 0,
        expires_at: Some(now + CODE),
    };
    let application = &provider.settings.application_name;
    let letter = address.filter(|_| !is_test).map(|address| Letter {
        to: address.to_owned(),
        subject: format!("{code} is your {application} code"),
        text: format!(
            "Your code for {application} is {code}. It is good for ten minutes. If you did not ask for it, somebody else typed your address, and there is nothing to do."
        ),
        code,
        at: now,
    });
    (sent, letter)
}

/// Takes a code. What it changes is to be written also when it was wrong. For nobody no code is right, whatever it is.
pub(super) fn take(
    provider: &Provider,
    holder: &str,
    sent: &mut SentCode,
    code: &str,
    is_somebody: bool,
) -> Result<(), ApiError> {
    let now = provider.clock.now();
    let Some(digest) = sent.digest.as_deref() else {
        return Err(ApiError::code_not_sent());
    };
    if sent.expires_at.is_none_or(|expires| now >= expires) {
        return Err(ApiError::code_expired());
    }
    if sent.tries >= TRIES {
        return Err(ApiError::code_failed());
    }
    if provider.instance.mac_keys.is_code(holder, code, digest) && is_somebody {
        sent.digest = None;
        return Ok(());
    }
    sent.tries += 1;
    Err(ApiError::code_incorrect())
}

/// Has the letter delivered, off the async threads.
pub(super) async fn deliver(provider: &Provider, letter: Option<Letter>) -> Result<(), ApiError> {
    let Some(letter) = letter else {
        return Ok(());
    };
    let mail = provider.settings.mail.clone();
    let delivered = tokio::task::spawn_blocking(move || mail.deliver(&letter)).await;
    delivered
        .map_err(ApiError::internal)?
        .map_err(ApiError::internal)
}

fn six_digits(provider: &Provider) -> String {
    loop {
        let number = u32::from_le_bytes(provider.random.bytes::<4>());
        // What is above would favour the first numbers.
        if number < 4_294_000_000 {
            return format!("{:06}", number % 1_000_000);
        }
    }
}
