use clerk::NewUser;

use super::{PasswordArgs, People, line, said};
use crate::output;
use crate::roles::Role;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Their e-mail address
    email: String,
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,
    /// Their staff role
    #[arg(long, value_enum, default_value_t = Role::None)]
    role: Role,
    #[command(flatten)]
    password: PasswordArgs,
}

pub async fn run(people: &People, args: Args) -> anyhow::Result<()> {
    let chosen = args.password.choose()?;
    let metadata = args
        .role
        .as_str()
        .map(|_| args.role.metadata(&people.role_path));
    let new = NewUser {
        first_name: args.first_name,
        last_name: args.last_name,
        email_address: vec![args.email],
        password: Some(chosen.password.clone()),
        public_metadata: metadata,
        ..NewUser::default()
    };
    let user = said(people.backend.create_user(&new).await)?;
    output::line(line(&user, &people.role_path))?;
    Ok(chosen.print()?)
}
