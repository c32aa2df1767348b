//! Who is signed in, as pages and islands see it, and the hooks that ask.
//!
//! The names and their meaning are those of Clerk's React hooks. The answer is one snapshot, taken when the
//! document was rendered; it never changes under a page, because everything that changes who one is answers
//! with a new document. When that happens in another tab, the page is [`Outdated`] and says so.

mod hooks;
mod outdated;
mod snapshot;

pub use hooks::{Auth, SignInForms, use_auth, use_session_list, use_sign_in, use_user};
pub use outdated::Outdated;
pub use snapshot::{ImpersonationState, Resume, Snapshot};
