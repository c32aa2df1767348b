//! Users: how they are made and changed, with their addresses and the keys by which they are found.

mod bulk;
mod changes;
mod checks;
mod door;
mod error;
mod extras;
mod identifiers;
pub(crate) mod lockout;
mod metadata;
mod new_user;

pub use bulk::{Batch, NotCreated};
pub(crate) use changes::{Found, delete, insert, moved, on_conflict, reindex, save};
pub(crate) use checks::{PASSWORD_LENGTH, email_address, name, username};
pub use door::Users;
pub use error::UserError;
pub(crate) use extras::Extras;
pub(crate) use metadata::Metadata;
pub use new_user::{NewPassword, NewUser};
