//! What an event means for the console. It only says where to look: what is so now, Clerk is asked, since events
//! come late, twice and out of order.

use app::api::AppError;
use clerk::Event;
use serde_json::Value;

use super::WebhookService;

/// What of an event concerns the console.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// A user is not as they were, or is no more.
    User { id: String },
    /// A session is over.
    SessionOver { id: String, user_id: String },
    /// Somebody opened the link of an impersonation in another application.
    Opened { impersonation_id: String },
}

impl News {
    /// Reads an event. `Ok(None)` where it is about something else, an error where it lacks what its type
    /// promises.
    pub fn of(event: &Event) -> Result<Option<Self>, &'static str> {
        let text = |name: &'static str| {
            let value = event.data.get(name).and_then(Value::as_str);
            let value = value.filter(|text| !text.is_empty());
            value.map(ToOwned::to_owned).ok_or(name)
        };
        Ok(match event.kind.as_str() {
            "user.updated" | "user.deleted" => Some(Self::User { id: text("id")? }),
            "session.ended" | "session.removed" | "session.revoked" => Some(Self::SessionOver {
                id: text("id")?,
                user_id: text("user_id")?,
            }),
            // Of sessions in which nobody acts by us there is nothing to know.
            "session.created" => event
                .data
                .pointer("/actor/impersonation_id")
                .and_then(Value::as_str)
                .map(|id| Self::Opened {
                    impersonation_id: id.to_owned(),
                }),
            _ => None,
        })
    }
}

impl WebhookService {
    /// Lets it act at once.
    pub(super) async fn act(&self, news: &News) -> Result<(), AppError> {
        match news {
            News::User { id } => {
                self.profiles.forget(id);
                self.browser_sessions.user_changed(id).await
            }
            News::SessionOver { id, user_id } => {
                self.browser_sessions.session_over(id, user_id).await
            }
            News::Opened { impersonation_id } => {
                let impersonations = &self.browser_sessions.impersonations;
                impersonations.look(impersonation_id).await?;
                Ok(())
            }
        }
    }
}
