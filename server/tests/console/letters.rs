//! Characters that act instead of being shown: nothing that stands in a name, and nothing that was typed,
//! turns, hides or covers what stands beside it. Clerk may hold names that the embedded provider would not
//! take, so they are written behind its back.

use impersonation::text::commands;

use crate::support::{Answer, House};

const ZALGO: &str =
    "Z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}\u{30a}\u{30b}o";

/// First name, last name, and what a page makes of both.
fn people() -> Vec<(String, String, String)> {
    let long = "W".repeat(10_000);
    let all = [
        ("\u{202e}nimdA", "\u{2066}\u{2069}\u{202c}x", "�nimdA ���x"),
        ("Nul\0l", "Bell\u{7}", "Nul�l Bell�"),
        ("Red\u{1b}[31m", "\u{9b}2J", "Red�[31m �2J"),
        (
            "Two\r\nlines",
            "and\u{2028}more\tof  them",
            "Two lines and more of them",
        ),
        ("\u{feff}A\u{200b}nn", "By\u{ad}ron\u{2060}", "Ann Byron"),
        (ZALGO, "Zalgo", "Z\u{300}\u{301}\u{302}\u{303}o Zalgo"),
        ("\u{301}Lone", "\u{20e3}Mark", "Lone Mark"),
        (
            "👩\u{200d}👩\u{200d}👧",
            "🇩🇪 👍🏽 1\u{fe0f}\u{20e3}",
            "👩\u{200d}👩\u{200d}👧 🇩🇪 👍🏽 1\u{fe0f}\u{20e3}",
        ),
        ("محمد", "(١) می\u{200c}خواهم", "محمد (١) می\u{200c}خواهم"),
        ("שָׁלוֹם", "\u{200f}(1)\u{200f}", "שָׁלוֹם \u{200f}(1)\u{200f}"),
        ("Аnn", "Ехаmple", "Аnn Ехаmple"),
        (
            "\\ud800 \\u202e",
            "%00 &#8238; {{7*7}}",
            "\\ud800 \\u202e %00 &#8238; {{7*7}}",
        ),
    ];
    let mut people: Vec<_> = all
        .map(|(first, last, line)| (first.to_owned(), last.to_owned(), line.to_owned()))
        .into();
    let cut = format!("{}…", "W".repeat(200));
    people.push((long.clone(), long, cut));
    people
}

/// Gives somebody another name, whatever the provider would say to it.
async fn rename(house: &House, name: &str, first: &str, last: &str) {
    let renamed = sqlx::query("UPDATE users SET first_name = $1, last_name = $2 WHERE id = $3")
        .bind(first)
        .bind(last)
        .bind(house.id(name))
        .execute(&house.provider_pool)
        .await;
    assert_eq!(renamed.unwrap().rows_affected(), 1);
}

/// Nothing in the document commands, in its text, its attributes or what islands are given.
fn is_calm(page: &Answer) {
    let html = page.html();
    let texts = html.root_element().text().map(ToOwned::to_owned);
    let attributes = html
        .select(&scraper::Selector::parse("*").unwrap())
        .flat_map(|element| {
            element
                .value()
                .attrs()
                .map(|(_, value)| value.to_owned())
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    for text in texts.chain(attributes) {
        let loud = text
            .chars()
            .find(|letter| commands(*letter) && !matches!(letter, '\n' | '\t'));
        assert_eq!(loud, None, "{text:?}");
    }
    assert!(
        page.body.len() < 100_000,
        "{} bytes for a name",
        page.body.len()
    );
}

#[tokio::test]
async fn invariant_14_no_name_turns_commands_or_covers_what_stands_beside_it() {
    let house = House::new().await;
    let mut sue = house.signed_in("sue").await;
    for (first, last, line) in people() {
        rename(&house, "ann", &first, &last).await;
        let list = sue.open("/users").await;
        is_calm(&list);
        assert!(list.texts(".user-name").contains(&line), "{line} in {list}");
        let user = sue.open(house.page_of("ann")).await;
        is_calm(&user);
        assert_eq!(
            (user.heading(), user.title()),
            (line.clone(), format!("{line} · Understudy"))
        );

        let inside = sue.start(&house.page_of("ann")).await;
        for page in [
            inside.clone(),
            sue.get("/account").await,
            sue.get("/nowhere").await,
        ] {
            is_calm(&page);
            assert!(
                page.region()
                    .starts_with(&format!("You are acting as {line}sue@")),
                "{page}"
            );
        }
        let ended = sue.press(&inside, "End impersonation").await;
        is_calm(&sue.follow(&ended).await);
        let list = sue.open("/impersonations").await;
        is_calm(&list);
        assert!(
            list.texts(".impersonation-line")
                .iter()
                .any(|row| row.ends_with(&format!("acted as {line}"))),
            "{list}"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_conflict_names_who_one_is_without_their_tricks() {
    let house = House::new().await;
    rename(&house, "ann", "\u{202e}Ann\nNothing", "\u{2067}was done").await;
    let mut sue = house.signed_in("sue").await;
    let stale = sue.open("/dashboard").await.forms().remove(0);
    sue.start(&house.page_of("ann")).await;
    let conflict = sue.post(&stale).await;
    assert_eq!(conflict.status, 409);
    is_calm(&conflict);
    let main = conflict.text("main");
    assert!(
        main.contains("You are now acting as �Ann Nothing �was done. Nothing was done."),
        "{main}"
    );
    house.close().await;
}

#[tokio::test]
async fn a_name_that_cannot_be_seen_gives_way_to_the_address() {
    let house = House::new().await;
    rename(
        &house,
        "ann",
        "\u{200b}\u{2060}",
        " \u{3164}\u{2800}\u{200d} ",
    )
    .await;
    let mut sue = house.signed_in("sue").await;
    let user = sue.open(house.page_of("ann")).await;
    assert_eq!(user.heading(), "ann@example.com");
    let list = sue.open("/users").await;
    assert!(
        list.texts(".user-name")
            .contains(&"ann@example.com".to_owned()),
        "{list}"
    );
    let inside = sue.start(&house.page_of("ann")).await;
    assert_eq!(inside.heading(), "Hello ann@example.com");
    assert!(
        inside
            .region()
            .contains("You are acting as ann@example.com"),
        "{inside}"
    );
    sue.press(&inside, "End impersonation").await;
    let list = sue.open("/impersonations").await;
    assert!(
        list.text(".impersonation-line")
            .ends_with("ann@example.com"),
        "{list}"
    );
    house.close().await;
}

#[tokio::test]
async fn invariant_14_a_staff_role_that_is_none_is_text_and_gives_no_right() {
    let mut house = House::new().await;
    let role = format!("lead\u{202e}<b>support</b>{}", "!".repeat(10_000));
    house
        .add_like("eve", |eve| {
            let role = serde_json::json!({ "role": role });
            eve.public_metadata = role.as_object().unwrap().clone();
        })
        .await;
    let mut sue = house.signed_in("sue").await;
    let user = sue.open(house.page_of("eve")).await;
    is_calm(&user);
    assert!(
        user.text("main").contains("lead�<b>support</b>!!!"),
        "{user}"
    );
    let mut eve = house.signed_in("eve").await;
    assert_eq!(eve.get("/users").await.status, 403);
    house.close().await;
}
