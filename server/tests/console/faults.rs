//! The table of faults names tests that are there.

use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("../../../docs/reference/faults.md");

/// Everything that tests, as one text.
fn tests(root: &Path) -> String {
    let mut texts = String::new();
    let folders = [
        "server/tests/console",
        "server/src",
        "app/src",
        "crates/clerk/tests/suite",
        "crates/impersonation/tests/domain",
        "crates/provider/tests/api",
        "end2end/specs",
    ];
    let mut waiting: Vec<_> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path
                .extension()
                .is_some_and(|kind| kind == "rs" || kind == "ts")
            {
                texts.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }
    texts
}

#[test]
fn every_test_that_the_table_of_faults_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let tests = tests(root);
    let mut count = 0;
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| ---");
    let rows = TABLE.lines().filter(is_row);
    for row in rows.filter(|row| !row.starts_with("| Fault ")) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{row}");
        let names: Vec<_> = cells[3].split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test in {row}");
        for name in names {
            let function = tests.contains(&format!("fn {name}()"));
            let browser = tests.contains(&format!("test('{name}'"));
            assert!(function || browser, "there is no test {name}: {row}");
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}
