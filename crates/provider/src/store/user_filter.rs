use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite};

use super::user_search::{anywhere, normalize};

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

impl UserFilter {
    /// Whether it says of a few users which they are.
    pub(super) fn names_users(&self) -> bool {
        let named = [&self.ids, &self.emails, &self.usernames, &self.external_ids];
        named.iter().any(|values| !values.is_empty())
    }
}

pub(super) fn push_texts(query: &mut QueryBuilder<Sqlite>, columns: &[&str], needle: &str) {
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

pub(super) fn push_fields(query: &mut QueryBuilder<Sqlite>, filter: &UserFilter) {
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

pub(super) fn push_exact(query: &mut QueryBuilder<Sqlite>, filter: &UserFilter) {
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
