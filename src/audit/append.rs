use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use tokio::sync::oneshot;

use crate::data_dir::open_to_append;

/// Adds whole lines to a file, which is made if it is not there; they are on the disk when this returns. A line
/// that was torn before, by a full disk, is ended first.
pub fn append(path: &Path, lines: &str) -> io::Result<()> {
    let mut file = open_to_append(path)?;
    if is_torn(&mut file)? {
        file.write_all(b"\n")?;
    }
    file.write_all(lines.as_bytes())?;
    // A pipe has nothing to keep.
    if file.metadata()?.is_file() {
        file.sync_data()?;
    }
    Ok(())
}

fn is_torn(file: &mut File) -> io::Result<bool> {
    if !file.metadata()?.is_file() || file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

/// Does what may hang, on a disk far away or a reader that does not read, on a thread that nobody waits for when
/// the program ends.
pub async fn aside(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> io::Result<()> {
    let (sender, done) = oneshot::channel();
    std::thread::Builder::new().spawn(move || {
        // Nobody waits any more when the program ends.
        let _unheard = sender.send(work());
    })?;
    done.await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_is_ended_before_another_begins() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("lines");
        append(&path, "one\n").expect("is made");
        append(&path, "two\nthr").expect("is added to");
        append(&path, "four\n").expect("is added to");
        let text = std::fs::read_to_string(&path).expect("is there");
        assert_eq!(text, "one\ntwo\nthr\nfour\n");
        append(folder.path(), "x\n").expect_err("is a folder");
    }
}
