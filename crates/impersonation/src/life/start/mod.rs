//! Start: the rules are asked, the attempt is recorded, and only then the provider.

mod again;
mod ask;
mod open;
mod refuse;

use ambient::Millis;

use super::form::CheckedForm;
use super::{Impersonations, Inner, StartError, StartForm, Started, to_the_end};
use crate::Person;

/// Everything that a start is asked with.
struct Asked {
    actor: Person,
    browser_session: String,
    inside: bool,
    form: CheckedForm,
    at: Millis,
}

impl Impersonations {
    /// Starts an impersonation.
    ///
    /// `actor` is the verified session's user, read afresh. `browser_session` is a name of the
    /// browser session that stays the same while its cookie is rotated. `inside` says whether the
    /// request was made from inside an impersonation.
    ///
    /// Goes on to the end even when the caller is dropped. The same form from the same actor and
    /// browser session gets the same answer, with [`Started::already`] set.
    pub async fn start(
        &self,
        actor: &Person,
        browser_session: &str,
        inside: bool,
        form: &StartForm,
    ) -> Result<Started, StartError> {
        let asked = self.asked(actor, browser_session, inside, form)?;
        let inner = self.0.clone();
        to_the_end(async move {
            let _turn = inner.turns.of(&asked.browser_session).await;
            inner.start(&asked).await
        })
        .await
    }

    /// Whether this form, key and all, was sent before by the same actor and browser session, so that
    /// [`Impersonations::start`] would only repeat its answer.
    pub async fn was_sent(
        &self,
        actor: &Person,
        browser_session: &str,
        form: &StartForm,
    ) -> Result<bool, StartError> {
        let asked = self.asked(actor, browser_session, false, form)?;
        let form = self.0.fingerprint(&asked);
        let earlier = self.0.store.find_form(browser_session, &form).await?;
        Ok(earlier.is_some())
    }

    fn asked(
        &self,
        actor: &Person,
        browser_session: &str,
        inside: bool,
        form: &StartForm,
    ) -> Result<Asked, StartError> {
        Ok(Asked {
            actor: actor.clone(),
            browser_session: browser_session.to_owned(),
            inside,
            form: form
                .check(&self.0.applications)
                .map_err(StartError::Invalid)?,
            at: self.0.clock.now(),
        })
    }
}

impl Inner {
    async fn start(&self, asked: &Asked) -> Result<Started, StartError> {
        let form = self.fingerprint(asked);
        if let Some(earlier) = self.store.find_form(&asked.browser_session, &form).await? {
            return self.answer_again(earlier).await;
        }
        let mut record = self.new_record(asked, form);
        let subject = self.look_up(&mut record).await?;
        self.decide(asked, &mut record, subject.as_ref()).await?;
        let live = self.live_now(&asked.browser_session).await?;
        if live.is_some() || !self.store.attempt(&record).await? {
            // With the same form another process, on the same store, was quicker; else it is a second start.
            let earlier = self
                .store
                .find_form(&asked.browser_session, &record.form)
                .await?;
            return match earlier {
                Some(earlier) => self.answer_again(earlier).await,
                None => Err(self.refuse_hindered(&mut record).await?),
            };
        }
        let ticket = self.mint(&mut record).await?;
        match &asked.form.application {
            Some(application) => self.hand_out(record, &ticket, application).await,
            None => self.open(record, ticket).await,
        }
    }
}
