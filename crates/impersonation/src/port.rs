use ambient::Millis;
use async_trait::async_trait;

use crate::{EndCause, Person, Secret};

/// What the domain asks of the identity provider. The server implements it with Clerk's API.
///
/// Every call answers in bounded time (the implementation has its own timeouts); the domain adds none.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Reads somebody by user id; `None` when there is nobody of that id.
    async fn person(&self, id: &str) -> Result<Option<Person>, ProviderError>;

    /// Mints a ticket that opens one session of the subject with the actor in its `act` claim.
    async fn create_ticket(&self, order: &TicketOrder) -> Result<Ticket, ProviderError>;

    /// Spends a ticket on a fresh client. Whatever the provider wants beside the ticket is an error that says
    /// what it was.
    async fn redeem_ticket(&self, ticket: &Ticket) -> Result<OpenedSession, ProviderError>;

    /// Makes an unspent ticket worthless. One that was spent or has expired is an error with
    /// status 4xx, which the domain takes as settled.
    async fn revoke_ticket(&self, actor_token_id: &str) -> Result<(), ProviderError>;

    /// Ends whatever session of `subject_id` a ticket of this impersonation has opened: one that was spent
    /// without our knowing, since the answer was lost.
    async fn revoke_opened(
        &self,
        subject_id: &str,
        impersonation_id: &str,
    ) -> Result<(), ProviderError>;

    /// The session of `subject_id` that a ticket of this impersonation has opened, wherever it was spent; with
    /// `over` also one that is over by now.
    async fn find_opened(
        &self,
        subject_id: &str,
        impersonation_id: &str,
        over: bool,
    ) -> Result<Option<FoundSession>, ProviderError>;

    /// What the provider says has ended a session: nobody used it, its time was up, or something else. `None`
    /// while it lives.
    async fn end_of(&self, session_id: &str) -> Result<Option<EndCause>, ProviderError>;

    /// Ends a session. One that is already gone counts as `Ok`.
    async fn revoke_session(&self, session_id: &str) -> Result<(), ProviderError>;
}

/// What a ticket shall be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketOrder {
    /// The verified person at the keyboard.
    pub actor_id: String,
    /// The user to act as.
    pub subject_id: String,
    /// The impersonation it belongs to (`imp_…`), carried in the `act` claim.
    pub impersonation_id: String,
    /// Seconds until the unspent ticket expires.
    pub ticket_seconds: u32,
    /// Seconds after which the provider itself ends the session.
    pub session_seconds: u32,
}

/// A minted ticket.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Names the ticket for revocation; not a secret.
    pub actor_token_id: String,
    /// What whoever holds it can sign in with, once.
    pub ticket: Secret<String>,
    /// The address that the provider made along with it: whoever opens it signs in, once.
    pub url: Option<Secret<String>>,
}

/// The session that a ticket opened, and the client that holds it.
#[derive(Clone, Debug)]
pub struct OpenedSession {
    /// The token of the fresh client that holds nothing but this session.
    pub client_token: Secret<String>,
    /// The session's id (`sess_…`); not a secret.
    pub session_id: String,
}

/// The session that was opened with a ticket in another application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSession {
    /// The session's id (`sess_…`); not a secret.
    pub session_id: String,
    /// When it was opened, by the provider's clock.
    pub opened_at: Millis,
}

/// The provider refused, or could not be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct ProviderError {
    /// The HTTP status of its answer; `None` when there was none.
    pub status: Option<u16>,
    /// The provider's own error code.
    pub code: Option<String>,
    /// The provider's own words for people, or ours when it could not be reached. Never holds the
    /// request, so no ticket, token or password.
    pub words: String,
}

impl ProviderError {
    /// Whether asking again could not change the answer: the provider understood and said no.
    pub(crate) fn is_settled(&self) -> bool {
        self.status.is_some_and(|status| {
            (400..500).contains(&status) && !matches!(status, 401 | 403 | 408 | 425 | 429)
        })
    }
}
