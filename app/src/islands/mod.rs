//! What a browser does better than plain HTML. Each island is rendered on the server, works as it stands, and
//! is woken in the browser.

mod browser;
mod checks;
mod code_form;
mod copy_case_link;
mod drafts;
mod finder;
mod identity;
mod impersonation_form;
mod impersonation_region;
mod impersonation_standing;
mod moments;
mod ready;
mod recent;
mod recently_viewed;
mod search;
mod search_dialog;
mod session_list;
mod session_provider;
mod sign_in_form;
mod theme_switch;
mod user_search;

pub use code_form::CodeForm;
pub use copy_case_link::CopyCaseLink;
pub use impersonation_form::{Draft, ImpersonationForm};
pub use impersonation_region::ImpersonationRegion;
pub use impersonation_standing::ImpersonationStanding;
pub use moments::Moments;
pub use ready::Ready;
pub use recently_viewed::{RecentlyViewed, Viewed};
pub use search_dialog::SearchDialog;
pub use session_list::SessionList;
pub use session_provider::SessionProvider;
pub use sign_in_form::SignInForm;
pub use theme_switch::ThemeSwitch;
pub use user_search::UserSearch;
