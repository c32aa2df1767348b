//! Finding users by a part of their names or addresses, at a cost that does not grow with the table.
//!
//! A needle of three characters or more contains trigrams, and whoever matches has a row in
//! `user_search_keys` for each of them. The rarest one leads: its rows are read in the order of the
//! page and each user is compared with the whole needle, until the page is full. Shorter needles
//! match the beginning of a name and have a key of their own, so every row read is a result.

use std::collections::BTreeSet;

use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

use super::users::UserRow;

/// Counting how many users a trigram leads to stops here: beyond it, it is simply common.
const COMMON: i64 = 1_000;

/// A trigram costs one look-up to weigh; a long needle is led by one of its first few anyway.
const MOST_WEIGHED: usize = 24;

/// The random part of an id from which on an id is looked for by its beginning.
const ID_KEY_LENGTH: usize = 4;

/// Text as it is compared: lowercased, white space as single spaces.
pub(crate) fn normalize(text: &str) -> String {
    text.split_whitespace()
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a user is found by.
pub(crate) fn keys_of(user: &UserRow) -> BTreeSet<String> {
    let texts = [&user.search_name, &user.search_username, &user.search_email];
    let mut keys: BTreeSet<String> = texts.iter().flat_map(|text| trigrams(text)).collect();
    let names = user
        .search_name
        .split(' ')
        .chain([user.search_username.as_str()]);
    keys.extend(names.flat_map(beginnings));
    keys.extend(id_key(&user.id));
    keys
}

/// The key that leads to those whose name begins with a needle of one or two characters.
pub(crate) fn beginning_key(needle: &str) -> String {
    format!("^{needle}")
}

/// The key that leads to ids that begin like `text`, if it is long enough a piece of an id.
pub(crate) fn id_key(text: &str) -> Option<String> {
    let random = text.strip_prefix("user_")?;
    let piece = random.get(..ID_KEY_LENGTH)?;
    random
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric())
        .then(|| format!("#{piece}"))
}

fn beginnings(name: &str) -> impl Iterator<Item = String> {
    let ends = name
        .char_indices()
        .map(|(at, letter)| at + letter.len_utf8())
        .take(2);
    ends.map(|end| beginning_key(&name[..end]))
}

fn trigrams(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.windows(3).map(String::from_iter).collect()
}

/// The rarest trigram of `needle` (three characters or more).
pub(crate) async fn rarest_trigram(
    db: &mut SqliteConnection,
    needle: &str,
) -> sqlx::Result<String> {
    let mut rarest = (i64::MAX, String::new());
    for trigram in trigrams(needle).into_iter().take(MOST_WEIGHED) {
        let users: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM \
             (SELECT 1 FROM user_search_keys WHERE search_key = $1 LIMIT $2) AS some_users",
        )
        .bind(&trigram)
        .bind(COMMON)
        .fetch_one(&mut *db)
        .await?;
        if users < rarest.0 {
            rarest = (users, trigram);
        }
        if users == 0 {
            break;
        }
    }
    Ok(rarest.1)
}

/// Writes the keys by which a new user, or one whose keys were just removed, is found.
pub(crate) async fn insert(
    db: impl SqliteExecutor<'_>,
    user: &UserRow,
    created_at: Millis,
) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO user_search_keys (search_key, created_at, user_id) ",
    );
    query.push_values(keys_of(user), |mut row, key| {
        row.push_bind(key).push_bind(created_at).push_bind(&user.id);
    });
    query.build().persistent(false).execute(db).await.map(drop)
}

pub(crate) async fn remove(db: impl SqliteExecutor<'_>, user_id: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM user_search_keys WHERE user_id = $1")
        .bind(user_id)
        .execute(db)
        .await
        .map(drop)
}

/// More characters than any text that is searched has: ten addresses with blanks between them.
const LONGEST: usize = 4_000;

/// A pattern for `LIKE … ESCAPE '\'` that finds `needle` anywhere. What is longer than any text is found
/// nowhere, cut or not, and SQLite takes no pattern of more than 50 000 bytes.
pub(crate) fn anywhere(needle: &str) -> String {
    let mut pattern = String::from("%");
    for letter in needle.chars().take(LONGEST) {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_each_of_its_trigrams_once_and_short_texts_have_none() {
        assert!(trigrams("ab").is_empty());
        assert_eq!(
            trigrams("zoë z").into_iter().collect::<Vec<_>>(),
            ["oë ", "zoë", "ë z"]
        );
        assert_eq!(trigrams("aaaa").len(), 1);
    }

    #[test]
    fn wildcards_in_a_needle_are_letters() {
        assert_eq!(anywhere(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn only_a_piece_of_an_id_has_an_id_key() {
        assert_eq!(id_key("user_2abC9"), Some("#2abC".to_owned()));
        for text in ["user_2ab", "user_00001@example.com", "sess_2abC9", "user_"] {
            assert_eq!(id_key(text), None, "{text}");
        }
    }
}
