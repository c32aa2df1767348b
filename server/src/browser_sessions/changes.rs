//! Every way in which who a browser is changes.

use app::api::AppError;
use app::backend::{Begun, BrowserSessions, Caller, Flash, SignInProgress};
use async_trait::async_trait;
use clerk::ClientToken;
use http::HeaderValue;
use impersonation::{EndCause, EndError, Person, StartForm, Started};

use super::service::BrowserSessionService;

#[async_trait]
impl BrowserSessions for BrowserSessionService {
    async fn sign_in(
        &self,
        caller: &Caller,
        email: &str,
        password: &str,
    ) -> Result<SignInProgress, AppError> {
        self.by_password(caller, email, password).await
    }

    async fn sign_in_by_code(
        &self,
        caller: &Caller,
        email: &str,
    ) -> Result<SignInProgress, AppError> {
        self.by_email_code(caller, email).await
    }

    async fn send_code(&self, caller: &Caller, way: &str) -> Result<(), AppError> {
        self.send_code_by(caller, way).await
    }

    async fn prove(
        &self,
        caller: &Caller,
        way: &str,
        code: &str,
    ) -> Result<SignInProgress, AppError> {
        self.prove_factor(caller, way, code).await
    }

    async fn leave_sign_in(&self, caller: &Caller) -> Result<(), AppError> {
        let browser = caller.browser.as_deref().ok_or(AppError::SignedOut)?;
        Ok(self.store.leave_sign_in(browser).await?)
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
