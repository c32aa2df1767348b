//! One page a file. A page asks a server function or a loader, and shows what it answers, or why not.

mod account;
mod dashboard;
mod impersonation;
mod impersonations;
mod orders;
mod page;
mod problem;
mod query;
mod sign_in;
mod sign_in_factor;
mod user;
mod users;

pub use account::Account;
pub use dashboard::Dashboard;
pub use impersonation::Impersonation;
pub use impersonations::Impersonations;
pub use problem::problem;
pub use sign_in::SignIn;
pub use sign_in_factor::SignInFactor;
pub use user::User;
pub use users::Users;
