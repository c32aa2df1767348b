//! The impersonation that a browser has open: whether it still stands, and what ended it if not.

use app::api::AppError;
use app::backend::{Caller, Flash, ImpersonatedSession, SignedInSession};
use impersonation::{
    Action, Context, EndCause, IdentityProvider as _, Impersonation, Person, Question, State,
};

use super::resolve::Checked;
use super::service::BrowserSessionService;
use super::store::Record;
use super::store::Slot;

impl BrowserSessionService {
    /// The open impersonation, or the notice that it is over. `caller` is who calls as far as it is known.
    pub(super) async fn impersonated(
        &self,
        record: &Record,
        caller: &Caller,
        id: &str,
        slot: &Slot,
    ) -> Result<Result<ImpersonatedSession, Flash>, AppError> {
        let notice = match self.impersonations.get(id).await? {
            None => Flash::notice("The impersonation is over."),
            Some(mut impersonation) => {
                let cause = match impersonation.state {
                    State::Ended(cause) => cause,
                    _ => match self
                        .standing(record, caller, &mut impersonation, slot)
                        .await?
                    {
                        Ok(session) => {
                            return Ok(Ok(ImpersonatedSession {
                                session,
                                impersonation,
                            }));
                        }
                        Err(cause) => self.end_impersonation(id, cause).await?,
                    },
                };
                over(cause, &impersonation)
            }
        };
        if let Err(error) = self.store.close(&record.id, id, Some(&notice)).await {
            // The end is in force whatever the row says; the next request tries again.
            tracing::error!(%error, impersonation = id, "an ended impersonation could not be closed");
        }
        Ok(Err(notice))
    }

    /// The impersonated session if it may go on, else why it may not.
    async fn standing(
        &self,
        record: &Record,
        caller: &Caller,
        impersonation: &mut Impersonation,
        slot: &Slot,
    ) -> Result<Result<SignedInSession, EndCause>, AppError> {
        let now = self.clock.now();
        // Before Clerk is asked, which would only say that the session is gone.
        if let Some(cause) = impersonation.overdue(now) {
            return Ok(Err(cause));
        }
        // Clerk ends what is idle too. It hears of the same requests, so that it never does so first.
        let renew = record.inside && impersonation.is_to_be_noted(now);
        let Checked::Alive(session, renewed) = self.check(slot, renew).await? else {
            return Ok(Err(self.why_impersonated_is_dead(&slot.user.id).await));
        };
        if let Some(cause) = self.barred(caller.own.as_deref(), &session.person, impersonation) {
            return Ok(Err(cause));
        }
        if let Some(slot) = renewed {
            let id = &impersonation.id;
            self.store
                .set_impersonated(&record.id, id, &slot, now)
                .await?;
            if record.inside {
                if !self.impersonations.seen(id).await? {
                    // Ended while Clerk was asked; the record knows by what.
                    return Ok(Err(EndCause::SessionEnded));
                }
                impersonation.last_seen_at = Some(now);
            }
        }
        Ok(Ok(*session))
    }

    /// Why the impersonation may not go on.
    fn barred(
        &self,
        own: Option<&SignedInSession>,
        subject: &Person,
        impersonation: &Impersonation,
    ) -> Option<EndCause> {
        match own {
            None => Some(EndCause::ActorSessionEnded),
            Some(own) => self.objection(&own.person, subject, impersonation),
        }
    }

    /// What stands against it that one acts as the other, by who they are now.
    pub(super) fn objection(
        &self,
        actor: &Person,
        subject: &Person,
        impersonation: &Impersonation,
    ) -> Option<EndCause> {
        if actor.banned {
            return Some(EndCause::ActorGone);
        }
        if subject.banned {
            return Some(EndCause::SubjectGone);
        }
        let context = Context {
            minutes: Some(impersonation.minutes),
            destination: impersonation.destination.as_ref().map(|to| to.id.as_str()),
            ..Context::default()
        };
        let question = Question {
            actor,
            action: Action::Impersonate,
            subject: Some(subject),
            context: &context,
        };
        let allowed = self.impersonations.decide(&question).is_allowed();
        (!allowed).then_some(EndCause::NotPermitted)
    }

    /// What became of one's own session, which Clerk knows no more.
    pub(super) async fn why_own_is_dead(&self, user_id: &str) -> EndCause {
        if self.is_gone(user_id).await {
            EndCause::ActorGone
        } else {
            EndCause::ActorSessionEnded
        }
    }

    /// What became of the impersonated session, which Clerk knows no more.
    pub(super) async fn why_impersonated_is_dead(&self, user_id: &str) -> EndCause {
        if self.is_gone(user_id).await {
            EndCause::SubjectGone
        } else {
            EndCause::SessionEnded
        }
    }

    /// Whether somebody was deleted or banned. Only the cause of an end hangs on it, so it is no matter if
    /// Clerk does not answer.
    async fn is_gone(&self, user_id: &str) -> bool {
        self.identity
            .person(user_id)
            .await
            .is_ok_and(|person| person.is_none_or(|person| person.banned))
    }
}

/// The notice that it is over. What time ended can be taken up again without typing it all anew.
fn over(cause: EndCause, impersonation: &Impersonation) -> Flash {
    let notice = Flash::notice(format!("The impersonation is over: {}.", cause.words()));
    if cause.is_by_time() {
        notice.with_resume(impersonation)
    } else {
        notice
    }
}
