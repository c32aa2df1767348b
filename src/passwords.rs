//! Passwords that the program makes up or reads.

use std::io::Read as _;

use ambient::Random;
use anyhow::{Context as _, ensure};

/// Nothing that looks like something else (no l, o, 0, 1), so that it can be read out and typed.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
const GROUP: usize = 5;

/// A password of 20 characters in four groups (100 bits), such as `k7qfm-x2wpd-…`.
pub fn random(random: &Random) -> String {
    let bytes = random.bytes::<{ GROUPS * GROUP }>();
    let letters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    let groups: Vec<String> = letters
        .chunks(GROUP)
        .map(|group| group.iter().collect())
        .collect();
    groups.join("-")
}

/// Reads a password from standard input, without the line break at its end. It is never an argument:
/// those can be seen by everybody on the machine.
pub fn from_standard_input() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context("The password cannot be read from standard input")?;
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    ensure!(
        !password.is_empty(),
        "No password was given on standard input"
    );
    ensure!(
        !password.contains(['\n', '\r']),
        "A password is one line; standard input held more"
    );
    Ok(password.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_passwords_differ_and_can_be_typed() {
        let source = Random::seeded(3);
        let (one, other) = (random(&source), random(&source));
        assert_ne!(one, other);
        assert_eq!(one.len(), 23);
        assert!(
            one.bytes()
                .all(|byte| byte == b'-' || ALPHABET.contains(&byte)),
            "{one}"
        );
    }
}
