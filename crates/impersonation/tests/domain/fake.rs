//! An identity provider that keeps everything in memory, records what it is asked, and fails or
//! waits where it is told to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use impersonation::{
    EndCause, FoundSession, IdentityProvider, OpenedSession, Person, ProviderError, Role, Secret,
    Ticket, TicketOrder,
};
use tokio::sync::Semaphore;

/// What is asked of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Person,
    CreateTicket,
    RedeemTicket,
    RevokeTicket,
    RevokeSession,
    FindOpened,
    EndOf,
}

#[derive(Default)]
struct Inner {
    people: BTreeMap<String, Person>,
    calls: Vec<(Step, String)>,
    orders: Vec<TicketOrder>,
    failing: BTreeMap<Step, ProviderError>,
    gates: BTreeMap<Step, Arc<Semaphore>>,
    /// As `gates`, for the answer to what was done.
    answers: BTreeMap<Step, Arc<Semaphore>>,
    /// Unspent tickets by actor token, with their secret.
    tickets: BTreeMap<String, String>,
    sessions: BTreeSet<String>,
    /// When tickets were spent, by the session that came of it.
    opened_at: BTreeMap<String, i64>,
    /// Every ticket and client token there ever was.
    secrets: Vec<String>,
}

#[derive(Default)]
pub struct Fake(Mutex<Inner>);

impl Fake {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    pub fn add(&self, person: Person) {
        self.inner().people.insert(person.id.clone(), person);
    }

    /// The steps that were asked for, in order.
    pub fn steps(&self) -> Vec<Step> {
        self.inner().calls.iter().map(|(step, _)| *step).collect()
    }

    /// What a step was asked about, each time.
    pub fn asked(&self, step: Step) -> Vec<String> {
        let calls = self.inner().calls.clone();
        calls
            .into_iter()
            .filter(|call| call.0 == step)
            .map(|call| call.1)
            .collect()
    }

    pub fn orders(&self) -> Vec<TicketOrder> {
        self.inner().orders.clone()
    }

    pub fn fail(&self, step: Step, error: ProviderError) {
        self.inner().failing.insert(step, error);
    }

    pub fn mend(&self) {
        self.inner().failing.clear();
    }

    /// Holds every call of `step` until the gate is opened by adding permits.
    pub fn hold(&self, step: Step) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        self.inner().gates.insert(step, gate.clone());
        gate
    }

    /// Holds the answer to every call of `step`, which is done by then.
    pub fn hold_answer(&self, step: Step) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        self.inner().answers.insert(step, gate.clone());
        gate
    }

    pub fn open_sessions(&self) -> usize {
        self.inner().sessions.len()
    }

    pub fn unspent_tickets(&self) -> usize {
        self.inner().tickets.len()
    }

    pub fn secrets(&self) -> Vec<String> {
        self.inner().secrets.clone()
    }

    async fn call(&self, step: Step, about: &str) -> Result<(), ProviderError> {
        let gate = {
            let mut inner = self.inner();
            inner.calls.push((step, about.to_owned()));
            inner.gates.get(&step).cloned()
        };
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        self.inner()
            .failing
            .get(&step)
            .map_or(Ok(()), |error| Err(error.clone()))
    }

    fn open(&self, ticket: &Ticket) -> Result<OpenedSession, ProviderError> {
        let mut inner = self.inner();
        let known = inner.tickets.remove(&ticket.actor_token_id);
        if known.as_ref() != Some(ticket.ticket.expose()) {
            return Err(refusal(
                400,
                "ticket_invalid_code",
                "This ticket is worthless.",
            ));
        }
        let session_id = ticket.actor_token_id.replace("act", "sess");
        let token = format!("CLIENT-{session_id}-SECRET");
        inner.sessions.insert(session_id.clone());
        inner.secrets.push(token.clone());
        Ok(OpenedSession {
            client_token: Secret::new(token),
            session_id,
        })
    }

    /// Somebody opens the link of the ticket with this number in an application.
    pub fn accept(&self, number: usize, now: i64) -> bool {
        let mut inner = self.inner();
        let spent = inner.tickets.remove(&format!("act_{number}")).is_some();
        if spent {
            let session_id = format!("sess_{number}");
            inner.opened_at.insert(session_id.clone(), now);
            inner.sessions.insert(session_id);
        }
        spent
    }

    /// Forgets tickets that nobody has spent, as time does.
    pub fn expire_tickets(&self) {
        self.inner().tickets.clear();
    }

    /// Ends a session, if it lives, as the application or the provider itself does.
    pub fn forget_session(&self, session_id: &str) {
        self.inner().sessions.remove(session_id);
    }

    async fn answer(&self, step: Step) {
        let gate = self.inner().answers.get(&step).cloned();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
    }
}

#[async_trait]
impl IdentityProvider for Fake {
    async fn person(&self, id: &str) -> Result<Option<Person>, ProviderError> {
        self.call(Step::Person, id).await?;
        Ok(self.inner().people.get(id).cloned())
    }

    async fn create_ticket(&self, order: &TicketOrder) -> Result<Ticket, ProviderError> {
        self.call(Step::CreateTicket, &order.subject_id).await?;
        let mut inner = self.inner();
        inner.orders.push(order.clone());
        let number = inner.orders.len();
        let (actor_token_id, ticket) = (format!("act_{number}"), format!("TICKET-{number}-SECRET"));
        inner.tickets.insert(actor_token_id.clone(), ticket.clone());
        inner.secrets.push(ticket.clone());
        Ok(Ticket {
            actor_token_id,
            url: Some(Secret::new(format!(
                "https://id.example/accept?ticket={ticket}"
            ))),
            ticket: Secret::new(ticket),
        })
    }

    async fn redeem_ticket(&self, ticket: &Ticket) -> Result<OpenedSession, ProviderError> {
        self.call(Step::RedeemTicket, &ticket.actor_token_id)
            .await?;
        let opened = self.open(ticket)?;
        self.answer(Step::RedeemTicket).await;
        Ok(opened)
    }

    async fn revoke_ticket(&self, actor_token_id: &str) -> Result<(), ProviderError> {
        self.call(Step::RevokeTicket, actor_token_id).await?;
        match self.inner().tickets.remove(actor_token_id) {
            Some(_) => Ok(()),
            None => Err(refusal(
                400,
                "actor_token_cannot_be_revoked_code",
                "Actor token cannot be revoked because its status is accepted.",
            )),
        }
    }

    async fn revoke_opened(
        &self,
        _subject_id: &str,
        impersonation_id: &str,
    ) -> Result<(), ProviderError> {
        let mut inner = self.inner();
        let made_for = |order: &TicketOrder| order.impersonation_id == impersonation_id;
        if let Some(place) = inner.orders.iter().position(made_for) {
            inner.sessions.remove(&format!("sess_{}", place + 1));
        }
        Ok(())
    }

    async fn find_opened(
        &self,
        _subject_id: &str,
        impersonation_id: &str,
        over: bool,
    ) -> Result<Option<FoundSession>, ProviderError> {
        self.call(Step::FindOpened, impersonation_id).await?;
        let inner = self.inner();
        let made_for = |order: &TicketOrder| order.impersonation_id == impersonation_id;
        let Some(place) = inner.orders.iter().position(made_for) else {
            return Ok(None);
        };
        let session_id = format!("sess_{}", place + 1);
        let opened_at = inner.opened_at.get(&session_id).copied();
        let found = opened_at.filter(|_| over || inner.sessions.contains(&session_id));
        Ok(found.map(|opened_at| FoundSession {
            session_id,
            opened_at,
        }))
    }

    async fn end_of(&self, session_id: &str) -> Result<Option<EndCause>, ProviderError> {
        self.call(Step::EndOf, session_id).await?;
        let alive = self.inner().sessions.contains(session_id);
        Ok((!alive).then_some(EndCause::SessionEnded))
    }

    async fn revoke_session(&self, session_id: &str) -> Result<(), ProviderError> {
        self.call(Step::RevokeSession, session_id).await?;
        self.inner().sessions.remove(session_id);
        Ok(())
    }
}

pub fn refusal(status: u16, code: &str, words: &str) -> ProviderError {
    let (code, words) = (Some(code.to_owned()), words.to_owned());
    ProviderError {
        status: Some(status),
        code,
        words,
    }
}

pub fn unreachable() -> ProviderError {
    let words = "The identity provider cannot be reached.".to_owned();
    ProviderError {
        status: None,
        code: None,
        words,
    }
}

pub fn person(id: &str, role: Option<Role>) -> Person {
    let name = format!("{id} Person");
    let email = Some(format!("{id}@example.com"));
    Person {
        id: id.to_owned(),
        name,
        email,
        role,
        banned: false,
    }
}
