use std::io::{self, BufWriter};

use ambient::Millis;
use anyhow::Context as _;
use impersonation::Ledger;
use impersonation::ledger::{ExportError, Order};

use crate::{moment, output};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The form of the lines
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Only records written at this day or moment or later (2026-11-23, 2026-11-23T11:40:05Z)
    #[arg(long, value_name = "WHEN", value_parser = moment::read)]
    from: Option<Millis>,
    /// Only records written before this day or moment
    #[arg(long, value_name = "WHEN", value_parser = moment::read)]
    to: Option<Millis>,
    /// Only the records of this impersonation
    #[arg(long, value_name = "ID")]
    impersonation: Option<String>,
    /// What to show of names, addresses and reasons: what they are, or the commitments to them alone
    #[arg(long, value_enum, default_value_t = Values::Opened)]
    values: Values,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// A JSON object a line
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Values {
    /// The values, with the salts that open the commitments
    Opened,
    /// The commitments alone, which give nothing away
    Committed,
}

pub async fn run(ledger: &Ledger, args: Args) -> anyhow::Result<()> {
    let Format::Jsonl = args.format;
    let order = Order {
        from: args.from,
        to: args.to,
        impersonation: args.impersonation,
        without_values: args.values == Values::Committed,
    };
    let mut output = BufWriter::new(io::stdout());
    let exported = match ledger.export(&order, &mut output).await {
        Err(ExportError::Output(error)) => return Err(error.into()),
        exported => exported.context("There is no signed export")?,
    };
    output::note(format_args!(
        "{} records, {} to {}, signed with the key {}",
        exported.rows,
        exported.first,
        exported.last,
        ledger.verifying_key().fingerprint()
    ));
    Ok(())
}
