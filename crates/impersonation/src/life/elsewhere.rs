//! Impersonations in other applications: a link that is shown once, a session that is found at the provider, and
//! an end that nobody sees from here.

use ambient::{MINUTE, Millis, SECOND};

use super::record::{Record, Row};
use super::{
    EndCause, EndError, Impersonation, Impersonations, Inner, State, Store, Swept, statements,
    to_the_end,
};
use crate::policy::{self, Action, Context, Question};
use crate::{ProviderError, Secret, StoreError};

/// While it waits, the provider is asked no more often than this.
const WAITING_EVERY: Millis = 2 * SECOND;
/// While it runs, no more often than this.
const RUNNING_EVERY: Millis = 15 * SECOND;
/// A sweep asks after so many at most, beginning with what was asked after the longest ago.
const MOST: usize = 50;

/// What opens the application as the user. Whoever has it can spend the ticket, once.
#[derive(Clone, Debug)]
pub struct Link {
    /// The address, ticket and all.
    pub url: Secret<String>,
    /// Until when it can be opened.
    pub until: Millis,
}

/// Why it is not known what became of one.
#[derive(Debug, thiserror::Error)]
pub(super) enum LookError {
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Impersonations {
    /// The link that opens the application, for the browser session that asked for it; once, and only while
    /// it can be opened.
    pub async fn take_link(
        &self,
        id: &str,
        browser_session: &str,
    ) -> Result<Option<Link>, StoreError> {
        let waiting = self.get(id).await?;
        if !waiting.is_some_and(|it| it.is_waiting() && it.browser_session == browser_session) {
            return Ok(None);
        }
        let link = self.0.memory.take_link(id);
        Ok(link.filter(|link| self.0.clock.now() < link.until))
    }

    /// One, as [`Impersonations::get`] has it, after a look at what became of it in its application. The
    /// provider is asked at most every other second, and every quarter of a minute once it runs.
    pub async fn look(&self, id: &str) -> Result<Option<Impersonation>, StoreError> {
        let Some(known) = self.get(id).await? else {
            return Ok(None);
        };
        if !known.is_watched() {
            return Ok(Some(known));
        }
        let inner = self.0.clone();
        let looked = to_the_end(async move { inner.look(&known).await }).await;
        match looked {
            Ok(()) => {}
            Err(LookError::Store(error)) => return Err(error),
            Err(LookError::Provider(error)) => {
                tracing::warn!(impersonation.id = %id, %error, "What became of it is not known");
            }
        }
        self.get(id).await
    }

    /// The one that the browser session has in another application, waiting or running, as far as is known.
    pub async fn elsewhere(
        &self,
        browser_session: &str,
    ) -> Result<Option<Impersonation>, StoreError> {
        let live = self.0.live_now(browser_session).await?;
        Ok(live.filter(Impersonation::is_watched))
    }

    /// All that wait or run in other applications.
    pub async fn all_elsewhere(&self) -> Result<Vec<Impersonation>, StoreError> {
        let mut all = self.0.store.elsewhere().await?;
        all.retain(|it| !self.is_over(&it.id));
        Ok(all)
    }
}

impl Inner {
    async fn look(&self, known: &Impersonation) -> Result<(), LookError> {
        let every = if known.is_waiting() {
            WAITING_EVERY
        } else {
            RUNNING_EVERY
        };
        if let Some(cause) = known.overdue(self.clock.now()) {
            return self.over(&known.id, cause).await;
        }
        if !self.memory.may_ask(&known.id, self.clock.now(), every) {
            return Ok(());
        }
        if known.is_waiting() {
            self.look_for_session(known).await
        } else {
            self.look_at_session(known).await
        }
    }

    /// Records what was opened with the link, or that nobody did in time.
    async fn look_for_session(&self, waiting: &Impersonation) -> Result<(), LookError> {
        // From before the provider is asked: a link that nobody had opened by then is worthless.
        let too_late = waiting.accept_until.is_none_or(|at| at <= self.clock.now());
        if !self.find_accepted(waiting, too_late).await? {
            return if too_late {
                self.over(&waiting.id, EndCause::NotAccepted).await
            } else {
                Ok(())
            };
        }
        // Nobody may have looked for so long that its time is up.
        let running = self.store.get(&waiting.id).await?;
        match running.and_then(|it| it.overdue(self.clock.now())) {
            Some(cause) => self.over(&waiting.id, cause).await,
            None => Ok(()),
        }
    }

    /// Looks for the session that the link has opened, with `over` also for one that is over by now, and
    /// records its start. Whether there is one.
    pub(super) async fn find_accepted(
        &self,
        waiting: &Impersonation,
        over: bool,
    ) -> Result<bool, LookError> {
        let (id, subject_id) = (&waiting.id, &waiting.subject.id);
        let Some(found) = self.identity.find_opened(subject_id, id, over).await? else {
            return Ok(false);
        };
        // The provider's clock is another one.
        let now = self.clock.now();
        let started_at = found.opened_at.max(waiting.attempted_at).min(now);
        let mut running = waiting.clone();
        running.state = State::Running;
        running.session_id = Some(found.session_id.clone());
        running.started_at = Some(started_at);
        running.expires_at = Some(started_at + Millis::from(waiting.minutes) * MINUTE);
        if self.store.started(&running).await? {
            self.memory.keep_session(id, &found.session_id);
            return Ok(true);
        }
        // Somebody else recorded the same start just now, or it was ended meanwhile and this is to be revoked.
        if self
            .store
            .get(id)
            .await?
            .is_some_and(|it| !it.state.is_live())
            && let Some(record) = self.store.adopt(id, None, Some(&found.session_id)).await?
        {
            self.settle(&record.impersonation).await;
        }
        Ok(true)
    }

    /// Ends what the provider has ended.
    async fn look_at_session(&self, running: &Impersonation) -> Result<(), LookError> {
        let session_id = running.session_id.as_deref().unwrap_or_default();
        let Some(mut cause) = self.identity.end_of(session_id).await? else {
            return Ok(());
        };
        if cause == EndCause::SessionEnded {
            let subject = self.identity.person(&running.subject.id).await;
            if subject.is_ok_and(|subject| subject.is_none_or(|subject| subject.banned)) {
                cause = EndCause::SubjectGone;
            }
        }
        self.over(&running.id, cause).await
    }

    async fn over(&self, id: &str, cause: EndCause) -> Result<(), LookError> {
        match self.end(id, cause).await {
            Ok(_) | Err(EndError::Unknown) => Ok(()),
            Err(EndError::Unrecorded { source, .. }) => Err(source.into()),
        }
    }

    /// Looks at what waits and runs elsewhere, where nobody makes requests that would show who is who by now.
    pub(super) async fn watch(&self, mut swept: Swept) -> Result<Swept, StoreError> {
        let mut watched = self.store.elsewhere().await?;
        watched.sort_by_key(|it| self.memory.asked_at(&it.id));
        for before in watched.into_iter().take(MOST) {
            match self.watch_one(&before).await {
                Ok(()) => {}
                Err(LookError::Store(error)) => return Err(error),
                Err(LookError::Provider(error)) => {
                    tracing::warn!(impersonation.id = %before.id, %error, "What became of it is not known");
                }
            }
            match self.store.get(&before.id).await?.map(|after| after.state) {
                Some(State::Failed) => swept.failed += 1,
                Some(State::Ended(_)) => swept.ended += 1,
                _ => {}
            }
        }
        Ok(swept)
    }

    async fn watch_one(&self, live: &Impersonation) -> Result<(), LookError> {
        self.look(live).await?;
        match self.barred(live).await? {
            Some(cause) => self.over(&live.id, cause).await,
            None => Ok(()),
        }
    }

    /// Why the two may not go on, by who they are at the provider now.
    async fn barred(&self, live: &Impersonation) -> Result<Option<EndCause>, ProviderError> {
        let actor = self.identity.person(&live.actor.id).await?;
        let Some(actor) = actor.filter(|actor| !actor.banned) else {
            return Ok(Some(EndCause::ActorGone));
        };
        let subject = self.identity.person(&live.subject.id).await?;
        let Some(subject) = subject.filter(|subject| !subject.banned) else {
            return Ok(Some(EndCause::SubjectGone));
        };
        let context = Context {
            minutes: Some(live.minutes),
            destination: live.destination.as_ref().map(|to| to.id.as_str()),
            ..Context::default()
        };
        let question = Question {
            actor: &actor,
            action: Action::Impersonate,
            subject: Some(&subject),
            context: &context,
        };
        let allowed = policy::decide(self.policy.as_ref(), &question).is_allowed();
        Ok((!allowed).then_some(EndCause::NotPermitted))
    }
}

impl Store {
    async fn elsewhere(&self) -> Result<Vec<Impersonation>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(statements::ELSEWHERE)
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter()
            .map(|row| Ok(Record::try_from(row)?.impersonation))
            .collect()
    }
}
