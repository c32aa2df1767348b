//! The figures, as a table for people and as JSON for machines.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value, json};

use crate::journey::{Cost, STEPS, Sample};
use crate::machine::Machine;

/// What was measured with one number of users.
pub struct Run {
    pub users: u32,
    pub warm_up: u32,
    pub samples: Vec<Sample>,
    /// CPU time of one RS256 signature.
    pub signature: Duration,
    /// How long it took to make the demo, from exec.
    pub seeded: Duration,
    /// From exec on the existing data to the last byte of the first page.
    pub ready: Duration,
    /// Bytes resident after the first page.
    pub memory_at_rest: u64,
    /// Bytes resident after the last loop.
    pub memory_at_end: u64,
    /// The most that was ever resident, in bytes.
    pub memory_at_most: u64,
}

/// What a step, or a whole loop, cost over all samples.
struct Summary {
    name: &'static str,
    cpu: Duration,
    p50: Duration,
    p99: Duration,
}

impl Summary {
    fn new(name: &'static str, costs: &[Cost]) -> Self {
        let mut walls: Vec<_> = costs.iter().map(|cost| cost.wall).collect();
        walls.sort_unstable();
        Self {
            name,
            cpu: mean(costs.iter().map(|cost| cost.cpu)),
            p50: percentile(&walls, 50),
            p99: percentile(&walls, 99),
        }
    }

    fn line(&self, signature: Duration) -> String {
        format!(
            "{:<18}{:>9}{:>15.1}{:>10}{:>10}\n",
            self.name,
            millis(self.cpu),
            ratio(self.cpu, signature),
            millis(self.p50),
            millis(self.p99)
        )
    }

    fn json(&self, signature: Duration) -> Value {
        json!({
            "name": self.name,
            "cpu_mean_us": micros(self.cpu),
            "cpu_in_signatures": ratio(self.cpu, signature),
            "wall_p50_us": micros(self.p50),
            "wall_p99_us": micros(self.p99),
        })
    }
}

impl Run {
    fn steps(&self) -> Vec<Summary> {
        let names = STEPS.iter().enumerate();
        names
            .map(|(step, name)| {
                let costs: Vec<_> = self.samples.iter().map(|sample| sample[step]).collect();
                Summary::new(name, &costs)
            })
            .collect()
    }

    fn whole(&self) -> Summary {
        let loops: Vec<_> = self
            .samples
            .iter()
            .map(|sample| Cost {
                cpu: sample.iter().map(|cost| cost.cpu).sum(),
                wall: sample.iter().map(|cost| cost.wall).sum(),
            })
            .collect();
        Summary::new("loop", &loops)
    }

    /// Loops in a second of one browser that never rests.
    fn per_second(&self) -> f64 {
        let walls = self.samples.iter().flatten().map(|cost| cost.wall);
        Duration::from_secs(1).div_duration_f64(mean(walls) * step_count())
    }

    /// For people.
    pub fn table(&self, machine: &Machine) -> String {
        let mut table = format!(
            "\n{} users, {} loops after {} to warm up; {}, {} cores, load {} before\n\n\
             {:<18}{:>9}{:>15}{:>10}{:>10}\n",
            self.users,
            self.samples.len(),
            self.warm_up,
            machine.processor,
            machine.cores,
            machine.load,
            "step",
            "CPU, ms",
            "in signatures",
            "p50, ms",
            "p99, ms"
        );
        for summary in self.steps().iter().chain([&self.whole()]) {
            table.push_str(&summary.line(self.signature));
        }
        let _infallible = writeln!(
            table,
            "{:<18}{:>9}{:>15.1}\n\n\
             CPU is the server's own, a mean over all loops; p50 and p99 are what one browser waits.\n\
             {:.0} loops a second in one browser. Ready {} ms after exec. Demo made in {:.1} s.\n\
             Memory: {} MB at rest, {} MB at the end, {} MB at most.\n",
            "RS256 signature",
            millis(self.signature),
            1.0,
            self.per_second(),
            self.ready.as_millis(),
            self.seeded.as_secs_f64(),
            megabytes(self.memory_at_rest),
            megabytes(self.memory_at_end),
            megabytes(self.memory_at_most)
        );
        table
    }

    fn json(&self) -> Value {
        let steps = self.steps();
        json!({
            "users": self.users,
            "loops": self.samples.len(),
            "warm_up": self.warm_up,
            "steps": steps.iter().map(|step| step.json(self.signature)).collect::<Vec<_>>(),
            "loop": self.whole().json(self.signature),
            "signature_cpu_us": micros(self.signature),
            "loops_per_second": self.per_second(),
            "ready_us": micros(self.ready),
            "seeded_us": micros(self.seeded),
            "memory_at_rest_bytes": self.memory_at_rest,
            "memory_at_end_bytes": self.memory_at_end,
            "memory_at_most_bytes": self.memory_at_most,
        })
    }
}

/// All runs, for machines. Times are in microseconds.
pub fn json(machine: &Machine, runs: &[Run]) -> String {
    let report = json!({
        "machine": {
            "processor": machine.processor,
            "cores": machine.cores,
            "load_before": machine.load,
        },
        "runs": runs.iter().map(Run::json).collect::<Vec<_>>(),
    });
    format!("{report:#}\n")
}

fn step_count() -> u32 {
    u32::try_from(STEPS.len()).expect("there are six")
}

fn mean(times: impl Iterator<Item = Duration>) -> Duration {
    let (count, total) = times.fold((0_u32, Duration::ZERO), |(count, total), time| {
        (count + 1, total + time)
    });
    total / count.max(1)
}

/// The smallest of the sorted times that so many in a hundred do not exceed.
fn percentile(sorted: &[Duration], hundredths: usize) -> Duration {
    let rank = (sorted.len() * hundredths).div_ceil(100);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

fn ratio(time: Duration, signature: Duration) -> f64 {
    if signature.is_zero() {
        return 0.0;
    }
    // A hundredth is finer than what is measured.
    (time.div_duration_f64(signature) * 100.0).round() / 100.0
}

fn millis(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() * 1_000.0)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
