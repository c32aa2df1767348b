use clerk::{SessionFilter, SessionStatus};
use impersonation::ledger::{Entry, Filter, verify};

use super::House;

/// What the stores say happened.
impl House {
    /// Ends a test: the ledger stands under its signature, every start in it has an attempt before it
    /// and one end at most.
    pub async fn close(mut self) {
        self.closed = true;
        let verified = verify(&self.pool, &self.ledger.verifying_key()).await;
        assert!(verified.is_ok(), "{verified:?}");
        let entries = self.entries().await;
        for start in entries
            .iter()
            .filter(|entry| entry.kind == "impersonation.started")
        {
            let count = |kind: &str| {
                let of_kind = |entry: &&Entry| entry.about == start.about && entry.kind == kind;
                entries.iter().filter(of_kind).count()
            };
            assert_eq!(count("impersonation.attempted"), 1, "{}", start.about);
            assert!(count("impersonation.ended") <= 1, "{}", start.about);
        }
    }

    /// Ends a test that has broken its ledger.
    pub fn leave(mut self) {
        self.closed = true;
    }

    /// The ledger, the oldest record first.
    pub async fn entries(&self) -> Vec<Entry> {
        let listed = self.ledger.list(&Filter::Everything, None, 500).await;
        let mut entries = listed.unwrap();
        entries.reverse();
        entries
    }

    /// The kinds of the ledger's records, without their common beginning, the oldest first.
    pub async fn kinds(&self) -> Vec<String> {
        let entries = self.entries().await.into_iter();
        entries
            .map(|entry| entry.kind.trim_start_matches("impersonation.").to_owned())
            .collect()
    }

    /// What ended impersonations, the oldest first.
    pub async fn causes(&self) -> Vec<String> {
        let entries = self.entries().await.into_iter();
        entries
            .filter(|entry| entry.kind == "impersonation.ended")
            .filter_map(|entry| entry.details["cause"].as_str().map(ToOwned::to_owned))
            .collect()
    }

    /// How many actor tokens the provider has ever made.
    pub async fn minted(&self) -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM actor_tokens");
        count.fetch_one(&self.provider_pool).await.unwrap()
    }

    /// The statuses of all actor tokens.
    pub async fn tokens(&self) -> Vec<String> {
        let statuses = sqlx::query_scalar("SELECT status FROM actor_tokens ORDER BY created_at");
        statuses.fetch_all(&self.provider_pool).await.unwrap()
    }

    /// How many sessions of somebody live at the provider; those in which somebody else acts
    /// (`acted`), or their own.
    pub async fn live(&self, name: &str, acted: bool) -> usize {
        let filter = SessionFilter {
            user_id: Some(self.id(name).to_owned()),
            status: Some(SessionStatus::Active),
            limit: Some(100),
            ..SessionFilter::default()
        };
        let sessions = self.clerk.list_sessions(&filter).await.unwrap();
        let is_it = |session: &&clerk::Session| session.actor.is_some() == acted;
        sessions.iter().filter(is_it).count()
    }

    /// Revokes at the provider every session of somebody: impersonated ones (`acted`), or their own.
    pub async fn revoke(&self, name: &str, acted: bool) {
        let filter = SessionFilter {
            user_id: Some(self.id(name).to_owned()),
            ..SessionFilter::default()
        };
        for session in self.clerk.list_sessions(&filter).await.unwrap() {
            if session.actor.is_some() == acted {
                self.clerk.revoke_session(&session.id).await.unwrap();
            }
        }
    }

    /// The same, for whoever may have sessions that are over.
    pub async fn revoke_live(&self, name: &str, acted: bool) {
        let filter = SessionFilter {
            user_id: Some(self.id(name).to_owned()),
            status: Some(SessionStatus::Active),
            ..SessionFilter::default()
        };
        // Behind the back of a line that may be cut.
        for session in self.clerk_itself().list_sessions(&filter).await.unwrap() {
            if session.actor.is_some() == acted {
                let revoked = self.clerk_itself().revoke_session(&session.id).await;
                revoked.unwrap();
            }
        }
    }

    /// Runs SQL on `console.db`, behind the console's back.
    pub async fn meddle(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
    }
}

impl House {
    /// Runs SQL on every connection that the console has to its store, as for a `PRAGMA` of a connection.
    pub async fn on_every_connection(&self, sql: &'static str) {
        for connection in &mut self.pool.acquire_all().await.unwrap() {
            sqlx::raw_sql(sql).execute(&mut **connection).await.unwrap();
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        assert!(
            self.closed || std::thread::panicking(),
            "a test ends with House::close"
        );
    }
}
