use std::io::{self, BufRead as _, BufReader, Read};

use super::columns::Columns;
use super::{Line, Lines};

/// The longest line that is read, in bytes. Nothing that is kept of a user comes near it.
const LONGEST: u64 = 64 * 1024;

/// An object a line. Empty lines are passed over.
pub fn lines(source: Box<dyn Read>) -> Lines {
    Box::new(Objects {
        source: BufReader::new(source),
        line: 0,
    })
}

struct Objects {
    source: BufReader<Box<dyn Read>>,
    line: u64,
}

impl Iterator for Objects {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            self.line += 1;
            let mut some = (&mut self.source).take(LONGEST);
            match some.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) if some.limit() == 0 && bytes.last() != Some(&b'\n') => {
                    let rest = self.source.skip_until(b'\n');
                    let too_long = Err(format!("it is longer than {LONGEST} bytes"));
                    return Some(rest.map(|_| (self.line, too_long)));
                }
                Ok(_) if bytes.trim_ascii().is_empty() => {}
                Ok(_) => return Some(Ok((self.line, object(&bytes)))),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn object(bytes: &[u8]) -> Result<Columns, String> {
    serde_json::from_slice(bytes).map_err(|error| {
        let words = error.to_string();
        // The line of the error is that of the object, which is always the first.
        let words = words.split(" at line ").next().unwrap_or_default();
        crate::output::printable(words)
    })
}
