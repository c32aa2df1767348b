//! All SQL on the ledger's tables. Each runs on `SQLite` and on PostgreSQL.

use std::fmt::Write as _;

pub(crate) const HEADS: &str = "SELECT id, label, seq, hash, signature FROM ledger_head";

pub(crate) const BEGIN_HEAD: &str =
    "INSERT INTO ledger_head (id, label, seq, hash, signature) VALUES (1, $1, 0, $2, $3)";

pub(crate) const MOVE_HEAD: &str =
    "UPDATE ledger_head SET seq = $1, hash = $2, signature = $3 WHERE id = 1";

/// Changes nothing; fails where nothing can be changed.
pub(crate) const PROBE: &str = "UPDATE ledger_head SET seq = seq WHERE id = 1";

pub(crate) const LAST: &str = "SELECT seq, hash FROM ledger ORDER BY seq DESC LIMIT 1";

pub(crate) const INSERT_ROW: &str = "\
    INSERT INTO ledger (seq, at, kind, about, details, commitments, previous, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(crate) const INSERT_VALUE: &str =
    "INSERT INTO ledger_values (seq, field, salt, value) VALUES ($1, $2, $3, $4)";

/// [`INSERT_VALUE`] for so many values at once.
pub(super) fn insert_values(values: usize) -> String {
    let mut statement = INSERT_VALUE.to_owned();
    for before in (1..values).map(|nth| nth * 4) {
        let [seq, field, salt, value] = [1, 2, 3, 4].map(|column| before + column);
        let _infallible = write!(statement, ", (${seq}, ${field}, ${salt}, ${value})");
    }
    statement
}

pub(crate) const DELETE_VALUE: &str = "DELETE FROM ledger_values WHERE seq = $1 AND field = $2";

pub(crate) const VALUES_OF_ROW: &str =
    "SELECT seq, field, salt, value FROM ledger_values WHERE seq = $1";

pub(crate) const LIST: &str = "\
    SELECT seq, at, kind, about, details, commitments, previous, hash FROM ledger \
    WHERE seq < $1 ORDER BY seq DESC LIMIT $2";

pub(crate) const LIST_ABOUT: &str = "\
    SELECT seq, at, kind, about, details, commitments, previous, hash FROM ledger \
    WHERE seq < $1 AND about = $3 ORDER BY seq DESC LIMIT $2";

pub(crate) const LIST_KIND: &str = "\
    SELECT seq, at, kind, about, details, commitments, previous, hash FROM ledger \
    WHERE seq < $1 AND kind = $3 ORDER BY seq DESC LIMIT $2";

pub(crate) const LIST_ACTOR: &str = "\
    SELECT l.seq, l.at, l.kind, l.about, l.details, l.commitments, l.previous, l.hash \
    FROM ledger_values v JOIN ledger l ON l.seq = v.seq \
    WHERE v.field = 'actor_id' AND v.value = $3 AND v.seq < $1 ORDER BY v.seq DESC LIMIT $2";

pub(crate) const LIST_SUBJECT: &str = "\
    SELECT l.seq, l.at, l.kind, l.about, l.details, l.commitments, l.previous, l.hash \
    FROM ledger_values v JOIN ledger l ON l.seq = v.seq \
    WHERE v.field = 'subject_id' AND v.value = $3 AND v.seq < $1 ORDER BY v.seq DESC LIMIT $2";

/// The chain in its order, a page at a time.
pub(crate) const ROWS_AFTER: &str = "\
    SELECT seq, at, kind, about, details, commitments, previous, hash FROM ledger \
    WHERE seq > $1 ORDER BY seq LIMIT $2";

pub(crate) const VALUES_BETWEEN: &str = "\
    SELECT seq, field, salt, value FROM ledger_values \
    WHERE seq > $1 AND seq <= $2 ORDER BY seq, field";

pub(crate) const SEALS: &str =
    "SELECT first_seq, last_seq, hash, signature FROM ledger_segments ORDER BY last_seq";

pub(crate) const LAST_SEALED: &str =
    "SELECT last_seq FROM ledger_segments ORDER BY last_seq DESC LIMIT 1";

pub(crate) const LAST_REMOVED: &str =
    "SELECT last_seq FROM ledger_tombstones ORDER BY first_seq DESC LIMIT 1";

pub(crate) const INSERT_SEAL: &str = "\
    INSERT INTO ledger_segments (first_seq, last_seq, hash, signature) VALUES ($1, $2, $3, $4)";

pub(crate) const TOMBSTONES: &str = "\
    SELECT first_seq, last_seq, previous, hash, rule, at, recorded, signature \
    FROM ledger_tombstones ORDER BY first_seq";

/// The numbers between which all records of a span of time are.
pub(crate) const BOUNDS: &str = "SELECT MIN(seq), MAX(seq) FROM ledger WHERE at >= $1 AND at < $2";

/// As [`BOUNDS`], of the records about one thing.
pub(crate) const BOUNDS_ABOUT: &str =
    "SELECT MIN(seq), MAX(seq) FROM ledger WHERE at >= $1 AND at < $2 AND about = $3";

pub(crate) const HASH: &str = "SELECT hash FROM ledger WHERE seq = $1";

pub(crate) const PREVIOUS: &str = "SELECT previous FROM ledger WHERE seq = $1";

pub(crate) const INSERT_TOMBSTONE: &str = "\
    INSERT INTO ledger_tombstones \
    (first_seq, last_seq, previous, hash, rule, at, recorded, signature) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(crate) const DELETE_ROWS: &str = "DELETE FROM ledger WHERE seq >= $1 AND seq <= $2";

pub(crate) const DELETE_VALUES: &str = "DELETE FROM ledger_values WHERE seq >= $1 AND seq <= $2";

pub(crate) const DELETE_SEALS: &str =
    "DELETE FROM ledger_segments WHERE last_seq >= $1 AND last_seq <= $2";

pub(crate) const YOUNGEST: &str = "SELECT MAX(at) FROM ledger WHERE seq >= $1 AND seq <= $2";

/// What the records of a span say that are the second half of others.
pub(crate) const SECOND_HALVES: &str = "\
    SELECT details FROM ledger WHERE seq >= $1 AND seq <= $2 \
    AND (kind = 'ledger.values_erased' OR kind = 'ledger.hold_lifted')";

pub(crate) const ROWS_ABOUT: &str = "SELECT seq FROM ledger WHERE about = $1";

/// The records with somebody as actor or subject.
pub(crate) const ROWS_OF_PERSON: &str = "\
    SELECT seq FROM ledger_values WHERE field = 'actor_id' AND value = $1 \
    UNION SELECT seq FROM ledger_values WHERE field = 'subject_id' AND value = $1 ORDER BY seq";

/// The first of them.
pub(crate) const SOME_ROWS_OF_PERSON: &str = "\
    SELECT seq FROM ledger_values WHERE field = 'actor_id' AND value = $1 \
    UNION SELECT seq FROM ledger_values WHERE field = 'subject_id' AND value = $1 \
    ORDER BY seq LIMIT $2";

/// Rows whose number is not one the chain can have.
pub(crate) const FIRST_BELOW_ONE: &str = "\
    SELECT seq FROM ledger WHERE seq < 1 \
    UNION ALL SELECT seq FROM ledger_values WHERE seq < 1 ORDER BY seq LIMIT 1";

#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    HEADS,
    BEGIN_HEAD,
    MOVE_HEAD,
    PROBE,
    LAST,
    INSERT_ROW,
    INSERT_VALUE,
    DELETE_VALUE,
    VALUES_OF_ROW,
    LIST,
    LIST_ABOUT,
    LIST_KIND,
    LIST_ACTOR,
    LIST_SUBJECT,
    ROWS_AFTER,
    VALUES_BETWEEN,
    SEALS,
    LAST_SEALED,
    LAST_REMOVED,
    INSERT_SEAL,
    TOMBSTONES,
    HASH,
    BOUNDS,
    BOUNDS_ABOUT,
    PREVIOUS,
    INSERT_TOMBSTONE,
    DELETE_ROWS,
    DELETE_VALUES,
    DELETE_SEALS,
    YOUNGEST,
    SECOND_HALVES,
    ROWS_ABOUT,
    ROWS_OF_PERSON,
    SOME_ROWS_OF_PERSON,
    FIRST_BELOW_ONE,
];
