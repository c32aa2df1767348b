//! A console with people in it, and browsers that use it.

mod answer;
mod application;
mod browser;
mod call;
pub mod faults;
mod form;
mod house;
mod letter;
mod line;
mod log;
mod network;
mod people;
mod plan;
mod proxy;
mod record;
mod script;
mod scrutiny;
#[path = "../../../crates/provider/tests/api/spec.rs"]
mod spec;
mod trace;

pub use answer::Answer;
pub use application::applications;
pub use browser::Browser;
pub use call::Call;
pub use faults::Fault;
pub use form::Form;
pub use house::House;
pub use letter::{Letter, SECRET};
pub use log::Log;
pub use network::{REST, Reached};
pub use people::{PASSWORD, PRIVATE, cheap_digest, new_user};
pub use plan::Plan;
pub use proxy::{Proxy, Wire};
pub use script::{CLIENT, CODE, Clerk};
pub use scrutiny::holds_token;
pub use spec::checked;

/// Where browsers reach the console.
pub const CONSOLE: &str = "http://127.0.0.1:3000";
/// Where the provider is reached.
pub const PROVIDER: &str = "127.0.0.1:3010";
/// When every test begins.
pub const NOON: i64 = 1_795_000_000_000;
/// A reason that will do.
pub const REASON: &str = "Cannot find the invoice of May";

/// Every server function of the console.
pub const FUNCTIONS: [&str; 14] = [
    "/api/activate_session",
    "/api/end_impersonation",
    "/api/get_user",
    "/api/get_users",
    "/api/give_order",
    "/api/impersonation_state",
    "/api/impersonator",
    "/api/leave_sign_in",
    "/api/search_users",
    "/api/send_sign_in_code",
    "/api/sign_in",
    "/api/sign_in_factor",
    "/api/sign_out",
    "/api/start_impersonation",
];
