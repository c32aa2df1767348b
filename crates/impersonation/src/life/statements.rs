//! All SQL on the table `impersonations`. Each runs on `SQLite` and on PostgreSQL.

/// A query for whole rows.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, browser_session, form, actor_id, actor_name, actor_email, subject_id, ",
            "subject_name, subject_email, reason, case_reference, destination_id, destination_name, ",
            "minutes, rule, state, cause, accept_until, ",
            "words, provider_status, provider_code, actor_token_id, session_id, attempted_at, ",
            "started_at, expires_at, last_seen_at, ended_at, revoke_pending FROM impersonations ",
            $rest
        )
    };
}

/// Inserts nothing where the same form was sent before, or another is live.
pub(crate) const INSERT: &str = "\
    INSERT INTO impersonations (id, browser_session, form, actor_id, actor_name, actor_email, \
    subject_id, subject_name, subject_email, reason, case_reference, minutes, rule, state, words, \
    provider_status, provider_code, attempted_at, ended_at, destination_id, destination_name, \
    revoke_pending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
    $17, $18, $19, $20, $21, 0) \
    ON CONFLICT DO NOTHING";

pub(crate) const MINTED: &str = "\
    UPDATE impersonations SET state = 'ticket_minted', actor_token_id = $2, accept_until = $3 \
    WHERE id = $1 AND state = 'attempted'";

pub(crate) const STARTED: &str = "\
    UPDATE impersonations SET state = 'running', session_id = $2, started_at = $3, expires_at = $4, \
    last_seen_at = $5 WHERE id = $1 AND state = 'ticket_minted'";

/// Notes a request from inside at `$2`. What is over, or was last seen before `$3`, is not brought back.
pub(crate) const SEEN: &str = "\
    UPDATE impersonations SET last_seen_at = $2 \
    WHERE id = $1 AND state = 'running' AND expires_at > $2 AND last_seen_at > $3";

/// Ends or fails what is in the state `$10`.
pub(crate) const FINISH: &str = "\
    UPDATE impersonations SET state = $2, cause = $3, words = $4, provider_status = $5, \
    provider_code = $6, session_id = COALESCE($7, session_id), ended_at = $8, revoke_pending = $9 \
    WHERE id = $1 AND state = $10";

/// Notes a session or ticket that came to be although the impersonation was over by then.
pub(crate) const ADOPT: &str = "\
    UPDATE impersonations SET actor_token_id = COALESCE($2, actor_token_id), \
    session_id = COALESCE($3, session_id), revoke_pending = 1 WHERE id = $1";

pub(crate) const REVOKED: &str = "UPDATE impersonations SET revoke_pending = 0 WHERE id = $1";

pub(crate) const FIND: &str = select!("WHERE id = $1");

pub(crate) const FIND_FORM: &str = select!("WHERE browser_session = $1 AND form = $2");

pub(crate) const FIND_LIVE: &str =
    select!("WHERE browser_session = $1 AND state IN ('attempted', 'ticket_minted', 'running')");

/// Those within their time at `$1`, also what waits for its link to be opened.
pub(crate) const RUNNING: &str = select!(
    "WHERE state IN ('running', 'ticket_minted') AND COALESCE(expires_at, accept_until) > $1 \
     ORDER BY COALESCE(started_at, attempted_at) DESC, id DESC"
);

/// Those that were live at `$1`: all, or of the one, the actor or the subject that is named.
pub(crate) const LIVE: &str = "SELECT id FROM impersonations \
    WHERE state IN ('attempted', 'ticket_minted', 'running') AND attempted_at <= $1";

pub(crate) const LIVE_OF_ACTOR: &str = "SELECT id FROM impersonations \
    WHERE state IN ('attempted', 'ticket_minted', 'running') AND attempted_at <= $1 AND actor_id = $2";

pub(crate) const LIVE_OF_SUBJECT: &str = "SELECT id FROM impersonations \
    WHERE state IN ('attempted', 'ticket_minted', 'running') AND attempted_at <= $1 AND subject_id = $2";

pub(crate) const LIVE_ONE: &str = "SELECT id FROM impersonations \
    WHERE state IN ('attempted', 'ticket_minted', 'running') AND attempted_at <= $1 AND id = $2";

/// The order that stands; there is one at most.
pub(crate) const STOPPED: &str = "SELECT ordered_by, reason, since FROM starts_stopped";

pub(crate) const STOP: &str = "\
    INSERT INTO starts_stopped (one, ordered_by, reason, since) VALUES (1, $1, $2, $3) \
    ON CONFLICT (one) DO NOTHING";

pub(crate) const RESUME: &str = "DELETE FROM starts_stopped WHERE one = 1";

/// Those that wait or run in an application.
pub(crate) const ELSEWHERE: &str =
    select!("WHERE state IN ('running', 'ticket_minted') AND destination_id IS NOT NULL");

pub(crate) const RUNNING_AS: &str = select!(
    "WHERE subject_id = $2 AND state = 'running' AND expires_at > $1 \
     ORDER BY started_at DESC, id DESC"
);

pub(crate) const RECENT: &str = select!(
    "WHERE started_at IS NOT NULL AND (attempted_at, id) < ($1, $2) \
     ORDER BY attempted_at DESC, id DESC LIMIT $3"
);

pub(crate) const OF_SUBJECT: &str = select!(
    "WHERE subject_id = $1 AND started_at IS NOT NULL ORDER BY attempted_at DESC, id DESC LIMIT $2"
);

pub(crate) const OF_ACTOR: &str = select!(
    "WHERE actor_id = $1 AND started_at IS NOT NULL ORDER BY attempted_at DESC, id DESC LIMIT $2"
);

pub(crate) const EXPIRED: &str =
    "SELECT id FROM impersonations WHERE state = 'running' AND expires_at <= $1";

/// Those that were last seen at `$1` or before.
pub(crate) const IDLE: &str =
    "SELECT id FROM impersonations WHERE state = 'running' AND last_seen_at <= $1";

/// Attempts that were begun before `$1` and came to nothing; not those whose link waits to be opened.
pub(crate) const LEFT_BEHIND: &str = "\
    SELECT id FROM impersonations \
    WHERE state IN ('attempted', 'ticket_minted') AND accept_until IS NULL AND attempted_at < $1";

pub(crate) const REVOKE_PENDING: &str = select!("WHERE revoke_pending = 1 ORDER BY ended_at");

/// Something that is not over, or not yet revoked, with somebody as actor or subject.
pub(crate) const LIVE_OF: &str = "\
    SELECT id FROM impersonations WHERE subject_id = $1 \
    AND (state IN ('attempted', 'ticket_minted', 'running') OR revoke_pending = 1) \
    UNION SELECT id FROM impersonations WHERE actor_id = $1 \
    AND (state IN ('attempted', 'ticket_minted', 'running') OR revoke_pending = 1) LIMIT 1";

pub(crate) const ERASE_SUBJECT: &str = "\
    UPDATE impersonations SET subject_id = 'erased', subject_name = 'erased', \
    subject_email = NULL, reason = 'erased', case_reference = NULL, words = NULL \
    WHERE subject_id = $1";

pub(crate) const ERASE_ACTOR: &str = "\
    UPDATE impersonations SET actor_id = 'erased', actor_name = 'erased', actor_email = NULL \
    WHERE actor_id = $1";

#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    LIVE_OF,
    ERASE_SUBJECT,
    ERASE_ACTOR,
    INSERT,
    MINTED,
    STARTED,
    SEEN,
    FINISH,
    ADOPT,
    REVOKED,
    FIND,
    FIND_FORM,
    FIND_LIVE,
    RUNNING,
    LIVE,
    LIVE_OF_ACTOR,
    LIVE_OF_SUBJECT,
    LIVE_ONE,
    STOPPED,
    STOP,
    RESUME,
    ELSEWHERE,
    RUNNING_AS,
    RECENT,
    OF_SUBJECT,
    OF_ACTOR,
    EXPIRED,
    IDLE,
    LEFT_BEHIND,
    REVOKE_PENDING,
];
