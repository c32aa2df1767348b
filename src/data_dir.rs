//! The data directory: which file is what, and how private files are written.
//!
//! An instance with a name has a folder of its own within it, which is made and used as the data directory is.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ambient::Random;
use anyhow::Context as _;

use crate::config::{self, InstanceName};

/// The folder with databases, keys and notes of one instance. All of it is readable by its owner alone.
#[derive(Clone, Debug)]
pub struct DataDir {
    folder: PathBuf,
    root: PathBuf,
    instance: Option<InstanceName>,
}

impl DataDir {
    pub fn new(config: &config::Data) -> Self {
        let root = config.dir.clone();
        let folder = match &config.instance {
            Some(name) => root.join("instances").join(name.as_str()),
            None => root.clone(),
        };
        Self {
            folder,
            root,
            instance: config.instance.clone(),
        }
    }

    /// That of the instance without a name.
    #[cfg(test)]
    pub fn at(path: &Path) -> Self {
        Self::new(&config::Data {
            dir: path.to_owned(),
            instance: None,
        })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The flags that name it on the command line.
    pub fn flags(&self) -> String {
        let instance = self.instance.as_ref();
        let instance = instance.map(|name| format!(" --instance {name}"));
        let root = self.root.display();
        format!("--data-dir {root}{}", instance.unwrap_or_default())
    }

    /// Browser sessions, impersonations and the ledger.
    pub fn console_database(&self) -> PathBuf {
        self.folder.join("console.db")
    }

    /// The embedded provider's users, sessions and keys.
    pub fn provider_database(&self) -> PathBuf {
        self.folder.join("provider.db")
    }

    /// The private key that signs the ledger's head.
    pub fn ledger_key(&self) -> PathBuf {
        self.folder.join("ledger.key")
    }

    /// How the demo's support person and lead sign in.
    pub fn demo_sign_in(&self) -> PathBuf {
        self.folder.join("demo-sign-in.txt")
    }

    /// The letters that the embedded provider writes, with the codes that are in them.
    pub fn mail(&self) -> PathBuf {
        self.folder.join("mail.jsonl")
    }

    /// How far the feed of the ledger has come.
    pub fn feed_position(&self) -> PathBuf {
        self.folder.join("feed.position")
    }

    /// Locked by a running `serve`.
    pub fn lock(&self) -> PathBuf {
        self.folder.join("serve.lock")
    }

    /// What a running `serve` listens on.
    pub fn runtime(&self) -> PathBuf {
        self.folder.join("runtime.json")
    }

    /// The name of the instance that all of it belongs to.
    pub fn instance(&self) -> PathBuf {
        self.folder.join("instance.txt")
    }

    /// The key that encrypts Clerk's tokens at rest.
    pub fn sealing_key(&self) -> PathBuf {
        self.folder.join("sealing.key")
    }

    /// The authority that vouches for every instance of the data directory, with its private key.
    pub fn authority(&self) -> PathBuf {
        self.root.join("authority.json")
    }

    /// Its certificate, for others to trust.
    pub fn authority_certificate(&self) -> PathBuf {
        self.root.join("authority.pem")
    }

    /// Locked by whoever reads or makes the authority.
    pub fn authority_lock(&self) -> PathBuf {
        self.root.join("authority.lock")
    }

    /// The certificate that the provider shows, and its key: an application on this machine may show it too.
    pub fn certificate(&self) -> [PathBuf; 2] {
        ["certificate.pem", "certificate.key"].map(|file| self.folder.join(file))
    }

    /// Makes the folder (0700) and proves that files can be written to it.
    pub fn prepare(&self) -> anyhow::Result<()> {
        create_folder(&self.folder).with_context(|| {
            format!(
                "The data directory {} cannot be created",
                self.folder.display()
            )
        })?;
        let probe = self.folder.join(".writable");
        // Another command may be proving the same at this moment, and remove the file first.
        fs::write(&probe, [])
            .and_then(|()| remove_if_there(&probe))
            .with_context(|| {
                format!(
                    "The data directory {} cannot be written",
                    self.folder.display()
                )
            })
    }

    /// The key that encrypts Clerk's tokens at rest: read, or made on first use.
    pub fn load_or_create_sealing_key(&self, random: &Random) -> anyhow::Result<[u8; 32]> {
        let path = self.sealing_key();
        match fs::read(&path) {
            Ok(bytes) => bytes.try_into().map_err(|_| {
                anyhow::anyhow!(
                    "The file {} does not hold a key of 32 bytes",
                    path.display()
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = random.bytes::<32>();
                write_private(&path, &key)?;
                Ok(key)
            }
            Err(error) => {
                Err(error).with_context(|| format!("The file {} cannot be read", path.display()))
            }
        }
    }
}

/// Writes a file that its owner alone can read, whole or not at all, and on the disk when it returns.
pub fn write_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    replace_private(path, content, fs::File::sync_all)
}

/// As [`write_private`], for what means nothing after a power cut.
pub fn write_private_note(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    replace_private(path, content, |_| Ok(()))
}

fn replace_private(
    path: &Path,
    content: &[u8],
    sync: fn(&fs::File) -> io::Result<()>,
) -> anyhow::Result<()> {
    let partial = path.with_extension("partial");
    let written = remove_if_there(&partial)
        .and_then(|()| create_private(&partial))
        .and_then(|mut file| {
            file.write_all(content)?;
            sync(&file)
        })
        .and_then(|()| fs::rename(&partial, path));
    written.with_context(|| format!("The file {} cannot be written", path.display()))
}

/// Removes a file; that it is not there is what was wanted.
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a private file for writing, which is made if it is not there.
pub fn open_private(path: &Path) -> io::Result<fs::File> {
    private(
        fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false),
    )
    .open(path)
}

/// Opens a private file for adding to its end and for reading, which is made if it is not there.
pub fn open_to_append(path: &Path) -> io::Result<fs::File> {
    private(fs::OpenOptions::new().read(true).append(true).create(true)).open(path)
}

fn create_private(path: &Path) -> io::Result<fs::File> {
    private(fs::OpenOptions::new().write(true).create_new(true)).open(path)
}

/// What these options create is readable by its owner alone.
fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).expect("is there").permissions().mode() & 0o777
    }

    #[test]
    fn the_sealing_key_is_made_once_and_is_private() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(&folder.path().join("data"));
        data.prepare().expect("can be made");
        let random = Random::seeded(1);
        let key = data.load_or_create_sealing_key(&random).expect("is made");
        assert_eq!(
            data.load_or_create_sealing_key(&random).expect("is read"),
            key
        );
        #[cfg(unix)]
        assert_eq!(
            (mode(data.path()), mode(&data.sealing_key())),
            (0o700, 0o600)
        );
    }

    #[test]
    fn commands_that_start_at_the_same_moment_do_not_trip_each_other() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(folder.path());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..500).for_each(|_| data.prepare().expect("can be written")));
            }
        });
    }

    #[test]
    fn a_damaged_sealing_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(folder.path());
        fs::write(data.sealing_key(), b"short").expect("is written");
        let error = data
            .load_or_create_sealing_key(&Random::seeded(1))
            .expect_err("too short");
        assert!(error.to_string().contains("sealing.key"), "{error}");
        assert_eq!(fs::read(data.sealing_key()).expect("is there"), b"short");
    }

    #[test]
    fn a_folder_below_a_regular_file_is_refused_with_its_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("file");
        fs::write(&file, []).expect("is written");
        let error = DataDir::at(&file.join("data"))
            .prepare()
            .expect_err("not a folder");
        assert!(
            error.to_string().contains("file/data cannot be created"),
            "{error}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_stays_private_when_it_is_written_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("note");
        fs::write(&path, b"old").expect("is written");
        write_private(&path, b"new").expect("is written");
        assert_eq!(
            (fs::read(&path).expect("is there"), mode(&path)),
            (b"new".to_vec(), 0o600)
        );
    }
}
