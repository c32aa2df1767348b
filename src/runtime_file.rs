//! What a running `serve` tells the other commands: a small private file in the data directory.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::config::BaseUrl;
use crate::data_dir::{DataDir, remove_if_there, write_private};
use crate::instance::Instance;
use crate::listen::reachable;

/// How long the provider's address is tried before it counts as not served.
const PATIENCE: Duration = Duration::from_secs(2);

/// The content of the file.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Runtime {
    /// The process that wrote the file.
    pub process: u32,
    /// Where the console is reached.
    pub console: String,
    /// The embedded provider; `None` when the console works on a Clerk instance.
    pub provider: Option<ServedProvider>,
}

/// The embedded provider as it is served.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ServedProvider {
    /// Where it is reached from this machine.
    pub address: SocketAddr,
    pub secret_key: String,
    pub publishable_key: String,
}

impl Runtime {
    /// What this process serves for `instance`.
    pub fn new(console: &BaseUrl, instance: &Instance, provider: Option<SocketAddr>) -> Self {
        let served = |(provider, address): (&provider::Provider, _)| ServedProvider {
            address: reachable(address),
            secret_key: provider.secret_key().expose().to_owned(),
            publishable_key: provider.publishable_key().to_string(),
        };
        Self {
            process: std::process::id(),
            console: console.to_string(),
            provider: instance.provider.as_ref().zip(provider).map(served),
        }
    }

    /// Writes the file. It is removed again when the guard is dropped.
    pub fn write(&self, data: &DataDir) -> anyhow::Result<Guard> {
        let path = data.runtime();
        write_private(&path, serde_json::to_string_pretty(self)?.as_bytes())?;
        Ok(Guard {
            path,
            process: self.process,
        })
    }

    /// The provider that is being served from this data directory now.
    pub fn served_provider(data: &DataDir) -> anyhow::Result<ServedProvider> {
        let not_served = || {
            format!(
                "Nothing is being served from {}; start `understudy serve`",
                data.path().display()
            )
        };
        let runtime = read(&data.runtime())?.with_context(not_served)?;
        let Some(provider) = runtime.provider else {
            bail!(
                "The console at {} works on a Clerk instance and serves no provider",
                runtime.console
            );
        };
        // A crash leaves the file behind, so it is only believed when somebody answers.
        TcpStream::connect_timeout(&provider.address, PATIENCE)
            .ok()
            .with_context(not_served)?;
        Ok(provider)
    }
}

fn read(path: &Path) -> anyhow::Result<Option<Runtime>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .with_context(|| format!("The file {} cannot be understood", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("The file {} cannot be read", path.display()))
        }
    }
}

/// Removes the runtime file at the end of its `serve`.
pub struct Guard {
    path: PathBuf,
    process: u32,
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Another `serve` that has taken over the data directory keeps its own file.
        let is_ours =
            matches!(read(&self.path), Ok(Some(runtime)) if runtime.process == self.process);
        if is_ours && let Err(error) = remove_if_there(&self.path) {
            tracing::warn!(%error, "The file {} cannot be removed", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime(process: u32) -> Runtime {
        Runtime {
            process,
            console: "http://127.0.0.1:3000".to_owned(),
            provider: None,
        }
    }

    #[test]
    fn the_file_goes_with_its_process_and_not_with_another() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::new(folder.path());
        let older = runtime(1).write(&data).expect("is written");
        let newer = runtime(2).write(&data).expect("is written over");
        drop(older);
        assert!(data.runtime().exists(), "the newer process still runs");
        drop(newer);
        assert!(!data.runtime().exists());
    }

    #[test]
    fn a_file_left_by_a_crash_is_not_believed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::new(folder.path());
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("has an address");
        drop(free);
        let provider = ServedProvider {
            address,
            secret_key: "s".to_owned(),
            publishable_key: "p".to_owned(),
        };
        let crashed = Runtime {
            provider: Some(provider),
            ..runtime(1)
        }
        .write(&data)
        .expect("is written");
        let error = Runtime::served_provider(&data)
            .err()
            .expect("nobody listens");
        assert!(
            error.to_string().starts_with("Nothing is being served"),
            "{error}"
        );
        drop(crashed);
    }
}
