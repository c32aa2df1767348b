//! CPU time, in nanoseconds as the scheduler counts it: a step takes less than one tick of `/proc/PID/stat`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;

/// The CPU time of every thread at one moment.
pub struct Cpu(BTreeMap<PathBuf, Duration>);

impl Cpu {
    /// What each thread of the process has used so far, in user space and in the kernel.
    pub fn of(process: u32) -> anyhow::Result<Self> {
        let mut threads = BTreeMap::new();
        for entry in fs::read_dir(format!("/proc/{process}/task"))? {
            let path = entry?.path().join("schedstat");
            if let Some(used) = used(&path)? {
                threads.insert(path, used);
            }
        }
        Ok(Self(threads))
    }

    /// What was used since `before`. A thread that has ended since can no longer be asked.
    pub fn since(&self, before: &Self) -> Duration {
        self.0
            .iter()
            .map(|(thread, used)| {
                let before = before.0.get(thread).copied().unwrap_or_default();
                used.saturating_sub(before)
            })
            .sum()
    }
}

/// What of the CPU time since the process began was the program's own and what the kernel's, to a hundredth of
/// a second, and what of both was in the threads of the databases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    pub program: Duration,
    pub kernel: Duration,
    pub databases: Duration,
}

impl Parts {
    /// Of a process so far.
    pub fn of(process: u32) -> anyhow::Result<Self> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        let fields = stat
            .rsplit_once(')')
            .context("A name stands in brackets")?
            .1;
        let ticks = |nth: usize| -> anyhow::Result<Duration> {
            let ticks: u64 = fields
                .split_whitespace()
                .nth(nth)
                .context("The kernel says what was used")?
                .parse()?;
            // USER_HZ is 100 on every Linux that there is.
            Ok(Duration::from_millis(ticks * 10))
        };
        let mut databases = Duration::ZERO;
        for entry in fs::read_dir(format!("/proc/{process}/task"))? {
            let thread = entry?.path();
            let name = fs::read_to_string(thread.join("comm")).unwrap_or_default();
            if name.starts_with("sqlx-sqlite") {
                databases += used(&thread.join("schedstat"))?.unwrap_or_default();
            }
        }
        Ok(Self {
            program: ticks(11)?,
            kernel: ticks(12)?,
            databases,
        })
    }

    /// What was used since `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            program: self.program.saturating_sub(before.program),
            kernel: self.kernel.saturating_sub(before.kernel),
            databases: self.databases.saturating_sub(before.databases),
        }
    }

    /// What came to one of so many.
    pub fn each(self, many: u32) -> Self {
        Self {
            program: self.program / many.max(1),
            kernel: self.kernel / many.max(1),
            databases: self.databases / many.max(1),
        }
    }
}

/// The CPU time of the thread that asks.
pub fn this_thread() -> anyhow::Result<Duration> {
    used(Path::new("/proc/thread-self/schedstat"))?.context("A running thread is there")
}

/// The time on a CPU, in nanoseconds, is the first number. None when the thread has ended.
fn used(path: &Path) -> anyhow::Result<Option<Duration>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        // ENOENT before the file is opened, ESRCH after.
        Err(_) if !path.exists() && Path::new("/proc/self/schedstat").exists() => return Ok(None),
        Err(error) => {
            return Err(error).with_context(|| {
                format!(
                    "{} cannot be read; the benchmark needs Linux",
                    path.display()
                )
            });
        }
    };
    let nanoseconds = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(Some(Duration::from_nanos(nanoseconds)))
}
