use std::fs;
use std::thread::available_parallelism;

/// What the figures were measured on.
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    /// In bytes.
    pub memory: u64,
    pub system: String,
    /// How many threads wanted to run in the last minute, before the benchmark added its own: above 0.5
    /// somebody else was at work.
    pub load: String,
}

impl Machine {
    pub fn this() -> Self {
        let first = |path: &str, find: fn(&str) -> Option<&str>| {
            let text = fs::read_to_string(path).unwrap_or_default();
            find(&text).unwrap_or("unknown").to_owned()
        };
        Self {
            processor: first("/proc/cpuinfo", |text| {
                let line = text.lines().find(|line| line.starts_with("model name"))?;
                Some(line.split_once(':')?.1.trim())
            }),
            cores: available_parallelism().map_or(1, usize::from),
            memory: first("/proc/meminfo", |text| {
                let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
                line.split_whitespace().nth(1)
            })
            .parse::<u64>()
            .map_or(0, |kibibytes| kibibytes * 1024),
            system: format!(
                "{}, Linux {}",
                first("/etc/os-release", |text| {
                    let line = text
                        .lines()
                        .find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
                    Some(line.trim_matches('"'))
                }),
                first("/proc/sys/kernel/osrelease", |text| Some(text.trim()))
            ),
            load: first("/proc/loadavg", |text| text.split(' ').next()),
        }
    }
}
