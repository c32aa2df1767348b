use clerk::Metadata;

use super::{People, line, said};
use crate::output;
use crate::roles::Role;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Their e-mail address or id
    who: String,
    #[arg(value_enum)]
    role: Role,
}

pub async fn run(people: &People, args: &Args) -> anyhow::Result<()> {
    let user = people.find(&args.who).await?;
    let metadata = Metadata {
        public: Some(args.role.metadata(&people.role_path)),
        ..Metadata::default()
    };
    let user = said(people.backend.merge_metadata(&user.id, &metadata).await)?;
    Ok(output::line(line(&user, &people.role_path))?)
}
