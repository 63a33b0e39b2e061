//! Tickets of another tool per second: a file as Zendesk exports it, with conversations, through `touchstone import` on
//! both engines. Run by `cargo xtask bench`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what a bench shares with the tests fails by panicking"
)]

#[path = "../../tests/it/process.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod process;
#[path = "../requests/report.rs"]
#[expect(dead_code, reason = "the other bench uses more of it")]
mod report;

use std::fmt::Write as _;

use anyhow::{Result, bail};
use touchstone_testkit::bench::{Arguments, now};

use crate::process::{Place, said};

/// Tickets of the export of a middling desk that should be in within ten minutes: 300,000.
const BUDGET: f64 = 500.0;

fn main() -> Result<()> {
    // Every second asked for is two thousand tickets.
    let arguments = Arguments::read();
    let tickets = arguments.seconds.max(1) as usize * 2_000;
    let wanted = |name: &str| arguments.wants(name);
    if wanted("sqlite") {
        measure(&Place::sqlite(), "sqlite", tickets)?;
    }
    if wanted("postgres") {
        measure(&Place::postgres(), "postgres", tickets)?;
    }
    Ok(())
}

fn measure(place: &Place, engine: &str, tickets: usize) -> Result<()> {
    report::working(&format!("importing tickets, {engine}"), 0, 1);
    let path = place.directory().join("tickets.ndjson");
    std::fs::write(&path, export(tickets))?;
    let from = path.to_string_lossy().into_owned();
    let arguments = [
        "import",
        "--kind",
        "tickets",
        "--from",
        &from,
        "--mapping",
        "zendesk",
        "--category",
        "logistics",
        "--leave-out",
    ];
    let begun = now();
    let done = place.run(&arguments);
    let seconds = begun.elapsed().as_secs_f64();
    if !done.status.success() || !said(&done).contains(&format!("{tickets} made")) {
        bail!("the import came to something else: {}", said(&done));
    }
    let rate = tickets as f64 / seconds;
    let figure = format!("{rate:.0}/s");
    let budget = format!("{BUDGET:.0}/s");
    report::judged(
        "tickets imported, four messages each",
        engine,
        &figure,
        &budget,
        rate >= BUDGET,
    );
    Ok(())
}

/// Closed tickets with four messages each, of one requester in three.
fn export(tickets: usize) -> String {
    let mut out = String::new();
    for n in 1..=tickets {
        let person = 1_000_000 + n / 3;
        let said = |author: usize, hour: usize| {
            format!(
                r#"{{"author_id":{author},"body":"A message of ticket {n}, as long as people usually write them when a parcel is late and nobody answers the phone.","created_at":"2026-01-05T{hour:02}:00:00Z","public":true}}"#
            )
        };
        let _ = writeln!(
            out,
            r#"{{"id":{n},"subject":"Parcel {n} is late","status":"closed","priority":"normal","created_at":"2026-01-05T08:00:00Z","updated_at":"2026-01-09T08:00:00Z","via":{{"channel":"mail"}},"tags":["parcel"],"requester":{{"id":{person},"name":"Person {person}","email":"p{person}@mail.example"}},"metric_set":{{"solved_at":"2026-01-07T09:00:00Z"}},"comments":[{},{},{},{}]}}"#,
            said(person, 8),
            said(7, 9),
            said(person, 10),
            said(7, 11)
        );
    }
    out
}
