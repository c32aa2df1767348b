use std::io;

use ambient::Millis;
use sqlx::SqliteConnection;

use super::chain::genesis;
use super::head::{Found, read};
use super::lines::{FORMAT, Line, Link, Omitted, RowLine, Trailer};
use super::read::{Reader, Step};
use super::walk::Walk;
use super::{Broken, Event, EventKind, Head, Ledger, statements};
use crate::StoreError;

/// Which records to export, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Those written at this moment or later.
    pub from: Option<Millis>,
    /// Those written before this moment.
    pub to: Option<Millis>,
    /// Those of one impersonation, by its id.
    pub impersonation: Option<String>,
    /// Without personal values: their commitments alone.
    pub without_values: bool,
}

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No record is what was asked for, so there is nothing to sign.
    #[error("There is no such record in the ledger")]
    Nothing,
    /// The ledger is not as it was written, so it is not signed once more.
    #[error("The ledger is not as it was written: {0}")]
    Broken(#[from] Broken),
    /// The lines cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Ledger {
    /// Writes records as lines, the oldest first and one at a time, and last a trailer that is signed over all of
    /// them. Records are checked on the way, on to the signed end of the ledger: what somebody did to it is not
    /// signed, and what was written until then bears no signature. That somebody exports them is recorded first.
    /// Takes a snapshot, as [`super::verify`] does.
    pub async fn export(
        &self,
        order: &Order,
        output: &mut (dyn io::Write + Send),
    ) -> Result<Trailer, ExportError> {
        self.append(event(&self.random.id("export"), order)).await?;
        let mut snapshot = self.pool.begin().await.map_err(StoreError::from)?;
        let key = self.verifying_key();
        let head = match read(&mut snapshot, &key).await.map_err(StoreError::from)? {
            Found::Signed(head) => head,
            Found::Bad(broken) => return Err(broken.into()),
        };
        let (first, last) = bounds(&mut snapshot, order, &head).await?;
        let before = hash_of(&mut snapshot, first - 1).await?;
        let reader = Reader::new(&mut snapshot, Some(&head.label), &key).await?;
        let before = match reader.tombstone_until(first - 1) {
            Some(tombstone) => Some(tombstone.hash.clone()),
            None if first == 1 => Some(genesis(&head.label)),
            None => before,
        };
        let before = before.ok_or_else(|| Broken::new(first - 1, "the row is missing"))?;
        let mut walk = Walk::behind(first - 1, Some(before.clone()));
        let mut writer = Writer::new(order, last, output);
        reader
            .run::<ExportError>(&mut walk, &mut |step| writer.step(&step))
            .await?;
        walk.finish(head.clone())?;
        let Writer {
            link,
            lines,
            rows,
            hash,
            ..
        } = writer;
        let trailer = Trailer {
            format: FORMAT.to_owned(),
            instance: head.label,
            lines,
            rows,
            first,
            last,
            before,
            hash,
            head_seq: head.seq,
            head_hash: head.hash,
            impersonation: order.impersonation.clone(),
            values: !order.without_values,
            at: self.clock.now(),
            public_key: key.to_text(),
            link: link.as_str().to_owned(),
        };
        writeln!(output, "{}", trailer.clone().sign(&self.key))?;
        output.flush()?;
        Ok(trailer)
    }
}

fn event(id: &str, order: &Order) -> Event {
    Event::new(EventKind::Exported, id)
        .detail("from", order.from)
        .detail("to", order.to)
        .detail("impersonation", order.impersonation.clone())
        .detail("values", !order.without_values)
}

/// The first and the last number that the export is about. All that there is includes what was removed.
async fn bounds(
    snapshot: &mut SqliteConnection,
    order: &Order,
    head: &Head,
) -> Result<(i64, i64), ExportError> {
    if is_everything(order) {
        return Ok((1, head.seq));
    }
    let statement = match order.impersonation {
        Some(_) => statements::BOUNDS_ABOUT,
        None => statements::BOUNDS,
    };
    let mut query = sqlx::query_as(statement)
        .bind(order.from.unwrap_or(Millis::MIN))
        .bind(order.to.unwrap_or(Millis::MAX));
    if let Some(impersonation) = &order.impersonation {
        query = query.bind(impersonation);
    }
    let bounds: (Option<i64>, Option<i64>) =
        query.fetch_one(snapshot).await.map_err(StoreError::from)?;
    match bounds {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => Err(ExportError::Nothing),
    }
}

fn is_everything(order: &Order) -> bool {
    order.from.is_none() && order.to.is_none() && order.impersonation.is_none()
}

async fn hash_of(snapshot: &mut SqliteConnection, seq: i64) -> Result<Option<String>, StoreError> {
    let hash = sqlx::query_scalar(statements::HASH).bind(seq);
    Ok(hash.fetch_optional(snapshot).await?)
}

/// Writes what is passed on the way as linked lines, up to row `last`.
struct Writer<'a> {
    order: &'a Order,
    last: i64,
    output: &'a mut (dyn io::Write + Send),
    link: Link,
    lines: u64,
    rows: i64,
    /// Of the last record in it.
    hash: String,
    /// Rows passed by, not yet said to be left out.
    omitted: Option<Omitted>,
}

impl<'a> Writer<'a> {
    fn new(order: &'a Order, last: i64, output: &'a mut (dyn io::Write + Send)) -> Self {
        Self {
            order,
            last,
            output,
            link: Link::default(),
            lines: 0,
            rows: 0,
            hash: String::new(),
            omitted: None,
        }
    }

    fn step(&mut self, step: &Step<'_>) -> Result<(), ExportError> {
        match step {
            Step::Row(row, values) if row.seq <= self.last => {
                let wanted = &self.order.impersonation;
                if wanted.as_ref().is_some_and(|wanted| *wanted != row.about) {
                    self.omit(row.seq);
                    return Ok(());
                }
                self.rows += 1;
                self.hash.clone_from(&row.hash);
                let values = (!self.order.without_values).then_some(*values);
                self.line(&Line::Row(RowLine::new(row, values)))
            }
            Step::Removed(tombstone) if tombstone.last <= self.last => {
                self.hash.clone_from(&tombstone.hash);
                self.line(&Line::Removed((*tombstone).clone()))
            }
            // It is the seal of the row before it, which may have been left out.
            Step::Sealed(seal) if seal.last <= self.last && self.omitted.is_none() => {
                self.line(&Line::Sealed((*seal).clone()))
            }
            _ => Ok(()),
        }
    }

    fn omit(&mut self, seq: i64) {
        let first = self.omitted.map_or(seq, |omitted| omitted.first);
        self.omitted = Some(Omitted { first, last: seq });
    }

    fn line(&mut self, line: &Line) -> Result<(), ExportError> {
        if let Some(omitted) = self.omitted.take() {
            self.write(&Line::Omitted(omitted))?;
        }
        self.write(line)
    }

    fn write(&mut self, line: &Line) -> Result<(), ExportError> {
        self.lines += 1;
        writeln!(self.output, "{}", self.link.bind(line))?;
        Ok(())
    }
}
