//! The Backend API of the provider, asked directly: lists of few users, which must cost the same however many there
//! are, and what its contract makes grow with them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use url::form_urlencoded::Serializer;

use crate::browser::Browser;
use crate::journey::{Cost, Lap, Meter};
use crate::people::Person;
use crate::process::Server;

/// Lists of few users.
pub const SELECTIVE: [&str; 16] = [
    "a part of an address",
    "a whole address",
    "a whole name",
    "the beginning of an id",
    "`email_address`",
    "`user_id`",
    "an address by `created_at`",
    "an address by `updated_at`",
    "an address by `email_address`",
    "an address by `web3wallet`",
    "an address by `first_name`",
    "an address by `last_name`",
    "an address by `phone_number`",
    "an address by `username`",
    "an address by `last_active_at`",
    "an address by `last_sign_in_at`",
];

/// What grows with the number of users: it is asked for once where the others are asked for [`SELDOM`] times.
pub const LINEAR: [&str; 4] = [
    "`/users/count` of all",
    "`/users/count` of a word in every address",
    "all, by `last_name`",
    "all, with an `offset` of half of them",
];

const SELDOM: usize = 10;

/// The costs of each.
#[derive(Default)]
pub struct Asked {
    pub selective: [Vec<Cost>; SELECTIVE.len()],
    pub linear: [Vec<Cost>; LINEAR.len()],
}

/// A program with the secret key.
pub struct BackendApi(Browser);

impl BackendApi {
    /// Finds the provider that is served from `folder` as every program does: by `understudy env`.
    pub fn of(program: &Path, folder: &Path) -> anyhow::Result<Self> {
        let said = Command::new(program)
            .args(["env", "--data-dir", "data"])
            .current_dir(folder)
            .env_clear()
            .output()?;
        ensure!(said.status.success(), "The provider is not to be found");
        let said = String::from_utf8(said.stdout)?;
        let value = |name: &str| {
            let mut values = said.lines().filter_map(|line| line.split_once('='));
            let found = values.find(|(found, _)| *found == name);
            found
                .map(|(_, value)| value.trim_matches('\''))
                .with_context(|| format!("The provider does not say {name}"))
        };
        let origin = value("CLERK_API_URL")?.trim_end_matches('/');
        let browser = Browser::new(origin)?.with_key(value("CLERK_SECRET_KEY")?);
        Ok(Self(browser))
    }

    /// Asks for each list once.
    pub async fn round(
        &mut self,
        server: &Server,
        person: &Person,
        users: u32,
        turn: usize,
        asked: &mut Asked,
    ) -> anyhow::Result<()> {
        self.measure(server, &selective(person), true, &mut asked.selective)
            .await?;
        if turn.is_multiple_of(SELDOM) {
            let paths = linear(users);
            self.measure(server, &paths, false, &mut asked.linear)
                .await?;
        }
        Ok(())
    }

    async fn measure(
        &mut self,
        server: &Server,
        paths: &[String],
        finds_somebody: bool,
        costs: &mut [Vec<Cost>],
    ) -> anyhow::Result<()> {
        let mut lap = Lap::begin(Meter::Server(server))?;
        for path in paths {
            let answer = lap.get(&mut self.0, path).await;
            let answer = answer.with_context(|| format!("asking for {path}"))?;
            ensure!(
                !finds_somebody || answer.contains("\"object\":\"user\""),
                "{path} finds nobody"
            );
        }
        for (costs, cost) in costs.iter_mut().zip(lap.costs()) {
            costs.push(cost);
        }
        Ok(())
    }
}

fn selective(person: &Person) -> Vec<String> {
    let address = person.email.as_str();
    let (local, _) = address.split_once('@').unwrap_or((address, ""));
    // Long enough that few ids begin so, and short enough to be a part.
    let id: String = person.id.chars().take(15).collect();
    let mut paths: Vec<_> = [
        ("query", local),
        ("query", address),
        ("query", &person.name),
        ("query", &id),
        ("email_address", address),
        ("user_id", &person.id),
    ]
    .into_iter()
    .map(|pair| path("/v1/users?", &[pair]))
    .collect();
    for kind in &SELECTIVE[paths.len()..] {
        let column = kind.split('`').nth(1).unwrap_or_default();
        let order = format!("-{column}");
        paths.push(path(
            "/v1/users?",
            &[("query", address), ("order_by", &order)],
        ));
    }
    paths
}

fn linear(users: u32) -> [String; LINEAR.len()] {
    let half = (users / 2).to_string();
    [
        path("/v1/users/count", &[]),
        path("/v1/users/count?", &[("query", "example")]),
        path("/v1/users?", &[("order_by", "last_name")]),
        path("/v1/users?", &[("offset", &half)]),
    ]
}

fn path(start: &str, pairs: &[(&str, &str)]) -> String {
    let mut path = Serializer::for_suffix(start.to_owned(), start.len());
    path.extend_pairs(pairs);
    path.finish()
}
