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

/// How far a sign-in got.
pub enum SignInProgress {
    /// There is a session, and the browser has a new id.
    Done(HeaderValue),
    /// Another factor is asked for; a sign-in that has just begun gives the browser a new id.
    Further(Option<HeaderValue>),
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
    ) -> Result<SignInProgress, AppError>;

    /// Begins a sign-in with a code that is sent to an address. Whether anybody has the address is not told.
    async fn sign_in_by_code(
        &self,
        caller: &Caller,
        email: &str,
    ) -> Result<SignInProgress, AppError>;

    /// Sends a code by the way of this key ([`Offer::key`](super::Offer::key)) of the open sign-in.
    async fn send_code(&self, caller: &Caller, way: &str) -> Result<(), AppError>;

    /// Proves the factor that the open sign-in asks for, with a code by the way of this key.
    async fn prove(
        &self,
        caller: &Caller,
        way: &str,
        code: &str,
    ) -> Result<SignInProgress, AppError>;

    /// Gives up the open sign-in.
    async fn leave_sign_in(&self, caller: &Caller) -> Result<(), AppError>;

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
