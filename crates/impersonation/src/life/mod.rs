//! The life of an impersonation: attempt, ticket, session, end.

mod cause;
mod cleanup;
mod elsewhere;
mod end;
mod erase;
mod error;
mod events;
mod form;
mod impersonation;
mod kill;
mod memory;
mod order;
mod read;
mod record;
mod start;
mod state;
pub(crate) mod statements;
mod stop;
mod store;
mod sweep;
mod turns;

use std::sync::Arc;

use ambient::{Clock, Random};
use tracing::Instrument as _;

use crate::policy::{self, Decision, Policy, Question};
use crate::{Applications, IdentityProvider, Ledger};

pub use cause::EndCause;
pub use elsewhere::Link;
pub use erase::erase_person;
pub use error::{EndError, Ended, StartError, Started};
pub use form::{Field, FieldError, StartForm};
pub use impersonation::{Destination, Impersonation, Party};
pub use kill::{KillTarget, Killed};
pub use order::{OrderError, OrderedBy};
pub use state::State;
pub use stop::Stop;
pub use sweep::Swept;

use memory::Memory;
use store::Store;
use turns::Turns;

/// All impersonations of this instance. Cheap to clone.
#[derive(Clone)]
pub struct Impersonations(Arc<Inner>);

struct Inner {
    store: Store,
    policy: Arc<dyn Policy>,
    identity: Arc<dyn IdentityProvider>,
    applications: Applications,
    turns: Turns,
    memory: Memory,
    clock: Clock,
    random: Random,
}

impl Impersonations {
    /// Over the console's database (`pool`), under the rules of `policy`; somebody can act here and in the
    /// `applications`.
    pub fn new(
        pool: database::Pool,
        policy: Arc<dyn Policy>,
        identity: Arc<dyn IdentityProvider>,
        applications: Applications,
        ledger: Ledger,
        clock: Clock,
        random: Random,
    ) -> Self {
        let (turns, memory) = (Turns::default(), Memory::default());
        let store = Store { pool, ledger };
        Self(Arc::new(Inner {
            store,
            policy,
            identity,
            applications,
            turns,
            memory,
            clock,
            random,
        }))
    }

    /// Asks the policy, under the rules that no policy can lift: for guards, and to say beside a
    /// form why it would be refused.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        policy::decide(self.0.policy.as_ref(), question)
    }

    /// The applications that somebody can act in.
    pub fn applications(&self) -> &Applications {
        &self.0.applications
    }

    /// The ledger that everything here is recorded in.
    pub fn ledger(&self) -> &Ledger {
        &self.0.store.ledger
    }
}

/// Runs `work` to its end even if whoever waits for it goes away: a browser that drops its request
/// must not leave half a start behind.
async fn to_the_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(value) => value,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => unreachable!("nobody cancels this task: {error}"),
        },
    }
}
