use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ambient::{Clock, MINUTE, Millis};
use clerk::{BackendClient, Error, JsonMap, User, UserFilter};

/// How long a profile may be shown after it was read: what changes at Clerk acts within a minute.
const FRESH: Millis = MINUTE;
/// So many are kept at most; one weighs up to some twenty kilobytes, of its metadata.
const MOST: usize = 1_000;
/// So many ids Clerk takes in one call.
const TOGETHER: usize = 100;

/// Users as lists show them: asked for together, in one call, and kept for a minute at most. Clones share it.
///
/// What is decided about a user is decided by Clerk's own word of the moment, never by what is kept here.
#[derive(Clone)]
pub struct Profiles(Arc<Inner>);

struct Inner {
    clerk: BackendClient,
    clock: Clock,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    profiles: HashMap<String, Kept>,
    /// How often anything was forgotten: what was asked for before that may be what had to be forgotten.
    forgotten: u64,
}

/// A profile, or that nobody has the id.
struct Kept {
    user: Option<Arc<User>>,
    read_at: Millis,
}

impl Profiles {
    /// Profiles of the users that `clerk` knows.
    pub fn new(clerk: BackendClient, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            clerk,
            clock,
            held: Mutex::default(),
        }))
    }

    /// The users with these ids; ids that nobody has are left out. What is not kept is asked for in one call,
    /// a hundred ids at a time.
    pub async fn of(&self, ids: &[String]) -> Result<HashMap<String, Arc<User>>, Error> {
        let now = self.0.clock.now();
        let (mut found, mut missing) = (HashMap::new(), BTreeSet::new());
        let forgotten = {
            let held = self.held();
            for id in ids {
                match held.profiles.get(id).filter(|kept| kept.is_fresh(now)) {
                    Some(kept) => found.extend(kept.user.clone().map(|user| (id.clone(), user))),
                    None => drop(missing.insert(id.clone())),
                }
            }
            held.forgotten
        };
        let missing: Vec<_> = missing.into_iter().collect();
        for together in missing.chunks(TOGETHER) {
            let filter = UserFilter {
                user_ids: together.to_vec(),
                limit: u32::try_from(together.len()).ok(),
                ..UserFilter::default()
            };
            let users = self.0.clerk.list_users(&filter).await?;
            let mut users: HashMap<_, _> = users
                .into_iter()
                .map(|user| (user.id.clone(), shareable(user)))
                .collect();
            let mut held = self.held();
            for id in together {
                let user = users.remove(id);
                found.extend(user.clone().map(|user| (id.clone(), user)));
                if held.forgotten == forgotten {
                    held.keep(id.clone(), user, now);
                }
            }
        }
        Ok(found)
    }

    /// Drops what is kept of a user: they are not any more as they were.
    pub fn forget(&self, id: &str) {
        let mut held = self.held();
        held.profiles.remove(id);
        held.forgotten += 1;
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn keep(&mut self, id: String, user: Option<Arc<User>>, now: Millis) {
        if self.profiles.len() >= MOST {
            self.profiles.retain(|_, kept| kept.is_fresh(now));
        }
        if self.profiles.len() >= MOST
            && let Some(oldest) = self.profiles.iter().min_by_key(|(_, kept)| kept.read_at)
        {
            let oldest = oldest.0.clone();
            self.profiles.remove(&oldest);
        }
        self.profiles.insert(id, Kept { user, read_at: now });
    }
}

impl Kept {
    fn is_fresh(&self, now: Millis) -> bool {
        (self.read_at..self.read_at + FRESH).contains(&now)
    }
}

/// Without what no list shows and nobody else may read.
fn shareable(mut user: User) -> Arc<User> {
    user.private_metadata = None;
    user.unsafe_metadata = JsonMap::default();
    Arc::new(user)
}
