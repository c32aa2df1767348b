//! Signing out while the provider is away: whoever leaves is out at once, and the session at the provider is
//! ended when it answers again.

use app::api::AppError;
use app::backend::Flash;
use clerk::{ClientToken, User};
use http::HeaderValue;
use impersonation::IdentityProvider as _;

use super::service::BrowserSessionService;
use super::store::{Slot, StoreError};

/// Says on the next page, which is the sign-in, what is still to be done.
const NOTICE: &str = "You are signed out here. The identity provider cannot be reached at the moment; your session there is ended as soon as it answers.";

impl BrowserSessionService {
    /// Lets a browser go whose session could not be ended at the provider. The new id carries the notice.
    pub async fn leave(&self, browser: &str) -> HeaderValue {
        if let Err(error) = self.store.leave(browser, self.clock.now()).await {
            tracing::error!(%error, browser, "a sign-out is in force and will be recorded later");
            self.leaving.insert(browser);
            return self.cookies.cleared();
        }
        let notice = Flash::notice(NOTICE);
        match self.anonymous(&notice).await {
            Ok(cookie) => cookie,
            Err(error) => {
                tracing::error!(%error, "a notice could not be kept");
                self.cookies.cleared()
            }
        }
    }

    /// Ends a session that a sign-in opened and no browser holds. It is asked as the person first: what went wrong
    /// may be the console's own key. What cannot be ended now is ended later, as if its browser had left.
    pub async fn take_back(&self, client_token: Option<ClientToken>, session_id: &str) {
        if let Some(token) = &client_token
            && self.frontend.end_session(token, session_id).await.is_ok()
        {
            return;
        }
        if self.identity.revoke_session(session_id).await.is_ok() {
            return;
        }
        if let Err(error) = self.owe(client_token, session_id).await {
            tracing::error!(%error, session_id, "a session that no browser holds stands until it runs out");
        }
    }

    async fn owe(
        &self,
        client_token: Option<ClientToken>,
        session_id: &str,
    ) -> Result<(), StoreError> {
        let (id, cookie, now) = (
            self.random.id("browser"),
            self.cookies.fresh(&self.random),
            self.clock.now(),
        );
        let slot = Slot {
            client_token: client_token
                .map(|token| token.expose().to_owned())
                .unwrap_or_default(),
            session_id: session_id.to_owned(),
            token: String::new(),
            user: User::default(),
            since: now,
            read_at: now,
        };
        self.store
            .insert(&id, &cookie.hash, Some(&slot), None, now)
            .await?;
        self.store.leave(&id, now).await
    }

    /// A browser session of nobody, which holds a message for its next page.
    pub async fn anonymous(&self, flash: &Flash) -> Result<HeaderValue, AppError> {
        let (id, cookie) = (self.random.id("browser"), self.cookies.fresh(&self.random));
        self.store
            .insert(&id, &cookie.hash, None, Some(flash), self.clock.now())
            .await?;
        Ok(cookie.header)
    }

    /// Ends at the provider the sessions of those who have left.
    pub async fn see_off(&self) -> Result<(), StoreError> {
        for browser in self.leaving.all() {
            self.store.leave(&browser, self.clock.now()).await?;
            self.leaving.remove(&browser);
        }
        for (browser, slot) in self.store.left().await? {
            let ended = match slot {
                Some(slot) => self.identity.revoke_session(&slot.session_id).await,
                None => Ok(()),
            };
            match ended {
                Ok(()) => self.store.delete(&browser).await?,
                Err(error) => {
                    tracing::warn!(%error, browser, "a session of somebody who left still stands");
                }
            }
        }
        Ok(())
    }
}
