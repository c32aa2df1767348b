//! The layers that every request passes, each in its own file, from the outside in.

pub mod api_answers;
pub mod bare_errors;
pub mod caller;
pub mod guard;
pub mod host;
pub mod origin;
pub mod request_id;
pub mod security_headers;
