//! Listing and finding users.

use std::collections::HashSet;

use http::Method;
use proptest::prelude::*;
use provider::NewUser;
use serde_json::{Value, json};

use crate::house::{House, START};

async fn add(house: &House, minute: i64, first: &str, last: &str, email: &str) -> String {
    let name = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let created_at = Some(START + minute * 60_000);
    let email_addresses = vec![email.to_owned()];
    let (first_name, last_name) = (name(first), name(last));
    house
        .new_user(NewUser {
            email_addresses,
            first_name,
            last_name,
            created_at,
            ..NewUser::default()
        })
        .await
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_str().unwrap())
        .collect()
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn lists_that_make_no_sense_are_refused() {
    let house = House::new().await;
    let ann = house.user("ann@example.com").await;
    let many = vec!["user_id=u"; 101].join("&");
    for (query, code) in [
        ("limit=0", "form_param_value_invalid"),
        ("limit=501", "form_param_value_invalid"),
        ("limit=ten", "form_param_format_invalid"),
        ("offset=-1", "form_param_value_invalid"),
        ("order_by=password", "form_param_value_invalid"),
        ("banned=perhaps", "form_param_format_invalid"),
        ("starting_after=user_nobody", "form_resource_not_found"),
        (
            &format!("starting_after={ann}&offset=1"),
            "form_param_value_invalid",
        ),
        (
            &format!("starting_after={ann}&order_by=email_address"),
            "form_param_value_invalid",
        ),
        (&many, "form_param_array_size_exceeded"),
    ] {
        house
            .get(&format!("/v1/users?{query}"))
            .await
            .refused(422, code);
    }
}

#[tokio::test]
async fn what_nobody_here_has_finds_nobody() {
    let house = House::new().await;
    house.user("ann@example.com").await;
    for query in [
        "query=zebra",
        "query=zz",
        "phone_number=%2B1555",
        "web3_wallet=0x1",
        "organization_id=org_1",
        "email_address=bob@example.com",
        "user_id=user_none",
        "username=nobody",
        "banned=true",
        "query=%25%25%25",
        "query=___",
        "name_query=example.com",
    ] {
        assert_eq!(
            house.get(&format!("/v1/users?{query}")).await.ok(),
            json!([]),
            "{query}"
        );
        let count = house.get(&format!("/v1/users/count?{query}")).await.ok();
        assert_eq!(count["total_count"], 0, "{query}");
    }
}

#[tokio::test]
async fn a_part_of_a_name_or_an_address_finds_and_so_does_the_beginning_of_an_id() {
    let house = House::new().await;
    let zoe = add(&house, 1, "Zoë", "Müller-Lang", "zoe@example.com").await;
    let john = add(&house, 2, "John", "O'Neil", "john.oneil@other.org").await;
    for (query, found) in [
        ("oë", vec![]),
        ("zoë", vec![&zoe]),
        ("ZOË  MÜLLER", vec![&zoe]),
        ("ller-la", vec![&zoe]),
        ("oneil@", vec![&john]),
        ("o'neil", vec![&john]),
        ("john o", vec![&john]),
        ("jo", vec![&john]),
        ("j", vec![&john]),
        ("o'", vec![&john]),
        ("mü", vec![&zoe]),
        ("e.com", vec![&zoe]),
        (zoe.as_str(), vec![&zoe]),
        (&john[..9], vec![&john]),
        ("", vec![&john, &zoe]),
        (" ", vec![&john, &zoe]),
    ] {
        let path = format!("/v1/users?query={}", encoded(query));
        let list = house.get(&path).await.ok();
        assert_eq!(ids(&list), found, "{query:?}");
        let count = house
            .get(&path.replace("users?", "users/count?"))
            .await
            .ok();
        assert_eq!(count["total_count"], found.len(), "{query:?}");
    }
}

#[tokio::test]
async fn an_address_that_looks_like_an_id_is_found_as_the_address_that_it_is() {
    let house = House::new().await;
    let odd = add(&house, 1, "Odd", "One", "user_00001@example.com").await;
    let list = house.get("/v1/users?query=user_00001").await.ok();
    assert_eq!(ids(&list), [&odd]);
}

#[tokio::test]
async fn a_changed_name_is_found_and_the_old_one_is_not() {
    let house = House::new().await;
    let user = add(&house, 1, "Ann", "Before", "ann@example.com").await;
    let body = json!({"last_name": "Afterwards"});
    house
        .backend(Method::PATCH, &format!("/v1/users/{user}"), Some(body))
        .await
        .ok();
    assert_eq!(house.get("/v1/users?query=before").await.ok(), json!([]));
    assert_eq!(
        ids(&house.get("/v1/users?query=afterw").await.ok()),
        [&user]
    );
    house
        .backend(Method::DELETE, &format!("/v1/users/{user}"), None)
        .await
        .ok();
    assert_eq!(house.get("/v1/users?query=afterw").await.ok(), json!([]));
}

#[tokio::test]
async fn filters_combine_and_ids_can_be_excluded() {
    let house = House::new().await;
    let ann = add(&house, 1, "Ann", "Example", "ann@example.com").await;
    let bob = add(&house, 2, "Bob", "Example", "bob@example.com").await;
    let cases = [
        (format!("query=example&user_id=-{ann}"), vec![&bob]),
        (format!("user_id=%2B{ann}&user_id={bob}"), vec![&bob, &ann]),
        (format!("user_id={ann},{bob}&query=ann"), vec![&ann]),
        ("email_address=ANN@example.com".to_owned(), vec![&ann]),
        ("name_query=bob".to_owned(), vec![&bob]),
        ("email_address_query=b@ex".to_owned(), vec![&bob]),
        ("email_address_query=ob".to_owned(), vec![&bob]),
        (format!("created_at_after={}", START + 60_000), vec![&bob]),
        (
            format!("created_at_before={}&query=example", START + 120_000),
            vec![&ann],
        ),
        ("order_by=first_name".to_owned(), vec![&ann, &bob]),
        (
            "order_by=-email_address&query=example".to_owned(),
            vec![&bob, &ann],
        ),
        ("order_by=%2Bcreated_at".to_owned(), vec![&ann, &bob]),
        ("limit=1&offset=1".to_owned(), vec![&ann]),
    ];
    for (query, found) in cases {
        assert_eq!(
            ids(&house.get(&format!("/v1/users?{query}")).await.ok()),
            found,
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_by_keyset_show_everybody_once_also_among_equal_times() {
    let house = House::new().await;
    for number in 0..25 {
        add(
            &house,
            number / 5,
            "Same",
            &format!("Name{number}"),
            &format!("same{number}@example.com"),
        )
        .await;
    }
    for (query, order) in [
        ("", "-created_at"),
        ("&query=same", "-created_at"),
        ("&query=sa", "created_at"),
        ("", "created_at"),
    ] {
        let (mut seen, mut moments) = (Vec::<String>::new(), Vec::new());
        loop {
            let after = seen
                .last()
                .map(|id| format!("&starting_after={id}"))
                .unwrap_or_default();
            let path = format!("/v1/users?limit=4&order_by={order}{query}{after}");
            let list = house.get(&path).await.ok();
            if ids(&list).is_empty() {
                break;
            }
            seen.extend(ids(&list).into_iter().map(str::to_owned));
            moments.extend(
                list.as_array()
                    .unwrap()
                    .iter()
                    .map(|user| user["created_at"].as_i64().unwrap()),
            );
        }
        let distinct: HashSet<_> = seen.iter().collect();
        assert_eq!((seen.len(), distinct.len()), (25, 25), "{query} {order}");
        if order.starts_with('-') {
            assert!(moments.is_sorted_by(|earlier, later| earlier >= later));
        } else {
            assert!(moments.is_sorted());
        }
    }
}

#[test]
fn search_finds_exactly_those_whose_text_contains_the_needle() {
    // Few letters, so that needles hit often; wildcards and capitals, so that they are letters too.
    let name = "[abA%_ é]{1,8}";
    let strategy = (prop::collection::vec((name, name), 1..8), "[abA%_é]{3,5}");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let house = runtime.block_on(House::new());
    let round = std::cell::Cell::new(0);
    let config = ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((names, needle) in strategy)| {
        round.set(round.get() + 1);
        let lower = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let (expected, found) = runtime.block_on(async {
            let mut expected = HashSet::new();
            let tag = format!("r{}", round.get());
            for (number, (first, last)) in names.iter().enumerate() {
                let email = format!("{tag}-{number}@x.org");
                let id = add(&house, 0, first, last, &email).await;
                if lower(&format!("{first} {last}")).contains(&lower(&needle)) {
                    expected.insert(id);
                }
            }
            let query = format!("query={}&email_address_query={tag}-&limit=500", encoded(&needle));
            let list = house.get(&format!("/v1/users?{query}")).await.ok();
            (expected, ids(&list).into_iter().map(str::to_owned).collect::<HashSet<_>>())
        });
        prop_assert_eq!(found, expected);
    });
}
