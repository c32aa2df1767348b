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
    /// The identifier alone; the password follows by [`FrontendClient::attempt_first_factor`].
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

/// Where a code is to be sent; the id is that of a [`SignInFactor`](crate::SignInFactor), `None` where it has none.
///
/// Source: Clerk Frontend API, `prepare_first_factor` and `prepare_second_factor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeTo {
    /// To an e-mail address, by its `email_address_id`.
    Email(Option<String>),
    /// To a telephone, by its `phone_number_id`.
    Phone(Option<String>),
}

impl CodeTo {
    fn form(&self) -> Vec<(&str, &str)> {
        let (strategy, name, id) = match self {
            Self::Email(id) => ("email_code", "email_address_id", id),
            Self::Phone(id) => ("phone_code", "phone_number_id", id),
        };
        let id = id.as_deref().map(|id| (name, id));
        [("strategy", strategy)].into_iter().chain(id).collect()
    }
}

/// What somebody proves a factor with.
///
/// Source: Clerk Frontend API, `attempt_first_factor` and `attempt_second_factor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The password. First factor only.
    Password(Secret),
    /// The code that was sent by e-mail.
    EmailCode(Secret),
    /// The code that was sent to the telephone.
    PhoneCode(Secret),
    /// What the authenticator app shows. Second factor only.
    Totp(Secret),
    /// One of the codes that were kept for this. Second factor only.
    BackupCode(Secret),
}

impl Proof {
    fn form(&self) -> [(&str, &str); 2] {
        let (strategy, name, secret) = match self {
            Self::Password(secret) => ("password", "password", secret),
            Self::EmailCode(secret) => ("email_code", "code", secret),
            Self::PhoneCode(secret) => ("phone_code", "code", secret),
            Self::Totp(secret) => ("totp", "code", secret),
            Self::BackupCode(secret) => ("backup_code", "code", secret),
        };
        [("strategy", strategy), (name, secret.expose())]
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
        self.sign_in_command(token, &[], &request.form()).await
    }

    /// Has a code sent that proves the first factor (`POST /client/sign_ins/{id}/prepare_first_factor`).
    pub async fn prepare_first_factor(
        &self,
        token: &ClientToken,
        sign_in_id: &str,
        to: &CodeTo,
    ) -> Result<Answer<SignIn>, Error> {
        let rest = [sign_in_id, "prepare_first_factor"];
        self.sign_in_command(Some(token), &rest, &to.form()).await
    }

    /// Proves the first factor (`POST /client/sign_ins/{id}/attempt_first_factor`).
    pub async fn attempt_first_factor(
        &self,
        token: &ClientToken,
        sign_in_id: &str,
        proof: &Proof,
    ) -> Result<Answer<SignIn>, Error> {
        let rest = [sign_in_id, "attempt_first_factor"];
        self.sign_in_command(Some(token), &rest, &proof.form())
            .await
    }

    /// Has a code sent that proves the second factor, or that the device is the user's
    /// (`POST /client/sign_ins/{id}/prepare_second_factor`).
    pub async fn prepare_second_factor(
        &self,
        token: &ClientToken,
        sign_in_id: &str,
        to: &CodeTo,
    ) -> Result<Answer<SignIn>, Error> {
        let rest = [sign_in_id, "prepare_second_factor"];
        self.sign_in_command(Some(token), &rest, &to.form()).await
    }

    /// Proves the second factor, or that the device is the user's
    /// (`POST /client/sign_ins/{id}/attempt_second_factor`).
    pub async fn attempt_second_factor(
        &self,
        token: &ClientToken,
        sign_in_id: &str,
        proof: &Proof,
    ) -> Result<Answer<SignIn>, Error> {
        let rest = [sign_in_id, "attempt_second_factor"];
        self.sign_in_command(Some(token), &rest, &proof.form())
            .await
    }

    /// A post below `/client/sign_ins`.
    async fn sign_in_command(
        &self,
        token: Option<&ClientToken>,
        rest: &[&str],
        form: &[(&str, &str)],
    ) -> Result<Answer<SignIn>, Error> {
        let segments = [&["client", "sign_ins"], rest].concat();
        self.wrapped(
            token,
            Ask {
                form,
                ..Ask::new(Verb::Post, &segments)
            },
        )
        .await
    }
}
