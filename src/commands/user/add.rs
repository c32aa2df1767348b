use clerk::{NewUser, Secret};

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
    /// The secret of an authenticator app, in base32: signing in then takes a second step
    #[arg(long, value_name = "BASE32")]
    totp_secret: Option<String>,
    /// A code that proves the second step once, 6 characters or more; may be given several times
    #[arg(long = "backup-code", value_name = "CODE")]
    backup_codes: Vec<String>,
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
        totp_secret: args.totp_secret.map(Secret::from),
        backup_codes: args.backup_codes.into_iter().map(Secret::from).collect(),
        public_metadata: metadata,
        ..NewUser::default()
    };
    let user = said(people.backend.create_user(&new).await)?;
    output::line(line(&user, &people.role_path))?;
    Ok(chosen.print()?)
}
