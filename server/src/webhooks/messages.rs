use ambient::{MINUTE, Millis};

/// How long a message is remembered: longer than its signature is believed, five minutes to either side.
const REMEMBERED: Millis = 15 * MINUTE;

const TAKE: &str =
    "INSERT INTO webhook_messages (id, taken_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const GIVE_BACK: &str = "DELETE FROM webhook_messages WHERE id = $1";
const SWEEP: &str = "DELETE FROM webhook_messages WHERE taken_at < $1";

/// The webhooks that were taken.
pub struct Messages {
    pool: database::Pool,
}

impl Messages {
    pub fn new(pool: database::Pool) -> Self {
        Self { pool }
    }

    /// Takes a message. False when it was taken before.
    pub async fn take(&self, id: &str, now: Millis) -> Result<bool, sqlx::Error> {
        let query = sqlx::query(TAKE).bind(id).bind(now);
        Ok(query.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// It could not be acted upon: the next time it is sent counts.
    pub async fn give_back(&self, id: &str) -> Result<(), sqlx::Error> {
        sqlx::query(GIVE_BACK).bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Forgets what nobody would believe any more.
    pub async fn sweep(&self, now: Millis) -> Result<(), sqlx::Error> {
        let query = sqlx::query(SWEEP).bind(now - REMEMBERED);
        query.execute(&self.pool).await?;
        Ok(())
    }
}
