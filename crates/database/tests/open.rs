//! Opening a database: what is created, what is refused, and in which words.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::task::Poll;

use database::{OpenError, Pool, Schema};
use sqlx::SqliteConnection;

#[tokio::test]
async fn a_directory_that_is_a_file_is_refused_in_one_sentence() {
    let temporary = tempfile::tempdir().unwrap();
    let blocker = temporary.path().join("data");
    fs::write(&blocker, "in the way").unwrap();
    let error = database::open(&blocker.join("console.db"), Schema::Console)
        .await
        .unwrap_err();
    assert!(matches!(error, OpenError::Directory { .. }));
    let words = error.to_string();
    assert!(
        words.starts_with("The data directory ") && words.ends_with('.'),
        "{words}"
    );
}

#[tokio::test]
async fn a_path_that_cannot_be_a_file_is_refused_as_not_writable() {
    let temporary = tempfile::tempdir().unwrap();
    let taken = temporary.path().join("console.db");
    fs::create_dir(&taken).unwrap();
    let error = database::open(&taken, Schema::Console).await.unwrap_err();
    assert!(matches!(error, OpenError::NotWritable { .. }));
    assert!(error.to_string().contains("cannot be written"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("console.db");
    fs::write(
        &path,
        "this is a letter, not a database, and it is longer than a header is",
    )
    .unwrap();
    let error = database::open(&path, Schema::Console).await.unwrap_err();
    assert!(matches!(error, OpenError::Unusable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_database_of_another_version_is_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("provider.db");
    let pool = database::open(&path, Schema::Provider).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (99999999999999, 'from the future', TRUE, X'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let error = database::open(&path, Schema::Provider).await.unwrap_err();
    assert!(matches!(
        error,
        OpenError::OtherVersion {
            version: 99_999_999_999_999,
            ..
        }
    ));
}

#[tokio::test]
async fn programs_that_find_it_empty_at_the_same_moment_bring_it_up_to_date_once() {
    let temporary = tempfile::tempdir().unwrap();
    for schema in [Schema::Console, Schema::Provider] {
        let path = temporary.path().join(format!("{schema:?}.db"));
        let both = tokio::join!(
            database::open(&path, schema),
            database::open(&path, schema),
            database::open(&path, schema),
        );
        for pool in [both.0, both.1, both.2] {
            pool.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn what_is_created_belongs_to_its_owner_alone() {
    let temporary = tempfile::tempdir().unwrap();
    let directory = temporary.path().join("deep/data");
    let pool = database::open(&directory.join("console.db"), Schema::Console)
        .await
        .unwrap();
    assert_eq!(
        fs::metadata(&directory).unwrap().permissions().mode() & 0o777,
        0o700
    );
    for entry in fs::read_dir(&directory).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
    pool.close().await;
}

#[tokio::test]
async fn a_connection_keeps_foreign_keys_and_writes_ahead() {
    let temporary = tempfile::tempdir().unwrap();
    for schema in [Schema::Console, Schema::Provider] {
        let path = temporary.path().join(format!("{schema:?}.db"));
        let pool = database::open(&path, schema).await.unwrap();
        let mut connection = pool.acquire().await.unwrap();
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        let keys = pragma(&mut connection, "PRAGMA foreign_keys").await;
        assert_eq!((journal.as_str(), keys), ("wal", 1));
    }
}

#[tokio::test]
async fn what_is_written_durably_is_on_the_disk_at_commit_and_the_rest_soon() {
    let temporary = tempfile::tempdir().unwrap();
    let pool = open(&temporary).await;
    for (mut transaction, synchronous) in [
        (database::begin_durable(&pool).await.unwrap(), 2),
        (pool.begin().await.unwrap(), 1),
    ] {
        let set = pragma(&mut transaction, "PRAGMA synchronous").await;
        assert_eq!(set, synchronous);
    }
}

#[tokio::test]
async fn a_write_transaction_shuts_out_other_writers_from_its_first_moment() {
    let temporary = tempfile::tempdir().unwrap();
    let pool = open(&temporary).await;
    let first = database::begin_write(&pool).await.unwrap();
    let second = tokio::time::timeout(
        std::time::Duration::from_millis(50),
        database::begin_durable(&pool),
    );
    assert!(second.await.is_err(), "the second writer must wait");
    drop(first);
    database::begin_write(&pool)
        .await
        .expect("the lock is free again");
}

#[tokio::test]
async fn what_is_not_committed_never_was_and_the_connection_is_as_good_as_new() {
    let temporary = tempfile::tempdir().unwrap();
    let pool = open(&temporary).await;
    for commit in [false, false, true] {
        let mut transaction = database::begin_write(&pool).await.unwrap();
        insert(&mut transaction).await.unwrap();
        if commit {
            transaction.commit().await.unwrap();
        }
    }
    let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM ledger_values")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn a_transaction_whose_owner_goes_away_while_it_works_is_rolled_back() {
    let temporary = tempfile::tempdir().unwrap();
    let pool = open(&temporary).await;
    for polls in 0..12 {
        let work = async {
            let mut transaction = database::begin_write(&pool).await?;
            insert(&mut transaction).await?;
            std::future::pending::<()>().await;
            transaction.commit().await
        };
        give_up_after(polls, work).await;
        let mut next = database::begin_durable(&pool).await.unwrap();
        let rows = pragma(&mut next, "SELECT COUNT(*) FROM ledger_values").await;
        assert_eq!(rows, 0, "given up at step {polls}");
    }
}

#[tokio::test]
async fn nothing_works_after_the_pool_was_closed_and_closing_waits_for_what_is_under_way() {
    let temporary = tempfile::tempdir().unwrap();
    let pool = open(&temporary).await;
    let mut transaction = database::begin_write(&pool).await.unwrap();
    let (other, mut closing) = (pool.clone(), Box::pin(pool.close()));
    tokio::select! {
        biased;
        () = &mut closing => panic!("it did not wait"),
        () = tokio::task::yield_now() => {}
    }
    insert(&mut transaction).await.unwrap();
    transaction.commit().await.unwrap();
    closing.await;
    assert!(matches!(
        other.acquire().await,
        Err(sqlx::Error::PoolClosed)
    ));
    assert!(database::begin_write(&other).await.is_err());
    let again = open(&temporary).await;
    let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM ledger_values")
        .fetch_one(&again)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

async fn open(temporary: &tempfile::TempDir) -> Pool {
    database::open(&temporary.path().join("c.db"), Schema::Console)
        .await
        .unwrap()
}

async fn pragma(connection: &mut SqliteConnection, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement)
        .fetch_one(connection)
        .await
        .unwrap()
}

async fn insert(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO ledger_values (seq, field, salt, value) VALUES (1, 'a', 'b', 'c')")
        .execute(connection)
        .await
        .map(drop)
}

/// Lets `work` make so many steps and drops it.
async fn give_up_after<T>(polls: u32, work: impl Future<Output = T>) {
    let mut work = Box::pin(work);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        let _pending = work.as_mut().poll(context);
        // Woken by what it waits for, or at once where it waits for ever.
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
