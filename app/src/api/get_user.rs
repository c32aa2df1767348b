use leptos::prelude::*;

use super::AppError;
use crate::view::UserDetail;

/// Everything that the page of one user shows. For staff outside an impersonation; 404 when there is none.
#[server(prefix = "/api", endpoint = "get_user")]
pub async fn get_user(session: String, id: String) -> Result<UserDetail, AppError> {
    use crate::backend::{Visit, load};
    use impersonation::Action;

    let visit = Visit::permitted(&session, Action::ReadUsers)?;
    load::user_detail(&visit, &id).await
}
