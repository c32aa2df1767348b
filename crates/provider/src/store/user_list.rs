use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::user_filter::{UserFilter, push_exact, push_fields, push_texts};
use super::user_search::{beginning_key, id_key, normalize, rarest_trigram};
use super::users::UserRow;

/// The order of a list, by one column and then by id.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    pub(crate) column: &'static str,
    pub(crate) descending: bool,
}

/// Which part of the list.
pub(crate) struct Page {
    pub(crate) order: Order,
    pub(crate) limit: i64,
    pub(crate) offset: i64,
    /// Moment of creation and id of the user after whom the page begins.
    pub(crate) after: Option<(Millis, String)>,
}

/// Where the rows come from: the whole table, or the users behind one search key.
enum Source {
    Table,
    Text {
        key: String,
    },
    /// The beginning of an id; whoever matches as text too is left to that source.
    Id {
        key: String,
        beginning: String,
    },
}

pub(crate) async fn list(
    db: &mut SqliteConnection,
    filter: &UserFilter,
    page: &Page,
) -> sqlx::Result<Vec<UserRow>> {
    let sources = sources(&mut *db, filter).await?;
    page_of("", &sources, filter, page)
        .build_query_as()
        .fetch_all(db)
        .await
}

/// One page from all sources, each read no further than the page needs.
fn page_of(
    prefix: &str,
    sources: &[Source],
    filter: &UserFilter,
    page: &Page,
) -> QueryBuilder<Sqlite> {
    let Order { column, descending } = page.order;
    let (direction, compare) = if descending {
        ("DESC", "<")
    } else {
        ("ASC", ">")
    };
    let mut query = QueryBuilder::<Sqlite>::new(prefix);
    query.push("SELECT * FROM (");
    for (nth, source) in sources.iter().enumerate() {
        query
            .push(if nth == 0 { "" } else { " UNION ALL " })
            .push("SELECT * FROM (SELECT u.*");
        push_source(&mut query, source, filter);
        // A search is read in the order of its keys, which is that of creation.
        let by_key = column == "created_at" && !matches!(source, Source::Table);
        let (table, id) = if by_key {
            ("k", "user_id")
        } else {
            ("u", "id")
        };
        if let Some((created_at, after_id)) = &page.after {
            query.push(format!(
                " AND ({table}.created_at, {table}.{id}) {compare} ("
            ));
            query
                .push_bind(*created_at)
                .push(", ")
                .push_bind(after_id.clone())
                .push(")");
        }
        query.push(format!(
            " ORDER BY {table}.{column} {direction}, {table}.{id} {direction} LIMIT "
        ));
        query
            .push_bind(page.limit + page.offset)
            .push(format!(") AS source_{nth}"));
    }
    query.push(format!(
        ") AS sources ORDER BY {column} {direction}, id {direction} LIMIT "
    ));
    query
        .push_bind(page.limit)
        .push(" OFFSET ")
        .push_bind(page.offset);
    query
}

pub(crate) async fn count(db: &mut SqliteConnection, filter: &UserFilter) -> sqlx::Result<i64> {
    let mut total = 0;
    for source in sources(&mut *db, filter).await? {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT COUNT(*)");
        push_source(&mut query, &source, filter);
        total += query
            .build_query_scalar::<i64>()
            .fetch_one(&mut *db)
            .await?;
    }
    Ok(total)
}

async fn sources(db: &mut SqliteConnection, filter: &UserFilter) -> sqlx::Result<Vec<Source>> {
    let query = filter
        .query
        .as_deref()
        .map(normalize)
        .filter(|needle| !needle.is_empty());
    let fields = [&filter.name, &filter.username, &filter.email]
        .into_iter()
        .flatten();
    // One or two letters somewhere in a single field lead nowhere: the table is read for them.
    let fields = fields
        .map(|text| normalize(text))
        .filter(|needle| needle.chars().count() >= 3);
    let needles = query.into_iter().chain(fields);
    let Some(longest) = needles.max_by_key(|needle| needle.chars().count()) else {
        return Ok(vec![Source::Table]);
    };
    let key = if longest.chars().count() < 3 {
        beginning_key(&longest)
    } else {
        rarest_trigram(db, &longest).await?
    };
    let mut sources = vec![Source::Text { key }];
    if let Some(beginning) = filter.query.as_deref().map(str::trim)
        && let Some(key) = id_key(beginning)
    {
        sources.push(Source::Id {
            key,
            beginning: beginning.to_owned(),
        });
    }
    Ok(sources)
}

fn push_source(query: &mut QueryBuilder<Sqlite>, source: &Source, filter: &UserFilter) {
    match source {
        Source::Table => query.push(" FROM users u WHERE 1 = 1"),
        // CROSS JOIN: the keys are the outer loop, in both dialects.
        Source::Text { key } | Source::Id { key, .. } => query
            .push(" FROM user_search_keys k CROSS JOIN users u WHERE u.id = k.user_id AND k.search_key = ")
            .push_bind(key.clone()),
    };
    if let Source::Id { beginning, .. } = source {
        let length = i64::try_from(beginning.len()).unwrap_or(i64::MAX);
        query
            .push(" AND substr(u.id, 1, ")
            .push_bind(length)
            .push(") = ")
            .push_bind(beginning.clone());
    }
    if let Some(needle) = filter
        .query
        .as_deref()
        .map(normalize)
        .filter(|needle| !needle.is_empty())
    {
        let wanted = if matches!(source, Source::Id { .. }) {
            " AND NOT ("
        } else {
            " AND ("
        };
        push_texts(
            query.push(wanted),
            &["search_name", "search_username", "search_email"],
            &needle,
        );
        query.push(")");
    }
    push_fields(query, filter);
    push_exact(query, filter);
}

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;

    async fn plan(filter: &UserFilter, after: Option<(Millis, String)>) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("provider.db");
        let pool = database::open(&path, database::Schema::Provider)
            .await
            .unwrap();
        let mut db = pool.acquire().await.unwrap();
        let sources = sources(&mut db, filter).await.unwrap();
        let order = Order {
            column: "created_at",
            descending: true,
        };
        let page = Page {
            order,
            limit: 10,
            offset: 0,
            after,
        };
        let mut query = page_of("EXPLAIN QUERY PLAN ", &sources, filter, &page);
        let rows = query.build().fetch_all(&mut *db).await.unwrap();
        rows.iter().map(|row| row.get("detail")).collect()
    }

    /// Every table is entered by an index that has the page's order, and what is sorted is
    /// the page itself: what is read is bounded by the page and by the rarest trigram, not by the table.
    #[tokio::test]
    async fn no_page_of_the_newest_reads_or_sorts_the_whole_table() {
        let text = |query: &str| UserFilter {
            query: Some(query.to_owned()),
            ..UserFilter::default()
        };
        for filter in [
            UserFilter::default(),
            text("a"),
            text("an"),
            text("ann"),
            text("user_2abC9"),
        ] {
            for after in [None, Some((5, "user_x".to_owned()))] {
                let plan = plan(&filter, after).await;
                let by_table = plan
                    .iter()
                    .any(|step| step.contains(" u USING INDEX users_by_age"));
                let by_key = plan
                    .iter()
                    .any(|step| step.starts_with("SEARCH k USING COVERING INDEX"));
                assert!(by_table || by_key, "{plan:#?}");
                assert!(
                    !plan.iter().any(|step| step == "SCAN u" || step == "SCAN k"),
                    "{plan:#?}"
                );
                let mut sorted = plan
                    .iter()
                    .zip(&plan[1..])
                    .filter(|(_, step)| step.contains("TEMP B-TREE"));
                assert!(
                    sorted.all(|(what, _)| what.starts_with("SCAN source_")),
                    "{plan:#?}"
                );
            }
        }
    }
}
