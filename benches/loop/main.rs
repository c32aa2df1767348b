//! What the main job costs. The release program is served on data directories of its own, one for each number of
//! users, all at once, and they are measured in turn, so that all see the same machine: one browser goes round
//! the loop (search, user page, start, page as the user, end, own page), then searches of every kind, user pages and
//! lists of the Backend API are asked for, then several browsers work at once. The server's CPU time is read after each
//! step, beside the cost of one RS256 signature in the same run.
//!
//! `make bench`, or `scripts/bench --users 1000,100000 --loops 500`.

mod backend_api;
mod backend_page;
mod browser;
mod cpu;
mod crowd;
mod journey;
mod machine;
mod page;
mod people;
mod probes;
mod process;
mod report;
mod signature;
mod site;
mod stopwatch;
mod summary;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;

use machine::Machine;
use report::Report;
use site::Site;

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
        default_value = "1000,100000,1000000",
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
    /// How often each kind of search, the user page and each list of the Backend API is asked for
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    probes: u32,
    /// How many browsers work at once
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=32))]
    browsers: u32,
    /// For how many seconds they do
    #[arg(long, value_name = "N", default_value_t = 10)]
    seconds: u64,
    /// Write docs/benchmarks.md
    #[arg(long)]
    write: bool,
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
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let target = root.join("target");
    let program = args
        .program
        .clone()
        .unwrap_or_else(|| target.join("release/understudy"));
    let log = target.join("bench.log");
    let machine = Machine::this();
    let mut sites = Vec::new();
    for users in &args.users {
        eprintln!("{users} users are made");
        let site = Site::open(&program, &log, *users).await;
        sites.push(site.with_context(|| {
            format!(
                "With {users} users (the server's log is in {})",
                log.display()
            )
        })?);
    }
    let signature = go(args, &mut sites).await?;
    let statements = site::statements(&program, &log).await?;
    let report = Report {
        machine,
        warm_up: args.warm_up,
        signature,
        statements,
        runs: sites
            .into_iter()
            .map(|site| (site.users, site.figures))
            .collect(),
    };
    print!("{}", page::tables(&report));
    let path = target.join("bench.json");
    write(&path, &report.json())?;
    if args.write {
        write(&root.join("docs/benchmarks.md"), &page::document(&report))?;
    }
    Ok(())
}

/// Measures all sites in turn. Answers the CPU time of one signature.
async fn go(args: &Args, sites: &mut [Site]) -> anyhow::Result<Duration> {
    eprintln!("one browser goes round");
    for site in &mut *sites {
        site.warm_up(args.warm_up).await?;
    }
    let before = signature::cost(SIGNATURES)?;
    let mut left = args.loops;
    while left > 0 {
        let some = left.min(10);
        for site in &mut *sites {
            site.go_round(some).await?;
        }
        left -= some;
    }
    eprintln!("it searches");
    for turn in 0..usize::try_from(args.probes)? {
        for site in &mut *sites {
            site.probe(turn).await?;
        }
    }
    let after = signature::cost(SIGNATURES)?;
    eprintln!("{} browsers work at once", args.browsers);
    for site in &mut *sites {
        site.finish(args.browsers, Duration::from_secs(args.seconds))
            .await?;
    }
    Ok((before + after) / 2)
}

fn write(path: &PathBuf, text: &str) -> anyhow::Result<()> {
    fs::write(path, text)
        .with_context(|| format!("The file {} cannot be written", path.display()))?;
    println!("Written to {}", path.display());
    Ok(())
}
