//! What somebody outside can compute from the description of the form alone, without our code and without the key.

use aws_lc_rs::digest::{SHA256, digest as sha256};
use serde_json::Value;

/// SHA-256 over the parts, each with its length in eight bytes before it.
fn digest(parts: &[&[u8]]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(*part);
    }
    let hash = sha256(&SHA256, &bytes);
    let hex = hash.as_ref().iter().map(|byte| format!("{byte:02x}"));
    hex.collect::<Vec<_>>().concat()
}

fn hash(row: &Value) -> String {
    let number = |name: &str| row[name].as_i64().unwrap().to_be_bytes();
    let text = |name: &str| row[name].as_str().unwrap().as_bytes();
    digest(&[
        b"understudy ledger row 1",
        &number("seq"),
        &number("at"),
        text("kind"),
        text("about"),
        text("details"),
        text("commitments"),
        text("previous"),
    ])
}

/// The export with every row changed as `change` does, and every hash and link computed anew.
pub fn linked_anew(export: &str, change: impl Fn(&mut Value)) -> String {
    let (mut link, mut before) = (String::new(), None);
    let mut anew = String::new();
    for line in export.lines() {
        if line.starts_with("{\"trailer\"") {
            anew += line;
            anew.push('\n');
            continue;
        }
        // Numbers, names and order stay as they are: only the texts that differ are replaced.
        let mut body = line.rsplit_once(",\"link\":\"").unwrap().0.to_owned();
        let object: Value = serde_json::from_str(line).unwrap();
        if let Some(old) = object.get("row") {
            let mut row = old.clone();
            change(&mut row);
            if let Some((old, new)) = &before
                && old == &row["previous"]
            {
                row["previous"] = Value::clone(new);
            }
            row["hash"] = hash(&row).into();
            for name in ["details", "previous", "hash"] {
                body = body.replace(
                    &format!("\"{name}\":{}", old[name]),
                    &format!("\"{name}\":{}", row[name]),
                );
            }
            before = Some((old["hash"].clone(), row["hash"].clone()));
        }
        link = digest(&[
            b"understudy ledger line 1",
            link.as_bytes(),
            body.as_bytes(),
        ]);
        anew.extend([&body, ",\"link\":\"", &link, "\"}\n"]);
    }
    anew
}
