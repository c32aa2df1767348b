//! The figures, and how machines read them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::backend_api::{LINEAR, SELECTIVE};
use crate::journey::{Cost, STEPS};
use crate::machine::Machine;
use crate::probes::KINDS;
use crate::site::Figures;
use crate::summary::Summary;

/// Everything that was measured.
pub struct Report {
    pub machine: Machine,
    /// Loops that were not measured.
    pub warm_up: u32,
    /// CPU time of one RS256 signature.
    pub signature: Duration,
    /// How many statements each step asks the databases for.
    pub statements: Vec<usize>,
    /// For each number of users.
    pub runs: Vec<(u32, Figures)>,
}

impl Figures {
    /// Each step of a loop.
    pub fn steps(&self) -> Vec<Summary> {
        (0..STEPS.len())
            .map(|step| Summary::of(self.loops.iter().map(|sample| &sample[step])))
            .collect()
    }

    /// A whole loop.
    pub fn whole(&self) -> Summary {
        let loops: Vec<_> = self
            .loops
            .iter()
            .map(|sample| Cost {
                cpu: sample.iter().map(|cost| cost.cpu).sum(),
                wall: sample.iter().map(|cost| cost.wall).sum(),
            })
            .collect();
        Summary::of(loops.iter())
    }

    /// Each kind of search, and the user page.
    pub fn kinds(&self) -> Vec<Summary> {
        each(&self.probed)
    }

    /// All searches and lists together, and the user page.
    pub fn search_and_page(&self) -> [Summary; 2] {
        let (page, searches) = self.probed.split_last().expect("there are a dozen kinds");
        [
            Summary::of(searches.iter().flatten()),
            Summary::of(page.iter()),
        ]
    }

    /// How many loops there were.
    pub fn count(&self) -> u32 {
        u32::try_from(self.loops.len()).unwrap_or(u32::MAX)
    }
}

impl Report {
    /// Times are in microseconds, sizes in bytes.
    pub fn json(&self) -> String {
        let report = json!({
            "machine": {
                "processor": self.machine.processor,
                "cores": self.machine.cores,
                "memory_bytes": self.machine.memory,
                "system": self.machine.system,
                "load_before": self.machine.load,
            },
            "warm_up": self.warm_up,
            "signature_cpu_us": micros(self.signature),
            "statements": STEPS.iter().zip(&self.statements).collect::<Vec<_>>(),
            "runs": self.runs.iter().map(|(users, figures)| run(*users, figures)).collect::<Vec<_>>(),
        });
        format!("{report:#}\n")
    }
}

fn run(users: u32, figures: &Figures) -> Value {
    let named = |names: &[&str], summaries: Vec<Summary>| {
        let all = names.iter().zip(&summaries);
        all.map(|(name, summary)| one(name, summary))
            .collect::<Vec<_>>()
    };
    let [search, page] = figures.search_and_page();
    let parts = figures.parts.each(figures.count());
    let crowd = figures.crowd.as_ref().map(|crowd| {
        json!({
            "browsers": crowd.browsers,
            "loops": crowd.loops,
            "loops_per_second": crowd.per_second(),
            "loop_cpu_us": micros(crowd.cpu_of_loop()),
        })
    });
    json!({
        "users": users,
        "loops": figures.count(),
        "steps": named(&STEPS, figures.steps()),
        "loop": one("loop", &figures.whole()),
        "loop_made_of_us": {
            "program": micros(parts.program),
            "kernel": micros(parts.kernel),
            "databases": micros(parts.databases),
        },
        "probes": named(&KINDS, figures.kinds()),
        "all_searches": one("all searches", &search),
        "user_page": one("user page", &page),
        "backend_api": named(&SELECTIVE, each(&figures.asked.selective)),
        "backend_api_selective": one("selective", &Summary::of(figures.asked.selective.iter().flatten())),
        "backend_api_linear": named(&LINEAR, each(&figures.asked.linear)),
        "crowd": crowd,
        "seeded_us": micros(figures.seeded),
        "ready_us": micros(figures.ready),
        "data_bytes": figures.data,
        "memory_after_demo_bytes": figures.memory_after_demo,
        "memory_at_rest_bytes": figures.memory_at_rest,
        "memory_at_end_bytes": figures.memory_at_end,
        "memory_at_most_bytes": figures.memory_at_most,
    })
}

/// Each kind by itself.
pub fn each(costs: &[Vec<Cost>]) -> Vec<Summary> {
    let all = costs.iter().map(|costs| Summary::of(costs.iter()));
    all.collect()
}

fn one(name: &str, summary: &Summary) -> Value {
    json!({
        "name": name,
        "cpu_mean_us": micros(summary.cpu),
        "cpu_p99_us": micros(summary.cpu_p99),
        "wall_p50_us": micros(summary.p50),
        "wall_p99_us": micros(summary.p99),
    })
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
