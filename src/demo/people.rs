//! Plausible people, the same ones every time.

use std::collections::HashMap;

use ambient::Random;

use super::names::{LANGUAGES, spelled, written};

/// Domains that belong to nobody (RFC 2606): no letter to a demo person ever reaches anybody.
const DOMAINS: [&str; 3] = ["example.com", "example.org", "example.net"];

/// Somebody who does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    pub given: String,
    pub family: String,
    pub email: String,
}

/// An endless row of people, each with an address of their own. The same seed gives the same row.
pub fn people(seed: u64) -> impl Iterator<Item = DemoPerson> {
    let random = Random::seeded(seed);
    let mut namesakes: HashMap<String, u32> = HashMap::new();
    std::iter::repeat_with(move || {
        let (given, family) = pick(&random, &LANGUAGES);
        let (given, family) = (name_of(&random, given), name_of(&random, family));
        let domain = pick(&random, &DOMAINS);
        let local = format!("{}.{}", spelled(given), spelled(family));
        let namesake = namesakes.entry(local.clone()).or_default();
        *namesake += 1;
        let email = match *namesake {
            1 => format!("{local}@{domain}"),
            number => format!("{local}{number}@{domain}"),
        };
        DemoPerson {
            given: written(given).to_owned(),
            family: written(family).to_owned(),
            email,
        }
    })
}

fn name_of<'a>(random: &Random, names: &'a str) -> &'a str {
    pick(random, &names.split(' ').collect::<Vec<_>>())
}

fn pick<T: Copy>(random: &Random, choices: &[T]) -> T {
    let number = u32::from_le_bytes(random.bytes::<4>());
    let number = usize::try_from(number).expect("a machine of 32 bits or more");
    choices[number % choices.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_people_and_another_seed_others() {
        let row = |seed| people(seed).take(50).collect::<Vec<_>>();
        assert_eq!(row(1), row(1));
        assert_ne!(row(1), row(2));
    }

    #[test]
    fn no_two_people_share_an_address_and_none_can_be_reached() {
        let emails: Vec<_> = people(7).take(5_000).map(|person| person.email).collect();
        assert_eq!(emails.iter().collect::<HashSet<_>>().len(), emails.len());
        for email in &emails {
            let (local, domain) = email.split_once('@').expect("an address");
            assert!(DOMAINS.contains(&domain), "{email}");
            assert!(
                local
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte)),
                "{email}"
            );
        }
    }
}
