//! Users, one operation a file.

pub(super) mod ban;
pub(super) mod count;
pub(super) mod create;
pub(super) mod delete;
mod filter;
pub(super) mod get;
pub(super) mod list;
pub(super) mod lock;
pub(super) mod metadata;
pub(super) mod password;
pub(super) mod second_factors;
pub(super) mod update;
pub(super) mod verify_password;
pub(super) mod verify_totp;
