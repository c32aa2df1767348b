//! Own components on native HTML. They are plain views: what they show is what they are given.

mod alert;
mod button;
mod escape;
mod field;
mod post_form;
mod resume_form;
mod text_area;
mod time;
mod user_rows;

pub use alert::Alert;
pub use button::Button;
pub use field::{Field, Select};
pub use post_form::PostForm;
pub use resume_form::ResumeForm;
pub use text_area::TextArea;
pub use time::Time;
pub use user_rows::UserRows;

#[cfg(feature = "ssr")]
mod chrome;
#[cfg(feature = "ssr")]
mod elsewhere;
#[cfg(feature = "ssr")]
mod impersonation_rows;
#[cfg(feature = "ssr")]
mod page_title;
#[cfg(feature = "ssr")]
mod presence;
#[cfg(feature = "ssr")]
mod problem;

#[cfg(feature = "ssr")]
pub use chrome::Chrome;
#[cfg(feature = "ssr")]
pub use elsewhere::Elsewhere;
#[cfg(feature = "ssr")]
pub use impersonation_rows::ImpersonationRows;
#[cfg(feature = "ssr")]
pub use page_title::PageTitle;
#[cfg(feature = "ssr")]
pub use presence::PresenceNotice;
#[cfg(feature = "ssr")]
pub use problem::Problem;
