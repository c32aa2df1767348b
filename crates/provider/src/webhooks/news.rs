use clerk::types::{DeletedObject, SessionStatus};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

use super::request;
use crate::errors::ApiError;
use crate::store::sessions::SessionRow;
use crate::store::users::{self, UserRow};
use crate::store::webhook_messages::{self, MessageRow};
use crate::{Provider, views};

/// Messages of one statement, and users of one look at their addresses.
const ROWS: usize = 200;

/// `user.created`, each.
pub(crate) async fn users_created(
    provider: &Provider,
    db: &mut SqliteConnection,
    created: &[UserRow],
) -> Result<(), ApiError> {
    if nobody_listens(provider) {
        return Ok(());
    }
    for rows in created.chunks(ROWS) {
        let shown = views::users(&mut *db, rows.to_vec(), provider.clock.now()).await?;
        let mut events = Vec::with_capacity(shown.len());
        for user in shown {
            events.push(("user.created".to_owned(), serde_json::to_value(user)?));
        }
        write(provider, &mut *db, events).await?;
    }
    Ok(())
}

/// `user.updated`
pub(crate) async fn user_updated(
    provider: &Provider,
    db: &mut SqliteConnection,
    user: &UserRow,
) -> Result<(), ApiError> {
    if nobody_listens(provider) {
        return Ok(());
    }
    let shown = user_as_json(provider, &mut *db, user.clone()).await?;
    write(provider, db, vec![("user.updated".to_owned(), shown)]).await
}

/// `user.deleted`
pub(crate) async fn user_deleted(
    provider: &Provider,
    db: &mut SqliteConnection,
    user: &UserRow,
) -> Result<(), ApiError> {
    if nobody_listens(provider) {
        return Ok(());
    }
    let left = DeletedObject {
        object: "user".to_owned(),
        id: Some(user.id.clone()),
        deleted: true,
        external_id: user.external_id.clone(),
        ..DeletedObject::default()
    };
    let left = serde_json::to_value(left)?;
    write(provider, db, vec![("user.deleted".to_owned(), left)]).await
}

/// What somebody just did to each of these sessions: `session.created` of one that lives, else `session.ended`,
/// `session.removed` or `session.revoked`.
pub(crate) async fn sessions(
    provider: &Provider,
    db: &mut SqliteConnection,
    sessions: &[SessionRow],
) -> Result<(), ApiError> {
    if nobody_listens(provider) {
        return Ok(());
    }
    let now = provider.clock.now();
    for session in sessions {
        let what = match SessionStatus::from(session.status.as_str()) {
            SessionStatus::Active => "created",
            _ => session.status.as_str(),
        };
        let user = users::find(&mut *db, &session.user_id).await?;
        let user = user.ok_or_else(|| ApiError::user_not_found(&session.user_id))?;
        let user = user_as_json(provider, &mut *db, user).await?;
        let mut data = serde_json::to_value(views::session(session, now)?)?;
        if let Some(members) = data.as_object_mut() {
            // The one member of a session that its events do not have, and the one that only they have.
            members.remove("tasks");
            members.insert("user".to_owned(), user);
        }
        write(provider, &mut *db, vec![(format!("session.{what}"), data)]).await?;
    }
    Ok(())
}

fn nobody_listens(provider: &Provider) -> bool {
    provider.settings.webhook_urls.is_empty()
}

async fn user_as_json(
    provider: &Provider,
    db: &mut SqliteConnection,
    user: UserRow,
) -> Result<Value, ApiError> {
    let shown = views::one_user(db, user, provider.clock.now()).await?;
    Ok(serde_json::to_value(shown)?)
}

/// Puts events into the outbox, each once for every endpoint.
async fn write(
    provider: &Provider,
    db: &mut SqliteConnection,
    events: Vec<(String, Value)>,
) -> Result<(), ApiError> {
    let mut messages = Vec::with_capacity(events.len() * provider.settings.webhook_urls.len());
    for (kind, data) in events {
        let body = json!({
            "data": data,
            "event_attributes": request::attributes(),
            "instance_id": provider.instance.id,
            "object": "event",
            "timestamp": provider.clock.now(),
            "type": kind,
        });
        let body = body.to_string();
        let id = provider.random.id("msg");
        messages.extend(provider.settings.webhook_urls.iter().map(|url| MessageRow {
            position: 0,
            id: id.clone(),
            url: url.to_string(),
            kind: kind.clone(),
            body: body.clone(),
            attempts: 0,
            due_at: 0,
        }));
    }
    for messages in messages.chunks(ROWS) {
        webhook_messages::append(&mut *db, messages).await?;
    }
    Ok(())
}
