//! Personal values can be erased; the chain stays verifiable and gives nothing of them away.

use impersonation::ledger::{Filter, PersonalField, PersonalValue};

use crate::house::House;

#[tokio::test]
async fn invariant_05_erasure_leaves_the_chain_valid_and_the_value_nowhere() {
    let house = House::new().await;
    house.start("b1", "user_ann").await.unwrap();
    let values = [
        (1, PersonalField::SubjectId),
        (1, PersonalField::SubjectEmail),
        (1, PersonalField::Reason),
        (2, PersonalField::SubjectId),
    ];
    house.ledger.erase("request 1", &values).await.unwrap();

    let verified = house.verify().await.unwrap();
    assert_eq!((verified.rows, verified.erased), (3, 4));
    let entries = house.entries().await;
    assert_eq!(entries[0].personal["subject_email"], PersonalValue::Erased);
    assert_eq!(entries[0].personal["reason"].words(), "erased");
    assert_eq!(entries[0].personal["actor_id"].words(), "user_sue");
    assert_eq!(entries[2].kind, "ledger.values_erased");
    let found = house
        .ledger
        .list(&Filter::Subject("user_ann".to_owned()), None, 10)
        .await
        .unwrap();
    assert_eq!(found, []);
    let left: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM ledger_values WHERE value LIKE '%ann@%' OR value LIKE '%invoice%'",
    )
    .fetch_one(&house.pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn erasing_what_is_gone_already_records_nothing() {
    let house = House::new().await;
    house.start("b1", "user_lea").await.unwrap_err();
    for _ in 0..2 {
        house
            .ledger
            .erase("request 1", &[(1, PersonalField::Reason)])
            .await
            .unwrap();
    }
    house
        .ledger
        .erase("request 2", &[(7, PersonalField::Reason)])
        .await
        .unwrap();
    assert_eq!(house.kinds().await.len(), 2);
    house.verify().await.unwrap();
}

#[tokio::test]
async fn the_same_value_has_another_commitment_in_every_row() {
    let house = House::new().await;
    for browser in ["b1", "b2"] {
        house.start(browser, "user_lea").await.unwrap_err();
    }
    let commitments: Vec<String> = sqlx::query_scalar("SELECT commitments FROM ledger")
        .fetch_all(&house.pool)
        .await
        .unwrap();
    let of_reason = |json: &String| {
        let object: serde_json::Value = serde_json::from_str(json).unwrap();
        object["reason"].as_str().unwrap().to_owned()
    };
    assert_ne!(of_reason(&commitments[0]), of_reason(&commitments[1]));
}
