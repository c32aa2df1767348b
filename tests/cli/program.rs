use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use http::StatusCode;

use crate::spec;
use crate::wire;

/// Long enough for a busy machine; nothing waits that long when all is well.
const PATIENCE: Duration = Duration::from_mins(1);

/// How the provider alone is started on a free port.
const PROVIDER: &[&str] = &["provider", "--listen", "127.0.0.1:0"];

/// How a console with its provider is started on free ports.
const CONSOLE: &[&str] = &[
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--provider-listen",
    "127.0.0.1:0",
];

/// An empty working directory for the program.
pub struct Place(tempfile::TempDir);

/// What a command said, and whether it succeeded.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The program, ready to be given more; it sees none of this machine's configuration.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_understudy"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Said {
        Said::from(self.command(args).output().expect("the program runs"))
    }

    /// Runs the program with `input` on its standard input.
    pub fn run_with_input(&self, args: &[&str], input: &str) -> Said {
        let mut command = self.command(args);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("is piped");
        stdin
            .write_all(input.as_bytes())
            .expect("the program reads");
        drop(stdin);
        Said::from(child.wait_with_output().expect("the program ends"))
    }

    /// The variables that `env` prints with these flags.
    #[track_caller]
    pub fn env(&self, flags: &[&str]) -> Vec<(String, String)> {
        let lines = self.run(&[&["env"], flags].concat()).succeeded();
        let pairs = lines
            .lines()
            .map(|line| line.split_once('=').expect("an assignment"));
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Serves the provider alone, on a free port.
    pub fn provide(&self, args: &[&str]) -> Serving {
        Serving::start(self.command(&[PROVIDER, args].concat()))
    }

    /// The one sentence of a provider that must not start.
    #[track_caller]
    pub fn provide_in_vain(&self, args: &[&str]) -> String {
        self.run(&[PROVIDER, args].concat()).failed()
    }

    /// Serves on free ports.
    pub fn serve(&self, args: &[&str]) -> Serving {
        Serving::start(self.command(&[CONSOLE, args].concat()))
    }

    /// The one sentence of a console that must not start.
    #[track_caller]
    pub fn serve_in_vain(&self, args: &[&str]) -> String {
        self.run(&[CONSOLE, args].concat()).failed()
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Said {
    /// The standard output of a command that must have succeeded.
    #[track_caller]
    pub fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// The one sentence of a command that must have failed.
    #[track_caller]
    pub fn failed(self) -> String {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(
            self.err.starts_with("understudy: ") && self.err.ends_with(".\n"),
            "{self:?}"
        );
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(
            !self.err.contains("backtrace") && !self.err.contains("panicked"),
            "{self:?}"
        );
        self.err
    }
}

/// Holds an answer of the provider against its description.
#[track_caller]
pub fn check(verb: &str, path: &str, head: &str, body: &str) {
    let status = StatusCode::from_u16(wire::status(head));
    let body = serde_json::from_str(body).expect("the provider answers in JSON alone");
    let (method, uri) = (verb.parse(), path.parse());
    let (method, uri) = (method.expect("a method"), uri.expect("a path"));
    spec::check(&method, &uri, status.expect("a status"), &body);
}

/// A running `understudy serve` or `provider`; killed when dropped.
pub struct Serving {
    child: Child,
    lines: Receiver<String>,
    /// What it printed until it served.
    pub said: Vec<String>,
}

impl Serving {
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let stdout = child.stdout.take().expect("is piped");
        Self::hear(child, stdout)
    }

    /// As [`Serving::start`], where standard output goes elsewhere and the program speaks on standard error.
    pub fn start_aside(mut command: Command, out: File) -> Self {
        let mut child = command
            .stdout(out)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let stderr = child.stderr.take().expect("is piped");
        Self::hear(child, stderr)
    }

    fn hear(child: Child, voice: impl Read + Send + 'static) -> Self {
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(voice).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut serving = Self {
            child,
            lines,
            said: Vec::new(),
        };
        serving.read_until(|line| line.starts_with("Provider") || line.starts_with("Clerk"));
        serving
    }

    /// Reads on until a line is the one that was waited for.
    #[track_caller]
    pub fn read_until(&mut self, is_it: impl Fn(&str) -> bool) {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("the line comes");
            self.said.push(line);
            if is_it(&self.said[self.said.len() - 1]) {
                return;
            }
        }
    }

    /// Address and password that were printed behind a word, once all of the demo was.
    #[track_caller]
    pub fn demo(&mut self, word: &str) -> (String, String) {
        if !self.said.iter().any(|line| line.starts_with("Lead")) {
            self.read_until(|line| line.starts_with("Lead"));
        }
        let (email, password) = self.value(word).split_once("  ").expect("two words");
        (email.to_owned(), password.to_owned())
    }

    /// What stands behind a word at the beginning of a line.
    #[track_caller]
    pub fn value(&self, word: &str) -> &str {
        let line = self.said.iter().find_map(|line| line.strip_prefix(word));
        line.unwrap_or_else(|| panic!("no line {word} in {:?}", self.said))
            .trim()
    }

    /// Asks for a path at the address of the line that begins with `whom`.
    #[track_caller]
    pub fn get(&self, whom: &str, path: &str) -> String {
        self.ask(whom, "GET", path, "")
    }

    /// Tries to sign in with the provider, as a Clerk SDK does.
    #[track_caller]
    pub fn sign_in(&self, email: &str, password: &str) -> String {
        let form = format!("strategy=password&identifier={email}&password={password}");
        self.ask(
            "Provider",
            "POST",
            "/v1/client/sign_ins?_is_native=1",
            &form,
        )
    }

    #[track_caller]
    fn ask(&self, whom: &str, verb: &str, path: &str, form: &str) -> String {
        let host = self
            .value(whom)
            .strip_prefix("http://")
            .expect("an http address");
        let length = form.len();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: \r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
        );
        let (head, body) = wire::ask(host, &request);
        if whom == "Provider" {
            check(verb, path, &head, &body);
        }
        format!("{head}\r\n\r\n{body}")
    }

    /// Sends a signal by name and waits for the end.
    pub fn stop(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill")
            .args(["-s", signal, &id])
            .status()
            .expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("the program ends").code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Nothing is left to kill after `stop`.
        let _over = self.child.kill();
        let _reaped = self.child.wait();
    }
}
