//! Finding users by a part of their names or addresses, at a cost that does not grow with the table.
//!
//! A needle of three characters or more has trigrams, and whoever matches has all of them. An index leads
//! from each trigram to its users, newest first. The rarest of the needle's trigrams lead: their users are
//! read in the order of the page and each is compared with the whole needle, until the page is full.
//! Shorter needles match the beginning of a name and have a trigram of their own, so every row
//! read is a result.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

use super::users::UserRow;

/// Stands twice before the beginning of each word of a name. No name holds it.
const MARK: char = '\u{1}';

/// A long needle is led by its first few trigrams as well as by all.
const MOST_WEIGHED: usize = 24;

/// Most trigrams that lead together.
const MOST_LEADERS: usize = 3;

/// A trigram that so many users have leads well enough alone.
const RARE: i64 = 100;

/// A trigram that is so many times as common as the rarest one costs more to look for than it saves.
const TOO_COMMON: i64 = 4;

/// A trigram that more users have than this says nothing: what it leads to is only followed
/// for [`REACH`] users.
const COMMON: i64 = 20_000;

/// How many users are compared at most where every trigram of the needle is [`COMMON`].
pub(super) const REACH: i64 = 2_000;

/// Longer needles, in bytes, are in nobody's name or addresses, and SQLite takes no pattern of more than 50 000.
const LONGEST_NEEDLE: usize = 16_000;

/// Text as it is compared: lowercased, white space as single spaces, and no control characters.
pub(crate) fn normalize(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The trigrams that lead to whoever matches.
pub(super) struct Leaders {
    /// For `MATCH`.
    pub(super) expression: String,
    /// Whether they lead to too many to follow them all.
    pub(super) common: bool,
}

/// The best trigrams to find all of the `needles` (normalized, each of three characters or more) by.
/// `None`: nobody has all of them.
pub(super) async fn leaders(
    db: &mut SqliteConnection,
    needles: &[String],
) -> sqlx::Result<Option<Leaders>> {
    if needles.iter().any(|needle| needle.len() > LONGEST_NEEDLE) {
        return Ok(None);
    }
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    // Needles lie apart, so that their trigrams do not count as neighbours.
    let mut start = 0;
    for needle in needles {
        for (at, piece) in trigrams(needle).enumerate().take(MOST_WEIGHED) {
            places.entry(piece).or_insert(start + at);
        }
        start += MOST_WEIGHED + 3;
    }
    let weighed = weigh(db, places.keys()).await?;
    if weighed.len() < places.len() {
        return Ok(None);
    }
    Ok(Some(choose(&weighed, &places)))
}

/// The trigram that leads to those whose name begins with a needle of one or two characters.
pub(super) fn beginning(needle: &str) -> Leaders {
    let marks: String = std::iter::repeat_n(MARK, 3 - needle.chars().count().min(2)).collect();
    Leaders {
        expression: quoted(&format!("{marks}{needle}")),
        common: false,
    }
}

/// Whether `text` is long enough a piece of an id to look for ids that begin like it.
pub(super) fn is_piece_of_id(text: &str) -> bool {
    text.strip_prefix("user_").is_some_and(|random| {
        random.len() >= 4 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// What a user is found by, as one text.
pub(crate) fn text_of(user: &UserRow) -> String {
    let mut text = [
        &*user.search_name,
        &*user.search_username,
        &*user.search_email,
    ]
    .join("\n");
    for more in [&user.search_phone, &user.search_wallet] {
        if !more.is_empty() {
            text.push('\n');
            text.push_str(more);
        }
    }
    for word in user.search_name.split(' ').chain([&*user.search_username]) {
        text.extend([MARK, MARK]);
        text.extend(word.chars().take(2));
    }
    text
}

/// Counts the trigrams of `text` once each.
pub(crate) fn count_pieces(text: &str, counts: &mut BTreeMap<String, i64>) {
    let mut pieces: Vec<_> = trigrams(text).collect();
    pieces.sort_unstable();
    pieces.dedup();
    for piece in pieces {
        *counts.entry(piece).or_default() += 1;
    }
}

/// Makes a user who was just written, or taken out, findable.
pub(crate) async fn insert(db: &mut SqliteConnection, user: &UserRow) -> sqlx::Result<()> {
    let text = text_of(user);
    let mut counts = BTreeMap::new();
    count_pieces(&text, &mut counts);
    insert_many(&mut *db, &[(user.position, text)]).await?;
    add_counts(db, &counts).await
}

/// Makes many users findable, each by a text.
pub(crate) async fn insert_many(
    db: impl SqliteExecutor<'_>,
    texts: &[(i64, String)],
) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO user_search (rowid, text) ");
    query.push_values(texts, |mut row, (position, text)| {
        row.push_bind(*position).push_bind(text);
    });
    query.build().execute(db).await.map(drop)
}

/// Notes how many more users have each trigram.
pub(crate) async fn add_counts(
    db: &mut SqliteConnection,
    counts: &BTreeMap<String, i64>,
) -> sqlx::Result<()> {
    const AT_ONCE: usize = 1_000;
    let counts: Vec<_> = counts.iter().collect();
    for counts in counts.chunks(AT_ONCE) {
        let mut query =
            QueryBuilder::<Sqlite>::new("INSERT INTO user_search_pieces (piece, users) ");
        query.push_values(counts, |mut row, (piece, users)| {
            row.push_bind(*piece).push_bind(**users);
        });
        query.push(
            " ON CONFLICT (piece) DO UPDATE SET users = user_search_pieces.users + excluded.users",
        );
        query.build().persistent(false).execute(&mut *db).await?;
    }
    Ok(())
}

pub(crate) async fn remove(db: impl SqliteExecutor<'_>, position: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM user_search WHERE rowid = $1")
        .bind(position)
        .execute(db)
        .await
        .map(drop)
}

/// A pattern for `LIKE … ESCAPE '\'` that finds `needle` anywhere.
pub(crate) fn anywhere(needle: &str) -> String {
    let mut pattern = String::from("%");
    for letter in needle.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// How many users have each of the trigrams, the rarest first. What nobody has is not there.
async fn weigh(
    db: &mut SqliteConnection,
    pieces: impl Iterator<Item = &String>,
) -> sqlx::Result<Vec<(String, i64)>> {
    let mut query =
        QueryBuilder::<Sqlite>::new("SELECT piece, users FROM user_search_pieces WHERE piece IN (");
    let mut list = query.separated(", ");
    for piece in pieces {
        list.push_bind(piece.clone());
    }
    query.push(") ORDER BY users, piece");
    query.build_query_as().fetch_all(db).await
}

/// The rarest, and with it those that make fewer users worth comparing: first such that share no letter with
/// what leads already, since neighbours mostly belong to the same users.
fn choose(weighed: &[(String, i64)], places: &BTreeMap<String, usize>) -> Leaders {
    let least = weighed.first().map_or(0, |(_, users)| *users);
    let mut leading: Vec<&String> = Vec::new();
    for apart in [true, false] {
        for (piece, users) in weighed {
            let enough = match leading.len() {
                0 => false,
                1 => least <= RARE || least > COMMON || *users > least * TOO_COMMON,
                leaders => leaders == MOST_LEADERS || *users > least * TOO_COMMON,
            };
            if enough {
                break;
            }
            let near = |other: &&String| places[*other].abs_diff(places[piece]) < 3;
            if leading.contains(&piece) || (apart && leading.iter().any(near)) {
                continue;
            }
            leading.push(piece);
        }
    }
    let expression: Vec<_> = leading.into_iter().map(|piece| quoted(piece)).collect();
    Leaders {
        expression: expression.join(" AND "),
        common: least > COMMON,
    }
}

fn quoted(piece: &str) -> String {
    format!("\"{}\"", piece.replace('"', "\"\""))
}

fn trigrams(text: &str) -> impl Iterator<Item = String> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let text = text.to_owned();
    (0..starts.len().saturating_sub(2)).map(move |nth| {
        let end = starts.get(nth + 3).copied().unwrap_or(text.len());
        text[starts[nth]..end].to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(weighed: &[(&str, i64)], needle: &str) -> String {
        let weighed: Vec<_> = weighed
            .iter()
            .map(|(piece, users)| ((*piece).to_owned(), *users))
            .collect();
        let places = trigrams(needle).zip(0..).collect();
        choose(&weighed, &places).expression
    }

    #[test]
    fn a_text_has_its_trigrams_and_short_texts_have_none() {
        assert_eq!(trigrams("ab").count(), 0);
        assert_eq!(trigrams("zoë z").collect::<Vec<_>>(), ["zoë", "oë ", "ë z"]);
        let mut counts = BTreeMap::new();
        count_pieces("aaaa", &mut counts);
        assert_eq!(counts, BTreeMap::from([("aaa".to_owned(), 1)]));
    }

    #[test]
    fn wildcards_in_a_needle_are_letters() {
        assert_eq!(anywhere(r"50%_\"), r"%50\%\_\\%");
    }

    #[test]
    fn what_no_text_may_hold_is_not_compared() {
        assert_eq!(normalize(" Zoë\u{1}\u{1}an\0\tB  c "), "zoë an b c");
    }

    #[test]
    fn only_a_piece_of_an_id_is_looked_for_as_an_id() {
        assert!(is_piece_of_id("user_2abC9"));
        for text in ["user_2ab", "user_00001@example.com", "sess_2abC9", "user_"] {
            assert!(!is_piece_of_id(text), "{text}");
        }
    }

    #[test]
    fn the_rarest_trigram_leads_and_others_join_it_where_that_saves_work() {
        assert_eq!(chosen(&[("oma", 90), ("tho", 95)], "thoma"), "\"oma\"");
        // One that lies apart, even where a neighbour is rarer.
        let weighed = [("arc", 500), ("rcí", 501), ("oli", 900), ("liv", 990)];
        assert_eq!(
            chosen(&weighed, "olivarcí"),
            "\"arc\" AND \"oli\" AND \"rcí\""
        );
        assert_eq!(
            chosen(&[("ann", 300), ("nna", 310)], "anna"),
            "\"ann\" AND \"nna\""
        );
        assert_eq!(chosen(&[("ann", 300), ("nna", 1_300)], "anna"), "\"ann\"");
        let common = [("ann", COMMON + 1), ("nna", COMMON + 2)];
        assert_eq!(chosen(&common, "anna"), "\"ann\"");
    }
}
