//! The figures for people: tables in Markdown, and docs/benchmarks.md around them.

use std::fmt::Write as _;
use std::time::Duration;

use crate::backend_page::backend_api;
use crate::journey::STEPS;
use crate::probes::KINDS;
use crate::report::Report;
use crate::site::Figures;
use crate::summary::Summary;

/// How much slower than with the fewest users a search or a user page may be.
const BOUND: f64 = 1.5;

/// What the tables do not say by themselves.
const NOTES: &str = "\
## How to read it

- A loop costs several times the 2 to 3 ms of CPU that it is meant to cost. What the databases' threads take of it is
  measured above; the rest is rendering, memory, the routers of console and provider, and cryptography, which are not
  told apart here. Start alone is nearly half, and asks the databases for most of a loop's statements.
- Searches read what a page needs, whatever the number of users; what still grows is how deep the indexes are and how
  many pages of them are in the processor's and the system's memory. The p99 of waits is the machine's as much as the
  program's when others are at work: the CPU beside it is the program's alone.
- At most and at the end, memory holds what comparing several passwords at once takes, 19 MB each. After a start that
  made very many users it holds what writing them took, until the next start.
";

/// The document.
pub fn document(report: &Report) -> String {
    format!(
        "# Benchmarks\n\n\
         Written by `make bench`, which measures the release program as browsers see it; figures for machines are in\n\
         `target/bench.json`. Served at once are a console for each number of users; they are measured in turn, so that\n\
         what else the machine does falls on all alike. CPU is the server's own time, all threads and the kernel included.\n\n\
         {}\n{NOTES}",
        tables(report)
    )
}

/// All tables.
pub fn tables(report: &Report) -> String {
    let machine = &report.machine;
    let mut text = String::new();
    put(
        &mut text,
        format_args!(
            "Machine: {}, {} cores, {} GB, {}. Load before: {}; above 0.5 the machine had other work too, and waits are\n\
             longer than the program's own.",
            machine.processor,
            machine.cores,
            machine.memory.div_ceil(1_000_000_000),
            machine.system,
            machine.load
        ),
    );
    rows(&mut text, report, "## In short", &short(report));
    loops(&mut text, report);
    made_of(&mut text, report);
    searches(&mut text, report);
    backend_api(&mut text, report);
    text
}

type Cell = fn(&Figures) -> String;

fn short(report: &Report) -> Vec<(&'static str, Vec<String>)> {
    let cells: [(&str, Cell); 11] = [
        ("loops a second, one browser", |figures| {
            let wall: Duration = figures.loops.iter().flatten().map(|cost| cost.wall).sum();
            format!("{:.0}", f64::from(figures.count()) / wall.as_secs_f64())
        }),
        ("loops a second, several browsers", |figures| {
            let crowd = figures.crowd.as_ref();
            crowd.map_or_else(String::new, |crowd| format!("{:.0}", crowd.per_second()))
        }),
        ("CPU of a loop, one browser", |figures| {
            millis(figures.whole().cpu)
        }),
        ("CPU of a loop, several browsers", |figures| {
            let crowd = figures.crowd.as_ref();
            crowd.map_or_else(String::new, |crowd| millis(crowd.cpu_of_loop()))
        }),
        ("exec to first page", |figures| millis(figures.ready)),
        ("memory at rest", |figures| {
            megabytes(figures.memory_at_rest)
        }),
        ("memory after the start that made the demo", |figures| {
            megabytes(figures.memory_after_demo)
        }),
        ("memory at the end", |figures| {
            megabytes(figures.memory_at_end)
        }),
        ("memory at most", |figures| {
            megabytes(figures.memory_at_most)
        }),
        ("making the demo", |figures| {
            format!("{:.1} s", figures.seeded.as_secs_f64())
        }),
        ("data directory", |figures| megabytes(figures.data)),
    ];
    cells
        .into_iter()
        .map(|(name, cell)| {
            let cells = report.runs.iter().map(|(_, figures)| cell(figures));
            (name, cells.collect())
        })
        .collect()
}

fn loops(text: &mut String, report: &Report) {
    put(
        text,
        format_args!(
            "\n## A loop\n\nOne browser: search, user page, start, page as the user, end, own page; {} loops after {} to warm up. CPU is\n\
             the mean; p50 and p99 are what the browser waits. One RS256 signature takes {} of CPU here.",
            report
                .runs
                .first()
                .map_or(0, |(_, figures)| figures.count()),
            report.warm_up,
            millis(report.signature)
        ),
    );
    let names: Vec<_> = STEPS.iter().copied().chain(["loop"]).collect();
    let table = names.into_iter().enumerate().map(|(nth, name)| {
        let cells = report.runs.iter().map(|(_, figures)| {
            let mut all = figures.steps();
            all.push(figures.whole());
            cost(&all[nth])
        });
        (name, cells.collect())
    });
    grid(text, report, &table.collect::<Vec<_>>());
    put(text, format_args!("\nEach: CPU, p50 / p99."));
}

fn made_of(text: &mut String, report: &Report) {
    let cells: [(&str, Cell); 3] = [
        ("program", |figures| {
            millis(figures.parts.each(figures.count()).program)
        }),
        ("kernel", |figures| {
            millis(figures.parts.each(figures.count()).kernel)
        }),
        ("of both, in the databases' threads", |figures| {
            millis(figures.parts.each(figures.count()).databases)
        }),
    ];
    put(text, format_args!("\n## What the CPU of a loop is made of"));
    let table = cells.map(|(name, cell)| {
        let cells = report.runs.iter().map(|(_, figures)| cell(figures));
        (name, cells.collect())
    });
    grid(text, report, &table);
    let statements: Vec<_> = STEPS
        .iter()
        .zip(&report.statements)
        .map(|(step, count)| format!("{step} {count}"))
        .collect();
    put(
        text,
        format_args!(
            "\nA loop asks the databases for {} statements ({}), each handed to a thread of its connection and back;\n\
             the kernel's share is mostly these hand-overs, the sockets, and the three waits for the disk that the ledger needs.\n\
             It makes one RS256 signature ({}).",
            report.statements.iter().sum::<usize>(),
            statements.join(", "),
            millis(report.signature)
        ),
    );
}

fn searches(text: &mut String, report: &Report) {
    put(
        text,
        format_args!("\n## Searches and user pages\n\nWhole pages, as the browser waits for them."),
    );
    let table = KINDS.iter().enumerate().map(|(nth, kind)| {
        let cells = report
            .runs
            .iter()
            .map(|(_, figures)| cost(&figures.kinds()[nth]));
        (*kind, cells.collect())
    });
    grid(text, report, &table.collect::<Vec<_>>());
    let Some((fewest, least)) = report.runs.first() else {
        return;
    };
    for (users, figures) in report.runs.iter().skip(1) {
        let pairs = least
            .search_and_page()
            .into_iter()
            .zip(figures.search_and_page());
        for (name, (few, many)) in ["all searches", "user page"].into_iter().zip(pairs) {
            bound(text, name, (*fewest, &few), (*users, &many));
        }
    }
}

/// How much longer something takes with many users than with few.
pub fn bound(text: &mut String, name: &str, few: (u32, &Summary), many: (u32, &Summary)) {
    let ((fewest, few), (users, many)) = (few, many);
    let (wall, cpu) = (ratio(many.p99, few.p99), ratio(many.cpu_p99, few.cpu_p99));
    let verdict = if wall <= BOUND { "within" } else { "beyond" };
    put(
        text,
        format_args!(
            "\np99 of {name} with {users} users: {} instead of {} with {fewest}, {wall:.2} times ({verdict} {BOUND}); \
             of its CPU {cpu:.2} times.",
            millis(many.p99),
            millis(few.p99)
        ),
    );
}

fn rows(text: &mut String, report: &Report, title: &str, table: &[(&str, Vec<String>)]) {
    put(text, format_args!("\n{title}"));
    grid(text, report, table);
}

/// A table with a column for each number of users.
pub fn grid(text: &mut String, report: &Report, table: &[(&str, Vec<String>)]) {
    let users = report
        .runs
        .iter()
        .map(|(users, _)| format!(" {users} users |"));
    put(text, format_args!("\n| |{}", users.collect::<String>()));
    put(
        text,
        format_args!("| --- |{}", " ---: |".repeat(report.runs.len())),
    );
    for (name, cells) in table {
        put(text, format_args!("| {name} | {} |", cells.join(" | ")));
    }
}

/// A cell: CPU, p50 / p99.
pub fn cost(summary: &Summary) -> String {
    let bare = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1_000.0);
    format!(
        "{}, {} / {} ms",
        millis(summary.cpu),
        bare(summary.p50),
        bare(summary.p99)
    )
}

/// A line.
pub fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    let _infallible = writeln!(text, "{line}");
}

fn ratio(many: Duration, few: Duration) -> f64 {
    if few.is_zero() {
        return 0.0;
    }
    many.div_duration_f64(few)
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}
