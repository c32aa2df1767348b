use ambient::{Millis, SECOND};
use clap::ValueEnum as _;
use provider::{NewPassword, NewUser};
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::roles::Role;

/// What a line may say, in the order of the help.
pub const NAMES: [&str; 11] = [
    "email",
    "first_name",
    "last_name",
    "username",
    "external_id",
    "locale",
    "role",
    "password",
    "password_digest",
    "created_at",
    "last_sign_in_at",
];

/// The end of `--help`.
pub const HELP: &str = "\
Columns (an unknown one is an error; an empty value is as good as none):
  email            the address, which must be there; nobody else may have it
  first_name, last_name
  username         letters, digits, '_', '-' and '.'; nobody else may have it
  external_id      the id in another system; nobody else may have it
  locale           a language tag
  role             support, lead or none
  password         as it will be typed, 8 to 72 characters; hashing takes a while, some 50 a second and core
  password_digest  an argon2id digest in PHC form ($argon2id$…), in place of a password
  created_at, last_sign_in_at
                   2026-11-23T11:40:05Z, or milliseconds since 1970

Whoever has neither a password nor a digest cannot sign in, but can be acted as.";

/// What a line says of a user.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    username: Option<String>,
    external_id: Option<String>,
    locale: Option<String>,
    role: Option<String>,
    password: Option<String>,
    password_digest: Option<String>,
    created_at: Option<Moment>,
    last_sign_in_at: Option<Moment>,
}

/// A moment in one of the ways in which it can be written.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Moment {
    Millis(Millis),
    Text(String),
}

impl Columns {
    /// Sets the column of that name, which is one of [`NAMES`].
    pub fn set(&mut self, name: &str, value: &str) {
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        let column = match name {
            "email" => &mut self.email,
            "first_name" => &mut self.first_name,
            "last_name" => &mut self.last_name,
            "username" => &mut self.username,
            "external_id" => &mut self.external_id,
            "locale" => &mut self.locale,
            "role" => &mut self.role,
            "password" => &mut self.password,
            "password_digest" => &mut self.password_digest,
            "created_at" => {
                self.created_at = value.map(Moment::Text);
                return;
            }
            "last_sign_in_at" => {
                self.last_sign_in_at = value.map(Moment::Text);
                return;
            }
            _ => unreachable!("the names were checked"),
        };
        *column = value;
    }

    /// The user, or the reason why it cannot be one. The provider checks the rest.
    pub fn new_user(self, role_path: &str, now: Millis) -> Result<NewUser, String> {
        let email = self.email.filter(|email| !email.trim().is_empty());
        let email = email.ok_or("the email is missing")?;
        let role = match self.role.as_deref().map(str::trim) {
            None | Some("") => Role::None,
            Some(name) => Role::from_str(name, false)
                .map_err(|_| "the role is none of support, lead and none")?,
        };
        let public_metadata = match role {
            Role::None => clerk::JsonMap::new(),
            role => role.metadata(role_path),
        };
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let password = match (filled(self.password), filled(self.password_digest)) {
            (Some(_), Some(_)) => {
                return Err("it has both a password and a password_digest".to_owned());
            }
            (Some(password), None) => Some(NewPassword::Plain(password)),
            (None, Some(digest)) => Some(NewPassword::Digest(digest)),
            (None, None) => None,
        };
        Ok(NewUser {
            email_addresses: vec![email],
            first_name: self.first_name,
            last_name: self.last_name,
            username: self.username,
            external_id: self.external_id,
            locale: self.locale,
            password,
            public_metadata,
            created_at: past("created_at", self.created_at, now)?,
            last_sign_in_at: past("last_sign_in_at", self.last_sign_in_at, now)?,
            ..NewUser::default()
        })
    }
}

/// A moment that has been, but not before 1970.
fn past(column: &str, moment: Option<Moment>, now: Millis) -> Result<Option<Millis>, String> {
    let millis = match moment {
        None => return Ok(None),
        Some(Moment::Millis(millis)) => Some(millis),
        Some(Moment::Text(text)) => match text.trim() {
            "" => return Ok(None),
            text => text.parse().ok().or_else(|| rfc3339(text)),
        },
    };
    match millis {
        None => Err(format!(
            "the {column} is no moment such as 2026-11-23T11:40:05Z"
        )),
        Some(millis) if millis < 0 || millis > now => {
            Err(format!("the {column} is not in the past"))
        }
        past => Ok(past),
    }
}

fn rfc3339(text: &str) -> Option<Millis> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(moment.unix_timestamp() * SECOND + Millis::from(moment.millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_795_434_005_999;

    fn columns(pairs: &[(&str, &str)]) -> Columns {
        let mut columns = Columns::default();
        for (name, value) in pairs {
            columns.set(name, value);
        }
        columns
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_reason() {
        for (pairs, reason) in [
            (&[("first_name", "Ann")][..], "the email is missing"),
            (&[("email", "  ")], "the email is missing"),
            (&[("email", "a@b"), ("role", "boss")], "the role is none of"),
            (
                &[
                    ("email", "a@b"),
                    ("password", "x"),
                    ("password_digest", "y"),
                ],
                "both a password and",
            ),
            (
                &[("email", "a@b"), ("created_at", "yesterday")],
                "the created_at is no moment",
            ),
            (
                &[("email", "a@b"), ("created_at", "2100-01-01T00:00:00Z")],
                "not in the past",
            ),
            (
                &[("email", "a@b"), ("last_sign_in_at", "-1")],
                "not in the past",
            ),
        ] {
            let error = columns(pairs).new_user("public_metadata.role", NOW);
            let error = error.err().expect("is refused");
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn every_column_of_the_help_is_known_and_moments_are_read_in_both_ways() {
        for name in NAMES {
            assert!(HELP.contains(name), "{name}");
            columns(&[(name, "x")]);
        }
        for text in [
            "1795434005123",
            "2026-11-23T11:40:05.123Z",
            "2026-11-23T12:40:05.123+01:00",
        ] {
            let user = columns(&[("email", "a@b"), ("created_at", text), ("role", "lead")]);
            let user = user
                .new_user("public_metadata.role", NOW)
                .expect("is taken");
            assert_eq!(user.created_at, Some(1_795_434_005_123), "{text}");
            assert_eq!(user.public_metadata["role"], "lead");
        }
    }
}
