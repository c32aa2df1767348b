use serde_json::{Value, json};
use url::Url;

use super::{BackendClient, Metadata, NewUser, UserUpdate};
use crate::error::Error;
use crate::query::Query;
use crate::types::{TotalCount, User};

/// Which users, in which order. The default is the newest ten.
///
/// Source: Clerk Backend API, `GET /users`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Part of an e-mail address, name, user name, number or id.
    pub query: Option<String>,
    /// Exactly these ids, a hundred at most.
    pub user_ids: Vec<String>,
    /// Exactly these e-mail addresses, a hundred at most.
    pub email_addresses: Vec<String>,
    /// How many at most: 1 to 500, 10 if not given.
    pub limit: Option<u32>,
    /// How many to pass over.
    pub offset: Option<u32>,
    /// `created_at`, `-created_at` (the default), `last_sign_in_at`, `email_address` …
    pub order_by: Option<String>,
    /// The id after which to go on; with an order by `created_at` and without `offset` only.
    pub starting_after: Option<String>,
}

impl UserFilter {
    fn who<'url>(&self, url: &'url mut Url) -> Query<'url> {
        Query(url)
            .one("query", self.query.as_ref())
            .many("user_id", &self.user_ids)
            .many("email_address", &self.email_addresses)
    }
}

impl BackendClient {
    /// The user with this id, if there is one (`GET /users/{id}`).
    pub async fn get_user(&self, id: &str) -> Result<Option<User>, Error> {
        self.find(&["users", id]).await
    }

    /// Users by `filter` (`GET /users`).
    pub async fn list_users(&self, filter: &UserFilter) -> Result<Vec<User>, Error> {
        let mut url = self.exchange.url(&["users"])?;
        filter
            .who(&mut url)
            .one("limit", filter.limit.as_ref())
            .one("offset", filter.offset.as_ref())
            .one("order_by", filter.order_by.as_ref())
            .one("starting_after", filter.starting_after.as_ref());
        self.get(url).await
    }

    /// How many users match `filter`, whatever its limit (`GET /users/count`).
    pub async fn count_users(&self, filter: &UserFilter) -> Result<u64, Error> {
        let mut url = self.exchange.url(&["users", "count"])?;
        filter.who(&mut url);
        let TotalCount { total_count } = self.get(url).await?;
        Ok(total_count)
    }

    /// Creates a user (`POST /users`); the first e-mail address becomes the primary one, verified.
    pub async fn create_user(&self, user: &NewUser) -> Result<User, Error> {
        self.post(self.exchange.url(&["users"])?, user).await
    }

    /// Changes what is given and leaves the rest (`PATCH /users/{id}`).
    pub async fn update_user(&self, id: &str, update: &UserUpdate) -> Result<User, Error> {
        self.patch(self.exchange.url(&["users", id])?, update).await
    }

    /// Merges metadata deeply into what is there; a `null` removes its key (`PATCH /users/{id}/metadata`).
    pub async fn merge_metadata(&self, id: &str, metadata: &Metadata) -> Result<User, Error> {
        self.patch(self.exchange.url(&["users", id, "metadata"])?, metadata)
            .await
    }

    /// Whether this is the user's password (`POST /users/{id}/verify_password`).
    ///
    /// A user without a password is an error with the code `no_password_set`, not `false`.
    pub async fn verify_password(&self, id: &str, password: &str) -> Result<bool, Error> {
        let url = self.exchange.url(&["users", id, "verify_password"])?;
        match self
            .post::<Value>(url, &json!({ "password": password }))
            .await
        {
            Ok(answer) => Ok(answer
                .get("verified")
                .and_then(Value::as_bool)
                .unwrap_or(false)),
            Err(error)
                if error.status() == Some(422) && error.code() == Some("incorrect_password") =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }
}
