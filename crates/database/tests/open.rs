//! Opening a database: what is created, what is refused, and in which words.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use database::{OpenError, Schema};

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
async fn a_connection_keeps_foreign_keys_and_writes_ahead_and_the_console_is_durable() {
    let temporary = tempfile::tempdir().unwrap();
    for (schema, synchronous) in [(Schema::Console, 2_i64), (Schema::Provider, 1)] {
        let path = temporary.path().join(format!("{schema:?}.db"));
        let pool = database::open(&path, schema).await.unwrap();
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode")
            .fetch_one(&pool)
            .await
            .unwrap();
        let keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys")
            .fetch_one(&pool)
            .await
            .unwrap();
        let sync: i64 = sqlx::query_scalar("PRAGMA synchronous")
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!((journal.as_str(), keys, sync), ("wal", 1, synchronous));
    }
}

#[tokio::test]
async fn a_write_transaction_shuts_out_other_writers_from_its_first_moment() {
    let temporary = tempfile::tempdir().unwrap();
    let pool = database::open(&temporary.path().join("c.db"), Schema::Console)
        .await
        .unwrap();
    let first = database::begin_write(&pool).await.unwrap();
    let second = tokio::time::timeout(
        std::time::Duration::from_millis(50),
        database::begin_write(&pool),
    );
    assert!(second.await.is_err(), "the second writer must wait");
    first.rollback().await.unwrap();
    database::begin_write(&pool)
        .await
        .expect("the lock is free again");
}
