//! All SQL on the table of browser sessions.

pub(super) const FIND: &str = "SELECT id, own, impersonated, impersonation_id, inside, sign_in, flash FROM browser_sessions \
     WHERE cookie_hash = $1 OR (previous_hash = $1 AND previous_until > $2)";
pub(super) const FIND_BY_ID: &str = "SELECT id, own, impersonated, impersonation_id, inside, sign_in, flash FROM browser_sessions WHERE id = $1";
pub(super) const INSERT: &str = "INSERT INTO browser_sessions \
     (id, cookie_hash, previous_until, own, inside, flash, created_at, seen_at) VALUES ($1, $2, 0, $3, 0, $4, $5, $5)";
pub(super) const BEGIN_SIGN_IN: &str = "INSERT INTO browser_sessions \
     (id, cookie_hash, previous_until, inside, sign_in, sign_in_steps, created_at, seen_at) VALUES ($1, $2, 0, 0, $3, $4, $5, $5)";
pub(super) const SET_SIGN_IN: &str =
    "UPDATE browser_sessions SET sign_in = $1 WHERE id = $2 AND sign_in IS NOT NULL";
pub(super) const TAKE_STEP: &str = "UPDATE browser_sessions SET sign_in_steps = sign_in_steps - 1 \
     WHERE id = $1 AND sign_in IS NOT NULL AND sign_in_steps > 0";
pub(super) const LEAVE_SIGN_IN: &str =
    "UPDATE browser_sessions SET sign_in = NULL, sign_in_steps = 0 WHERE id = $1";
pub(super) const SET_OWN: &str = "UPDATE browser_sessions SET own = $1, seen_at = $2 WHERE id = $3";
pub(super) const SET_IMPERSONATED: &str = "UPDATE browser_sessions SET impersonated = $1, seen_at = $2 WHERE id = $3 AND impersonation_id = $4";
pub(super) const OPEN: &str = "UPDATE browser_sessions SET impersonated = $1, impersonation_id = $2, inside = 1, flash = NULL WHERE id = $3";
pub(super) const CLOSE: &str = "UPDATE browser_sessions SET impersonated = NULL, impersonation_id = NULL, inside = 0, flash = $1 \
     WHERE id = $2 AND impersonation_id = $3";
pub(super) const ROTATE: &str = "UPDATE browser_sessions SET previous_hash = cookie_hash, previous_until = $1, cookie_hash = $2 WHERE id = $3";
pub(super) const ACTIVATE: &str =
    "UPDATE browser_sessions SET inside = $1 WHERE id = $2 AND impersonation_id IS NOT NULL";
pub(super) const SET_FLASH: &str = "UPDATE browser_sessions SET flash = $1 WHERE id = $2";
pub(super) const TAKE_FLASH: &str = "UPDATE browser_sessions SET flash = NULL WHERE id = $1";
pub(super) const DELETE: &str = "DELETE FROM browser_sessions WHERE id = $1";
// What the hash of an id never is stands in its place: no cookie finds the row any more.
pub(super) const LEAVE: &str = "UPDATE browser_sessions SET left_at = $1, cookie_hash = id, previous_hash = NULL, previous_until = 0, \
     impersonated = NULL, impersonation_id = NULL, inside = 0, sign_in = NULL, flash = NULL WHERE id = $2";
pub(super) const LEFT: &str = "SELECT id, own FROM browser_sessions WHERE left_at IS NOT NULL";
pub(super) const SWEEP: &str =
    "DELETE FROM browser_sessions WHERE seen_at < $1 OR (own IS NULL AND seen_at < $2)";

pub(super) const OWN_OF: &str =
    "SELECT own FROM browser_sessions WHERE id = $1 AND left_at IS NULL";
pub(super) const IS_HELD: &str = "SELECT COUNT(*) FROM browser_sessions WHERE impersonation_id IS NOT NULL AND impersonation_id = $1";
