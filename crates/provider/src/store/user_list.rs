use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::user_search::{anywhere, beginning_key, id_key, normalize, rarest_trigram};
use super::users::UserRow;

/// Which users to list or count; nothing set means all.
#[derive(Default)]
pub(crate) struct UserFilter {
    /// A part of a name, a username or an address, or the beginning of an id.
    pub(crate) query: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    /// Any of these ids; an empty list means any id.
    pub(crate) ids: Vec<String>,
    pub(crate) not_ids: Vec<String>,
    pub(crate) emails: Vec<String>,
    pub(crate) usernames: Vec<String>,
    pub(crate) external_ids: Vec<String>,
    pub(crate) banned: Option<bool>,
    /// Column, whether after (else before), moment.
    pub(crate) moments: Vec<(&'static str, bool, Millis)>,
    /// The filter asks for something that no user of this provider has, such as a phone number.
    pub(crate) nobody: bool,
}

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
    let direction = if page.order.descending { "DESC" } else { "ASC" };
    let sources = sources(&mut *db, filter).await?;
    let mut query = QueryBuilder::<Sqlite>::new("SELECT * FROM (");
    for (nth, source) in sources.iter().enumerate() {
        query.push(if nth == 0 {
            "SELECT * FROM (SELECT u.*"
        } else {
            " UNION ALL SELECT * FROM (SELECT u.*"
        });
        push_source(&mut query, source, filter);
        // A search is read in the order of its keys, which is that of creation.
        let by_key = page.order.column == "created_at" && !matches!(source, Source::Table);
        let (table, id) = if by_key {
            ("k", "user_id")
        } else {
            ("u", "id")
        };
        if let Some((created_at, after_id)) = &page.after {
            let compare = if page.order.descending { "<" } else { ">" };
            query.push(format!(
                " AND ({table}.created_at, {table}.{id}) {compare} ("
            ));
            query
                .push_bind(*created_at)
                .push(", ")
                .push_bind(after_id)
                .push(")");
        }
        let column = page.order.column;
        query.push(format!(
            " ORDER BY {table}.{column} {direction}, {table}.{id} {direction} LIMIT "
        ));
        query
            .push_bind(page.limit + page.offset)
            .push(format!(") AS source_{nth}"));
    }
    query.push(format!(
        ") AS sources ORDER BY {} {direction}, id {direction} LIMIT ",
        page.order.column
    ));
    query
        .push_bind(page.limit)
        .push(" OFFSET ")
        .push_bind(page.offset);
    query.build_query_as().fetch_all(db).await
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

fn push_texts(query: &mut QueryBuilder<Sqlite>, columns: &[&str], needle: &str) {
    // A short needle matches beginnings of names only, and the key has seen to that.
    if needle.chars().count() < 3 {
        query.push("1 = 1");
        return;
    }
    for (nth, column) in columns.iter().enumerate() {
        query
            .push(if nth == 0 { "u." } else { " OR u." })
            .push(column)
            .push(" LIKE ");
        query.push_bind(anywhere(needle)).push(" ESCAPE '\\'");
    }
}

fn push_fields(query: &mut QueryBuilder<Sqlite>, filter: &UserFilter) {
    let fields = [
        ("search_name", &filter.name),
        ("search_username", &filter.username),
        ("search_email", &filter.email),
    ];
    for (column, text) in fields {
        if let Some(needle) = text.as_deref().map(normalize) {
            query
                .push(format!(" AND u.{column} LIKE "))
                .push_bind(anywhere(&needle));
            query.push(" ESCAPE '\\'");
        }
    }
}

fn push_exact(query: &mut QueryBuilder<Sqlite>, filter: &UserFilter) {
    if filter.nobody {
        query.push(" AND 1 = 0");
    }
    push_any(query, " AND u.id IN (", &filter.ids, ")");
    push_any(query, " AND u.id NOT IN (", &filter.not_ids, ")");
    push_any(query, " AND u.username IN (", &filter.usernames, ")");
    push_any(query, " AND u.external_id IN (", &filter.external_ids, ")");
    let by_email = " AND u.id IN (SELECT user_id FROM email_addresses WHERE email_address IN (";
    push_any(query, by_email, &filter.emails, "))");
    if let Some(banned) = filter.banned {
        query.push(" AND u.banned = ").push_bind(i64::from(banned));
    }
    for (column, after, moment) in &filter.moments {
        let compare = if *after { ">" } else { "<" };
        query
            .push(format!(" AND u.{column} {compare} "))
            .push_bind(*moment);
    }
}

fn push_any(query: &mut QueryBuilder<Sqlite>, before: &str, values: &[String], after: &str) {
    if values.is_empty() {
        return;
    }
    let mut list = query.push(before).separated(", ");
    for value in values {
        list.push_bind(value.clone());
    }
    query.push(after);
}
