//! Many users at once: checked and described one by one, written hundreds to a statement and thousands to a
//! transaction.

use std::collections::{BTreeMap, HashSet};

use ambient::Millis;
use sqlx::SqliteConnection;
use tokio::task::JoinSet;

use super::changes::describe;
use super::new_user::Draft;
use super::{NewPassword, NewUser, UserError};
use crate::errors::ApiError;
use crate::store::users::UserRow;
use crate::store::{email_addresses, user_search, users};
use crate::{Provider, webhooks};

/// Users written together: as many as can be without a sign-in meanwhile waiting for long.
const BATCH: usize = 10_000;

/// Rows of one statement, which may have 32,766 values.
const ROWS: usize = 500;

/// Pages that the connection keeps in memory while it writes, in KiB: every index is written all over.
const CACHE: u32 = 65_536;

/// What became of one batch of users.
pub struct Batch {
    /// How many users were read so far, this batch included.
    pub read: usize,
    /// How many of this batch were created.
    pub created: usize,
    /// Those of this batch who were not: their number among all that were read, from 0, and why.
    pub refused: Vec<(usize, NotCreated)>,
}

/// Why a user was not created.
#[derive(Debug)]
pub enum NotCreated {
    /// Somebody has one of the addresses already.
    Exists,
    /// The user breaks a rule, or somebody has the external id or the username.
    Refused(UserError),
}

impl From<ApiError> for NotCreated {
    fn from(error: ApiError) -> Self {
        Self::Refused(error.into())
    }
}

/// A user who can be written, and the number under which it was read.
struct Candidate {
    number: usize,
    draft: Draft,
}

/// Creates all those who can be created, a batch a transaction. A failure of the store ends it; the batches
/// before it stay.
pub(super) async fn create(
    provider: &Provider,
    new_users: impl Iterator<Item = NewUser>,
    mut report: impl FnMut(Batch),
) -> Result<(), UserError> {
    let mut new_users = new_users.peekable();
    if new_users.peek().is_none() {
        return Ok(());
    }
    let mut read = 0;
    while new_users.peek().is_some() {
        let batch: Vec<_> = new_users.by_ref().take(BATCH).collect();
        let first = read;
        read += batch.len();
        let mut refused = Vec::new();
        // Passwords first: nobody should wait for the write lock while one is hashed.
        let candidates = candidates(provider, batch, first, &mut refused).await?;
        let mut transaction = database::begin_write(&provider.pool).await?;
        roomy(&mut transaction, true).await?;
        let candidates = without_taken(&mut transaction, candidates, &mut refused).await?;
        let created = candidates.len();
        let users = write(&mut transaction, candidates).await?;
        webhooks::users_created(provider, &mut transaction, &users).await?;
        roomy(&mut transaction, false).await?;
        transaction.commit().await?;
        refused.sort_unstable_by_key(|(number, _)| *number);
        report(Batch {
            read,
            created,
            refused,
        });
    }
    Ok(())
}

/// Checks each, and describes it for the search. All share one moment, so that they are one after the other.
async fn candidates(
    provider: &Provider,
    batch: Vec<NewUser>,
    first: usize,
    refused: &mut Vec<(usize, NotCreated)>,
) -> Result<Vec<Candidate>, UserError> {
    let now = provider.clock.now();
    let mut digests = JoinSet::new();
    let mut drafts = BTreeMap::new();
    for (number, mut new) in (first..).zip(batch) {
        let password = new.password.take();
        let mut draft = match new.draft(None, provider, now) {
            Ok(draft) => draft,
            Err(error) => {
                refused.push((number, error.into()));
                continue;
            }
        };
        describe(&mut draft.user, &draft.emails, &draft.others);
        if let Some(password) = password {
            // A digest is only looked at; the rest takes a core each and runs beside the others.
            if let NewPassword::Digest(_) = password {
                match provider.digest(password).await {
                    Ok(digest) => draft.set_digest(digest, now),
                    Err(error) => {
                        refused.push((number, error.into()));
                        continue;
                    }
                }
            } else {
                let provider = provider.clone();
                digests.spawn(async move { (number, provider.digest(password).await) });
            }
        }
        drafts.insert(number, draft);
    }
    while let Some(done) = digests.join_next().await {
        let (number, digest) = done.map_err(|error| UserError::Failed(error.to_string()))?;
        match (digest, drafts.get_mut(&number)) {
            (Ok(digest), Some(draft)) => draft.set_digest(digest, now),
            (Err(error), _) if error.cause.is_some() => return Err(error.into()),
            (Err(error), _) => {
                drafts.remove(&number);
                refused.push((number, error.into()));
            }
            (Ok(_), None) => {}
        }
    }
    let candidates = drafts.into_iter();
    Ok(candidates
        .map(|(number, draft)| Candidate { number, draft })
        .collect())
}

/// Leaves out those whose address, external id or username somebody has, in the store or before them here.
async fn without_taken(
    db: &mut SqliteConnection,
    candidates: Vec<Candidate>,
    refused: &mut Vec<(usize, NotCreated)>,
) -> Result<Vec<Candidate>, UserError> {
    let (mut emails, mut ids, mut usernames) = (HashSet::new(), HashSet::new(), HashSet::new());
    for some in candidates.chunks(ROWS) {
        let drafts = || some.iter().map(|candidate| &candidate.draft);
        let addresses: Vec<_> = drafts()
            .flat_map(|draft| draft.emails.iter().map(|email| &*email.email_address))
            .collect();
        emails.extend(email_addresses::taken(&mut *db, &addresses).await?);
        let external: Vec<_> = drafts()
            .filter_map(|draft| draft.user.external_id.as_deref())
            .collect();
        if !external.is_empty() {
            ids.extend(users::taken(&mut *db, "external_id", &external).await?);
        }
        let names: Vec<_> = drafts()
            .filter_map(|draft| draft.user.username.as_deref())
            .collect();
        if !names.is_empty() {
            usernames.extend(users::taken(&mut *db, "username", &names).await?);
        }
    }
    let mut free = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let Draft {
            user, emails: own, ..
        } = &candidate.draft;
        let own: HashSet<_> = own.iter().map(|email| &email.email_address).collect();
        let has = |taken: &HashSet<String>, value: &Option<String>| {
            value.as_ref().is_some_and(|value| taken.contains(value))
        };
        let reason = if own.len() < candidate.draft.emails.len() {
            Some(ApiError::identifier_exists("email_address").into())
        } else if own.iter().any(|email| emails.contains(*email)) {
            Some(NotCreated::Exists)
        } else if has(&ids, &user.external_id) {
            Some(ApiError::identifier_exists("external_id").into())
        } else if has(&usernames, &user.username) {
            Some(ApiError::identifier_exists("username").into())
        } else {
            None
        };
        if let Some(reason) = reason {
            refused.push((candidate.number, reason));
            continue;
        }
        emails.extend(own.into_iter().cloned());
        ids.extend(user.external_id.clone());
        usernames.extend(user.username.clone());
        free.push(candidate);
    }
    Ok(free)
}

async fn write(
    db: &mut SqliteConnection,
    candidates: Vec<Candidate>,
) -> Result<Vec<UserRow>, UserError> {
    let mut drafts: Vec<_> = candidates.into_iter().map(|one| one.draft).collect();
    // In the order of their places, which is how the table and the search's index grow best.
    drafts.sort_by_key(|draft| draft.user.created_at);
    give_places(&mut *db, &mut drafts).await?;
    let (mut rows, mut emails, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts = BTreeMap::new();
    for draft in drafts {
        let text = user_search::text_of(&draft.user);
        user_search::count_pieces(&text, &mut counts);
        texts.push((draft.user.position, text));
        rows.push(draft.user);
        emails.extend(draft.emails);
    }
    for rows in rows.chunks(ROWS) {
        users::insert(&mut *db, rows).await?;
    }
    for emails in emails.chunks(ROWS) {
        email_addresses::insert(&mut *db, emails).await?;
    }
    for texts in texts.chunks(ROWS) {
        user_search::insert_many(&mut *db, texts).await?;
    }
    user_search::add_counts(db, &counts).await?;
    Ok(rows)
}

/// Gives each the next free place of its moment. They are sorted by moments.
async fn give_places(db: &mut SqliteConnection, drafts: &mut [Draft]) -> sqlx::Result<()> {
    let (Some(first), Some(last)) = (drafts.first(), drafts.last()) else {
        return Ok(());
    };
    let (first, last) = (first.user.created_at, last.user.created_at);
    let alone = !users::any_between(&mut *db, first, last).await?;
    let mut before: Option<(Millis, i64)> = None;
    for draft in drafts {
        let moment = draft.user.created_at;
        draft.user.position = match before {
            Some((same, place)) if same == moment => place + 1,
            _ if alone => users::first_place(moment),
            _ => users::free_place(&mut *db, moment).await?,
        };
        before = Some((moment, draft.user.position));
    }
    Ok(())
}

/// Gives the connection room for the pages that a batch writes, and takes it away again.
async fn roomy(db: &mut SqliteConnection, yes: bool) -> sqlx::Result<()> {
    let pragma = if yes {
        format!("PRAGMA cache_size = -{CACHE}")
    } else {
        "PRAGMA cache_size = -2000".to_owned()
    };
    sqlx::query(sqlx::AssertSqlSafe(pragma))
        .persistent(false)
        .execute(db)
        .await
        .map(drop)
}
