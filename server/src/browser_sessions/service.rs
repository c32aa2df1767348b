use ambient::{Clock, MINUTE, Millis, Random};
use app::api::AppError;
use app::backend::told_of_token;
use clerk::{ClientToken, FrontendClient, Rejected, Verifier};
use http::HeaderValue;
use impersonation::{EndCause, EndError, Impersonations, State};

use super::cookie::Cookies;
use super::leaving::Leaving;
use super::outdated::Outdated;
use super::store::{Slot, Store};
use crate::clerk_identity::ClerkIdentity;
use crate::console::Audience;
use crate::sign_in_throttle::SignInThrottle;

/// How long a browser may take to come inside: the same form sent again still gets the session.
const HAND_OVER: Millis = 2 * MINUTE;

/// Who browsers are, and how that changes.
pub struct BrowserSessionService {
    pub store: Store,
    pub cookies: Cookies,
    pub frontend: FrontendClient,
    pub verifier: Verifier,
    pub identity: ClerkIdentity,
    pub impersonations: Impersonations,
    pub audience: Audience,
    pub throttle: SignInThrottle,
    pub leaving: Leaving,
    pub outdated: Outdated,
    pub clock: Clock,
    pub random: Random,
}

impl BrowserSessionService {
    /// Ends what those who left could not end themselves, forgets browsers that never came back, and ends what
    /// no browser holds: the program or the browser stopped between the session and the record of who is inside.
    pub async fn sweep(&self) -> Result<(), AppError> {
        let now = self.clock.now();
        self.see_off().await?;
        self.store.sweep(now).await?;
        self.end_orphans_elsewhere().await?;
        for running in self.impersonations.running().await? {
            // In another application no browser of ours holds it.
            if running.destination.is_some() {
                continue;
            }
            let begun = running.started_at.unwrap_or(running.attempted_at);
            if begun + HAND_OVER < now && !self.store.is_held(&running.id).await? {
                self.end_impersonation(&running.id, EndCause::Crash).await?;
            }
        }
        Ok(())
    }

    /// A new id for a browser that is known already.
    pub async fn rotate(&self, browser: &str) -> Result<HeaderValue, AppError> {
        let cookie = self.cookies.fresh(&self.random);
        self.store
            .rotate(browser, &cookie.hash, self.clock.now())
            .await?;
        Ok(cookie.header)
    }

    /// What Clerk's session holds after it was opened on a fresh client. Its token is looked at once here, where
    /// there is somebody to be told that it will not do.
    pub async fn slot(
        &self,
        client_token: &ClientToken,
        session_id: &str,
    ) -> Result<Slot, AppError> {
        let read_at = self.clock.now();
        let answer = self
            .frontend
            .touch_session(client_token, session_id)
            .await?;
        let client_token = answer.client_token.as_ref().unwrap_or(client_token);
        let slot =
            Slot::new(client_token, answer.value, read_at).ok_or_else(|| AppError::Provider {
                words: "The identity provider opened a session and gave no token for it."
                    .to_owned(),
            })?;
        match self.verifier.verify(&slot.token).await {
            Ok(_) => Ok(slot),
            Err(Rejected::Token(error)) => Err(AppError::Provider {
                words: told_of_token(error).to_owned(),
            }),
            Err(Rejected::Keys(error)) => Err(error.into()),
        }
    }

    /// Ends an impersonation, and answers with what ended it: something else may have been quicker. An end that
    /// cannot be written yet is in force all the same: the domain remembers it, and its sweeper writes it.
    pub async fn end_impersonation(&self, id: &str, cause: EndCause) -> Result<EndCause, AppError> {
        match self.impersonations.end(id, cause).await {
            Ok(ended) => Ok(match ended.impersonation.state {
                State::Ended(first) => first,
                _ => cause,
            }),
            Err(error @ EndError::Unrecorded { .. }) => {
                tracing::error!(%error, impersonation = id, "an end is in force and will be recorded later");
                Ok(cause)
            }
            Err(error) => Err(error.into()),
        }
    }
}
