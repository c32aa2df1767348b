use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use super::section::{Values, section};
use super::sections::whole_number;
use super::{ConfigError, list};

section! {
    /// What becomes of the ledger beside being written.
    pub struct Audit {
        /// Where signed checkpoints of the ledger are sent as it grows, to be kept out of the reach of whoever
        /// could change it: `file:` and a path (a line is added to it), `udp:` and a host and port (syslog, RFC
        /// 5424), `unix:` and the path of a socket (syslog), or a web address (HTTP POST).
        checkpoints: Targets = Targets::default(), like ["file:/mnt/elsewhere/checkpoints.jsonl", "udp:log.example.com:514"];
        /// How many seconds pass at least between two checkpoints.
        #[serde(deserialize_with = "whole_number")]
        checkpoint_seconds: u32 = 60;
        /// Where each record is written as a line of JSON, as soon as it is in the ledger: "stdout", or a path. With
        /// "stdout" everything else that the program says goes to standard error.
        feed: Option<Feed> = None, like "/var/log/understudy/audit.jsonl";
        /// How many days a record is kept. Older ones are removed in whole segments, unless a hold is on them.
        /// Without it, nothing is removed but by `understudy audit retain`.
        #[serde(deserialize_with = "maybe_whole_number")]
        retain_days: Option<u32> = None, like 400;
    }
}

impl Audit {
    /// A checkpoint now and then, and nothing that is kept for no time.
    pub fn validate(&self) -> Result<(), ConfigError> {
        if !(1..=86_400).contains(&self.checkpoint_seconds) {
            return Err(ConfigError::new(format!(
                "audit.checkpoint_seconds is {} but must be from 1 to 86400",
                self.checkpoint_seconds
            )));
        }
        if self.retain_days == Some(0) {
            let words = "audit.retain_days is 0 but must be at least 1";
            return Err(ConfigError::new(words.to_owned()));
        }
        Ok(())
    }
}

fn maybe_whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    #[derive(Deserialize)]
    struct Number(#[serde(deserialize_with = "whole_number")] u32);
    Ok(Option::<Number>::deserialize(deserializer)?.map(|number| number.0))
}

/// Where checkpoints go: a list of texts, or one text with commas as an environment variable has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets(Vec<Target>);

impl Targets {
    pub fn to_vec(&self) -> Vec<Target> {
        self.0.clone()
    }
}

impl<'de> Deserialize<'de> for Targets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = list::texts(deserializer)?;
        let targets = texts.iter().map(|text| {
            text.parse().map_err(|()| {
                D::Error::custom(format!(
                    "{text:?} is none of file:PATH, udp:HOST:PORT, unix:PATH, http://… and https://…"
                ))
            })
        });
        targets.collect::<Result<_, _>>().map(Self)
    }
}

impl Serialize for Targets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(ToString::to_string))
    }
}

impl Values for Targets {
    fn in_words() -> String {
        "a list of `file:PATH`, `udp:HOST:PORT`, `unix:PATH` and web addresses; in the environment with commas between them"
            .to_owned()
    }
}

/// A place for checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A line is added to the file.
    File(PathBuf),
    /// Syslog over UDP, at a host and port.
    Udp(String),
    /// Syslog at the socket of this machine.
    Unix(PathBuf),
    /// HTTP POST.
    Web(Url),
}

impl FromStr for Target {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let path = |rest: &str| (!rest.is_empty()).then(|| PathBuf::from(rest)).ok_or(());
        match text.split_once(':') {
            Some(("file", rest)) => path(rest).map(Self::File),
            Some(("unix", rest)) => path(rest).map(Self::Unix),
            Some(("udp", rest)) => {
                let (host, port) = rest.rsplit_once(':').ok_or(())?;
                let good = !host.is_empty() && !host.contains('/') && port.parse::<u16>().is_ok();
                good.then(|| Self::Udp(rest.to_owned())).ok_or(())
            }
            Some(("http" | "https", _)) => text.parse().map(Self::Web).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(formatter, "file:{}", path.display()),
            Self::Udp(address) => write!(formatter, "udp:{address}"),
            Self::Unix(path) => write!(formatter, "unix:{}", path.display()),
            Self::Web(url) => url.fmt(formatter),
        }
    }
}

/// Where records are written as they come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feed {
    Stdout,
    File(PathBuf),
}

impl<'de> Deserialize<'de> for Feed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "" => Err(D::Error::custom("it is neither \"stdout\" nor a path")),
            "stdout" => Ok(Self::Stdout),
            path => Ok(Self::File(PathBuf::from(path))),
        }
    }
}

impl Serialize for Feed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Stdout => serializer.serialize_str("stdout"),
            Self::File(path) => path.serialize(serializer),
        }
    }
}

impl Values for Feed {
    fn in_words() -> String {
        "`\"stdout\"`, or a path, from the working directory unless it begins with `/`".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Audit, String> {
        let audit: Audit = serde_json::from_str(json).map_err(|error| error.to_string())?;
        audit.validate().map_err(|error| error.to_string())?;
        Ok(audit)
    }

    #[test]
    fn places_for_checkpoints_are_read_and_written_alike() {
        let texts = [
            "file:/mnt/c.jsonl",
            "udp:[::1]:514",
            "unix:/dev/log",
            "https://a.example/x",
        ];
        let json = format!(r#"{{"checkpoints": "{}"}}"#, texts.join(", "));
        let targets = read(&json).expect("four places").checkpoints;
        let written: Vec<_> = targets.0.iter().map(ToString::to_string).collect();
        assert_eq!(written, texts);
        for bad in [
            "elsewhere",
            "file:",
            "udp:host",
            "udp::514",
            "tcp:a:1",
            "https://",
        ] {
            let refused = read(&format!(r#"{{"checkpoints": ["{bad}"]}}"#));
            assert!(
                refused.is_err_and(|words| words.contains("file:PATH")),
                "{bad}"
            );
        }
    }

    #[test]
    fn what_would_keep_nothing_or_never_send_is_refused() {
        let audit = read(r#"{"retain_days": "400", "checkpoint_seconds": "5", "feed": "stdout"}"#);
        let audit = audit.expect("as an environment variable has it, too");
        assert_eq!(
            (audit.retain_days, audit.checkpoint_seconds),
            (Some(400), 5)
        );
        assert_eq!(audit.feed, Some(Feed::Stdout));
        for bad in [
            r#"{"retain_days": 0}"#,
            r#"{"retain_days": "long"}"#,
            r#"{"checkpoint_seconds": 0}"#,
            r#"{"feed": ""}"#,
        ] {
            read(bad).expect_err(bad);
        }
    }
}
