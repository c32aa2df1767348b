//! `understudy user import`: many people from a file, in bulk, straight into the embedded provider.

mod columns;
mod csv;
mod json_lines;
mod progress;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use ambient::Clock;
use anyhow::{Context as _, anyhow, bail};
use clap::ValueEnum;
use provider::{NewUser, NotCreated};

use crate::instance::Instance;
use crate::output;
use columns::Columns;
use progress::Progress;

/// Adds people from a file, thousands at a time
///
/// Everything that can be taken is taken. People whose address is known already are passed over and
/// counted. A line that cannot be taken is named with its number and the reason, leaves nothing behind, and
/// makes the command fail at its end; mend it and import the same file again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = columns::HELP)]
pub struct Args {
    /// The file, or - for standard input
    file: PathBuf,
    /// What the file is made of [default: by its ending, .csv or .jsonl]
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values with a first line that names the columns
    Csv,
    /// A JSON object a line
    Jsonl,
}

/// One line of the file, counted from 1, as what it says or why it cannot be taken.
type Line = (u64, Result<Columns, String>);

/// The lines of a file. An error ends them.
type Lines = Box<dyn Iterator<Item = io::Result<Line>>>;

pub async fn run(instance: &Instance, role_path: &str, args: &Args) -> anyhow::Result<()> {
    let Some(provider) = &instance.provider else {
        bail!(
            "People are imported into the embedded provider only; Clerk has a migration tool of its own"
        );
    };
    let format = args.format.or_else(|| by_ending(&args.file));
    let format = format.ok_or_else(|| {
        anyhow!(
            "It cannot be told what {} is made of; say --format csv or --format jsonl",
            args.file.display()
        )
    })?;
    let source = open(&args.file)?;
    let lines = match format {
        Format::Csv => csv::lines(source)?,
        Format::Jsonl => json_lines::lines(source),
    };
    let now = Clock::system().now();
    let import = RefCell::new(Import::default());
    let new_users = lines.map_while(|line| match line {
        Ok(line) => Some(line),
        Err(error) => {
            import.borrow_mut().broken = Some(error);
            None
        }
    });
    let new_users = new_users.filter_map(|(number, columns)| {
        let new = columns.and_then(|columns| columns.new_user(role_path, now));
        import.borrow_mut().read(number, new)
    });
    let result = provider
        .users()
        .create_many(new_users, |batch| import.borrow_mut().written(batch))
        .await;
    let import = import.into_inner();
    import.progress.summary()?;
    result?;
    import.finish(&args.file)
}

/// What has become of the file so far.
#[derive(Default)]
struct Import {
    progress: Progress,
    /// The numbers of the lines that were handed on.
    lines: Vec<u64>,
    /// Why reading ended before the file did.
    broken: Option<io::Error>,
}

impl Import {
    /// Hands a line on, or says why not.
    fn read(&mut self, number: u64, new: Result<NewUser, String>) -> Option<NewUser> {
        match new {
            Ok(new) => {
                self.lines.push(number);
                Some(new)
            }
            Err(reason) => {
                self.progress.refuse(number, &reason);
                None
            }
        }
    }

    fn written(&mut self, batch: provider::Batch) {
        for (read, reason) in batch.refused {
            match reason {
                NotCreated::Exists => self.progress.pass_over(),
                NotCreated::Refused(error) => {
                    self.progress.refuse(self.lines[read], &error.to_string());
                }
            }
        }
        self.progress.create(batch.created);
    }

    fn finish(self, file: &Path) -> anyhow::Result<()> {
        if let Some(error) = self.broken {
            return Err(error).with_context(|| format!("{} cannot be read", file.display()));
        }
        match self.progress.refused() {
            0 => Ok(()),
            1 => bail!("One line was not taken; it is named above"),
            lines => bail!("{lines} lines were not taken; they are named above"),
        }
    }
}

fn by_ending(file: &Path) -> Option<Format> {
    let ending = file.extension()?.to_str()?;
    match ending.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
}

fn open(file: &Path) -> anyhow::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    let opened = File::open(file);
    let opened = opened.with_context(|| {
        format!(
            "{} cannot be read",
            output::printable(&file.display().to_string())
        )
    })?;
    Ok(Box::new(BufReader::new(opened)))
}
