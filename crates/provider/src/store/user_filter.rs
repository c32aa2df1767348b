use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite};

use super::user_search::{anywhere, normalize};
use super::users::first_place;

/// Which users to list or count; nothing set means all.
#[derive(Default)]
pub(crate) struct UserFilter {
    /// A part of a name, a username, an address, a phone number or a wallet, or the beginning of an id.
    pub(crate) query: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    /// Any of these ids; an empty list means any id.
    pub(crate) ids: Vec<String>,
    pub(crate) not_ids: Vec<String>,
    pub(crate) emails: Vec<String>,
    pub(crate) usernames: Vec<String>,
    /// Any of these phone numbers, any of these wallets, by their kind.
    pub(crate) identifications: Vec<(&'static str, Vec<String>)>,
    pub(crate) external_ids: Vec<String>,
    pub(crate) not_external_ids: Vec<String>,
    pub(crate) banned: Option<bool>,
    pub(crate) moments: Vec<Moment>,
    /// The filter asks for something that no user of this provider has, such as an organization.
    pub(crate) nobody: bool,
}

/// Before or after which moment something happened to a user.
pub(crate) struct Moment {
    pub(crate) column: &'static str,
    /// Else before it. The moment itself is neither.
    pub(crate) after: bool,
    pub(crate) at: Millis,
}

impl UserFilter {
    /// Whether it says of a few users which they are.
    pub(super) fn names_users(&self) -> bool {
        let named = [&self.ids, &self.emails, &self.usernames, &self.external_ids];
        let others = self.identifications.iter().map(|(_, values)| values);
        named
            .into_iter()
            .chain(others)
            .any(|values| !values.is_empty())
    }

    /// The parts of single fields that are looked for, and the columns in which.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, String)> {
        let fields = [
            ("search_name", &self.name),
            ("search_username", &self.username),
            ("search_email", &self.email),
            ("search_phone", &self.phone),
        ];
        let given = |(column, text): (&'static str, &Option<String>)| {
            text.as_deref().map(|text| (column, normalize(text)))
        };
        fields.map(given).into_iter().flatten()
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
    for (column, needle) in filter.fields() {
        query
            .push(format!(" AND u.{column} LIKE "))
            .push_bind(anywhere(&needle));
        query.push(" ESCAPE '\\'");
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
    let by_external = " AND (u.external_id IS NULL OR u.external_id NOT IN (";
    push_any(query, by_external, &filter.not_external_ids, "))");
    let by_email = " AND u.id IN (SELECT user_id FROM email_addresses WHERE email_address IN (";
    push_any(query, by_email, &filter.emails, "))");
    for (kind, values) in &filter.identifications {
        let by_kind = format!(
            " AND u.id IN (SELECT user_id FROM identifications WHERE kind = '{kind}' AND value IN ("
        );
        push_any(query, &by_kind, values, "))");
    }
    match filter.banned {
        // As it is written in the index of those few.
        Some(true) => drop(query.push(" AND u.banned = 1")),
        Some(false) => drop(query.push(" AND u.banned = 0")),
        None => {}
    }
    for moment in &filter.moments {
        push_moment(query, moment);
    }
}

fn push_moment(query: &mut QueryBuilder<Sqlite>, moment: &Moment) {
    let compare = if moment.after { ">" } else { "<" };
    query
        .push(format!(" AND u.{} {compare} ", moment.column))
        .push_bind(moment.at);
    // Places are moments of creation: the list begins or ends there, and nothing beyond is read.
    if moment.column == "created_at" {
        let compare = if moment.after { ">=" } else { "<" };
        let place = first_place(moment.at + i64::from(moment.after));
        // Whoever was created before 1970 or after 2248 has a place at that end.
        let at_an_end = !moment.after && place == first_place(Millis::MAX / 2);
        if !at_an_end {
            query
                .push(format!(" AND u.position {compare} "))
                .push_bind(place);
        }
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
