//! Whether there is anybody who could work here.

use clerk::{BackendClient, UserFilter};

use super::apis::said;
use super::report::Report;
use crate::roles;

/// So many users are asked for at once, the most that Clerk gives.
const PAGE: u32 = 500;
/// So many pages are looked through at most.
const PAGES: u32 = 10;

/// Looks for a user who has a staff role, the newest first.
pub async fn examine(backend: &BackendClient, role_path: &str, report: &mut Report) {
    let mut seen = 0;
    for page in 0..PAGES {
        let filter = UserFilter {
            limit: Some(PAGE),
            offset: Some(page * PAGE).filter(|offset| *offset > 0),
            ..UserFilter::default()
        };
        let users = match backend.list_users(&filter).await {
            Ok(users) => users,
            Err(error) => {
                return report.fail("staff", format!("users cannot be listed: {}", said(&error)));
            }
        };
        let is_staff = |user: &&clerk::User| {
            let role = roles::of(user, role_path).and_then(impersonation::Role::parse);
            role.is_some()
        };
        if let Some(user) = users.iter().find(is_staff) {
            return report.ok("staff", format!("{} has a role at {role_path}", user.id));
        }
        seen += users.len();
        if users.len() < PAGE as usize {
            return report.fail(
                "staff",
                format!("none of {seen} users has \"support\" or \"lead\" at {role_path}, so nobody can work here: `understudy user role` gives it"),
            );
        }
    }
    report.note(
        "staff",
        format!("none of the {seen} newest users has a role at {role_path}"),
    );
}
