use axum::Json;
use axum::extract::State;
use clerk::types::User;
use http::Uri;

use super::filter;
use crate::errors::ApiError;
use crate::query::Query;
use crate::store::user_list::{self, Order, POSITION, Page};
use crate::store::users;
use crate::{Provider, views};

/// What a list can be ordered by. By the moment of creation it is read from an index, by anything else everybody who
/// matches is sorted.
const COLUMNS: [(&str, &str); 10] = [
    ("created_at", POSITION),
    ("updated_at", "updated_at"),
    ("email_address", "search_email"),
    ("web3wallet", "search_wallet"),
    ("first_name", "first_name"),
    ("last_name", "last_name"),
    ("phone_number", "search_phone"),
    ("username", "username"),
    ("last_active_at", "last_active_at"),
    ("last_sign_in_at", "last_sign_in_at"),
];

/// `GET /users`: a bare array, the newest first unless told otherwise.
pub(in crate::backend_api) async fn handler(
    State(provider): State<Provider>,
    uri: Uri,
) -> Result<Json<Vec<User>>, ApiError> {
    let query = Query::of(&uri);
    let filter = filter::read(&query)?;
    let (limit, offset) = query.page()?;
    let order = order(query.text("order_by").unwrap_or("-created_at"))?;
    let mut db = provider.pool.acquire().await?;
    let after = match query.text("starting_after") {
        None => None,
        Some(_) if order.column != POSITION || offset != 0 => {
            return Err(ApiError::param_value(
                "starting_after",
                "used by creation and without an offset",
            ));
        }
        Some(id) => {
            let user = users::find(&mut *db, id).await?;
            let user = user.ok_or_else(|| ApiError::param_not_found("starting_after"))?;
            Some(user.position)
        }
    };
    let page = Page {
        order,
        limit,
        offset,
        after,
    };
    let rows = user_list::list(&mut db, &filter, &page).await?;
    views::users(&mut db, rows, provider.clock.now())
        .await
        .map(Json)
}

fn order(text: &str) -> Result<Order, ApiError> {
    // A plus in a query string is a space by the time it is read.
    let name = text.strip_prefix(['-', '+', ' ']).unwrap_or(text);
    let column = COLUMNS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, column)| *column);
    let column = column
        .ok_or_else(|| ApiError::param_value("order_by", "a column that can be ordered by"))?;
    Ok(Order {
        column,
        descending: text.starts_with('-'),
    })
}
