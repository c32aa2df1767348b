//! Lists of users: where those who match can be, and one page of them.

mod page;
mod source;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::user_filter::UserFilter;
use super::users::UserRow;
use page::page_of;
use source::{push_source, sources};

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
    /// The position of the user after whom the page begins.
    pub(crate) after: Option<i64>,
}

/// The column that lists are ordered by unless told otherwise: the moment of creation, and the order in it.
pub(crate) const POSITION: &str = "position";

pub(crate) async fn list(
    db: &mut SqliteConnection,
    filter: &UserFilter,
    page: &Page,
) -> sqlx::Result<Vec<UserRow>> {
    let sources = sources(&mut *db, filter).await?;
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    page_of("", &sources, filter, page)
        .build_query_as()
        .fetch_all(db)
        .await
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

/// Whether there is anybody at all.
pub(crate) async fn is_empty(db: &mut SqliteConnection) -> sqlx::Result<bool> {
    let anybody = sqlx::query("SELECT id FROM users LIMIT 1");
    Ok(anybody.fetch_optional(db).await?.is_none())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sqlx::Row as _;

    use super::*;
    use crate::store::identifications::PHONE_NUMBER;
    use crate::store::user_filter::Moment;
    use crate::store::user_search;

    const NEWEST: Order = Order {
        column: POSITION,
        descending: true,
    };

    struct Table {
        pool: database::Pool,
        _directory: tempfile::TempDir,
    }

    impl Table {
        /// An empty one, of which the statistics say that so many have each trigram of `text`.
        async fn new(text: &str, users: i64) -> Self {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("provider.db");
            let pool = database::open(&path, database::Schema::Provider)
                .await
                .unwrap();
            let mut counts = BTreeMap::new();
            user_search::count_pieces(text, &mut counts);
            for count in counts.values_mut() {
                *count = users;
            }
            let mut db = pool.acquire().await.unwrap();
            user_search::add_counts(&mut db, &counts).await.unwrap();
            Self {
                pool,
                _directory: directory,
            }
        }

        async fn plan(&self, filter: &UserFilter, after: Option<i64>) -> Vec<String> {
            let mut db = self.pool.acquire().await.unwrap();
            let sources = sources(&mut db, filter).await.unwrap();
            let page = Page {
                order: NEWEST,
                limit: 10,
                offset: 0,
                after,
            };
            let mut query = page_of("EXPLAIN QUERY PLAN ", &sources, filter, &page);
            let rows = query.build().fetch_all(&mut *db).await.unwrap();
            rows.iter().map(|row| row.get("detail")).collect()
        }
    }

    fn text(query: &str) -> UserFilter {
        UserFilter {
            query: Some(query.to_owned()),
            ..UserFilter::default()
        }
    }

    /// Everything is entered by an index that has the page's order, and nothing is sorted: what is
    /// read is bounded by the page and by what leads to it, not by the table.
    #[tokio::test]
    async fn a_page_of_the_newest_neither_reads_nor_sorts_the_whole_table() {
        for users in [1, 1_000_000] {
            let table = Table::new("ann@example.com", users).await;
            for filter in [
                UserFilter::default(),
                text("a"),
                text("an"),
                text("ann"),
                text("ann@example"),
            ] {
                for after in [None, Some(5)] {
                    let plan = table.plan(&filter, after).await;
                    for step in &plan {
                        let index = step.starts_with("SCAN u USING INDEX users_by_position")
                            || step.starts_with("SEARCH u USING INDEX users_by_position")
                            || step.starts_with("SCAN k VIRTUAL TABLE")
                            || step.starts_with("SCAN user_search VIRTUAL TABLE");
                        // The reach, which is found once.
                        let bound = ["SCALAR SUBQUERY", "REUSE SUBQUERY", "CO-ROUTINE reach"]
                            .iter()
                            .any(|word| step.starts_with(word))
                            || step.ends_with(" reach");
                        assert!(index || bound, "{plan:#?}");
                    }
                }
            }
        }
    }

    /// Those who are named, by whatever, are looked up; only they are sorted.
    #[tokio::test]
    async fn who_is_named_is_looked_up_and_not_searched_for() {
        let table = Table::new("user_2abC9", 1).await;
        let few = vec!["a".to_owned(), "b".to_owned()];
        let filters = [
            UserFilter {
                ids: few.clone(),
                ..UserFilter::default()
            },
            UserFilter {
                emails: few.clone(),
                ..UserFilter::default()
            },
            UserFilter {
                usernames: few.clone(),
                ..UserFilter::default()
            },
            UserFilter {
                identifications: vec![(PHONE_NUMBER, few.clone())],
                ..UserFilter::default()
            },
            UserFilter {
                external_ids: few,
                ..UserFilter::default()
            },
            text("user_2abC9"),
        ];
        for filter in filters {
            for after in [None, Some(5)] {
                let plan = table.plan(&filter, after).await;
                assert!(
                    plan.iter()
                        .any(|step| step.starts_with("SEARCH u USING INDEX")),
                    "{plan:#?}"
                );
                assert!(
                    !plan.iter().any(|step| step == "SCAN u"
                        || step.starts_with("SCAN u USING")
                        || step.starts_with("SEARCH u USING INDEX users_by_position (position<")),
                    "{plan:#?}"
                );
            }
        }
    }

    /// Those few who are banned, and those of a span of time, are found by an index in the order of the page.
    #[tokio::test]
    async fn a_list_of_the_banned_or_of_a_span_of_time_reads_nobody_else() {
        let table = Table::new("ann", 1).await;
        let banned = UserFilter {
            banned: Some(true),
            ..UserFilter::default()
        };
        let plan = table.plan(&banned, None).await;
        assert_eq!(plan, ["SCAN u USING INDEX users_banned"]);
        let of_a_span = UserFilter {
            moments: [true, false]
                .map(|after| Moment {
                    column: "created_at",
                    after,
                    at: 5,
                })
                .into(),
            ..UserFilter::default()
        };
        let plan = table.plan(&of_a_span, None).await;
        let by_place = "SEARCH u USING INDEX users_by_position (position>? AND position<?)";
        assert_eq!(plan, [by_place]);
    }

    #[tokio::test]
    async fn what_nobody_has_is_not_even_looked_for() {
        let table = Table::new("ann", 1).await;
        let mut db = table.pool.acquire().await.unwrap();
        for needle in ["anna", "zzz", &"ann".repeat(20_000)] {
            assert!(sources(&mut db, &text(needle)).await.unwrap().is_empty());
        }
    }
}
