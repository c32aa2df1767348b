//! The demo's people, as the console's own pages list them.

use anyhow::ensure;

use crate::browser::Browser;

/// How many are enough that no page is asked for often.
const ENOUGH: usize = 100;

/// Somebody to act as.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: String,
}

/// Some people, newest first, without those who have one of the `staff`'s addresses.
pub async fn some(browser: &mut Browser, staff: &[&str]) -> anyhow::Result<Vec<Person>> {
    let mut people = Vec::new();
    let mut path = "/users".to_owned();
    loop {
        let page = browser.get(&path).await?.expect(200)?;
        let listed = rows(&page);
        ensure!(!listed.is_empty(), "{path} lists nobody");
        let last = listed[listed.len() - 1].id.clone();
        people.extend(
            listed
                .into_iter()
                .filter(|person| !staff.contains(&person.email.as_str())),
        );
        if people.len() >= ENOUGH || !page.contains("after=") {
            ensure!(!people.is_empty(), "there are only staff");
            return Ok(people);
        }
        path = format!("/users?after={last}");
    }
}

/// A row begins with the link to the person, whose text is the name; the address follows it.
pub fn rows(page: &str) -> Vec<Person> {
    let rows = page.split("href=\"/users/").skip(1);
    rows.filter_map(|row| {
        let (id, rest) = row.split_once('"')?;
        let text = text(rest.split_once('>')?.1);
        let email = text.split_whitespace().find(|word| word.contains('@'))?;
        let name = text.split_once(email)?.0.trim();
        // Names that HTML writes otherwise are left out.
        (!name.is_empty() && !name.contains('&')).then(|| Person {
            id: id.to_owned(),
            name: name.to_owned(),
            email: email.to_owned(),
        })
    })
    .collect()
}

/// What stands between the tags, with a space in the place of each.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}
