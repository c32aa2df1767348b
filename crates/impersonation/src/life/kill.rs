//! Ending what others do: one impersonation, all of an actor, all as a subject, or everything.

use std::sync::Arc;

use ambient::Millis;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::order::Order;
use super::{
    EndCause, EndError, Impersonations, Inner, OrderError, OrderedBy, Store, statements, to_the_end,
};
use crate::StoreError;
use crate::ledger::{Event, EventKind, PersonalField};

/// So many are ended side by side: each waits for the provider most of its time.
const SIDE_BY_SIDE: usize = 8;

/// Which impersonations are to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KillTarget {
    /// One, by its id (`imp_…`).
    One(String),
    /// All in which this person acts, by their user id.
    OfActor(String),
    /// All in which somebody acts as this user, by their user id.
    AsSubject(String),
    /// All there are.
    Everything,
}

/// What a kill did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Killed {
    /// How many were live: running, waiting for their link to be opened, or about to begin.
    pub live: usize,
    /// How many of them are live still. Nothing refuses an end, so this is more than none only where the store
    /// can no longer be read.
    pub left: usize,
    /// How many of them are over here while the provider has not confirmed the end of their session yet. It is
    /// asked again each minute.
    pub unconfirmed: usize,
}

impl Impersonations {
    /// Ends every live impersonation of `target`, here and at the provider, whoever acts. What is started
    /// meanwhile is not among them: to keep that from happening, [`Impersonations::stop`] first.
    ///
    /// Goes on to the end even when the caller is dropped. Recorded before and after. Where the order cannot be
    /// recorded, everything is ended nevertheless, and [`OrderError::Store`] says so.
    pub async fn kill(
        &self,
        by: OrderedBy<'_>,
        target: KillTarget,
        reason: &str,
    ) -> Result<Killed, OrderError> {
        let order = self.0.order(by, reason)?;
        let inner = self.0.clone();
        Ok(to_the_end(async move { kill(&inner, &order, &target).await }).await?)
    }
}

async fn kill(
    inner: &Arc<Inner>,
    order: &Order,
    target: &KillTarget,
) -> Result<Killed, StoreError> {
    let (at, id) = (inner.clock.now(), inner.random.id("order"));
    let live = inner.live(target, at).await?;
    let ordered = Event::new(EventKind::KillOrdered, &id).detail("live", live.len());
    let ordered = inner.note(order.sign(target.describe(ordered))).await;

    let ended = end_all(inner, &live).await;
    let unconfirmed = inner.store.unconfirmed(&live).await;
    let killed = Killed {
        live: live.len(),
        left: inner
            .live(target, at)
            .await
            .map_or(live.len(), |left| left.len()),
        unconfirmed: *unconfirmed.as_ref().unwrap_or(&live.len()),
    };
    let done = Event::new(EventKind::KillDone, &id)
        .detail("live", killed.live)
        .detail("left", killed.left)
        .detail("unconfirmed", killed.unconfirmed)
        .detail("impersonations", live);
    let done = inner.note(order.sign(target.describe(done))).await;
    ordered.and(ended).and(done)?;
    unconfirmed?;
    Ok(killed)
}

/// Ends them all, whatever becomes of each; the first failure to record one.
async fn end_all(inner: &Arc<Inner>, live: &[String]) -> Result<(), StoreError> {
    let (mut ends, turns) = (JoinSet::new(), Arc::new(Semaphore::new(SIDE_BY_SIDE)));
    for id in live {
        let (inner, turns, id) = (inner.clone(), turns.clone(), id.clone());
        ends.spawn(async move {
            let _turn = turns.acquire().await;
            match inner.end_wherever(&id, EndCause::Killed).await {
                Ok(_) | Err(EndError::Unknown) => Ok(()),
                Err(EndError::Unrecorded { source, .. }) => Err(source),
            }
        });
    }
    ends.join_all().await.into_iter().collect()
}

impl Inner {
    /// The ids of those of the target that were live at a moment, and whose end is not in force already.
    async fn live(&self, target: &KillTarget, at: Millis) -> Result<Vec<String>, StoreError> {
        let mut live = self.store.live(target, at).await?;
        live.retain(|id| self.memory.tombstone(id).is_none());
        Ok(live)
    }

    async fn note(&self, event: Event) -> Result<(), StoreError> {
        self.store.ledger.append(event).await.map(drop)
    }
}

impl KillTarget {
    fn describe(&self, event: Event) -> Event {
        match self {
            Self::One(id) => event
                .detail("target", "impersonation")
                .detail("impersonation", id.clone()),
            Self::OfActor(id) => event
                .detail("target", "actor")
                .personal(PersonalField::PersonId, id),
            Self::AsSubject(id) => event
                .detail("target", "subject")
                .personal(PersonalField::PersonId, id),
            Self::Everything => event.detail("target", "everything"),
        }
    }
}

impl Store {
    async fn live(&self, target: &KillTarget, at: Millis) -> Result<Vec<String>, StoreError> {
        let (statement, id) = match target {
            KillTarget::One(id) => (statements::LIVE_ONE, Some(id)),
            KillTarget::OfActor(id) => (statements::LIVE_OF_ACTOR, Some(id)),
            KillTarget::AsSubject(id) => (statements::LIVE_OF_SUBJECT, Some(id)),
            KillTarget::Everything => (statements::LIVE, None),
        };
        let query = sqlx::query_scalar(statement).bind(at);
        let query = match id {
            Some(id) => query.bind(id),
            None => query,
        };
        Ok(query.fetch_all(&self.pool).await?)
    }

    /// How many of these are over and still to be revoked at the provider.
    async fn unconfirmed(&self, ids: &[String]) -> Result<usize, StoreError> {
        let pending = self.revoke_pending().await?;
        let among = pending
            .iter()
            .filter(|record| ids.contains(&record.impersonation.id));
        Ok(among.count())
    }
}
