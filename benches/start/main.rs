//! How soon a test can begin: a provider is started as a test suite starts one for each test, its keys are asked for, a
//! user is created through the Backend API and signs in with a password, all from exec on. Once on new data
//! directories, once on one that is there.
//!
//! `make bench`, or `cargo bench --bench start -- --rounds 100`.

mod round;
#[path = "../loop/stopwatch.rs"]
mod stopwatch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use round::{Round, STEPS};

/// Until a request is answered, and until somebody is signed in.
const BOUNDS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(150)];

/// Measures how soon a provider is there.
#[derive(Debug, clap::Parser)]
#[command(name = "start")]
struct Args {
    /// How often it is started on each kind of data directory
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
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
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/release/understudy");
    let program = std::path::absolute(args.program.as_ref().unwrap_or(&usual))?;
    let folder = tempfile::tempdir()?;
    let (mut new, mut again) = (Vec::new(), Vec::new());
    for number in 0..args.rounds {
        let data = folder.path().join(number.to_string());
        new.push(round::go(&program, &data, number).await?);
        let data = folder.path().join("0");
        again.push(round::go(&program, &data, args.rounds + number).await?);
    }
    println!(
        "| from exec, median and worst of {} | new data | data that is there | bound |",
        args.rounds
    );
    println!("| --- | ---: | ---: | ---: |");
    for (number, step) in STEPS.iter().enumerate() {
        let bound = match number {
            0 => millis(BOUNDS[0]),
            _ if number + 1 == STEPS.len() => millis(BOUNDS[1]),
            _ => String::new(),
        };
        let (new, again) = (figures(&new, number), figures(&again, number));
        println!("| {step} | {new} | {again} | {bound} |");
    }
    Ok(())
}

fn figures(rounds: &[Round], step: usize) -> String {
    let mut times: Vec<_> = rounds.iter().map(|round| round[step]).collect();
    times.sort_unstable();
    let worst = times[times.len() - 1];
    format!("{}, {}", millis(times[times.len() / 2]), millis(worst))
}

fn millis(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}
