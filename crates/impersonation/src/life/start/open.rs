use ambient::{MINUTE, Millis, SECOND};

use super::super::memory::Orphan;
use super::super::record::Record;
use super::super::{Inner, StartError, Started, State};
use crate::{Application, OpenedSession, ProviderError, Ticket, TicketOrder};

/// An unspent ticket is worthless after so many seconds.
const TICKET_SECONDS: u32 = 60;

impl Inner {
    /// Has a ticket made, and notes which before it is spent.
    pub(super) async fn mint(&self, record: &mut Record) -> Result<Ticket, StartError> {
        let impersonation = &mut record.impersonation;
        let order = TicketOrder {
            actor_id: impersonation.actor.id.clone(),
            subject_id: impersonation.subject.id.clone(),
            impersonation_id: impersonation.id.clone(),
            ticket_seconds: TICKET_SECONDS,
            session_seconds: impersonation.minutes * 60,
        };
        let ticket = match self.identity.create_ticket(&order).await {
            Ok(ticket) => ticket,
            Err(error) => return Err(self.fail(record, "create_ticket", error).await),
        };
        impersonation.actor_token_id = Some(ticket.actor_token_id.clone());
        impersonation.state = State::TicketMinted;
        if impersonation.destination.is_some() {
            // Counted from after the provider began to count, so that nobody can open it any more by then.
            let life = Millis::from(TICKET_SECONDS) * SECOND;
            impersonation.accept_until = Some(self.clock.now() + life);
        }
        match self.store.minted(impersonation).await {
            Ok(true) => Ok(ticket),
            Ok(false) => Err(self
                .too_late(record, Orphan::Ticket(ticket.actor_token_id))
                .await),
            Err(error) => {
                self.undo(Orphan::Ticket(ticket.actor_token_id)).await;
                Err(error.into())
            }
        }
    }

    /// Keeps the link that opens the application with the ticket, for the page that shows it, once.
    pub(super) async fn hand_out(
        &self,
        record: Record,
        ticket: &Ticket,
        application: &Application,
    ) -> Result<Started, StartError> {
        let Some(link) = application.link(ticket) else {
            let error = ProviderError {
                status: None,
                code: None,
                words: "The identity provider made a ticket without an address to open.".to_owned(),
            };
            return Err(self.fail(&record, "link", error).await);
        };
        let impersonation = record.impersonation;
        let until = impersonation.accept_until.unwrap_or_default();
        self.memory.keep_link(&impersonation.id, link, until);
        Ok(Started {
            impersonation,
            client_token: None,
            already: false,
        })
    }

    /// Spends the ticket and records the session.
    pub(super) async fn open(
        &self,
        mut record: Record,
        ticket: Ticket,
    ) -> Result<Started, StartError> {
        // Counted from before the provider begins to count, so that it never ends first.
        let now = self.clock.now();
        let OpenedSession {
            client_token,
            session_id,
        } = match self.identity.redeem_ticket(&ticket).await {
            Ok(opened) => opened,
            Err(error) => {
                return Err(self.fail(&record, "redeem_ticket", error).await);
            }
        };
        let impersonation = &mut record.impersonation;
        impersonation.session_id = Some(session_id.clone());
        impersonation.started_at = Some(now);
        impersonation.last_seen_at = Some(now);
        impersonation.expires_at = Some(now + Millis::from(impersonation.minutes) * MINUTE);
        impersonation.state = State::Running;
        self.memory
            .keep(&impersonation.id, &session_id, &client_token, now);
        match self.store.started(impersonation).await {
            Ok(true) => {}
            Ok(false) => {
                self.memory.forget(&impersonation.id);
                return Err(self.too_late(&record, Orphan::Session(session_id)).await);
            }
            Err(error) => {
                self.memory.forget(&impersonation.id);
                self.undo(Orphan::Session(session_id)).await;
                return Err(error.into());
            }
        }
        let impersonation = record.impersonation;
        Ok(Started {
            impersonation,
            client_token: Some(client_token),
            already: false,
        })
    }
}
