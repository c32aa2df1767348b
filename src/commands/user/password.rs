use clerk::UserUpdate;

use super::{PasswordArgs, People, line, said};
use crate::output;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Their e-mail address or id
    who: String,
    #[command(flatten)]
    password: PasswordArgs,
}

/// Whoever was signed in with the old password is signed out: it is changed because it got lost.
pub async fn run(people: &People, args: Args) -> anyhow::Result<()> {
    let user = people.find(&args.who).await?;
    let chosen = args.password.choose()?;
    let update = UserUpdate {
        password: Some(chosen.password.clone()),
        sign_out_of_other_sessions: Some(true),
        ..UserUpdate::default()
    };
    let user = said(people.backend.update_user(&user.id, &update).await)?;
    output::line(line(&user, &people.role_path))?;
    Ok(chosen.print()?)
}
