//! One start, and what a test does with it first.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::stopwatch::Stopwatch;

/// What is measured, each from exec on.
pub const STEPS: [&str; 4] = [
    "a request is answered",
    "its keys are known",
    "a user is there",
    "the user is signed in",
];

/// When each step was done.
pub type Round = [Duration; STEPS.len()];

const PASSWORD: &str = "correct horse battery";

/// A process that does not outlive its round.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _over = self.0.kill();
        let _reaped = self.0.wait();
    }
}

pub async fn go(program: &Path, data: &Path, number: u32) -> anyhow::Result<Round> {
    let client = Client::builder().build()?;
    let watch = Stopwatch::start();
    let mut child = command(
        program,
        data,
        &["provider", "--no-demo", "--listen", "127.0.0.1:0"],
    )
    .stderr(Stdio::null())
    .spawn()
    .with_context(|| format!("The program {} cannot be started", program.display()))?;
    let stdout = child.stdout.take().context("The program has no output")?;
    let running = Running(child);
    let mut line = String::new();
    // Kept open: the program ends when nobody reads what it says.
    let mut stdout = BufReader::new(stdout);
    stdout.read_line(&mut line)?;
    let url = line
        .trim()
        .strip_prefix("Provider")
        .context("The program said nothing")?
        .trim()
        .to_owned();
    answered(client.get(format!("{url}/v1/health"))).await?;
    let reached = watch.elapsed();

    let env = command(program, data, &["env"]).output()?;
    let env = String::from_utf8(env.stdout)?;
    let key = env
        .lines()
        .find_map(|line| line.strip_prefix("CLERK_SECRET_KEY="));
    let key = key.context("The key is not printed")?;
    let known = watch.elapsed();

    let email = format!("person{number}@example.com");
    let body = json!({"email_address": [email], "password": PASSWORD}).to_string();
    let create = client.post(format!("{url}/v1/users")).bearer_auth(key);
    answered(create.header("content-type", "application/json").body(body)).await?;
    let created = watch.elapsed();

    let form = format!(
        "strategy=password&identifier={email}&password={}",
        PASSWORD.replace(' ', "+")
    );
    let sign_in = client
        .post(format!("{url}/v1/client/sign_ins?_is_native=1"))
        .header("authorization", "")
        .header("content-type", "application/x-www-form-urlencoded");
    let answer = answered(sign_in.body(form)).await?;
    let signed_in = watch.elapsed();
    ensure!(
        answer["response"]["status"] == "complete",
        "Nobody is signed in: {answer}"
    );
    drop((running, stdout));
    Ok([reached, known, created, signed_in])
}

/// The program, which sees none of this machine's configuration.
fn command(program: &Path, data: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(words)
        .arg("--data-dir")
        .arg(data)
        .current_dir(data.parent().unwrap_or(data))
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// The answer, which must be a good one.
async fn answered(request: RequestBuilder) -> anyhow::Result<Value> {
    let answer = request.send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    ensure!(status.is_success(), "{status}: {text}");
    Ok(serde_json::from_str(&text).unwrap_or_default())
}
