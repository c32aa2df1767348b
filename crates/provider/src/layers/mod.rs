//! What surrounds every operation.

pub(crate) mod api_version;
pub(crate) mod cors;
pub(crate) mod envelope;
pub(crate) mod host;
pub(crate) mod limits;
pub(crate) mod method;
pub(crate) mod origin;
pub(crate) mod secret_key;
pub(crate) mod trailing_slash;
