//! Which instance a data directory belongs to. Browser sessions, impersonations and the ledger speak
//! of the users of one instance; on another they would speak of strangers.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context as _, bail};

use crate::data_dir::{DataDir, write_private};

/// The instance of the data directory, when it belongs to one already.
pub fn of(data: &DataDir) -> anyhow::Result<Option<String>> {
    let path = data.instance();
    match fs::read_to_string(&path) {
        Ok(label) => Ok(Some(label.trim().to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("The file {} cannot be read", path.display()))
        }
    }
}

/// Binds the data directory to `label`, or makes sure that it is bound to it.
pub fn bind(data: &DataDir, label: &str) -> anyhow::Result<()> {
    match of(data)? {
        None => write_private(&data.instance(), format!("{label}\n").as_bytes()),
        Some(bound) if bound == label => Ok(()),
        Some(bound) => bail!(
            "The data directory {} belongs to the instance {bound} and not to {label}; choose another with --data-dir",
            data.path().display()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_belongs_to_one_instance() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = DataDir::at(folder.path());
        assert_eq!(of(&data).expect("can be read"), None);
        bind(&data, "ins_1").expect("is free");
        bind(&data, "ins_1").expect("is its own");
        let error = bind(&data, "clerk.example.com").expect_err("belongs to another");
        assert!(
            error
                .to_string()
                .contains("ins_1 and not to clerk.example.com"),
            "{error}"
        );
    }
}
