use ambient::Millis;
use sqlx::SqliteConnection;

use super::checks;
use super::extras::Extras;
use super::new_user::{Draft, NewPassword, NewUser};
use crate::errors::ApiError;
use crate::store::email_addresses::{self, EmailRow};
use crate::store::identifications::{self, IdentificationRow, PHONE_NUMBER, WEB3_WALLET};
use crate::store::user_search::{self, normalize};
use crate::store::users::{self, UserRow};
use crate::{Provider, sessions, webhooks};

/// A user with their addresses, as read in the transaction that is about to change them.
pub(crate) struct Found {
    pub(crate) user: UserRow,
    pub(crate) emails: Vec<EmailRow>,
    /// Phone numbers and wallets.
    pub(crate) others: Vec<IdentificationRow>,
}

impl Found {
    /// The user with that id, or 404.
    pub(crate) async fn load(db: &mut SqliteConnection, id: &str) -> Result<Self, ApiError> {
        let user = users::find(&mut *db, id)
            .await?
            .ok_or_else(|| ApiError::user_not_found(id))?;
        let emails = email_addresses::of_users(&mut *db, [id].into_iter()).await?;
        let others = identifications::of_users(db, [id].into_iter()).await?;
        Ok(Self {
            user,
            emails,
            others,
        })
    }
}

impl Provider {
    /// The digest to keep for a password, after the rules for passwords.
    pub(crate) async fn digest(&self, password: NewPassword) -> Result<String, ApiError> {
        match password {
            NewPassword::Plain(text) => {
                checks::password(&text)?;
                Ok(self.passwords.hash(text).await?)
            }
            NewPassword::Unchecked(text) => Ok(self.passwords.hash(text).await?),
            NewPassword::Digest(digest) => {
                checks::digest(&digest)?;
                Ok(digest)
            }
        }
    }
}

/// Writes a new user with addresses and what they are found by.
pub(crate) async fn insert(
    provider: &Provider,
    db: &mut SqliteConnection,
    new: NewUser,
    extras: Extras,
    digest: Option<String>,
) -> Result<UserRow, ApiError> {
    let now = provider.clock.now();
    let mut draft = new.draft(digest, provider, now)?;
    extras.apply(&mut draft, &provider.random, now)?;
    let Draft {
        mut user,
        emails,
        others,
    } = draft;
    describe(&mut user, &emails, &others);
    user.position = users::free_place(&mut *db, user.created_at).await?;
    let users = [user];
    users::insert(&mut *db, &users).await.map_err(taken)?;
    if !emails.is_empty() {
        let inserted = email_addresses::insert(&mut *db, &emails).await;
        inserted.map_err(|error| on_conflict(error, "email_address"))?;
    }
    for one in &others {
        let inserted = identifications::insert(&mut *db, std::slice::from_ref(one)).await;
        inserted.map_err(|error| on_conflict(error, &one.kind))?;
    }
    let [user] = users;
    user_search::insert(&mut *db, &user).await?;
    webhooks::users_created(provider, db, std::slice::from_ref(&user)).await?;
    Ok(user)
}

/// Writes a changed user; [`reindex`] too when a name changed. Addresses and the rest are written before.
pub(crate) async fn save(
    provider: &Provider,
    db: &mut SqliteConnection,
    user: &UserRow,
) -> Result<(), ApiError> {
    users::update(&mut *db, user).await.map_err(taken)?;
    webhooks::user_updated(provider, db, user).await
}

/// Brings what a user is found by up to date, and writes the user.
pub(crate) async fn reindex(
    provider: &Provider,
    db: &mut SqliteConnection,
    found: &mut Found,
) -> Result<(), ApiError> {
    user_search::remove(&mut *db, found.user.position).await?;
    describe(&mut found.user, &found.emails, &found.others);
    save(provider, &mut *db, &found.user).await?;
    user_search::insert(db, &found.user).await?;
    Ok(())
}

/// Deletes a user, whose sessions end first; gives the user as they were.
pub(crate) async fn delete(
    provider: &Provider,
    db: &mut SqliteConnection,
    id: &str,
) -> Result<UserRow, ApiError> {
    let unknown = || ApiError::user_not_found(id);
    let user = users::find(&mut *db, id).await?.ok_or_else(unknown)?;
    sessions::revoke_of_user(provider, &mut *db, id, provider.clock.now()).await?;
    if !users::delete(&mut *db, id).await? {
        return Err(unknown());
    }
    webhooks::user_deleted(provider, db, &user).await?;
    Ok(user)
}

/// Gives a user another moment of creation, and with it another place among all. [`reindex`] does the rest.
pub(crate) async fn moved(
    db: &mut SqliteConnection,
    found: &mut Found,
    created_at: Millis,
) -> Result<(), ApiError> {
    user_search::remove(&mut *db, found.user.position).await?;
    found.user.created_at = created_at;
    found.user.position = users::free_place(db, created_at).await?;
    Ok(())
}

pub(super) fn describe(user: &mut UserRow, emails: &[EmailRow], others: &[IdentificationRow]) {
    let names = [user.first_name.as_deref(), user.last_name.as_deref()];
    user.search_name = normalize(&names.map(Option::unwrap_or_default).join(" "));
    user.search_username = normalize(user.username.as_deref().unwrap_or_default());
    let addresses = emails.iter().map(|email| email.email_address.as_str());
    user.search_email = addresses.collect::<Vec<_>>().join(" ");
    let of_kind = |kind: &str| {
        let values = others.iter().filter(|one| one.kind == kind);
        values
            .map(|one| one.value.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    user.search_phone = of_kind(PHONE_NUMBER);
    user.search_wallet = of_kind(WEB3_WALLET);
}

/// A user's own unique columns; both dialects name the column in their message.
fn taken(error: sqlx::Error) -> ApiError {
    let username =
        matches!(&error, sqlx::Error::Database(said) if said.message().contains("username"));
    on_conflict(error, if username { "username" } else { "external_id" })
}

pub(crate) fn on_conflict(error: sqlx::Error, param: &str) -> ApiError {
    match &error {
        sqlx::Error::Database(said) if said.is_unique_violation() => {
            ApiError::identifier_exists(param)
        }
        _ => ApiError::from(error),
    }
}
