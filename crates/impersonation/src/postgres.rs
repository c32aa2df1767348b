//! Prepares every SQL statement of the crate on a real PostgreSQL, where one is installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection as _, Executor as _, SqlSafeStr as _};

/// A cluster that lives in a directory of its own, reached through a socket in it.
struct Cluster {
    binaries: PathBuf,
    directory: tempfile::TempDir,
    as_postgres: bool,
}

impl Cluster {
    fn start(binaries: PathBuf) -> Self {
        // PostgreSQL refuses to run as root.
        let as_postgres = output(Command::new("id").arg("-u")) == "0\n";
        let directory = tempfile::Builder::new()
            .prefix("pg")
            .tempdir_in("/tmp")
            .unwrap();
        if as_postgres {
            output(Command::new("chown").arg("postgres").arg(directory.path()));
        }
        let cluster = Self {
            binaries,
            directory,
            as_postgres,
        };
        let data = cluster.data();
        cluster.run(
            "initdb",
            &["-D", &data, "-U", "tester", "-A", "trust", "--no-sync"],
        );
        let options = format!(
            "-c listen_addresses= -c fsync=off -k {}",
            cluster.socket().display()
        );
        let log = cluster.socket().join("log").display().to_string();
        cluster.run(
            "pg_ctl",
            &["-D", &data, "-o", &options, "-l", &log, "-w", "start"],
        );
        cluster
    }

    fn socket(&self) -> &Path {
        self.directory.path()
    }

    fn data(&self) -> String {
        self.socket().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let path = self.binaries.join(program);
        let mut command = if self.as_postgres {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        output(command.args(arguments).current_dir("/"));
    }

    async fn connect(&self) -> PgConnection {
        let options = PgConnectOptions::new()
            .socket(self.socket())
            .username("tester")
            .database("postgres");
        PgConnection::connect_with(&options).await.unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run(
            "pg_ctl",
            &["-D", &self.data(), "-m", "immediate", "-w", "stop"],
        );
    }
}

fn output(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    assert!(
        status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&stderr)
    );
    String::from_utf8(stdout).unwrap()
}

/// The newest PostgreSQL that is installed where Debian puts it, or named by `PG_BIN`.
fn binaries() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("PG_BIN") {
        return Some(PathBuf::from(named));
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> = versions
        .filter_map(|version| Some(version.ok()?.path().join("bin")))
        .filter(|binaries| binaries.join("initdb").exists())
        .collect();
    found.sort();
    found.pop()
}

#[tokio::test]
async fn every_statement_is_understood_by_postgresql() {
    let Some(binaries) = binaries() else {
        println!("PostgreSQL is not installed: its dialect is not checked");
        return;
    };
    let cluster = Cluster::start(binaries);
    let mut connection = cluster.connect().await;
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../database/migrations/console");
    let migrator = Migrator::new(migrations).await.unwrap();
    migrator
        .run_direct(None, &mut connection, false)
        .await
        .unwrap();
    let statements = crate::ledger::statements::ALL
        .iter()
        .chain(crate::life::statements::ALL);
    for statement in statements {
        let prepared = (&mut connection).prepare(statement.into_sql_str()).await;
        assert!(prepared.is_ok(), "{statement}\n{}", prepared.err().unwrap());
    }
    connection.close().await.unwrap();
}
