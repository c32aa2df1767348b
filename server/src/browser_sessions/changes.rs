//! Every way in which who a browser is changes.

use ambient::SECOND;
use app::api::{AppError, FieldError, WRONG_CREDENTIALS};
use app::backend::{Begun, BrowserSessions, Caller, Flash};
use async_trait::async_trait;
use clerk::{Answer, ClientToken, SignIn, SignInRequest};
use http::HeaderValue;
use impersonation::{EndCause, EndError, Person, StartForm, Started};

use super::service::BrowserSessionService;
use crate::console::Audience;

/// Clerk's codes for the ways in which an address and a password can be wrong. Which of them it was is
/// nobody's business, nor is whether there is an account that is banned or locked.
const WRONG: [&str; 12] = [
    "form_identifier_not_found",
    "form_password_incorrect",
    "form_password_or_identifier_incorrect",
    "form_param_format_invalid",
    "form_param_missing",
    "form_param_nil",
    "form_param_value_invalid",
    "form_conditional_param_missing",
    "strategy_for_user_invalid",
    "user_banned",
    "user_deactivated",
    "user_locked",
];

#[async_trait]
impl BrowserSessions for BrowserSessionService {
    async fn sign_in(
        &self,
        caller: &Caller,
        email: &str,
        password: &str,
    ) -> Result<HeaderValue, AppError> {
        // Another's session in its place would leave behind what this one has open.
        if caller.own.is_some() {
            return Err(AppError::invalid(
                "You are signed in already. Sign out first.",
            ));
        }
        let attempt = self
            .throttle
            .admit(caller.address, email)
            .await
            .map_err(|early| AppError::too_many(seconds(early.wait)))?;
        let request = SignInRequest::Password {
            identifier: present(email).to_owned(),
            password: present(password).into(),
        };
        let answer = match self.frontend.create_sign_in(None, &request).await {
            Ok(answer) => answer,
            Err(error) if is_wrong(&error) => {
                return Err(AppError::Invalid {
                    words: WRONG_CREDENTIALS.to_owned(),
                    fields: missing(email, password),
                });
            }
            Err(error) => {
                attempt.void();
                return Err(error.into());
            }
        };
        attempt.right();
        let opened = answer.value.created_session_id.clone();
        let client_token = answer.client_token.clone();
        let kept = self.keep(caller, answer).await;
        if let (Err(_), Some(session_id)) = (&kept, opened) {
            self.take_back(client_token, &session_id).await;
        }
        kept
    }

    async fn sign_out(&self, caller: &Caller) -> Result<HeaderValue, AppError> {
        let (Some(browser), Some(own)) = (&caller.browser, &caller.own) else {
            return Err(AppError::SignedOut);
        };
        // Also one that is just starting, which the caller does not know of yet.
        let ended = self
            .impersonations
            .end_for_browser(browser, EndCause::SignedOut)
            .await;
        match ended {
            Err(error @ EndError::Unrecorded { .. }) => {
                tracing::error!(%error, "an end is in force and will be recorded later");
            }
            ended => drop(ended?),
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
            Err(error) => {
                tracing::warn!(%error, "somebody signs out while the provider does not answer");
                return Ok(self.leave(browser).await);
            }
        }
        if let Err(error) = self.store.delete(browser).await {
            // The session is over at the provider, and with it what the record stands for.
            tracing::error!(%error, "a browser that signed out could not be forgotten");
        }
        Ok(self.cookies.cleared())
    }

    async fn activate(&self, caller: &Caller, inside: bool) -> Result<(), AppError> {
        let browser = caller.browser.as_deref().ok_or(AppError::SignedOut)?;
        self.store.activate(browser, inside).await?;
        Ok(())
    }

    async fn start(&self, caller: &Caller, form: &StartForm) -> Result<Begun, AppError> {
        let (Some(browser), Some(own)) = (caller.browser.as_deref(), caller.own.as_deref()) else {
            return Err(AppError::SignedOut);
        };
        let started = self
            .impersonations
            .start(&own.person, browser, caller.inside, form)
            .await?;
        let id = started.impersonation.id.clone();
        if started.impersonation.destination.is_some() {
            return Ok(Begun::Elsewhere(id));
        }
        let opened = match self.enter(browser, started, caller).await {
            Ok(()) => self.rotate(browser).await,
            Err(error) => Err(error),
        };
        if opened.is_err() {
            // A session that no browser holds must not live on.
            self.end_impersonation(&id, EndCause::Crash).await?;
        }
        opened.map(Begun::Here)
    }

    async fn end(&self, caller: &Caller, cause: EndCause) -> Result<HeaderValue, AppError> {
        let (Some(browser), Some(open)) =
            (caller.browser.as_deref(), caller.impersonated.as_deref())
        else {
            return Err(AppError::SignedOut);
        };
        let id = &open.impersonation.id;
        self.end_impersonation(id, cause).await?;
        if let Err(error) = self.store.close(browser, id, None).await {
            // The end is in force. Without its store the console can only let the person go altogether.
            tracing::error!(%error, impersonation = id, "an ended impersonation could not be closed");
            return Ok(self.cookies.cleared());
        }
        self.rotate(browser).await
    }

    async fn end_other(&self, caller: &Caller, id: &str) -> Result<(), AppError> {
        let own = caller.own.as_deref().ok_or(AppError::SignedOut)?;
        let found = self.impersonations.get(id).await?;
        let found = found.ok_or(AppError::UnknownImpersonation)?;
        if found.actor.id != own.person.id {
            let words = "Only the person acting may end this.".to_owned();
            return Err(AppError::Forbidden { words });
        }
        self.end_impersonation(id, EndCause::Person).await?;
        Ok(())
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
            self.store.set_flash(browser, &flash).await?;
            return Ok(None);
        }
        self.anonymous(&flash).await.map(Some)
    }
}

impl BrowserSessionService {
    /// Keeps the session that a sign-in opened, if its user may be here.
    async fn keep(&self, caller: &Caller, answer: Answer<SignIn>) -> Result<HeaderValue, AppError> {
        let slot = self.opened(answer).await?;
        if self.audience == Audience::Staff && self.identity.person_of(&slot.user).role.is_none() {
            return Err(AppError::invalid(
                "This console is for support staff. Your account has no staff role, so you were signed out again.",
            ));
        }
        let (id, cookie) = (self.random.id("browser"), self.cookies.fresh(&self.random));
        self.store
            .insert(&id, &cookie.hash, Some(&slot), None, self.clock.now())
            .await?;
        if let Some(before) = &caller.browser {
            self.store.delete(before).await?;
        }
        Ok(cookie.header)
    }

    /// Puts the browser inside what was started, unless the same form did so before.
    async fn enter(
        &self,
        browser: &str,
        started: Started,
        caller: &Caller,
    ) -> Result<(), AppError> {
        let id = &started.impersonation.id;
        if caller
            .impersonated
            .as_ref()
            .is_some_and(|open| &open.impersonation.id == id)
        {
            return Ok(());
        }
        let token = started.client_token.ok_or(AppError::Internal)?.into_inner();
        let session_id = started.impersonation.session_id.as_deref();
        let session_id = session_id.ok_or(AppError::Internal)?;
        let slot = self.slot(&ClientToken::new(token), session_id).await?;
        if self.store.open(browser, id, &slot).await? {
            Ok(())
        } else {
            Err(AppError::SignedOut)
        }
    }
}

fn is_wrong(error: &clerk::Error) -> bool {
    error.code().is_some_and(|code| WRONG.contains(&code))
}

/// What is left empty is looked up and compared like anything else, so that it takes as long: a space is
/// nobody's address and nobody's password.
fn present(typed: &str) -> &str {
    if typed.is_empty() { " " } else { typed }
}

/// What to enter, beside the sentence that is the same for all.
fn missing(email: &str, password: &str) -> Vec<FieldError> {
    let fields = [
        ("email", email, "Enter your email address."),
        ("password", password, "Enter your password."),
    ];
    let empty = fields.into_iter().filter(|(_, typed, _)| typed.is_empty());
    let error = |(field, _, words): (&str, _, &str)| FieldError {
        field: field.to_owned(),
        words: words.to_owned(),
    };
    empty.map(error).collect()
}

/// Whole seconds, none of them too short.
fn seconds(wait: ambient::Millis) -> u64 {
    u64::try_from(wait.max(1))
        .unwrap_or(1)
        .div_ceil(SECOND.unsigned_abs())
}
