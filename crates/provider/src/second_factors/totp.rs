//! Time-based codes (RFC 6238) as Clerk takes them: SHA-1, six digits, thirty seconds.

use ambient::{Millis, Random, SECOND};
use aws_lc_rs::hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key};
use subtle::ConstantTimeEq as _;

use crate::errors::ApiError;

/// How long one code is shown.
const PERIOD: Millis = 30 * SECOND;
/// So many steps may a clock be before or behind ours.
const SKEW: i64 = 1;
const DIGITS: usize = 6;
/// Shortest secret, in bytes: 80 bits, which is what the common apps make.
const SHORTEST: usize = 10;
const LONGEST: usize = 128;

/// A secret as it is kept: upper case, without blanks and padding.
pub(super) fn normal(secret: &str) -> Result<String, ApiError> {
    let kept = secret.chars().filter(|letter| !letter.is_whitespace());
    let secret = kept.collect::<String>().to_ascii_uppercase();
    let secret = secret.trim_end_matches('=');
    match decode(secret) {
        Some(bytes) if (SHORTEST..=LONGEST).contains(&bytes.len()) => Ok(secret.to_owned()),
        _ => Err(ApiError::param_format(
            "totp_secret",
            "base32, of 10 to 128 bytes",
        )),
    }
}

/// A new secret, in base32: 160 bits, as the RFC has it.
pub(crate) fn new_secret(random: &Random) -> String {
    encode(&random.bytes::<20>())
}

/// The step whose code this is, if it may be taken now: one of ours, the one before or the one after, and later
/// than the last one that was taken.
pub(super) fn step_of(secret: &str, code: &str, now: Millis, last: Option<i64>) -> Option<i64> {
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &decode(secret)?);
    let current = now.div_euclid(PERIOD);
    let mut found = None;
    for step in current - SKEW..=current + SKEW {
        let equal = bool::from(code_at(&key, step).as_bytes().ct_eq(code.as_bytes()));
        if equal && last.is_none_or(|last| step > last) {
            found = Some(step);
        }
    }
    found
}

/// Whether a text could be such a code.
pub(crate) fn is_code(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The code of a step (RFC 4226, section 5.3).
fn code_at(key: &Key, step: i64) -> String {
    let mac = hmac::sign(key, &step.to_be_bytes());
    let mac = mac.as_ref();
    let offset = usize::from(mac[mac.len() - 1] & 0xf);
    let mut number = [0; 4];
    number.copy_from_slice(&mac[offset..offset + 4]);
    let number = u32::from_be_bytes(number) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Writes base32 without padding (RFC 4648, section 6).
fn encode(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let letter = |bits: u16| char::from(LETTERS[usize::from(bits & 31)]);
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u16, 0);
    for byte in bytes {
        buffer = (buffer << 8) | u16::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(letter(buffer >> bits));
        }
    }
    if bits > 0 {
        text.push(letter(buffer << (5 - bits)));
    }
    text
}

/// Reads base32 without padding (RFC 4648, section 6).
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut buffer, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => return None,
        };
        buffer = (buffer << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits).ok()?);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `12345678901234567890` in base32, the secret of the RFC's appendix B.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        assert_eq!(decode(SECRET).unwrap(), b"12345678901234567890");
        assert_eq!(encode(b"12345678901234567890"), SECRET);
        let secret = new_secret(&Random::seeded(1));
        assert_eq!(encode(&decode(&secret).unwrap()), secret);
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = second * SECOND;
            assert_eq!(
                step_of(SECRET, code, now, None),
                Some(second / 30),
                "{code}"
            );
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_never_twice() {
        let (now, step) = (59 * SECOND, 1);
        let taken = |now, last| step_of(SECRET, "287082", now, last);
        for skew in [-PERIOD, 0, PERIOD] {
            assert_eq!(taken(now + skew, None), Some(step), "{skew}");
        }
        for skew in [-2 * PERIOD, 2 * PERIOD] {
            assert_eq!(taken(now + skew, None), None, "{skew}");
        }
        assert_eq!(taken(now, Some(step)), None);
        assert_eq!(taken(now, Some(step + 1)), None);
        assert_eq!(taken(now, Some(step - 1)), Some(step));
        for wrong in ["287083", "28708", "2870820", "", "abcdef"] {
            assert_eq!(step_of(SECRET, wrong, now, None), None, "{wrong}");
        }
    }

    #[test]
    fn a_secret_is_read_as_apps_show_it() {
        let shown = " gezd gnbv gy3t qojq gezd gnbv gy3t qojq==== ";
        assert_eq!(normal(shown).unwrap(), SECRET);
        for bad in ["", "GEZDGNBV", "GEZDGNBVGY3TQOJ0", "not base32 at all!"] {
            assert!(normal(bad).is_err(), "{bad}");
        }
    }
}
