//! Codes that somebody keeps for the day on which their telephone is gone. Each works once; what is kept of one is
//! its MAC.

use ambient::Random;
use serde::{Deserialize, Serialize};

use crate::errors::ApiError;
use crate::tokens::MacKeys;

/// Most codes of one user.
const MOST: usize = 20;
/// So many are made at once.
const NEW: usize = 10;
/// Shortest and longest code, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=64;

#[derive(Serialize, Deserialize)]
struct Kept {
    digest: String,
    used: bool,
}

/// New codes, of letters and digits that nobody takes for one another: 40 bits each.
pub(super) fn fresh(random: &Random) -> Vec<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte % 32)]);
    let code = |_| random.bytes::<8>().map(letter).iter().collect();
    (0..NEW).map(code).collect()
}

/// What is kept of new codes; `None` for none.
pub(super) fn digests(
    user_id: &str,
    codes: &[String],
    keys: &MacKeys,
) -> Result<Option<String>, ApiError> {
    if codes.is_empty() {
        return Ok(None);
    }
    if codes.len() > MOST {
        return Err(ApiError::param_too_many("backup_codes", MOST));
    }
    let mut kept = Vec::with_capacity(codes.len());
    for code in codes.iter().map(|code| code.trim()) {
        // A digest from elsewhere would be taken for a code that nobody can type.
        if !LENGTH.contains(&code.chars().count()) || code.starts_with("$2") {
            return Err(ApiError::param_format(
                "backup_codes",
                "codes of 6 to 64 characters, as they are typed",
            ));
        }
        kept.push(Kept {
            digest: keys.code_digest(user_id, code),
            used: false,
        });
    }
    Ok(Some(serde_json::to_string(&kept)?))
}

/// What is kept when this code is spent, if it is one that was not spent before.
pub(super) fn spend(
    user_id: &str,
    kept: &str,
    code: &str,
    keys: &MacKeys,
) -> Result<Option<String>, ApiError> {
    let mut kept: Vec<Kept> = serde_json::from_str(kept)?;
    let mut found = None;
    for (place, one) in kept.iter().enumerate() {
        if keys.is_code(user_id, code.trim(), &one.digest) && !one.used {
            found = Some(place);
        }
    }
    let Some(place) = found else {
        return Ok(None);
    };
    kept[place].used = true;
    Ok(Some(serde_json::to_string(&kept)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_for_its_own_user_and_is_not_kept_as_it_is() {
        let keys = MacKeys::derive(b"master");
        let codes = ["first-code".to_owned(), "second-code".to_owned()];
        let kept = digests("user_1", &codes, &keys).unwrap().unwrap();
        assert!(!kept.contains("first-code"), "{kept}");
        assert!(
            spend("user_1", &kept, "third-code", &keys)
                .unwrap()
                .is_none()
        );
        assert!(
            spend("user_2", &kept, "first-code", &keys)
                .unwrap()
                .is_none()
        );
        let kept = spend("user_1", &kept, " first-code ", &keys)
            .unwrap()
            .unwrap();
        assert!(
            spend("user_1", &kept, "first-code", &keys)
                .unwrap()
                .is_none()
        );
        assert!(
            spend("user_1", &kept, "second-code", &keys)
                .unwrap()
                .is_some()
        );
    }

    #[test]
    fn what_cannot_be_a_code_is_refused() {
        let keys = MacKeys::derive(b"master");
        let one = |code: &str| digests("user_1", &[code.to_owned()], &keys);
        for bad in [
            "",
            "short",
            &"x".repeat(65),
            "$2a$10$abcdefghijklmnopqrstuv",
        ] {
            assert!(one(bad).is_err(), "{bad}");
        }
        let many: Vec<_> = (0..21).map(|number| format!("code-{number}")).collect();
        assert!(digests("user_1", &many, &keys).is_err());
        assert_eq!(digests("user_1", &[], &keys).unwrap(), None);
    }
}
