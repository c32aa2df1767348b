//! What the Backend API costs, for people.

use crate::backend_api::{LINEAR, SELECTIVE};
use crate::page::{bound, cost, grid, put};
use crate::report::{Report, each};
use crate::site::Figures;
use crate::summary::Summary;

/// Why the second table grows.
const LINEAR_BY_CONTRACT: &str = "\
\nWhat the contract makes linear: a number of all who match has to count them, an order other than that of creation has to
look at all who match before it knows the first ten, and an `offset` passes over as many as it says. Where few match, none
of this is felt, which is what the table above is about; `starting_after` in place of an `offset` costs the same on every
page. Linear are besides the filters that no index leads to: `banned=false`, the moments of the last sign-in and activity,
and one or two letters in a single field (`name_query`, `username_query`, `email_address_query`, `phone_number_query`).
Clerk's SDK asks for `/users/count` with every `getUserList()`.";

/// The section.
pub fn backend_api(text: &mut String, report: &Report) {
    put(
        text,
        format_args!(
            "\n## The Backend API\n\n`GET /v1/users` by the secret key, ten users at most; what is looked for is in `query` unless another parameter is\n\
             named."
        ),
    );
    table(text, report, &SELECTIVE, |figures| {
        each(&figures.asked.selective)
    });
    if let Some((fewest, least)) = report.runs.first() {
        for (users, figures) in report.runs.iter().skip(1) {
            let few = Summary::of(least.asked.selective.iter().flatten());
            let many = Summary::of(figures.asked.selective.iter().flatten());
            bound(text, "these lists", (*fewest, &few), (*users, &many));
        }
    }
    table(text, report, &LINEAR, |figures| each(&figures.asked.linear));
    put(text, format_args!("{LINEAR_BY_CONTRACT}"));
}

fn table(
    text: &mut String,
    report: &Report,
    names: &[&'static str],
    of: fn(&Figures) -> Vec<Summary>,
) {
    let runs = report.runs.iter();
    let columns: Vec<_> = runs.map(|(_, figures)| of(figures)).collect();
    let rows = names.iter().enumerate().map(|(nth, name)| {
        let cells = columns.iter().map(|column| cost(&column[nth]));
        (*name, cells.collect())
    });
    grid(text, report, &rows.collect::<Vec<_>>());
}
