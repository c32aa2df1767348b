use async_trait::async_trait;
use http::HeaderValue;
use impersonation::{EndCause, StartForm};

use super::{Caller, Flash};
use crate::api::AppError;

/// What became of a start.
pub enum Begun {
    /// The browser is inside, under a new id.
    Here(HeaderValue),
    /// It waits in another application for its link to be opened; by our id.
    Elsewhere(String),
}

/// Who a browser is, and every way in which that changes. What answers a `HeaderValue` has given the browser
/// a new id: the value goes into `Set-Cookie`.
#[async_trait]
pub trait BrowserSessions: Send + Sync {
    /// Signs in with an address and a password. Refused as [`AppError::Invalid`], the same for every way in
    /// which the two can be wrong, and as [`AppError::TooMany`] before anybody is asked.
    async fn sign_in(
        &self,
        caller: &Caller,
        email: &str,
        password: &str,
    ) -> Result<HeaderValue, AppError>;

    /// Signs out of one's own session, and of the impersonated one with it.
    async fn sign_out(&self, caller: &Caller) -> Result<HeaderValue, AppError>;

    /// Makes the impersonated session (`inside`) or one's own the active one.
    async fn activate(&self, caller: &Caller, inside: bool) -> Result<(), AppError>;

    /// Begins an impersonation, by the rules and with its record.
    async fn start(&self, caller: &Caller, form: &StartForm) -> Result<Begun, AppError>;

    /// Ends the open impersonation.
    async fn end(&self, caller: &Caller, cause: EndCause) -> Result<HeaderValue, AppError>;

    /// Ends an impersonation that the person at the keyboard has begun, wherever.
    async fn end_other(&self, caller: &Caller, id: &str) -> Result<(), AppError>;

    /// A user of Clerk as the rules know them.
    fn person(&self, user: &clerk::User) -> impersonation::Person;

    /// Keeps what a form was refused for until the next page, and gives a browser that has no id yet one.
    async fn keep_flash(
        &self,
        caller: &Caller,
        flash: Flash,
    ) -> Result<Option<HeaderValue>, AppError>;
}
