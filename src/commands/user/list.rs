use clerk::UserFilter;

use super::{People, line, said};
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Part of a name, an address or an id
    #[arg(long, value_name = "TEXT")]
    query: Option<String>,
    /// How many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
    /// How many to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u32,
}

pub async fn run(people: &People, args: Args) -> anyhow::Result<()> {
    let filter = UserFilter {
        query: args.query,
        limit: Some(args.limit),
        offset: Some(args.offset),
        ..UserFilter::default()
    };
    for user in said(people.backend.list_users(&filter).await)? {
        output::line(line(&user, &people.role_path))?;
    }
    Ok(())
}
