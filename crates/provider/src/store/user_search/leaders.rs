//! Which trigrams of a needle lead to those who match.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{MARK, trigrams};

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
pub(in crate::store) const REACH: i64 = 2_000;

/// Longer needles, in bytes, are in nobody's name or addresses, and SQLite takes no pattern of more than 50 000.
const LONGEST_NEEDLE: usize = 16_000;

/// The trigrams that lead to whoever matches.
pub(in crate::store) struct Leaders {
    /// For `MATCH`.
    pub(in crate::store) expression: String,
    /// Whether they lead to too many to follow them all.
    pub(in crate::store) common: bool,
}

/// The best trigrams to find all of the `needles` (normalized, each of three characters or more) by.
/// `None`: nobody has all of them.
pub(in crate::store) async fn leaders(
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
pub(in crate::store) fn beginning(needle: &str) -> Leaders {
    let marks: String = std::iter::repeat_n(MARK, 3 - needle.chars().count().min(2)).collect();
    Leaders {
        expression: quoted(&format!("{marks}{needle}")),
        common: false,
    }
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
