//! One page, in its order.

use sqlx::{QueryBuilder, Sqlite};

use super::source::{Source, push_source};
use super::{Order, POSITION, Page};
use crate::store::user_filter::UserFilter;
use crate::store::user_search::{Leaders, REACH};

/// One page from all sources, each read no further than the page needs.
pub(super) fn page_of(
    prefix: &str,
    sources: &[Source],
    filter: &UserFilter,
    page: &Page,
) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new(prefix);
    if let [source] = sources {
        push_page(&mut query, source, filter, page, page.limit);
    } else {
        query.push("SELECT * FROM (");
        for (nth, source) in sources.iter().enumerate() {
            query
                .push(if nth == 0 { "" } else { " UNION ALL " })
                .push("SELECT * FROM (");
            push_page(
                &mut query,
                source,
                filter,
                page,
                page.limit.saturating_add(page.offset),
            );
            query.push(format!(") AS source_{nth}"));
        }
        let order = order_by(page.order, "");
        query
            .push(format!(") AS sources ORDER BY {order} LIMIT "))
            .push_bind(page.limit);
    }
    if page.offset > 0 {
        query.push(" OFFSET ").push_bind(page.offset);
    }
    query
}

fn push_page(
    query: &mut QueryBuilder<Sqlite>,
    source: &Source,
    filter: &UserFilter,
    page: &Page,
    limit: i64,
) {
    let Order { column, descending } = page.order;
    let (direction, compare) = (direction(page.order), if descending { "<" } else { ">" });
    let by_position = column == POSITION;
    // The index of the search is read in the order of the page, since it calls users by their position.
    let place = match source {
        Source::Text(_) if by_position => "k.rowid",
        _ => "u.position",
    };
    query.push("SELECT u.*");
    push_source(query, source, filter);
    if let Some(after) = page.after {
        query
            .push(format!(" AND {place} {compare} "))
            .push_bind(after);
    }
    match source {
        Source::Text(leaders) if by_position => {
            push_reach(query, leaders, page);
            query.push(format!(" ORDER BY {place} {direction}"));
        }
        Source::Table if by_position => drop(query.push(format!(" ORDER BY {place} {direction}"))),
        // A sum is in no index: the few are sorted, and nobody walks the table to find them in order.
        _ if by_position => drop(query.push(format!(" ORDER BY {place} + 0 {direction}"))),
        _ => drop(query.push(format!(" ORDER BY {}", order_by(page.order, "u.")))),
    }
    query.push(" LIMIT ").push_bind(limit);
}

/// Where too many have what leads to them, only so many are looked at, beginning where the page begins.
fn push_reach(query: &mut QueryBuilder<Sqlite>, leaders: &Leaders, page: &Page) {
    if !leaders.common {
        return;
    }
    let (compare, most, beyond) = if page.order.descending {
        (">=", "MIN", "<")
    } else {
        ("<=", "MAX", ">")
    };
    query
        .push(format!(
            " AND k.rowid {compare} (SELECT {most}(rowid) FROM (SELECT rowid FROM user_search WHERE user_search MATCH "
        ))
        .push_bind(leaders.expression.clone());
    if let Some(after) = page.after {
        query.push(format!(" AND rowid {beyond} ")).push_bind(after);
    }
    query
        .push(format!(" ORDER BY rowid {} LIMIT ", direction(page.order)))
        .push_bind(REACH)
        .push(") AS reach)");
}

/// By the column and then by id; both dialects have those who lack it at the end.
fn order_by(order: Order, table: &str) -> String {
    let (column, direction) = (order.column, direction(order));
    let nulls = if column == POSITION {
        ""
    } else {
        " NULLS LAST"
    };
    format!("{table}{column} {direction}{nulls}, {table}id {direction}")
}

fn direction(order: Order) -> &'static str {
    if order.descending { "DESC" } else { "ASC" }
}
