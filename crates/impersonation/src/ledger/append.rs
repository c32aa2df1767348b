use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::chain::{Row, commitment};
use super::head::{Head, read_trusted};
use super::{Event, Ledger, statements};
use crate::StoreError;

impl Ledger {
    /// Adds a record and makes it durable. Answers its number.
    pub async fn append(&self, event: Event) -> Result<i64, StoreError> {
        let mut transaction = database::begin_durable(&self.pool).await?;
        let seq = self.append_in(&mut transaction, event).await?;
        transaction.commit().await?;
        Ok(seq)
    }

    /// Adds a record within the caller's transaction, which must hold the write lock
    /// ([`database::begin_durable`]) and be rolled back when this fails. Answers its number.
    pub async fn append_in(
        &self,
        connection: &mut SqliteConnection,
        event: Event,
    ) -> Result<i64, StoreError> {
        let key = self.key.verifying_key();
        let head = read_trusted(&mut *connection, &self.label, &key).await?;
        let seq = head.seq + 1;
        let commitments = self.write_values(&mut *connection, seq, &event).await?;
        let mut row = Row {
            seq,
            at: self.clock.now(),
            kind: event.kind.as_str().to_owned(),
            about: event.about,
            details: json(&event.details),
            commitments: json(&commitments),
            previous: head.hash,
            hash: String::new(),
        };
        row.hash = row.computed_hash();
        insert(&mut *connection, &row).await?;
        self.seal(&mut *connection, &row).await?;
        self.move_head(
            connection,
            Head {
                label: head.label,
                seq,
                hash: row.hash,
            },
        )
        .await?;
        Ok(seq)
    }

    async fn write_values(
        &self,
        connection: &mut SqliteConnection,
        seq: i64,
        event: &Event,
    ) -> sqlx::Result<BTreeMap<&'static str, String>> {
        let mut commitments = BTreeMap::new();
        let statement = statements::insert_values(event.personal.len());
        let mut insert = sqlx::query(sqlx::AssertSqlSafe(statement));
        for (field, value) in &event.personal {
            let salt = self.random.secret();
            commitments.insert(field.as_str(), commitment(&salt, field.as_str(), value));
            insert = insert.bind(seq).bind(field.as_str()).bind(salt).bind(value);
        }
        if !commitments.is_empty() {
            insert.execute(connection).await?;
        }
        Ok(commitments)
    }

    async fn move_head(&self, connection: &mut SqliteConnection, head: Head) -> sqlx::Result<()> {
        sqlx::query(statements::MOVE_HEAD)
            .bind(head.seq)
            .bind(&head.hash)
            .bind(head.sign(&self.key))
            .execute(connection)
            .await?;
        Ok(())
    }
}

async fn insert(connection: &mut SqliteConnection, row: &Row) -> sqlx::Result<()> {
    sqlx::query(statements::INSERT_ROW)
        .bind(row.seq)
        .bind(row.at)
        .bind(&row.kind)
        .bind(&row.about)
        .bind(&row.details)
        .bind(&row.commitments)
        .bind(&row.previous)
        .bind(&row.hash)
        .execute(connection)
        .await?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("a map with text keys is JSON")
}
