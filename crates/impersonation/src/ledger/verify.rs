use super::head::{self, Found};
use super::read::Reader;
use super::walk::Walk;
use super::{Broken, Checkpoints, Head, Tombstone, VerifyingKey};

/// A ledger that is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many rows it has.
    pub rows: i64,
    /// How many segments of them are sealed.
    pub segments: u64,
    /// How many personal values were erased, each by a record of its own.
    pub erased: u64,
    /// What retention removed, in its order.
    pub removed: Vec<Tombstone>,
    /// Its end.
    pub head: Head,
}

/// Reads the whole ledger and checks every byte of it against the signed head. Takes a snapshot:
/// it may run beside a program that goes on appending.
pub async fn verify(pool: &database::Pool, key: &VerifyingKey) -> Result<Verified, Broken> {
    verify_against(pool, key, &mut Checkpoints::default()).await
}

/// As [`verify`]; the chain must also go through each of the checkpoints.
pub async fn verify_against(
    pool: &database::Pool,
    key: &VerifyingKey,
    checkpoints: &mut Checkpoints,
) -> Result<Verified, Broken> {
    let mut snapshot = pool.begin().await?;
    let head = head::read(&mut snapshot, key).await?;
    // Without a good head the rows are walked nevertheless, to name the first bad one if there is one.
    let label = match &head {
        Found::Signed(head) => Some(head.label.as_str()),
        Found::Bad(_) => None,
    };
    let mut walk = Walk::from_the_first(label);
    let reader = Reader::new(&mut snapshot, label, key).await?;
    let begun = label.map_or(Ok(()), |label| checkpoints.begin(label));
    let walked = reader
        .run::<Broken>(&mut walk, &mut |step| match begun {
            Ok(()) => checkpoints.step(&step),
            // A row that was touched is named first.
            Err(_) => Ok(()),
        })
        .await;
    walked.and(begun)?;
    match head {
        Found::Bad(broken) => Err(broken),
        Found::Signed(head) => {
            let verified = walk.finish(head)?;
            checkpoints.finish(verified.head.seq)?;
            Ok(verified)
        }
    }
}
