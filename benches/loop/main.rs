//! What the main job costs: the release program is served on a data directory of its own, one browser
//! goes round the loop (search, user page, start, page as the user, end, own page), and the server's
//! CPU time is read after each step, beside the cost of one RS256 signature in the same run.
//!
//! `make bench`, or `scripts/bench --users 1000,100000 --loops 500`.

mod browser;
mod cpu;
mod journey;
mod machine;
mod people;
mod process;
mod report;
mod signature;
mod stopwatch;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use browser::Browser;
use journey::Journey;
use machine::Machine;
use process::{Launch, Server};
use report::Run;
use stopwatch::Stopwatch;

/// Signatures are timed in two lots, before and after the loops, so that both see the same machine.
const SIGNATURES: u32 = 500;

/// Measures what a loop of the main job costs the server.
#[derive(Debug, clap::Parser)]
#[command(name = "loop")]
struct Args {
    /// How many demo people there are; several numbers are measured one after the other
    #[arg(
        long,
        value_name = "N",
        default_value = "200",
        value_delimiter = ',',
        value_parser = clap::value_parser!(u32).range(3..=1_000_000)
    )]
    users: Vec<u32>,
    /// How many loops are measured
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    loops: u32,
    /// How many loops come first and are not measured
    #[arg(long, value_name = "N", default_value_t = 20)]
    warm_up: u32,
    /// The program [default: target/release/understudy]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Cargo says it to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match measure(&<Args as clap::Parser>::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("understudy: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(args: &Args) -> anyhow::Result<()> {
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target");
    let program = args
        .program
        .clone()
        .unwrap_or_else(|| target.join("release/understudy"));
    let log = target.join("bench.log");
    let machine = Machine::this();
    let mut runs = Vec::new();
    for users in &args.users {
        let run = run(args, *users, &program, &log).await.with_context(|| {
            format!(
                "With {users} users (the server's log is in {})",
                log.display()
            )
        })?;
        print!("{}", run.table(&machine));
        runs.push(run);
    }
    let path = target.join("bench.json");
    fs::write(&path, report::json(&machine, &runs))
        .with_context(|| format!("The file {} cannot be written", path.display()))?;
    println!("Written to {}", path.display());
    Ok(())
}

/// Measures with so many demo people.
async fn run(args: &Args, users: u32, program: &Path, log: &Path) -> anyhow::Result<Run> {
    let folder = tempfile::tempdir()?;
    let launch = Launch {
        program,
        folder: folder.path(),
        log: File::create(log)
            .with_context(|| format!("The file {} cannot be written", log.display()))?,
    };

    // The demo is made by a first start, so that the server which is measured begins with what it finds.
    let seeding = Stopwatch::start();
    let mut first = Server::start(&launch, users)?;
    let staff = first.staff()?;
    let seeded = seeding.elapsed();
    first.stop()?;

    let starting = Stopwatch::start();
    let mut server = Server::start(&launch, users)?;
    let mut browser = Browser::new(server.console()?)?;
    browser.get("/sign-in").await?.expect(200)?;
    let ready = starting.elapsed();
    let memory_at_rest = server.memory()?;

    journey::sign_in(&mut browser, &staff.support).await?;
    let people = people::some(&mut browser, &staff.addresses()).await?;
    let signatures_before = signature::cost(SIGNATURES)?;
    let mut journey = Journey::new(browser, &server, people);
    journey.take(args.warm_up).await?;
    let samples = journey.take(args.loops).await?;
    let signatures_after = signature::cost(SIGNATURES)?;
    let (memory_at_end, memory_at_most) = (server.memory()?, server.most_memory()?);
    server.stop()?;
    Ok(Run {
        users,
        warm_up: args.warm_up,
        samples,
        signature: (signatures_before + signatures_after) / 2,
        seeded,
        ready,
        memory_at_rest,
        memory_at_end,
        memory_at_most,
    })
}
