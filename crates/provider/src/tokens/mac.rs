use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use clerk::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// `{"alg":"HS256","typ":"JWT"}`: the only header that is written, so the only one that is read.
const HEADER: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/// The keys of the tokens that only the provider reads: one a purpose, so that a ticket can never
/// pass for a client token.
pub(crate) struct MacKeys {
    pub(super) client: Key,
    pub(super) ticket: Key,
    code: Key,
}

/// The token is not one of this provider's, or somebody changed it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rejected;

impl MacKeys {
    pub(crate) fn derive(master: &[u8]) -> Self {
        let master = Key::new(HMAC_SHA256, master);
        let derive = |purpose: &str| {
            Key::new(
                HMAC_SHA256,
                hmac::sign(&master, purpose.as_bytes()).as_ref(),
            )
        };
        Self {
            client: derive("client token"),
            ticket: derive("ticket"),
            code: derive("code"),
        }
    }

    /// What is kept of a code that belongs to `owner` (a user's backup codes, a sign-in's code). With the key
    /// elsewhere than the digests six digits cannot be tried out.
    pub(crate) fn code_digest(&self, owner: &str, code: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.code, &owned(owner, code)))
    }

    /// Whether that digest is this code's. Compares in constant time.
    pub(crate) fn is_code(&self, owner: &str, code: &str, digest: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(digest)
            .is_ok_and(|digest| hmac::verify(&self.code, &owned(owner, code), &digest).is_ok())
    }

    /// An id for what is not there, the same each time: `prefix`, an underscore and 27 base62 characters.
    pub(crate) fn nobodys_id(&self, prefix: &str, of: &str) -> String {
        const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mac = hmac::sign(&self.code, &owned(prefix, of));
        let letters = mac.as_ref()[..27].iter();
        let letters = letters.map(|byte| char::from(BASE62[usize::from(*byte) % 62]));
        format!("{prefix}_{}", letters.collect::<String>())
    }
}

/// The secret that webhooks are signed with, in Svix's form: of its own, so that whoever is given it can make none of
/// the tokens.
pub(crate) fn webhook_secret(master: &[u8]) -> Secret {
    let mac = hmac::sign(&Key::new(HMAC_SHA256, master), b"webhooks");
    Secret::new(format!("whsec_{}", STANDARD.encode(&mac.as_ref()[..24])))
}

/// The owner stands before the code, and ends where no text does.
fn owned(owner: &str, code: &str) -> Vec<u8> {
    [owner.as_bytes(), &[0xff], code.as_bytes()].concat()
}

pub(super) fn seal(key: &Key, claims: &impl Serialize) -> String {
    let claims = serde_json::to_vec(claims).expect("claims are JSON");
    let mut token = format!("{HEADER}.{}", URL_SAFE_NO_PAD.encode(claims));
    let tag = hmac::sign(key, token.as_bytes());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(tag, &mut token);
    token
}

pub(super) fn unseal<T: DeserializeOwned>(key: &Key, token: &str) -> Result<T, Rejected> {
    let (signed, tag) = token.rsplit_once('.').ok_or(Rejected)?;
    let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| Rejected)?;
    // Compares in constant time.
    hmac::verify(key, signed.as_bytes(), &tag).map_err(|_| Rejected)?;
    let claims = signed
        .strip_prefix(HEADER)
        .and_then(|rest| rest.strip_prefix('.'));
    let claims = URL_SAFE_NO_PAD
        .decode(claims.ok_or(Rejected)?)
        .map_err(|_| Rejected)?;
    serde_json::from_slice(&claims).map_err(|_| Rejected)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn keys() -> MacKeys {
        MacKeys::derive(b"master")
    }

    #[test]
    fn a_token_with_any_one_character_changed_is_rejected() {
        let token = seal(&keys().ticket, &json!({"id": "act_1"}));
        for index in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let read = unseal::<Value>(&keys().ticket, &changed);
            assert_eq!(read, Err(Rejected), "character {index}");
        }
    }

    #[test]
    fn a_token_of_one_purpose_is_rejected_for_the_other_and_by_another_instance() {
        let token = seal(&keys().ticket, &json!({}));
        assert_eq!(unseal::<Value>(&keys().client, &token), Err(Rejected));
        assert_eq!(
            unseal::<Value>(&MacKeys::derive(b"other").ticket, &token),
            Err(Rejected)
        );
        assert_eq!(unseal::<Value>(&keys().ticket, &token), Ok(json!({})));
    }

    #[test]
    fn the_header_says_what_the_token_is() {
        let header = URL_SAFE_NO_PAD.decode(HEADER).unwrap();
        assert_eq!(header, br#"{"alg":"HS256","typ":"JWT"}"#);
    }
}
