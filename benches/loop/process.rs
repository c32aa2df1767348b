//! The server as a process: started, read from, asked what it used, stopped.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context as _, bail, ensure};

use crate::cpu::{Cpu, Parts};

/// What the server is started with.
pub struct Launch<'a> {
    pub program: &'a Path,
    pub folder: &'a Path,
    pub log: File,
    /// What is logged.
    pub level: &'a str,
}

/// How one signs in.
pub struct SignIn {
    pub email: String,
    pub password: String,
}

/// The demo's staff.
pub struct Staff {
    pub support: SignIn,
    pub lead: SignIn,
}

impl Staff {
    /// Under which addresses they are listed.
    pub fn addresses(&self) -> [&str; 2] {
        [&self.support.email, &self.lead.email]
    }
}

/// A running `understudy serve`; killed when dropped.
pub struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    said: Vec<String>,
}

impl Server {
    /// Starts the program, which sees none of this machine's configuration.
    pub fn start(launch: &Launch<'_>, users: u32) -> anyhow::Result<Self> {
        let mut child = Command::new(launch.program)
            .args(["serve", "--data-dir", "data", "--listen", "127.0.0.1:0"])
            .args(["--provider-listen", "127.0.0.1:0"])
            .args(["--demo-users", &users.to_string()])
            .current_dir(launch.folder)
            .env_clear()
            .env("UNDERSTUDY_LOG__LEVEL", launch.level)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(launch.log.try_clone()?)
            .spawn()
            .with_context(|| {
                format!("The program {} cannot be started", launch.program.display())
            })?;
        let stdout = child.stdout.take().context("The program has no output")?;
        Ok(Self {
            child,
            stdout: BufReader::new(stdout),
            said: Vec::new(),
        })
    }

    /// The console's address.
    pub fn console(&mut self) -> anyhow::Result<&str> {
        self.value("Console")
    }

    /// How the demo's staff sign in, which only the start that made them says.
    pub fn staff(&mut self) -> anyhow::Result<Staff> {
        Ok(Staff {
            support: self.sign_in("Support")?,
            lead: self.sign_in("Lead")?,
        })
    }

    fn sign_in(&mut self, label: &str) -> anyhow::Result<SignIn> {
        let value = self.value(label)?;
        let (email, password) = value
            .split_once(' ')
            .with_context(|| format!("The line {label} has no password"))?;
        Ok(SignIn {
            email: email.to_owned(),
            password: password.trim().to_owned(),
        })
    }

    /// What is printed behind a word; reads on until it comes.
    fn value(&mut self, word: &str) -> anyhow::Result<&str> {
        while !self.said.iter().any(|line| line.starts_with(word)) {
            let mut line = String::new();
            ensure!(
                self.stdout.read_line(&mut line)? > 0,
                "The program ended before it printed {word}"
            );
            self.said.push(line);
        }
        let line = self.said.iter().find_map(|line| line.strip_prefix(word));
        Ok(line.unwrap_or_default().trim())
    }

    /// The CPU time of each of its threads so far.
    pub fn cpu(&self) -> anyhow::Result<Cpu> {
        Cpu::of(self.child.id())
    }

    /// What its CPU time so far was made of.
    pub fn parts(&self) -> anyhow::Result<Parts> {
        Parts::of(self.child.id())
    }

    /// How much memory it has resident, in bytes.
    pub fn memory(&self) -> anyhow::Result<u64> {
        self.status("VmRSS:")
    }

    /// How much memory it had resident at most, in bytes.
    pub fn most_memory(&self) -> anyhow::Result<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, key: &str) -> anyhow::Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kibibytes = text
            .lines()
            .find_map(|line| line.strip_prefix(key)?.trim().strip_suffix(" kB"))
            .with_context(|| format!("The kernel does not say {key}"))?;
        Ok(kibibytes.parse::<u64>()? * 1024)
    }

    /// Lets it come to its end.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &id]).status()?;
        ensure!(sent.success(), "The program cannot be told to stop");
        let status = self.child.wait()?;
        if status.success() {
            return Ok(());
        }
        bail!("The program ended with {status}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is left to kill after `stop`.
        let _over = self.child.kill();
        let _reaped = self.child.wait();
    }
}
