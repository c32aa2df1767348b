use async_trait::async_trait;
use clerk::{
    ActClaim, BackendClient, FrontendClient, NewActorToken, SessionFilter, SessionStatus, SignIn,
    SignInRequest, SignInStatus,
};
use impersonation::{
    EndCause, FoundSession, IdentityProvider, OpenedSession, Person, ProviderError, Role, Secret,
    Ticket, TicketOrder,
};

use crate::sign_in_answer::wanted_beside_a_ticket;

/// What the `act` claim of our sessions names the impersonation by.
const IMPERSONATION: &str = "impersonation_id";
/// So many live sessions of one user are looked through, the most that Clerk lists at once.
const SESSIONS: u32 = 500;

/// The domain's port to Clerk: what it needs of an identity provider, done with Clerk's two APIs.
#[derive(Clone)]
pub struct ClerkIdentity {
    backend: BackendClient,
    frontend: FrontendClient,
    role_path: Vec<String>,
}

impl ClerkIdentity {
    /// Reads staff roles at `role_path`, such as `public_metadata.role`.
    pub fn new(backend: BackendClient, frontend: FrontendClient, role_path: &str) -> Self {
        let role_path = role_path
            .trim_start_matches("public_metadata.")
            .split('.')
            .map(ToOwned::to_owned)
            .collect();
        Self {
            backend,
            frontend,
            role_path,
        }
    }

    /// The sessions of a user, in this status if one is given, that were opened for an impersonation.
    async fn opened(
        &self,
        subject_id: &str,
        impersonation_id: &str,
        status: Option<SessionStatus>,
    ) -> Result<Vec<clerk::Session>, ProviderError> {
        let filter = SessionFilter {
            user_id: Some(subject_id.to_owned()),
            status,
            limit: Some(SESSIONS),
            ..SessionFilter::default()
        };
        let sessions = self.backend.list_sessions(&filter).await;
        let mut sessions = sessions.map_err(|error| provider_error(&error))?;
        sessions.retain(|session| {
            let actor = session.actor.as_ref();
            let of = actor.and_then(|actor| actor.get(IMPERSONATION));
            of.and_then(|id| id.as_str()) == Some(impersonation_id)
        });
        Ok(sessions)
    }

    /// A user of Clerk as the rules know them.
    pub fn person_of(&self, user: &clerk::User) -> Person {
        let mut keys = self.role_path.iter();
        let first = keys.next().and_then(|key| user.public_metadata.get(key));
        let role = keys.fold(first, |value, key| value?.get(key));
        Person {
            id: user.id.clone(),
            name: user.full_name(),
            email: user.primary_email().map(ToOwned::to_owned),
            role: role.and_then(|role| role.as_str()).and_then(Role::parse),
            banned: user.banned,
        }
    }
}

fn provider_error(error: &clerk::Error) -> ProviderError {
    let words = app::backend::told(error);
    match error {
        clerk::Error::Api { status, .. } => ProviderError {
            status: Some(*status),
            code: error.code().map(ToOwned::to_owned),
            words,
        },
        _ => ProviderError {
            status: None,
            code: None,
            words,
        },
    }
}

#[async_trait]
impl IdentityProvider for ClerkIdentity {
    async fn person(&self, id: &str) -> Result<Option<Person>, ProviderError> {
        let user = self
            .backend
            .get_user(id)
            .await
            .map_err(|error| provider_error(&error))?;
        Ok(user.map(|user| self.person_of(&user)))
    }

    async fn create_ticket(&self, order: &TicketOrder) -> Result<Ticket, ProviderError> {
        let mut actor = ActClaim {
            sub: order.actor_id.clone(),
            ..ActClaim::default()
        };
        actor.extra.insert(
            IMPERSONATION.to_owned(),
            order.impersonation_id.clone().into(),
        );
        let token = NewActorToken {
            user_id: order.subject_id.clone(),
            actor,
            expires_in_seconds: Some(order.ticket_seconds),
            session_max_duration_in_seconds: Some(order.session_seconds),
        };
        let token = self
            .backend
            .create_actor_token(&token)
            .await
            .map_err(|error| provider_error(&error))?;
        let ticket = token.ticket().ok_or_else(|| ProviderError {
            status: None,
            code: None,
            words: "The identity provider made an actor token without a ticket.".to_owned(),
        })?;
        Ok(Ticket {
            actor_token_id: token.id,
            ticket: Secret::new(ticket),
            url: token.url.map(Secret::new),
        })
    }

    async fn redeem_ticket(&self, ticket: &Ticket) -> Result<OpenedSession, ProviderError> {
        let request = SignInRequest::Ticket {
            ticket: ticket.ticket.expose().as_str().into(),
        };
        let answer = self
            .frontend
            .create_sign_in(None, &request)
            .await
            .map_err(|error| provider_error(&error))?;
        let SignIn {
            status,
            created_session_id,
            ..
        } = answer.value;
        match (&status, created_session_id, answer.client_token) {
            (SignInStatus::Complete, Some(session_id), Some(token)) => Ok(OpenedSession {
                client_token: Secret::new(token.expose().to_owned()),
                session_id,
            }),
            // What it wanted instead stands in the record as the code of the failure.
            _ => Err(ProviderError {
                status: None,
                code: Some(app::backend::present::words(status.as_str())),
                words: wanted_beside_a_ticket(&status),
            }),
        }
    }

    async fn revoke_ticket(&self, actor_token_id: &str) -> Result<(), ProviderError> {
        self.backend
            .revoke_actor_token(actor_token_id)
            .await
            .map(drop)
            .map_err(|error| provider_error(&error))
    }

    async fn revoke_opened(
        &self,
        subject_id: &str,
        impersonation_id: &str,
    ) -> Result<(), ProviderError> {
        let live = Some(SessionStatus::Active);
        for session in self.opened(subject_id, impersonation_id, live).await? {
            self.revoke_session(&session.id).await?;
        }
        Ok(())
    }

    async fn find_opened(
        &self,
        subject_id: &str,
        impersonation_id: &str,
        over: bool,
    ) -> Result<Option<FoundSession>, ProviderError> {
        let status = (!over).then_some(SessionStatus::Active);
        let opened = self.opened(subject_id, impersonation_id, status).await?;
        Ok(opened.into_iter().next().map(|session| FoundSession {
            opened_at: session.created_at,
            session_id: session.id,
        }))
    }

    async fn end_of(&self, session_id: &str) -> Result<Option<EndCause>, ProviderError> {
        let session = self.backend.get_session(session_id).await;
        let session = session.map_err(|error| provider_error(&error))?;
        Ok(match session.map(|session| session.status) {
            Some(SessionStatus::Active | SessionStatus::Pending) => None,
            Some(SessionStatus::Abandoned) => Some(EndCause::Idle),
            Some(SessionStatus::Expired) => Some(EndCause::Maximum),
            _ => Some(EndCause::SessionEnded),
        })
    }

    async fn revoke_session(&self, session_id: &str) -> Result<(), ProviderError> {
        match self.backend.revoke_session(session_id).await {
            Ok(_) => Ok(()),
            // What is gone or over already needs no revoking.
            Err(error)
                if error.is_not_found() || error.code() == Some("invalid_action_for_session") =>
            {
                Ok(())
            }
            Err(error) => Err(provider_error(&error)),
        }
    }
}
