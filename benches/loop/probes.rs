//! Searches of every kind, and user pages, asked of all sites in turn: what a search costs must not depend on how
//! many people there are.

use anyhow::Context as _;

use crate::browser::Browser;
use crate::journey::{Cost, Lap, Meter};
use crate::people::{self, Person};
use crate::process::Server;

/// What is asked for. The last one is the user page, the others are searches and lists.
pub const KINDS: [&str; 12] = [
    "an address",
    "a given name",
    "a family name",
    "a whole name",
    "three letters in many names",
    "a word in every address",
    "two letters",
    "one letter",
    "nobody",
    "nobody, of common pieces",
    "a page deep in the list",
    "user page",
];

/// The costs of each kind.
pub type Probed = [Vec<Cost>; KINDS.len()];

/// Asks for each kind once.
pub async fn round(
    browser: &mut Browser,
    server: &Server,
    person: &Person,
    oldest: &str,
    probed: &mut Probed,
) -> anyhow::Result<()> {
    let mut lap = Lap::begin(Meter::Server(server))?;
    for path in paths(person, oldest) {
        let answer = lap.get(browser, &path).await;
        answer.with_context(|| format!("probing {path}"))?;
    }
    for (costs, cost) in probed.iter_mut().zip(lap.costs()) {
        costs.push(cost);
    }
    Ok(())
}

/// Somebody who was there before nearly everybody else: the first of a name has no number in the address.
pub async fn oldest(browser: &mut Browser, person: &Person) -> anyhow::Result<String> {
    let local = person.email.split('@').next().unwrap_or_default();
    let name = local.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let page = browser
        .get(&search(&format!("{name}@")))
        .await?
        .expect(200)?;
    let found = people::rows(&page).into_iter().next_back();
    Ok(found.map_or_else(|| person.id.clone(), |person| person.id))
}

fn paths(person: &Person, oldest: &str) -> [String; KINDS.len()] {
    let given = person.name.split(' ').next().unwrap_or_default();
    let family = person.name.split(' ').next_back().unwrap_or_default();
    let letters = |count| given.chars().take(count).collect::<String>();
    [
        search(&person.email),
        search(given),
        search(family),
        search(&person.name),
        search("ann"),
        search("example"),
        search(&letters(2)),
        search(&letters(1)),
        search("xqzzvk"),
        // A given name and a family name that never come together, in the wrong order.
        search(&format!("{family} {given}")),
        format!("/users?after={oldest}"),
        format!("/users/{}", person.id),
    ]
}

fn search(text: &str) -> String {
    let mut path = url::form_urlencoded::Serializer::new("/users?".to_owned());
    path.append_pair("q", text);
    path.finish()
}
