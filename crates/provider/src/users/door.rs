use clerk::types::{JsonMap, User};
use serde_json::Value;

use super::changes::{self, Found};
use super::metadata::Metadata;
use super::{NewPassword, NewUser, UserError, checks};
use crate::Provider;
use crate::store::user_filter::UserFilter;
use crate::store::user_list::{self, Order, Page};
use crate::store::users::{self, UserRow};
use crate::views;

/// Users written together: few enough that a sign-in meanwhile need not wait long for the lock.
const BATCH: usize = 200;

/// The program's own door to the users, without HTTP. Follows the same rules as the Backend API.
#[derive(Clone, Debug)]
pub struct Users {
    provider: Provider,
}

impl Users {
    pub(crate) fn new(provider: Provider) -> Self {
        Self { provider }
    }

    /// Creates a user.
    pub async fn create(&self, mut new: NewUser) -> Result<User, UserError> {
        let password = new.password.take();
        let digest = match password {
            Some(password) => Some(self.provider.digest(password).await?),
            None => None,
        };
        let mut transaction = database::begin_write(&self.provider.pool).await?;
        let user = changes::insert(&self.provider, &mut transaction, new, digest).await?;
        let user = views::one_user(&mut transaction, user).await?;
        transaction.commit().await?;
        Ok(user)
    }

    /// Creates many users, a batch a transaction, and reports after each batch how many there are by
    /// now. Give [`NewPassword::Digest`] where they share a password. Stops at the first refusal;
    /// the batches before it stay.
    pub async fn create_many(
        &self,
        new_users: impl Iterator<Item = NewUser>,
        mut progress: impl FnMut(usize),
    ) -> Result<usize, UserError> {
        let mut new_users = new_users.peekable();
        let mut created = 0;
        while new_users.peek().is_some() {
            let mut batch = Vec::with_capacity(BATCH);
            // Passwords first: nobody should wait for the write lock while one is hashed.
            for mut new in new_users.by_ref().take(BATCH) {
                let digest = match new.password.take() {
                    Some(password) => Some(self.provider.digest(password).await?),
                    None => None,
                };
                batch.push((new, digest));
            }
            let mut transaction = database::begin_write(&self.provider.pool).await?;
            created += batch.len();
            for (new, digest) in batch {
                changes::insert(&self.provider, &mut transaction, new, digest).await?;
            }
            transaction.commit().await?;
            progress(created);
        }
        Ok(created)
    }

    /// The argon2id digest of a password that follows the rules, for [`NewPassword::Digest`].
    pub async fn digest(&self, password: &str) -> Result<String, UserError> {
        Ok(self
            .provider
            .digest(NewPassword::Plain(password.to_owned()))
            .await?)
    }

    /// Gives a user (an address or an id) another password. Sessions stay.
    pub async fn set_password(&self, who: &str, password: &str) -> Result<User, UserError> {
        let digest = self.digest(password).await?;
        let now = self.provider.clock.now();
        self.change(who, |found| {
            found.user.password_digest = Some(digest);
            found.user.password_updated_at = Some(now);
            Ok(())
        })
        .await
    }

    /// Writes `public_metadata.role` of a user (an address or an id), or takes it away.
    pub async fn set_role(&self, who: &str, role: Option<&str>) -> Result<User, UserError> {
        let role = role.map_or(Value::Null, Value::from);
        let public = JsonMap::from_iter([("role".to_owned(), role)]);
        let metadata = Metadata {
            public: Some(public),
            ..Metadata::default()
        };
        self.change(who, |found| Ok(metadata.merge_into(&mut found.user)?))
            .await
    }

    /// The user with that address.
    pub async fn find_by_email(&self, email: &str) -> Result<Option<User>, UserError> {
        let mut db = self.provider.pool.acquire().await?;
        let Ok(email) = checks::email_address(email) else {
            return Ok(None);
        };
        match users::find_by_identifier(&mut *db, &email).await? {
            Some(user) => Ok(Some(views::one_user(&mut db, user).await?)),
            None => Ok(None),
        }
    }

    /// The newest `limit` users after the first `offset`, those that match `query` if there is one.
    pub async fn list(
        &self,
        query: Option<&str>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<User>, UserError> {
        let filter = UserFilter {
            query: query.map(str::to_owned),
            ..UserFilter::default()
        };
        let page = Page {
            order: Order {
                column: "created_at",
                descending: true,
            },
            limit: limit.into(),
            offset: offset.into(),
            after: None,
        };
        let mut db = self.provider.pool.acquire().await?;
        let rows = user_list::list(&mut db, &filter, &page).await?;
        Ok(views::users(&mut db, rows).await?)
    }

    /// How many users there are.
    pub async fn count(&self) -> Result<u64, UserError> {
        let mut db = self.provider.pool.acquire().await?;
        let users = user_list::count(&mut db, &UserFilter::default()).await?;
        Ok(u64::try_from(users).unwrap_or(0))
    }

    async fn change(
        &self,
        who: &str,
        change: impl FnOnce(&mut Found) -> Result<(), UserError>,
    ) -> Result<User, UserError> {
        let mut transaction = database::begin_write(&self.provider.pool).await?;
        let row = find(&mut transaction, who).await?;
        let row = row.ok_or_else(|| UserError::Unknown(who.to_owned()))?;
        let mut found = Found::load(&mut transaction, &row.id).await?;
        change(&mut found)?;
        found.user.updated_at = self.provider.clock.now();
        changes::save(&mut transaction, &found.user).await?;
        let user = views::one_user(&mut transaction, found.user).await?;
        transaction.commit().await?;
        Ok(user)
    }
}

async fn find(db: &mut sqlx::SqliteConnection, who: &str) -> sqlx::Result<Option<UserRow>> {
    match users::find(&mut *db, who).await? {
        Some(user) => Ok(Some(user)),
        None => users::find_by_identifier(db, &who.trim().to_lowercase()).await,
    }
}
