//! `understudy user`: the people of the instance, through the Backend API: the embedded provider's, or
//! Clerk's when a secret key is set. Only the import goes straight into the embedded provider.

mod add;
mod import;
mod list;
mod password;
mod role;

use anyhow::anyhow;
use clerk::{BackendClient, Secret, User, UserFilter};

use crate::config::Config;
use crate::instance::Instance;
use crate::{output, passwords};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Add somebody
    Add(add::Args),
    Import(import::Args),
    /// List people, the newest first
    List(list::Args),
    /// Give somebody a new password
    Password(password::Args),
    /// Give somebody a staff role, or take it away
    Role(role::Args),
}

/// The people of an instance, and where their role stands.
struct People {
    backend: BackendClient,
    role_path: String,
}

pub async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    let instance = Instance::configured(&config).await?;
    let people = People {
        backend: instance.backend.clone(),
        role_path: config.policy.role_path,
    };
    let result = match command {
        Command::Add(args) => add::run(&people, args).await,
        Command::Import(args) => import::run(&instance, &people.role_path, &args).await,
        Command::List(args) => list::run(&people, args).await,
        Command::Password(args) => password::run(&people, args).await,
        Command::Role(args) => role::run(&people, &args).await,
    };
    if let Some(pool) = instance.pool {
        pool.close().await;
    }
    result
}

impl People {
    /// Finds somebody by e-mail address or id.
    async fn find(&self, who: &str) -> anyhow::Result<User> {
        find(&self.backend, who).await
    }
}

/// Finds somebody by e-mail address or id.
pub async fn find(backend: &BackendClient, who: &str) -> anyhow::Result<User> {
    let found = if who.contains('@') {
        let filter = UserFilter {
            email_addresses: vec![who.to_owned()],
            ..UserFilter::default()
        };
        said(backend.list_users(&filter).await)?.pop()
    } else {
        said(backend.get_user(who).await)?
    };
    found.ok_or_else(|| anyhow!("There is nobody with the address or id {who}"))
}

/// The Backend API's refusal in its own words.
fn said<T>(answer: Result<T, clerk::Error>) -> anyhow::Result<T> {
    answer.map_err(|error| match &error {
        clerk::Error::Api { .. } => anyhow!("{}", error.words()),
        _ => anyhow!(error),
    })
}

/// Where a password comes from.
#[derive(Clone, Copy, Debug, clap::Args)]
struct PasswordArgs {
    /// Read the password from standard input instead of making one up
    #[arg(long)]
    password_stdin: bool,
}

/// A password, and whether somebody knows it already.
struct Chosen {
    password: Secret,
    made_up: Option<String>,
}

impl PasswordArgs {
    fn choose(self) -> anyhow::Result<Chosen> {
        if self.password_stdin {
            let password = Secret::from(passwords::from_standard_input()?);
            return Ok(Chosen {
                password,
                made_up: None,
            });
        }
        let made_up = passwords::random(&ambient::Random::from_os());
        Ok(Chosen {
            password: Secret::from(made_up.as_str()),
            made_up: Some(made_up),
        })
    }
}

impl Chosen {
    /// Prints a password that was made up: this is the only time that it is seen.
    fn print(&self) -> std::io::Result<()> {
        match &self.made_up {
            Some(password) => output::line(format_args!("Password  {password}")),
            None => Ok(()),
        }
    }
}

/// Who it is about, in one line. The name comes last: people choose it themselves, and whatever they choose
/// can be taken for nothing else.
fn line(user: &User, role_path: &str) -> String {
    let name = [&user.first_name, &user.last_name]
        .into_iter()
        .flatten()
        .map(String::as_str);
    let name = name.collect::<Vec<_>>().join(" ");
    let role = crate::roles::of(user, role_path)
        .map(|role| format!("  [{role}]"))
        .unwrap_or_default();
    let [id, email, name] =
        [&user.id, user.primary_email().unwrap_or("-"), &name].map(output::printable);
    format!("{id}  {email}{role}  {name}").trim_end().to_owned()
}
