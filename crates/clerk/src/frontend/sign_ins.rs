use super::{Answer, Ask, FrontendClient, Verb};
use crate::error::Error;
use crate::secret::{ClientToken, Secret};
use crate::types::SignIn;

/// With what somebody signs in.
///
/// Source: Clerk Frontend API, `POST /client/sign_ins`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRequest {
    /// Identifier and password in one step.
    Password {
        /// The e-mail address or user name.
        identifier: String,
        /// The password.
        password: Secret,
    },
    /// The identifier alone; the password follows by [`FrontendClient::attempt_password`].
    Identifier {
        /// The e-mail address or user name.
        identifier: String,
    },
    /// A ticket, [`ActorToken::ticket`](crate::ActorToken::ticket).
    Ticket {
        /// The ticket.
        ticket: Secret,
    },
}

impl SignInRequest {
    fn form(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Password {
                identifier,
                password,
            } => {
                vec![
                    ("strategy", "password"),
                    ("identifier", identifier),
                    ("password", password.expose()),
                ]
            }
            Self::Identifier { identifier } => vec![("identifier", identifier)],
            Self::Ticket { ticket } => vec![("strategy", "ticket"), ("ticket", ticket.expose())],
        }
    }
}

impl FrontendClient {
    /// Begins a sign-in, and a client too when no `token` is given: its token is in the answer
    /// (`POST /client/sign_ins`).
    pub async fn create_sign_in(
        &self,
        token: Option<&ClientToken>,
        request: &SignInRequest,
    ) -> Result<Answer<SignIn>, Error> {
        let form = request.form();
        self.wrapped(
            token,
            Ask {
                form: &form,
                ..Ask::new(Verb::Post, &["client", "sign_ins"])
            },
        )
        .await
    }

    /// Proves the first factor of a sign-in by password (`POST /client/sign_ins/{id}/attempt_first_factor`).
    pub async fn attempt_password(
        &self,
        token: &ClientToken,
        sign_in_id: &str,
        password: &Secret,
    ) -> Result<Answer<SignIn>, Error> {
        let segments = ["client", "sign_ins", sign_in_id, "attempt_first_factor"];
        let form = [("strategy", "password"), ("password", password.expose())];
        self.wrapped(
            Some(token),
            Ask {
                form: &form,
                ..Ask::new(Verb::Post, &segments)
            },
        )
        .await
    }
}
