//! One instance on a store of its own.

use std::path::Path;
use std::sync::Arc;

use ambient::{Clock, Random};
use database::{Pool, Schema};
use impersonation::ledger::{Broken, Entry, Filter, Verified, verify};
use impersonation::{
    Application, Applications, DefaultPolicy, Impersonations, Ledger, LedgerKey, Person, Policy,
    Role, StartError, StartForm, Started, TicketBy,
};
use tempfile::TempDir;

use crate::fake::{Fake, person};

pub const NOON: i64 = 1_795_000_000_000;
pub const MINUTE: i64 = 60_000;

pub struct House {
    pub directory: TempDir,
    pub pool: Pool,
    pub provider: Arc<Fake>,
    pub ledger: Ledger,
    pub impersonations: Impersonations,
    pub clock: Clock,
}

impl House {
    pub async fn new() -> Self {
        Self::with_policy(Arc::new(DefaultPolicy)).await
    }

    pub async fn with_policy(policy: Arc<dyn Policy>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("console.db");
        let pool = database::open(&path, Schema::Console).await.unwrap();
        let clock = Clock::manual(NOON);
        let ledger = open_ledger(&pool, directory.path(), &clock).await;
        let provider = Arc::new(Fake::default());
        for name in ["ann", "bob", "cid", "dan"] {
            provider.add(person(&format!("user_{name}"), None));
        }
        provider.add(person("user_sue", Some(Role::Support)));
        provider.add(person("user_lea", Some(Role::Lead)));
        let impersonations = Impersonations::new(
            pool.clone(),
            policy,
            provider.clone(),
            applications(),
            ledger.clone(),
            clock.clone(),
            Random::seeded(2),
        );
        Self {
            directory,
            pool,
            provider,
            ledger,
            impersonations,
            clock,
        }
    }

    /// The same house over another pool: one that cannot write, or a second process.
    pub fn over(&self, pool: Pool, ledger: Ledger, seed: u64) -> Impersonations {
        Impersonations::new(
            pool,
            Arc::new(DefaultPolicy),
            self.provider.clone(),
            applications(),
            ledger,
            self.clock.clone(),
            Random::seeded(seed),
        )
    }

    /// A support person starts to act as `subject` from `browser`.
    pub async fn start(&self, browser: &str, subject: &str) -> Result<Started, StartError> {
        self.impersonations
            .start(&sue(), browser, false, &form(subject))
            .await
    }

    /// Lets `span` pass, in which the actor asks for something now and then.
    pub async fn work(&self, id: &str, span: i64) {
        let mut left = span;
        while left > 0 {
            let step = left.min(9 * MINUTE);
            self.clock.advance(step);
            left -= step;
            let seen = self.impersonations.seen(id).await.unwrap();
            assert_eq!(seen, left > 0 || span < 30 * MINUTE);
        }
    }

    /// Every kind of record in the ledger, the oldest first.
    pub async fn kinds(&self) -> Vec<String> {
        self.entries()
            .await
            .into_iter()
            .map(|entry| entry.kind)
            .collect()
    }

    /// Every record in the ledger, the oldest first.
    pub async fn entries(&self) -> Vec<Entry> {
        let mut entries = self
            .ledger
            .list(&Filter::Everything, None, 500)
            .await
            .unwrap();
        entries.reverse();
        entries
    }

    pub async fn verify(&self) -> Result<Verified, Broken> {
        verify(&self.pool, &self.ledger.verifying_key()).await
    }

    /// Runs SQL behind the program's back.
    pub async fn meddle(&self, sql: &'static str) {
        let done = sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
        assert!(
            sql.starts_with("CREATE") || done.rows_affected() > 0,
            "nothing changed: {sql}"
        );
    }
}

pub async fn open_ledger(pool: &Pool, directory: &Path, clock: &Clock) -> Ledger {
    let random = Random::seeded(1);
    let key = LedgerKey::load_or_create(&directory.join("ledger.key"), &random).unwrap();
    Ledger::open(pool.clone(), "test", key, clock.clone(), random)
        .await
        .unwrap()
}

pub fn sue() -> Person {
    person("user_sue", Some(Role::Support))
}

pub fn lea() -> Person {
    person("user_lea", Some(Role::Lead))
}

/// The applications besides the console: one for each way of giving it a ticket.
pub fn applications() -> Applications {
    let application = |id: &str, ticket| Application {
        id: id.to_owned(),
        name: format!("The {id}"),
        sign_in_url: format!("https://{id}.example/sign-in").parse().unwrap(),
        ticket,
    };
    [
        application("shop", TicketBy::SignInUrl),
        application("forum", TicketBy::Url),
    ]
    .into_iter()
    .collect()
}

/// As [`form`], for an application.
pub fn form_for(subject: &str, application: &str) -> StartForm {
    StartForm {
        destination: Some(application.to_owned()),
        idempotency_key: format!("key for {subject} in {application}"),
        ..form(subject)
    }
}

/// A form with a key of its own for each subject.
pub fn form(subject: &str) -> StartForm {
    StartForm {
        subject_id: subject.to_owned(),
        reason: "Cannot find the invoice of May".to_owned(),
        case_reference: Some("CASE-77".to_owned()),
        minutes: 30,
        destination: None,
        idempotency_key: format!("key for {subject}"),
    }
}
