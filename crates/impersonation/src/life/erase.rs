use super::statements;
use crate::Ledger;
use crate::ledger::EraseError;

/// Erases, for good, what is kept about the user with the id `person`: in the ledger, where commitments are left
/// and a record of the erasure is added, and in the table of impersonations. `request` names what it was done for
/// and stays. Answers how many values of the ledger there were. Refused while a hold keeps them, or something with
/// them is not over; whatever stops it, it can be done again.
pub async fn erase_person(
    pool: &database::Pool,
    ledger: &Ledger,
    person: &str,
    request: &str,
) -> Result<usize, EraseError> {
    let live: Option<String> = sqlx::query_scalar(statements::LIVE_OF)
        .bind(person)
        .fetch_optional(pool)
        .await?;
    if let Some(id) = live {
        return Err(EraseError::Live(id));
    }
    let mut erased = 0;
    loop {
        match ledger.erase_some_of(person, request).await? {
            0 => break,
            some => erased += some,
        }
    }
    let mut transaction = database::begin_durable(pool).await?;
    for statement in [statements::ERASE_SUBJECT, statements::ERASE_ACTOR] {
        sqlx::query(statement)
            .bind(person)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(erased)
}
