//! Slows down whoever guesses passwords, before Clerk is asked: so the victim is not locked out there.
//!
//! Each try is counted under three names: the address at this account, the address at all accounts, and this
//! account from all addresses that never signed in to it. An address that did is counted by the first alone, so
//! that what others do keeps nobody out of their own account (docs/decisions/0009).

mod count;
mod table;

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ambient::{Clock, MINUTE, Millis, Random, SECOND};
use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use tokio::sync::Notify;

pub use count::Limit;
use count::Verdict;
use table::{Name, Table};

/// How often one may be wrong at the sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttling {
    /// One address about one account.
    pub address_at_account: Limit,
    /// One address about all accounts together.
    pub address: Limit,
    /// All addresses together that never signed in to an account, about that account.
    pub account: Limit,
}

impl Default for Throttling {
    fn default() -> Self {
        let limit = |tries, longest_wait| Limit {
            tries,
            longest_wait,
        };
        Self {
            address_at_account: limit(5, 15 * MINUTE),
            address: limit(20, 15 * MINUTE),
            account: limit(20, 30 * SECOND),
        }
    }
}

/// Counts tries to sign in.
pub struct SignInThrottle {
    limits: Throttling,
    table: Mutex<Table>,
    key: Key,
    clock: Clock,
    settled: Notify,
}

/// It is too early for another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooEarly {
    /// How long it takes until one may be made.
    pub wait: Millis,
}

/// A try that may be made. Unless it is said to be right or void it was wrong: whoever goes away before the
/// answer has guessed too.
pub struct Try<'a> {
    throttle: &'a SignInThrottle,
    names: Vec<(Name, Limit)>,
    outcome: Outcome,
}

enum Outcome {
    Wrong,
    Right,
    Void,
}

impl SignInThrottle {
    /// What is counted is named by a keyed hash, with a key of this process alone.
    pub fn new(limits: Throttling, clock: Clock, random: &Random) -> Self {
        Self {
            limits,
            table: Mutex::default(),
            key: Key::new(HMAC_SHA256, &random.bytes::<32>()),
            clock,
            settled: Notify::new(),
        }
    }

    /// Lets a try from `address` at `account` pass, or says how long to wait. Whoever is let pass costs the same
    /// whether there is such an account or not.
    pub async fn admit(&self, address: Option<IpAddr>, account: &str) -> Result<Try<'_>, TooEarly> {
        let names = self.names(address, account);
        loop {
            // Made before the table is read, so that no try settles unnoticed in between.
            let settled = self.settled.notified();
            match self.lock().begin(&names, self.clock.now()) {
                (Verdict::Now, names) => {
                    return Ok(Try {
                        throttle: self,
                        names,
                        outcome: Outcome::Wrong,
                    });
                }
                (Verdict::After(wait), _) => return Err(TooEarly { wait }),
                (Verdict::AfterThose, _) => {}
            }
            settled.await;
        }
    }

    fn names(&self, address: Option<IpAddr>, account: &str) -> [(Name, Limit); 3] {
        let address = address.map_or_else(|| "unknown".to_owned(), network_of);
        // As the provider reads what is typed.
        let account = account.trim().to_lowercase();
        let limits = self.limits;
        [
            (
                self.name(&["both", &address, &account]),
                limits.address_at_account,
            ),
            (self.name(&["address", &address]), limits.address),
            (self.name(&["account", &account]), limits.account),
        ]
    }

    fn name(&self, parts: &[&str]) -> Name {
        let mut context = hmac::Context::with_key(&self.key);
        for part in parts {
            context.update(&part.len().to_be_bytes());
            context.update(part.as_bytes());
        }
        let mut name = Name::default();
        let length = name.len();
        name.copy_from_slice(&context.sign().as_ref()[..length]);
        name
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Try<'_> {
    /// Address and password were right.
    pub fn right(mut self) {
        self.outcome = Outcome::Right;
    }

    /// Nobody has looked at them.
    pub fn void(mut self) {
        self.outcome = Outcome::Void;
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        let now = self.throttle.clock.now();
        let mut table = self.throttle.lock();
        match self.outcome {
            Outcome::Wrong => table.wrong(&self.names, now),
            Outcome::Void => table.void(&self.names),
            Outcome::Right => table.right(&self.names, now),
        }
        drop(table);
        self.throttle.settled.notify_waiters();
    }
}

/// Whoever has one address of version 6 has its whole /64.
fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}
