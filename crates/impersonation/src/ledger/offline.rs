use std::fmt;
use std::io::{BufRead, Read as _};

use super::chain::genesis;
use super::lines::{self, FORMAT, Line, Link, RowLine, Trailer};
use super::seal::Seal;
use super::walk::Walk;
use super::{Broken, Checkpoints, Head, Tombstone, VerifyingKey};

/// No line of ours is longer; what is, is not read into memory.
const LONGEST: u64 = 16 << 20;

/// An export that is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedExport {
    /// What was signed.
    pub trailer: Trailer,
    /// What had been removed by retention before.
    pub removed: Vec<Tombstone>,
    /// How many seals of segments were checked.
    pub segments: u64,
    /// How many personal values are not in it because they were erased.
    pub erased: u64,
}

/// An export that is not as it was written, or could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenExport {
    /// The first line that is wrong, counted from 1; where lines are missing, the one before which they are.
    pub line: u64,
    /// What is wrong, and with which row.
    pub broken: Broken,
}

impl fmt::Display for BrokenExport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, {}", self.line, self.broken)
    }
}

impl std::error::Error for BrokenExport {}

/// Checks an export that [`super::Ledger::export`] wrote, line by line: that each record is as it was hashed and
/// follows the one before it, that no line was touched, and that the trailer bears a signature by a key that
/// `whose` accepts. Needs nothing but the text and reads it once, a line at a time.
pub fn verify_export(
    export: impl BufRead,
    whose: impl Fn(&VerifyingKey) -> bool,
) -> Result<VerifiedExport, BrokenExport> {
    verify_export_against(export, whose, &mut Checkpoints::default())
}

/// As [`verify_export`]; the records must also be those that the checkpoints are over.
pub fn verify_export_against(
    export: impl BufRead,
    whose: impl Fn(&VerifyingKey) -> bool,
    checkpoints: &mut Checkpoints,
) -> Result<VerifiedExport, BrokenExport> {
    let mut check = Check::new(checkpoints);
    check.run(export, whose).map_err(|broken| BrokenExport {
        line: check.line,
        broken,
    })
}

/// How far the check has come.
struct Check<'a> {
    checkpoints: &'a mut Checkpoints,
    /// The line that is looked at.
    line: u64,
    link: Link,
    /// Begins with the first line.
    walk: Option<Walk>,
    /// The number that the export begins with, and the hash that it follows.
    first: i64,
    before: String,
    /// The hash of the last record.
    hash: String,
    /// Whether the records so far show their values.
    values: Option<bool>,
    omits: bool,
    /// With their lines: whether they are signed can only be said at the end.
    removed: Vec<(u64, Tombstone)>,
    seals: Vec<(u64, Seal)>,
}

impl<'a> Check<'a> {
    fn new(checkpoints: &'a mut Checkpoints) -> Self {
        Self {
            checkpoints,
            line: 0,
            link: Link::default(),
            walk: None,
            first: 0,
            before: String::new(),
            hash: String::new(),
            values: None,
            omits: false,
            removed: Vec::new(),
            seals: Vec::new(),
        }
    }

    fn run(
        &mut self,
        mut export: impl BufRead,
        whose: impl Fn(&VerifyingKey) -> bool,
    ) -> Result<VerifiedExport, Broken> {
        let mut buffer = Vec::new();
        loop {
            self.line += 1;
            let line = self.next_line(&mut export, &mut buffer)?;
            let content = lines::read(line)
                .ok_or_else(|| Broken::new(self.expected(), "the line is none of an export"))?;
            if let Line::Trailer(trailer) = content {
                let line = line.to_owned();
                let verified = self.trailer(&line, trailer, whose)?;
                self.line += 1;
                buffer.clear();
                return match read_line(&mut export, &mut buffer)? {
                    0 => Ok(verified),
                    _ => Err(Broken::new(None, "something follows the trailer")),
                };
            }
            self.pass(content)?;
            if !self.link.follow(line) {
                let why = "the line was changed, or lines before it are missing or out of order";
                return Err(Broken::new(self.walk.as_ref().map(Walk::seq), why));
            }
        }
    }

    fn next_line<'b>(
        &self,
        export: &mut impl BufRead,
        buffer: &'b mut Vec<u8>,
    ) -> Result<&'b str, Broken> {
        buffer.clear();
        if read_line(export, buffer)? == 0 {
            let why = "the end was cut off: there is no trailer";
            return Err(Broken::new(self.expected(), why));
        }
        let line = buffer.strip_suffix(b"\n");
        let line = line.ok_or_else(|| Broken::new(self.expected(), "the line was cut off"))?;
        str::from_utf8(line)
            .map_err(|_| Broken::new(self.expected(), "the line is none of an export"))
    }

    /// The number that the next record must have, once there was one.
    fn expected(&self) -> Option<i64> {
        self.walk.as_ref().map(|walk| walk.seq() + 1)
    }

    fn pass(&mut self, content: Line) -> Result<(), Broken> {
        match content {
            Line::Row(line) => self.row(line),
            Line::Removed(tombstone) => {
                self.begin(tombstone.first, &tombstone.previous)
                    .removal(&tombstone)?;
                self.hash.clone_from(&tombstone.hash);
                self.checkpoints.meet(tombstone.last, &tombstone.hash)?;
                self.removed.push((self.line, tombstone));
                Ok(())
            }
            Line::Omitted(omitted) => {
                self.omits = true;
                self.begun()?.omit(omitted.first, omitted.last)
            }
            Line::Sealed(seal) => {
                self.begun()?.seal(&seal)?;
                self.seals.push((self.line, seal));
                Ok(())
            }
            Line::Trailer(_) => unreachable!("it ends the walk"),
        }
    }

    fn row(&mut self, line: RowLine) -> Result<(), Broken> {
        let (row, values) = line.into_row();
        self.begin(row.seq, &row.previous)
            .row(&row, values.as_deref())?;
        if *self.values.get_or_insert(values.is_some()) != values.is_some() {
            let why = "the row shows its values where others do not, or the other way round";
            return Err(Broken::new(row.seq, why));
        }
        self.hash = row.hash;
        self.checkpoints.meet(row.seq, &self.hash)
    }

    /// The walk; it begins here if it has not.
    fn begin(&mut self, first: i64, before: &str) -> &mut Walk {
        if self.walk.is_none() {
            self.first = first;
            before.clone_into(&mut self.before);
        }
        self.walk
            .get_or_insert_with(|| Walk::behind(first - 1, Some(before.to_owned())))
    }

    fn begun(&mut self) -> Result<&mut Walk, Broken> {
        let why = "no export begins with this line";
        self.walk.as_mut().ok_or_else(|| Broken::new(None, why))
    }

    /// The trailer is signed by the right key, and all lines before it are those that it is about.
    fn trailer(
        &mut self,
        line: &str,
        trailer: Trailer,
        whose: impl Fn(&VerifyingKey) -> bool,
    ) -> Result<VerifiedExport, Broken> {
        let amiss = |why: String| Err(Broken::new(None, why));
        if trailer.format != FORMAT {
            return amiss(format!("the export is not of the form \"{FORMAT}\""));
        }
        let Some(key) = VerifyingKey::from_text(&trailer.public_key) else {
            return amiss("the trailer names no key".to_owned());
        };
        if !whose(&key) {
            let fingerprint = key.fingerprint();
            return amiss(format!("it is signed with another key, {fingerprint}"));
        }
        if !Trailer::is_signed(line, &key) {
            return amiss("the trailer does not bear a signature by the key".to_owned());
        }
        let walk = self.walk.take();
        let walk = walk.ok_or_else(|| Broken::new(None, "there is nothing before the trailer"))?;
        if (trailer.lines, trailer.link.as_str()) != (self.line - 1, self.link.as_str()) {
            return Err(Broken::new(
                walk.seq(),
                "the lines are not those that were signed: they were written anew, or the last were cut off",
            ));
        }
        self.agrees(&trailer, &walk)?;
        self.signed_within(&trailer.instance, &key)?;
        self.checkpoints.trailer(&trailer)?;
        let (missing, erased) = walk.gone();
        let mut verified = VerifiedExport {
            removed: walk.removed().to_vec(),
            segments: self.seals.len() as u64,
            erased: erased + missing as u64,
            trailer,
        };
        let trailer = &mut verified.trailer;
        if trailer.last == trailer.head_seq && trailer.impersonation.is_none() {
            // It goes to the end of the ledger, so every erasure is recorded in it.
            walk.finish(Head {
                label: trailer.instance.clone(),
                seq: trailer.head_seq,
                hash: trailer.head_hash.clone(),
            })?;
        }
        Ok(verified)
    }

    /// What the trailer says of the lines is so.
    fn agrees(&self, trailer: &Trailer, walk: &Walk) -> Result<(), Broken> {
        let seen = (walk.rows(), self.first, walk.seq());
        let agrees = seen == (trailer.rows, trailer.first, trailer.last)
            && self.before == trailer.before
            && self.hash == trailer.hash
            && self.values.is_none_or(|values| values == trailer.values)
            && (trailer.impersonation.is_some() || !self.omits)
            && (self.first != 1 || self.before == genesis(&trailer.instance));
        let why = "the trailer speaks of other lines";
        agrees.then_some(()).ok_or_else(|| Broken::new(None, why))
    }

    fn signed_within(&mut self, label: &str, key: &VerifyingKey) -> Result<(), Broken> {
        let end = self.line;
        for (line, tombstone) in &self.removed {
            self.line = *line;
            tombstone.check(label, key)?;
        }
        for (line, seal) in &self.seals {
            self.line = *line;
            seal.check(label, key)?;
        }
        self.line = end;
        Ok(())
    }
}

fn read_line(export: &mut impl BufRead, buffer: &mut Vec<u8>) -> Result<usize, Broken> {
    export
        .take(LONGEST)
        .read_until(b'\n', buffer)
        .map_err(|error| Broken::new(None, format!("it cannot be read: {error}")))
}
