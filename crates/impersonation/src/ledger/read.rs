use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::chain::Row;
use super::list::StoredValue;
use super::seal::Seal;
use super::walk::Walk;
use super::{Broken, Tombstone, VerifyingKey, statements};

/// Rows read at a time.
const PAGE: i64 = 1_000;

/// What was passed on the way along the chain.
pub(super) enum Step<'a> {
    Row(&'a Row, &'a [StoredValue]),
    Removed(&'a Tombstone),
    Sealed(&'a Seal),
}

/// Is told of each step.
pub(super) type Visit<'a, E> = dyn FnMut(Step<'_>) -> Result<(), E> + Send + 'a;

/// Leads a [`Walk`] along the chain as it is stored.
pub(super) struct Reader<'a> {
    snapshot: &'a mut SqliteConnection,
    /// By their first row.
    tombstones: BTreeMap<i64, Tombstone>,
    /// By their last row.
    seals: BTreeMap<i64, Seal>,
}

impl<'a> Reader<'a> {
    /// Reads what is signed beside the rows; it is only checked where the label of the instance is known.
    pub(super) async fn new(
        snapshot: &'a mut SqliteConnection,
        label: Option<&str>,
        key: &VerifyingKey,
    ) -> Result<Self, Broken> {
        let tombstones: Vec<Tombstone> = sqlx::query_as(statements::TOMBSTONES)
            .fetch_all(&mut *snapshot)
            .await?;
        let seals: Vec<Seal> = sqlx::query_as(statements::SEALS)
            .fetch_all(&mut *snapshot)
            .await?;
        if let Some(label) = label {
            tombstones
                .iter()
                .try_for_each(|tombstone| tombstone.check(label, key))?;
            seals.iter().try_for_each(|seal| seal.check(label, key))?;
        }
        Ok(Self {
            snapshot,
            tombstones: tombstones.into_iter().map(|t| (t.first, t)).collect(),
            seals: seals.into_iter().map(|seal| (seal.last, seal)).collect(),
        })
    }

    /// The tombstone that ends with row `seq`.
    pub(super) fn tombstone_until(&self, seq: i64) -> Option<&Tombstone> {
        self.tombstones.values().find(|t| t.last == seq)
    }

    /// Goes on from where `walk` is to the end of the chain.
    pub(super) async fn run<E: From<Broken>>(
        mut self,
        walk: &mut Walk,
        visit: &mut Visit<'_, E>,
    ) -> Result<(), E> {
        let start = walk.seq();
        let below: Option<i64> = sqlx::query_scalar(statements::FIRST_BELOW_ONE)
            .fetch_optional(&mut *self.snapshot)
            .await
            .map_err(Broken::from)?;
        if let Some(seq) = below {
            return Err(Broken::new(seq, "no row has such a number").into());
        }
        let mut page = PAGE;
        loop {
            let (rows, mut values) = match read_page(self.snapshot, walk.seq(), page).await {
                // What is not even text or a number is looked for row by row, to name the row.
                Err(sqlx::Error::ColumnDecode { .. }) if page > 1 => {
                    page = 1;
                    continue;
                }
                Err(sqlx::Error::ColumnDecode { source, .. }) => {
                    let why = format!("the row cannot be read: {source}");
                    return Err(Broken::new(walk.seq() + 1, why).into());
                }
                read => read.map_err(Broken::from)?,
            };
            let is_end = rows.is_empty();
            for row in rows {
                self.pass_removed(walk, visit)?;
                let values = values.remove(&row.seq).unwrap_or_default();
                walk.row(&row, Some(&values))?;
                visit(Step::Row(&row, &values))?;
                if let Some(seal) = self.seals.remove(&row.seq) {
                    walk.seal(&seal)?;
                    visit(Step::Sealed(&seal))?;
                }
            }
            if let Some((seq, _)) = values.pop_first() {
                return Err(Broken::new(seq, "there are values of a missing row").into());
            }
            if is_end {
                self.pass_removed(walk, visit)?;
                return Ok(self.nothing_left(start, walk.seq())?);
            }
        }
    }

    fn pass_removed<E: From<Broken>>(
        &mut self,
        walk: &mut Walk,
        visit: &mut Visit<'_, E>,
    ) -> Result<(), E> {
        while let Some(tombstone) = self.tombstones.remove(&(walk.seq() + 1)) {
            walk.removal(&tombstone)?;
            visit(Step::Removed(&tombstone))?;
        }
        Ok(())
    }

    /// Whatever is signed beside the rows belongs to rows that were passed.
    fn nothing_left(self, start: i64, end: i64) -> Result<(), Broken> {
        let tombstone = self.tombstones.into_keys().find(|first| *first > start);
        let seal = self.seals.into_keys().find(|last| *last > start);
        let Some(left) = tombstone.into_iter().chain(seal).min() else {
            return Ok(());
        };
        Err(if left > end {
            Broken::new(end + 1, "the rows from here on were cut off")
        } else {
            Broken::new(left, "a tombstone or seal stands where it does not belong")
        })
    }
}

/// At most `page` rows after `seq`, and the values that belong to them by row; when there are no
/// more rows, whatever values there still are.
async fn read_page(
    snapshot: &mut SqliteConnection,
    seq: i64,
    page: i64,
) -> sqlx::Result<(Vec<Row>, BTreeMap<i64, Vec<StoredValue>>)> {
    let rows: Vec<Row> = sqlx::query_as(statements::ROWS_AFTER)
        .bind(seq)
        .bind(page)
        .fetch_all(&mut *snapshot)
        .await?;
    let values: Vec<StoredValue> = sqlx::query_as(statements::VALUES_BETWEEN)
        .bind(seq)
        .bind(rows.last().map_or(i64::MAX, |last| last.seq))
        .fetch_all(snapshot)
        .await?;
    let mut by_row: BTreeMap<i64, Vec<StoredValue>> = BTreeMap::new();
    for value in values {
        by_row.entry(value.seq).or_default().push(value);
    }
    Ok((rows, by_row))
}
