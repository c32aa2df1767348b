//! Demo data: people who do not exist, and two members of staff who can sign in.

mod names;
mod people;

use std::path::PathBuf;

use ambient::{Clock, MINUTE, Millis, Random};
use anyhow::{Context as _, anyhow};
use provider::{Batch, NewPassword, NewUser, NotCreated, Provider};

use crate::data_dir::{DataDir, remove_if_there, write_private};
use crate::instance::Instance;
use crate::output;
use crate::passwords;
use crate::roles::Role;
use people::{DemoPerson, people};

/// The same people on every machine.
const SEED: u64 = 1886;

const DAY: Millis = 24 * 60 * MINUTE;

/// How far back people have been customers.
const OLDEST: Millis = 730 * DAY;

/// What a data directory holds of the demo.
pub enum Demo {
    /// It was made just now; this is how to sign in, a line each.
    Fresh(String),
    /// It was made earlier, and how to sign in is noted in this file.
    Earlier(PathBuf),
    /// There is none.
    None,
}

impl Demo {
    /// Says how to sign in.
    pub fn announce(&self) -> std::io::Result<()> {
        match self {
            Self::Fresh(sign_ins) => output::line(sign_ins.trim_end()),
            Self::Earlier(file) => {
                output::line(format_args!("Sign-in   as noted in {}", file.display()))
            }
            Self::None => Ok(()),
        }
    }
}

/// What a new data directory shall hold of it.
#[derive(Clone, Debug, clap::Args)]
pub struct Wanted {
    /// How many demo people a new data directory gets
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    demo_users: u32,
    /// Leave a new data directory without demo people and staff
    #[arg(long, conflicts_with = "demo_users")]
    no_demo: bool,
}

impl Wanted {
    /// Makes the demo in the embedded provider of `instance`, if it is wanted and nobody is there yet.
    pub async fn seed(
        &self,
        instance: &Instance,
        data: &DataDir,
        role_path: &str,
        clock: &Clock,
        random: &Random,
    ) -> anyhow::Result<Demo> {
        let Some(provider) = instance.provider.as_ref().filter(|_| !self.no_demo) else {
            return Ok(Demo::None);
        };
        let seeding = Seeding {
            provider,
            data,
            role_path,
            clock,
            random,
        };
        seeding.run(self.demo_users).await
    }
}

/// Somebody of the demo's staff.
struct Staff {
    label: &'static str,
    given: &'static str,
    family: &'static str,
    email: &'static str,
    role: Role,
}

const STAFF: [Staff; 2] = [
    Staff {
        label: "Support",
        given: "Sam",
        family: "Okoro",
        email: "support@example.com",
        role: Role::Support,
    },
    Staff {
        label: "Lead",
        given: "Leah",
        family: "Lindgren",
        email: "lead@example.com",
        role: Role::Lead,
    },
];

/// What the demo is made with.
struct Seeding<'a> {
    provider: &'a Provider,
    data: &'a DataDir,
    role_path: &'a str,
    clock: &'a Clock,
    random: &'a Random,
}

impl Seeding<'_> {
    /// Makes `count` people and the staff when there is nobody yet.
    async fn run(&self, count: u32) -> anyhow::Result<Demo> {
        let note = self.data.demo_sign_in();
        if !self.provider.users().is_empty().await? {
            return Ok(if note.exists() {
                Demo::Earlier(note)
            } else {
                Demo::None
            });
        }
        let staff = STAFF
            .iter()
            .map(|staff| (staff, passwords::random(self.random)))
            .collect::<Vec<_>>();
        let sign_ins: String = staff
            .iter()
            .map(|(staff, password)| line(staff, password))
            .collect();
        // The note comes first: staff without it would be staff that nobody can sign in as.
        write_private(&note, sign_ins.as_bytes())?;
        if let Err(error) = self.create(&staff, count).await {
            remove_if_there(&note)?;
            return Err(error).context("The demo data cannot be made");
        }
        Ok(Demo::Fresh(sign_ins))
    }

    /// The staff come first, so that a start that is cut short leaves nobody without them.
    async fn create(&self, staff: &[(&Staff, String)], count: u32) -> anyhow::Result<()> {
        let users = self.provider.users();
        // Nobody knows this password: demo people are acted as, or get one by `user password`.
        let digest = users.digest(&passwords::random(self.random)).await?;
        let now = self.clock.now();
        let times = Random::seeded(SEED);
        // The oldest customers first, so that everything grows at its end.
        let customers = people(SEED).zip((0..count).rev()).map(|(person, younger)| {
            let age = OLDEST / Millis::from(count) * Millis::from(younger + 1);
            let created_at = now - age;
            customer(
                person,
                NewPassword::Digest(digest.clone()),
                &times,
                created_at,
                now,
            )
        });
        let staff = staff
            .iter()
            .map(|(staff, password)| self.member(staff, password));
        let mut refused = None;
        let report = |batch: Batch| {
            if batch.read.is_multiple_of(10_000) {
                tracing::info!("{} demo people made", batch.read);
            }
            refused = batch.refused.into_iter().next().or(refused.take());
        };
        users.create_many(staff.chain(customers), report).await?;
        match refused {
            None => Ok(()),
            Some((_, NotCreated::Refused(error))) => Err(error.into()),
            Some((number, NotCreated::Exists)) => Err(anyhow!(
                "Somebody has the address of the demo's number {number}"
            )),
        }
    }

    fn member(&self, staff: &Staff, password: &str) -> NewUser {
        NewUser {
            email_addresses: vec![staff.email.to_owned()],
            first_name: Some(staff.given.to_owned()),
            last_name: Some(staff.family.to_owned()),
            password: Some(NewPassword::Plain(password.to_owned())),
            public_metadata: staff.role.metadata(self.role_path),
            ..NewUser::default()
        }
    }
}

/// A person with a past: a customer since `created_at`, four of five have been there since.
fn customer(
    person: DemoPerson,
    password: NewPassword,
    times: &Random,
    created_at: Millis,
    now: Millis,
) -> NewUser {
    let up_to = |most: Millis| {
        let drawn = Millis::from(u32::from_le_bytes(times.bytes::<4>()));
        // A four-billionth of two years is fine enough a step.
        most * (drawn >> 8) / (1 << 24)
    };
    let last_sign_in_at = (up_to(5) > 0).then(|| now - up_to(now - created_at));
    NewUser {
        email_addresses: vec![person.email],
        first_name: Some(person.given),
        last_name: Some(person.family),
        password: Some(password),
        created_at: Some(created_at),
        last_sign_in_at,
        ..NewUser::default()
    }
}

/// As it is printed and noted: `Support   support@example.com  …`.
fn line(staff: &Staff, password: &str) -> String {
    format!("{:<9} {}  {password}\n", staff.label, staff.email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_was_there_before_the_account_or_after_now() {
        let (times, now) = (Random::seeded(1), 1_795_434_005_999);
        let mut seen = 0;
        for (person, age) in people(1).zip(1..=500) {
            let created_at = now - age * DAY;
            let password = NewPassword::Digest(String::new());
            let user = customer(person, password, &times, created_at, now);
            assert_eq!(user.created_at, Some(created_at));
            if let Some(last) = user.last_sign_in_at {
                assert!(last >= created_at && last <= now);
                seen += 1;
            }
        }
        assert!((350..450).contains(&seen), "{seen} of 500 have signed in");
    }

    #[test]
    fn how_to_sign_in_is_printed_in_columns() {
        let lines: Vec<_> = STAFF.iter().map(|staff| line(staff, "secret")).collect();
        assert_eq!(
            lines,
            [
                "Support   support@example.com  secret\n",
                "Lead      lead@example.com  secret\n"
            ]
        );
    }
}
