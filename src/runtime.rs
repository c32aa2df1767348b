//! One `serve` or `provider` works on a data directory at a time, and tells the other commands where it is: a lock
//! that goes with the process, and a small private file.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::config::BaseUrl;
use crate::data_dir::{DataDir, open_private, remove_if_there, write_private_note};
use crate::instance::Instance;

/// What is being served.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Runtime {
    /// Where the console is reached; `None` when the embedded provider is served alone.
    pub console: Option<String>,
    /// The embedded provider; `None` when the console works on a Clerk instance.
    pub provider: Option<ServedProvider>,
}

/// The embedded provider as it is served.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ServedProvider {
    /// Where it is reached from this machine.
    pub url: BaseUrl,
    /// The certificate of the authority that vouches for it, a file, when it is reached over https.
    pub authority: Option<PathBuf>,
    pub secret_key: String,
    pub publishable_key: String,
    /// What verifies its webhooks.
    pub webhook_signing_secret: String,
}

impl Runtime {
    /// What this process serves for `instance`: perhaps a console, and its provider at an address.
    pub fn new(
        console: Option<&BaseUrl>,
        instance: &Instance,
        provider: Option<(BaseUrl, Option<PathBuf>)>,
    ) -> Self {
        let served = instance.provider.as_ref().zip(provider);
        Self {
            console: console.map(ToString::to_string),
            provider: served.map(|(provider, (url, authority))| ServedProvider {
                url,
                authority,
                secret_key: provider.secret_key().expose().to_owned(),
                publishable_key: provider.publishable_key().to_string(),
                webhook_signing_secret: provider.webhook_signing_secret().expose().to_owned(),
            }),
        }
    }

    /// The provider that is being served from this data directory now.
    pub fn served_provider(data: &DataDir) -> anyhow::Result<ServedProvider> {
        let not_served = || {
            anyhow!(
                "Nothing is being served from {}; start `understudy serve` or `understudy provider`",
                data.path().display()
            )
        };
        // A crash leaves the file behind, so it is only believed while its writer holds the lock.
        match File::open(data.lock()) {
            Ok(lock) if matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)) => {}
            _ => return Err(not_served()),
        }
        let runtime = Self::read(data)?.ok_or_else(not_served)?;
        runtime.provider.ok_or_else(|| {
            anyhow!(
                "The console at {} works on a Clerk instance and serves no provider",
                runtime.console.unwrap_or_default()
            )
        })
    }

    fn read(data: &DataDir) -> anyhow::Result<Option<Self>> {
        let path = data.runtime();
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .with_context(|| format!("The file {} cannot be understood", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(error).with_context(|| format!("The file {} cannot be read", path.display()))
            }
        }
    }
}

/// The data directory is this process's alone, until the claim is dropped or the process ends, however
/// it ends.
pub struct Claim {
    _lock: File,
    file: PathBuf,
}

impl Claim {
    /// Claims the data directory, or says who has it.
    pub fn new(data: &DataDir) -> anyhow::Result<Self> {
        let path = data.lock();
        let lock = open_private(&path)
            .with_context(|| format!("The file {} cannot be written", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                _lock: lock,
                file: data.runtime(),
            }),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "The data directory {} is in use by {}; choose another with --data-dir, or another instance with --instance",
                    data.path().display(),
                    Self::holder(data)?
                )
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("The file {} cannot be locked", path.display()))
            }
        }
    }

    /// Who has the data directory now, as far as it has said so yet.
    fn holder(data: &DataDir) -> anyhow::Result<String> {
        Ok(match Runtime::read(data)? {
            None => "another `understudy serve` or `understudy provider`".to_owned(),
            Some(Runtime {
                console: Some(console),
                ..
            }) => format!("another `understudy serve` at {console}"),
            Some(Runtime { provider, .. }) => {
                let url = provider.map(|provider| format!(" at {}", provider.url));
                format!("an `understudy provider`{}", url.unwrap_or_default())
            }
        })
    }

    /// Tells the other commands what is being served.
    pub fn publish(&self, runtime: &Runtime) -> anyhow::Result<()> {
        write_private_note(
            &self.file,
            serde_json::to_string_pretty(runtime)?.as_bytes(),
        )
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Err(error) = remove_if_there(&self.file) {
            tracing::warn!(%error, "The file {} cannot be removed", self.file.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data() -> (tempfile::TempDir, DataDir) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(folder.path());
        (folder, data)
    }

    fn runtime() -> Runtime {
        let url = "http://127.0.0.1:3010";
        let provider = ServedProvider {
            url: url.parse().expect("a base URL"),
            authority: None,
            secret_key: "s".to_owned(),
            publishable_key: "p".to_owned(),
            webhook_signing_secret: "w".to_owned(),
        };
        Runtime {
            console: Some("http://127.0.0.1:3000".to_owned()),
            provider: Some(provider),
        }
    }

    #[test]
    fn a_data_directory_is_claimed_once_and_free_again_afterwards() {
        let (_folder, data) = data();
        let claim = Claim::new(&data).expect("is free");
        claim.publish(&runtime()).expect("is written");
        let error = Claim::new(&data).err().expect("is taken").to_string();
        assert!(
            error.contains("in use by another `understudy serve` at http://127.0.0.1:3000"),
            "{error}"
        );
        drop(claim);
        assert!(!data.runtime().exists());
        Claim::new(&data).expect("is free again");
    }

    #[test]
    fn what_a_crash_left_behind_is_not_believed() {
        let (_folder, data) = data();
        let claim = Claim::new(&data).expect("is free");
        claim.publish(&runtime()).expect("is written");
        assert!(Runtime::served_provider(&data).is_ok());
        let left = fs::read(data.runtime()).expect("is there");
        drop(claim);
        fs::write(data.runtime(), left).expect("is written");
        let error = Runtime::served_provider(&data)
            .err()
            .expect("nobody serves")
            .to_string();
        assert!(error.starts_with("Nothing is being served"), "{error}");
    }
}
