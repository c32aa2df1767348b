//! Users whom the program itself makes and changes, one or many at once.

use provider::{NewPassword, NewUser, NotCreated, UserError};
use serde_json::json;

use crate::house::{Device, House, PASSWORD, START};

#[tokio::test]
async fn the_programs_own_door_follows_the_same_rules() {
    let house = House::new().await;
    let users = house.provider.users();
    house.user("ann@example.com").await;
    let new = NewUser {
        email_addresses: vec!["Ann@example.com".to_owned()],
        ..NewUser::default()
    };
    let taken = users.create(new).await.unwrap_err();
    assert!(matches!(
        taken,
        UserError::Refused {
            code: "form_identifier_exists",
            ..
        }
    ));
    let unknown = users
        .set_role("nobody@example.com", Some("lead"))
        .await
        .unwrap_err();
    assert_eq!(unknown.to_string(), "There is no user nobody@example.com.");
    let short = users
        .set_password("ann@example.com", "short")
        .await
        .unwrap_err();
    assert!(matches!(
        short,
        UserError::Refused {
            code: "form_password_length_too_short",
            ..
        }
    ));

    let ann = users
        .set_role("ANN@example.com", Some("lead"))
        .await
        .unwrap();
    assert_eq!(ann.public_metadata["role"], "lead");
    let ann = users.set_role(&ann.id, None).await.unwrap();
    assert!(ann.public_metadata.is_empty());
    users
        .set_password("ann@example.com", "another good one")
        .await
        .unwrap();
    Device::default()
        .sign_in(&house, "ann@example.com", "another good one")
        .await
        .ok();
    assert_eq!(
        users
            .find_by_email("ann@EXAMPLE.com")
            .await
            .unwrap()
            .map(|user| user.id),
        Some(ann.id)
    );
    assert!(users.find_by_email("ann").await.unwrap().is_none());
}

#[tokio::test]
async fn many_users_share_one_digest_and_all_can_sign_in() {
    let house = House::new().await;
    let users = house.provider.users();
    let digest = users.digest(PASSWORD).await.unwrap();
    let many = (0..450).map(|number| NewUser {
        email_addresses: vec![format!("demo{number}@example.com")],
        first_name: Some(format!("Demo{number}")),
        password: Some(NewPassword::Digest(digest.clone())),
        created_at: Some(START - i64::from(number) * 60_000),
        ..NewUser::default()
    });
    let mut progress = Vec::new();
    users
        .create_many(many, |batch| progress.push((batch.read, batch.created)))
        .await
        .unwrap();
    assert_eq!(progress, [(450, 450)]);
    assert!(!users.is_empty().await.unwrap());
    let count = house.get("/v1/users/count").await.ok();
    assert_eq!(count["total_count"], 450);
    let found = house.get("/v1/users?query=demo44&limit=100").await.ok();
    assert_eq!(found.as_array().unwrap().len(), 11);
    Device::default()
        .sign_in(&house, "demo449@example.com", PASSWORD)
        .await
        .ok();
    assert_eq!(
        users.list(None, 1, 0).await.unwrap()[0]
            .first_name
            .as_deref(),
        Some("Demo0")
    );
}

#[tokio::test]
async fn of_many_users_those_who_break_a_rule_are_named_and_the_others_are_there() {
    let house = House::new().await;
    let users = house.provider.users();
    house.user("ann@example.com").await;
    let new = |email: &str, change: fn(&mut NewUser)| {
        let mut new = NewUser {
            email_addresses: vec![email.to_owned()],
            ..NewUser::default()
        };
        change(&mut new);
        new
    };
    let many = [
        new("first@example.com", |new| {
            new.external_id = Some("crm-1".to_owned());
            new.password = Some(NewPassword::Plain(PASSWORD.to_owned()));
        }),
        new("ANN@example.com", |_| {}),
        new("nobody", |_| {}),
        new("second@example.com", |new| {
            new.external_id = Some("crm-1".to_owned());
        }),
        new("First@example.com", |_| {}),
        new("third@example.com", |new| {
            new.password = Some(NewPassword::Plain("short".to_owned()));
        }),
        new("fourth@example.com", |new| {
            new.password = Some(NewPassword::Digest("$2b$10$abc".to_owned()));
        }),
        new("fifth@example.com", |new| new.created_at = Some(i64::MAX)),
    ];
    let (mut created, mut refused) = (0, Vec::new());
    let report = |batch: provider::Batch| {
        created += batch.created;
        refused.extend(batch.refused);
    };
    users.create_many(many.into_iter(), report).await.unwrap();
    assert_eq!(created, 2);
    let numbers: Vec<_> = refused.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    for (number, exists) in [(0, true), (1, false), (2, false), (3, true), (4, false)] {
        let reason = &refused[number].1;
        assert_eq!(matches!(reason, NotCreated::Exists), exists, "{reason:?}");
    }
    Device::default()
        .sign_in(&house, "first@example.com", PASSWORD)
        .await
        .ok();
    let list = house.get("/v1/users?query=fi").await.ok();
    assert_eq!(list, json!([]), "an address is no name");
    let list = house.get("/v1/users?query=fifth@").await.ok();
    assert_eq!(list.as_array().unwrap().len(), 1);
    for left_out in ["second@", "third@", "fourth@"] {
        let path = format!("/v1/users?query={left_out}");
        assert_eq!(house.get(&path).await.ok(), json!([]), "{left_out}");
    }
}

#[tokio::test]
async fn users_who_come_later_take_their_place_among_those_of_their_time() {
    let house = House::new().await;
    let users = house.provider.users();
    for round in 0..3 {
        let many = (0..40).map(|number| NewUser {
            email_addresses: vec![format!("r{round}-{number}@example.com")],
            created_at: Some(START + i64::from(number % 4)),
            ..NewUser::default()
        });
        users.create_many(many, |_| {}).await.unwrap();
    }
    let list = house.get("/v1/users?limit=200").await.ok();
    let moments: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["created_at"].as_i64().unwrap())
        .collect();
    assert_eq!(moments.len(), 120);
    assert!(moments.is_sorted_by(|earlier, later| earlier >= later));
}
