//! The server functions, each a public endpoint at `/api/{name}`.
//!
//! Each begins with a [`Visit`](crate::backend::Visit), the only way to learn who calls: it checks the
//! permission, and that the caller is still who the page was rendered for. What a form was refused for goes
//! back to it; everything else is an [`AppError`], which a layer turns into a status and, for a person, a page.

mod activate_session;
mod end_impersonation;
mod error;
mod get_user;
mod get_users;
mod give_order;
mod impersonation_state;
#[cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "server functions are asynchronous")
)]
mod impersonator;
mod leave_sign_in;
mod search_users;
mod send_sign_in_code;
mod sign_in;
mod sign_in_factor;
mod sign_out;
mod start_impersonation;

pub use activate_session::*;
pub use end_impersonation::*;
pub use error::{AppError, FieldError, Next, wait_words};
pub use get_user::*;
pub use get_users::*;
pub use give_order::*;
pub use impersonation_state::*;
pub use impersonator::*;
pub use leave_sign_in::*;
pub use search_users::*;
pub use send_sign_in_code::*;
pub use sign_in::*;
pub use sign_in_factor::*;
pub use sign_out::*;
pub use start_impersonation::*;
