use ambient::Clock;
use impersonation::Ledger;

use super::verify::removed;
use crate::audit::before;
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Remove what is older than so many days (400d); segments of a thousand records go when all of it is
    #[arg(long, value_name = "DAYS", value_parser = days)]
    older_than: u32,
}

pub async fn run(ledger: &Ledger, args: &Args) -> anyhow::Result<()> {
    let rule = format!("older than {} days, by the command line", args.older_than);
    let before = before(&Clock::system(), args.older_than);
    let retained = ledger.retain(before, &rule).await?;
    for tombstone in &retained.removed {
        output::line(removed(tombstone))?;
    }
    for (first, last) in &retained.kept {
        output::line(format_args!("Kept      rows {first} to {last}: on hold"))?;
    }
    if retained.removed.is_empty() {
        output::note("No segment of the ledger is old enough and free to go.");
    }
    Ok(())
}

fn days(text: &str) -> Result<u32, String> {
    let days = text.strip_suffix('d').unwrap_or(text).parse();
    match days {
        Ok(days) if days > 0 => Ok(days),
        _ => Err("it is not a number of days such as 400d".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_of_days_and_never_none() {
        assert_eq!((days("400d"), days("1")), (Ok(400), Ok(1)));
        for bad in ["", "d", "0", "0d", "-1d", "1y", "99999999999"] {
            days(bad).expect_err(bad);
        }
    }
}
