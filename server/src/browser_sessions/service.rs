use ambient::{Clock, Random};
use app::api::{AppError, FieldError, WRONG_CREDENTIALS};
use app::backend::{BrowserSessions, Caller, Flash, present};
use async_trait::async_trait;
use clerk::{Answer, ClientToken, FrontendClient, SignIn, SignInRequest, SignInStatus};
use http::HeaderValue;
use impersonation::{EndCause, Field, Impersonations, Person, StartError, StartForm};

use super::cookie::Cookies;
use super::slot::Slot;
use super::store::{Store, StoreError};
use crate::clerk_identity::ClerkIdentity;
use crate::console::Audience;
use crate::verifier::Verifier;

/// Clerk's codes for the ways in which an address and a password can be wrong. Which of them it was is
/// nobody's business.
const WRONG: [&str; 4] = [
    "form_identifier_not_found",
    "form_password_incorrect",
    "form_password_or_identifier_incorrect",
    "form_param_format_invalid",
];

/// Who browsers are, and how that changes.
pub struct BrowserSessionService {
    pub store: Store,
    pub cookies: Cookies,
    pub frontend: FrontendClient,
    pub verifier: Verifier,
    pub identity: ClerkIdentity,
    pub impersonations: Impersonations,
    pub audience: Audience,
    pub clock: Clock,
    pub random: Random,
}

impl BrowserSessionService {
    /// Forgets browsers that never came back.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        self.store.sweep(self.clock.now()).await
    }

    /// A new id for a browser that is known already.
    async fn rotate(&self, browser: &str) -> Result<HeaderValue, AppError> {
        let cookie = self.cookies.fresh(&self.random);
        self.store
            .rotate(browser, &cookie.hash, self.clock.now())
            .await
            .map_err(|error| present::store_error(&error))?;
        Ok(cookie.header)
    }

    /// What Clerk's session holds after it was opened on a fresh client.
    pub async fn slot(
        &self,
        client_token: &ClientToken,
        session_id: &str,
    ) -> Result<Slot, AppError> {
        let touched = self.frontend.touch_session(client_token, session_id).await;
        let Answer {
            value,
            client_token: rotated,
            ..
        } = touched.map_err(|error| present::provider_error(&error))?;
        Slot::new(rotated.as_ref().unwrap_or(client_token), value).ok_or_else(|| {
            AppError::Provider {
                words: "The identity provider opened a session and gave no token for it."
                    .to_owned(),
            }
        })
    }

    /// The session that a sign-in opened, or why there is none, in words.
    async fn opened(&self, answer: Answer<SignIn>) -> Result<Slot, AppError> {
        match (
            answer.value.status,
            answer.value.created_session_id,
            answer.client_token,
        ) {
            (SignInStatus::Complete, Some(session_id), Some(token)) => {
                self.slot(&token, &session_id).await
            }
            _ => Err(invalid(
                "This account needs another way of signing in than its password, which this console does not offer.",
            )),
        }
    }
}

fn invalid(words: &str) -> AppError {
    AppError::Invalid {
        words: words.to_owned(),
        fields: Vec::new(),
    }
}

fn wrong_credentials(error: &clerk::Error) -> AppError {
    match error.code() {
        Some(code) if WRONG.contains(&code) => invalid(WRONG_CREDENTIALS),
        _ => present::provider_error(error),
    }
}

/// A field's name in the form.
fn field_name(field: Field) -> &'static str {
    match field {
        Field::Reason => "reason",
        Field::CaseReference => "case_reference",
        Field::Minutes => "minutes",
    }
}

fn start_error(error: StartError) -> AppError {
    match error {
        StartError::Invalid(fields) => AppError::Invalid {
            words: "Nothing was started. Please mend what is marked.".to_owned(),
            fields: fields
                .into_iter()
                .map(|error| FieldError {
                    field: field_name(error.field).to_owned(),
                    words: error.words,
                })
                .collect(),
        },
        StartError::Refused { words, .. } => AppError::Forbidden { words },
        StartError::UnknownSubject => AppError::UnknownUser,
        StartError::Over(_) => AppError::Forbidden {
            words: error.to_string(),
        },
        StartError::AlreadyRunning(running) => AppError::Forbidden {
            words: format!(
                "You are acting as {} already. End that first.",
                running.subject.name
            ),
        },
        StartError::Provider(error) => AppError::Provider { words: error.words },
        StartError::Store(error) => present::store_error(&error),
    }
}

#[async_trait]
impl BrowserSessions for BrowserSessionService {
    async fn sign_in(
        &self,
        caller: &Caller,
        email: &str,
        password: &str,
    ) -> Result<HeaderValue, AppError> {
        if email.is_empty() || password.is_empty() {
            return Err(invalid("Enter your email address and your password."));
        }
        let request = SignInRequest::Password {
            identifier: email.to_owned(),
            password: password.into(),
        };
        let answer = self
            .frontend
            .create_sign_in(None, &request)
            .await
            .map_err(|error| wrong_credentials(&error))?;
        let slot = self.opened(answer).await?;
        if self.audience == Audience::Staff && self.identity.person_of(&slot.user).role.is_none() {
            let token = ClientToken::new(slot.client_token.as_str());
            self.frontend
                .sign_out(&token)
                .await
                .map_err(|error| present::provider_error(&error))?;
            return Err(invalid(
                "This console is for support staff. Your account has no staff role, so you were signed out again.",
            ));
        }
        let (id, cookie) = (self.random.id("browser"), self.cookies.fresh(&self.random));
        let now = self.clock.now();
        self.store
            .insert(&id, &cookie.hash, Some(&slot), None, now)
            .await
            .map_err(|error| present::store_error(&error))?;
        if let Some(before) = &caller.browser {
            self.store
                .delete(before)
                .await
                .map_err(|error| present::store_error(&error))?;
        }
        Ok(cookie.header)
    }

    async fn sign_out(&self, caller: &Caller) -> Result<HeaderValue, AppError> {
        let (Some(browser), Some(own)) = (&caller.browser, &caller.own) else {
            return Err(AppError::SignedOut);
        };
        if let Some(open) = &caller.impersonated {
            let ended = self
                .impersonations
                .end(&open.impersonation.id, EndCause::SignedOut)
                .await;
            ended.map_err(|error| present::store_error(&error))?;
        }
        match self
            .frontend
            .end_session(&own.client_token, &own.session_id)
            .await
        {
            // What is gone already needs no ending.
            Ok(_)
            | Err(clerk::Error::Api {
                status: 401 | 404, ..
            }) => {}
            Err(error) => return Err(present::provider_error(&error)),
        }
        self.store
            .delete(browser)
            .await
            .map_err(|error| present::store_error(&error))?;
        Ok(self.cookies.cleared())
    }

    async fn activate(&self, caller: &Caller, inside: bool) -> Result<(), AppError> {
        let browser = caller.browser.as_deref().ok_or(AppError::SignedOut)?;
        self.store
            .activate(browser, inside)
            .await
            .map(drop)
            .map_err(|error| present::store_error(&error))
    }

    async fn start(&self, caller: &Caller, form: &StartForm) -> Result<HeaderValue, AppError> {
        let (Some(browser), Some(own)) = (caller.browser.as_deref(), caller.own.as_deref()) else {
            return Err(AppError::SignedOut);
        };
        let started = self
            .impersonations
            .start(&own.person, browser, caller.inside, form)
            .await
            .map_err(start_error)?;
        if let Some(client_token) = started.client_token {
            let id = &started.impersonation.id;
            let opened = match self
                .slot(
                    &ClientToken::new(client_token.into_inner()),
                    &started.session_id,
                )
                .await
            {
                Ok(slot) => self
                    .store
                    .open(browser, id, &slot)
                    .await
                    .map_err(|error| present::store_error(&error)),
                Err(error) => Err(error),
            };
            // A session that no browser holds must not live on.
            if !matches!(opened, Ok(true)) {
                let ended = self.impersonations.end(id, EndCause::Crash).await;
                ended.map_err(|error| present::store_error(&error))?;
                return Err(opened.err().unwrap_or(AppError::SignedOut));
            }
        }
        self.rotate(browser).await
    }

    async fn end(&self, caller: &Caller, cause: EndCause) -> Result<HeaderValue, AppError> {
        let (Some(browser), Some(open)) =
            (caller.browser.as_deref(), caller.impersonated.as_deref())
        else {
            return Err(AppError::SignedOut);
        };
        let id = &open.impersonation.id;
        self.impersonations
            .end(id, cause)
            .await
            .map_err(|error| present::store_error(&error))?;
        self.store
            .close(browser, id, None)
            .await
            .map_err(|error| present::store_error(&error))?;
        self.rotate(browser).await
    }

    fn person(&self, user: &clerk::User) -> Person {
        self.identity.person_of(user)
    }

    async fn keep_flash(
        &self,
        caller: &Caller,
        flash: Flash,
    ) -> Result<Option<HeaderValue>, AppError> {
        if let Some(browser) = &caller.browser {
            self.store
                .set_flash(browser, &flash)
                .await
                .map_err(|error| present::store_error(&error))?;
            return Ok(None);
        }
        let (id, cookie) = (self.random.id("browser"), self.cookies.fresh(&self.random));
        let now = self.clock.now();
        self.store
            .insert(&id, &cookie.hash, None, Some(&flash), now)
            .await
            .map_err(|error| present::store_error(&error))?;
        Ok(Some(cookie.header))
    }
}
