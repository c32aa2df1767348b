use clerk::types::{JsonMap, User};
use serde_json::Value;

use super::bulk::{self, Batch};
use super::changes::{self, Found};
use super::extras::Extras;
use super::metadata::Metadata;
use super::{NewPassword, NewUser, UserError, checks};
use crate::Provider;
use crate::store::user_filter::UserFilter;
use crate::store::user_list::{self, Order, POSITION, Page};
use crate::store::users::{self, UserRow};
use crate::views;

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
        let user = changes::insert(
            &self.provider,
            &mut transaction,
            new,
            Extras::default(),
            digest,
        )
        .await?;
        let user = views::one_user(&mut transaction, user, self.provider.clock.now()).await?;
        transaction.commit().await?;
        Ok(user)
    }

    /// Creates many users, some thousands a transaction, and reports on each of these batches: who could not
    /// be created is left out, and the others are there. Give [`NewPassword::Digest`] where they share
    /// a password. A failure of the store ends it; the batches before it stay.
    pub async fn create_many(
        &self,
        new_users: impl Iterator<Item = NewUser>,
        report: impl FnMut(Batch),
    ) -> Result<(), UserError> {
        bulk::create(&self.provider, new_users, report).await
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
            Some(user) => Ok(Some(
                views::one_user(&mut db, user, self.provider.clock.now()).await?,
            )),
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
                column: POSITION,
                descending: true,
            },
            limit: limit.into(),
            offset: offset.into(),
            after: None,
        };
        let mut db = self.provider.pool.acquire().await?;
        let rows = user_list::list(&mut db, &filter, &page).await?;
        Ok(views::users(&mut db, rows, self.provider.clock.now()).await?)
    }

    /// Whether there is nobody.
    pub async fn is_empty(&self) -> Result<bool, UserError> {
        let mut db = self.provider.pool.acquire().await?;
        Ok(user_list::is_empty(&mut db).await?)
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
        changes::save(&self.provider, &mut transaction, &found.user).await?;
        let user = views::one_user(&mut transaction, found.user, self.provider.clock.now()).await?;
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
