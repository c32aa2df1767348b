use aws_lc_rs::digest::{Context, SHA256};

/// A row of the chain, as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub seq: i64,
    pub at: i64,
    pub kind: String,
    pub about: String,
    pub details: String,
    pub commitments: String,
    pub previous: String,
    pub hash: String,
}

impl Row {
    /// What the column `hash` must hold.
    pub(super) fn computed_hash(&self) -> String {
        digest(
            "understudy ledger row 1",
            &[
                &self.seq.to_be_bytes(),
                &self.at.to_be_bytes(),
                self.kind.as_bytes(),
                self.about.as_bytes(),
                self.details.as_bytes(),
                self.commitments.as_bytes(),
                self.previous.as_bytes(),
            ],
        )
    }
}

/// What the first row follows. It binds the chain to its instance.
pub(super) fn genesis(label: &str) -> String {
    digest("understudy ledger genesis 1", &[label.as_bytes()])
}

/// The commitment to a personal value: nothing can be told from it without the salt.
pub(super) fn commitment(salt: &str, field: &str, value: &str) -> String {
    digest(
        "understudy ledger value 1",
        &[salt.as_bytes(), field.as_bytes(), value.as_bytes()],
    )
}

/// SHA-256 in hex over parts that each carry their length, so that no two lists of parts are the
/// same bytes; `tag` keeps digests of different things apart.
pub(crate) fn digest(tag: &str, parts: &[&[u8]]) -> String {
    let mut context = Context::new(&SHA256);
    for part in std::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    hex(context.finish().as_ref())
}

/// The canonical encoding of `parts`: each with its length in eight bytes before it. [`digest`] goes over the
/// same bytes.
pub(super) fn encode(tag: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in std::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(DIGITS[usize::from(nibble)]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_digest_goes_over_the_encoding(
            parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..4), 0..4),
        ) {
            let parts: Vec<_> = parts.iter().map(Vec::as_slice).collect();
            let whole = aws_lc_rs::digest::digest(&SHA256, &encode("tag", &parts));
            prop_assert_eq!(digest("tag", &parts), hex(whole.as_ref()));
        }

        #[test]
        fn different_parts_never_have_the_same_encoding(
            one in prop::collection::vec(prop::collection::vec(0_u8..3, 0..4), 0..4),
            other in prop::collection::vec(prop::collection::vec(0_u8..3, 0..4), 0..4),
        ) {
            let encoded = |parts: &[Vec<u8>]| {
                encode("tag", &parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
            };
            prop_assert_eq!(one == other, encoded(&one) == encoded(&other));
        }
    }

    #[test]
    fn the_hash_of_a_row_is_what_it_was_when_the_format_was_fixed() {
        let row = Row {
            seq: 1,
            at: 1_763_900_000_000,
            kind: "impersonation.attempted".to_owned(),
            about: "imp_1".to_owned(),
            details: "{}".to_owned(),
            commitments: "{}".to_owned(),
            previous: genesis("test"),
            hash: String::new(),
        };
        assert_eq!(
            row.computed_hash(),
            "7a4be87afa97c47e0fee2214c2c5936c106b93c013346e1dee3836d2e7f4c85f"
        );
    }
}
