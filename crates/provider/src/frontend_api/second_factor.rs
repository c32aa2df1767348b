//! What proves a second factor that no letter has to bring.

use sqlx::SqliteConnection;

use crate::Provider;
use crate::errors::ApiError;
use crate::store::users::{self, UserRow};

/// So often may the second factor be wrong in one attempt: of a million codes three are right at any moment.
pub(super) const TRIES: i64 = 10;

/// Takes a code of the user's app, or a backup code, each once.
pub(super) async fn take(
    provider: &Provider,
    db: &mut SqliteConnection,
    mut user: UserRow,
    strategy: &str,
    code: &str,
) -> Result<(), ApiError> {
    let right = match strategy {
        "totp" => user.take_totp(code, provider.clock.now()),
        "backup_code" => user.take_backup_code(code, &provider.instance.mac_keys)?,
        _ => return Err(ApiError::strategy_invalid()),
    };
    if !right {
        return Err(ApiError::code_incorrect());
    }
    users::update(db, &user).await?;
    Ok(())
}
