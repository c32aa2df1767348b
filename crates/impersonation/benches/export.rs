//! What it costs to hand over and to check a long ledger: makes one of `--rows N` records (a million), exports it to a
//! file, and checks that file as an outsider does.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use ambient::{Clock, Millis, Random, SECOND};
use database::{Pool, Schema};
use impersonation::ledger::{Event, EventKind, Order, PersonalField, verify, verify_export};
use impersonation::{Ledger, LedgerKey};

/// Records written in one transaction.
const BATCH: u64 = 10_000;

#[tokio::main]
async fn main() {
    let (rows, clock) = (rows(), Clock::system());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (pool, ledger) = open(folder.path()).await;

    let begun = clock.now();
    fill(&pool, &ledger, rows).await;
    say("made", rows, clock.now() - begun);

    let begun = clock.now();
    let key = ledger.verifying_key();
    verify(&pool, &key).await.expect("it is as it was written");
    say("verified in the database", rows, clock.now() - begun);

    let begun = clock.now();
    let path = folder.path().join("export.jsonl");
    let mut file = BufWriter::new(File::create(&path).expect("the file is made"));
    let exported = ledger.export(&Order::default(), &mut file).await;
    exported.expect("it is exported");
    say("exported", rows, clock.now() - begun);
    drop(file);

    let begun = clock.now();
    let file = File::open(&path).expect("the file is there");
    let size = file.metadata().expect("the file is there").len();
    let reader = BufReader::with_capacity(1 << 16, file);
    let verified = verify_export(reader, |signed| *signed == key);
    verified.expect("the export is as it was written");
    say("verified offline", rows, clock.now() - begun);
    println!("The export has {} MB.", size / 1_000_000);
}

/// `--rows N`; whatever else a benchmark is given is passed over.
fn rows() -> u64 {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--rows");
    let rows = arguments.nth(1).unwrap_or_else(|| "1000000".to_owned());
    rows.parse().expect("--rows takes a number")
}

async fn open(folder: &Path) -> (Pool, Ledger) {
    let (clock, random) = (Clock::system(), Random::seeded(1));
    let path = folder.join("console.db");
    let pool = database::open(&path, Schema::Console).await;
    let pool = pool.expect("the database opens");
    let key = LedgerKey::load_or_create(&folder.join("ledger.key"), &random);
    let key = key.expect("the key is made");
    let ledger = Ledger::open(pool.clone(), "benchmark", key, clock, random).await;
    (pool, ledger.expect("the ledger begins"))
}

/// Lives of three records each, as the console writes them.
async fn fill(pool: &Pool, ledger: &Ledger, rows: u64) {
    let mut seq = 0;
    while seq < rows {
        let transaction = database::begin_durable(pool).await;
        let mut transaction = transaction.expect("the store takes it");
        let until = rows.min(seq + BATCH);
        while seq < until {
            let appended = ledger.append_in(&mut transaction, event(seq)).await;
            appended.expect("the store takes it");
            seq += 1;
        }
        transaction.commit().await.expect("the store takes it");
    }
}

fn event(seq: u64) -> Event {
    let (life, moment) = (seq / 3, seq % 3);
    let kind = match moment {
        0 => EventKind::ImpersonationAttempted,
        1 => EventKind::ImpersonationStarted,
        _ => EventKind::ImpersonationEnded,
    };
    let event = Event::new(kind, format!("imp_{life:027}"))
        .detail("minutes", 15)
        .personal(PersonalField::ActorId, format!("user_{:027}", life % 50))
        .personal(PersonalField::SubjectId, format!("user_{life:027}"));
    if moment > 0 {
        return event.detail("session", format!("sess_{life:027}"));
    }
    event
        .detail("rule", "support_ordinary")
        .personal(PersonalField::ActorName, "Mara Support")
        .personal(PersonalField::ActorEmail, "support@example.com")
        .personal(PersonalField::SubjectName, "Jo Customer")
        .personal(PersonalField::SubjectEmail, format!("jo{life}@example.com"))
        .personal(
            PersonalField::Reason,
            "Ticket 4711: cannot see the invoice of May",
        )
        .personal(PersonalField::CaseReference, "CASE-4711")
}

fn say(what: &str, rows: u64, took: Millis) {
    let (seconds, tenths) = (took / SECOND, took % SECOND / 100);
    println!("{rows} records {what} in {seconds}.{tenths} s.");
}
