//! Where those who match can be.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::store::user_filter::{UserFilter, push_exact, push_fields, push_texts};
use crate::store::user_search::{self, Leaders, is_piece_of_id, normalize};

/// Where the rows come from.
pub(super) enum Source {
    /// All users, in order.
    Table,
    /// Those few that the filter names.
    Named,
    /// Those that the index of the search leads to.
    Text(Leaders),
    /// Those whose id begins so. Whoever matches as text too is left to that source.
    Id { beginning: String },
}

/// Where those who match can be; nowhere if there is no source.
pub(super) async fn sources(
    db: &mut SqliteConnection,
    filter: &UserFilter,
) -> sqlx::Result<Vec<Source>> {
    let mut sources = Vec::new();
    let query = filter.query.as_deref().map(normalize).unwrap_or_default();
    let fields = filter.fields().map(|(_, needle)| needle);
    // One or two letters somewhere in a single field lead nowhere: the table is read for them.
    let needles: Vec<_> = fields
        .chain([query.clone()])
        .filter(|needle| needle.chars().count() >= 3)
        .collect();
    if !needles.is_empty() {
        sources.extend(user_search::leaders(db, &needles).await?.map(Source::Text));
    } else if !query.is_empty() {
        sources.push(Source::Text(user_search::beginning(&query)));
    } else if filter.names_users() {
        return Ok(vec![Source::Named]);
    } else {
        return Ok(vec![Source::Table]);
    }
    if let Some(beginning) = filter.query.as_deref().map(str::trim)
        && is_piece_of_id(beginning)
    {
        sources.push(Source::Id {
            beginning: beginning.to_owned(),
        });
    }
    Ok(sources)
}

/// Reads a source, and of it those who match.
pub(super) fn push_source(query: &mut QueryBuilder<Sqlite>, source: &Source, filter: &UserFilter) {
    match source {
        Source::Table | Source::Named => drop(query.push(" FROM users u WHERE 1 = 1")),
        // CROSS JOIN: the index is the outer loop.
        Source::Text(leaders) => {
            query
                .push(" FROM user_search k CROSS JOIN users u WHERE u.position = k.rowid AND k.user_search MATCH ")
                .push_bind(leaders.expression.clone());
        }
        Source::Id { beginning } => {
            query
                .push(" FROM users u WHERE u.id >= ")
                .push_bind(beginning.clone())
                .push(" AND u.id < ")
                // The first letter after all that ids are made of.
                .push_bind(format!("{beginning}{{"));
        }
    }
    let needle = filter.query.as_deref().map(normalize);
    if let Some(needle) = needle.filter(|needle| !needle.is_empty()) {
        let by_id = matches!(source, Source::Id { .. });
        query.push(if by_id { " AND NOT (" } else { " AND (" });
        push_texts(
            query,
            &[
                "search_name",
                "search_username",
                "search_email",
                "search_phone",
                "search_wallet",
            ],
            &needle,
        );
        query.push(")");
    }
    push_fields(query, filter);
    push_exact(query, filter);
}
