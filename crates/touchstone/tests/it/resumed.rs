//! Work in the background that is killed in the middle, a correction of facts and the index of search made anew, is gone on
//! with by the next process: nothing is done twice, nothing left out.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, said};

const TICKETS: usize = 1_500;
/// A hundred milliseconds each: on PostgreSQL a process that was killed is waited for a minute each, in case it is only slow.
const LOOKS: usize = 1_800;

#[test]
fn killed_work_is_gone_on_with_on_sqlite() {
    block_on(kill_and_go_on(&Place::sqlite()));
}

#[test]
fn killed_work_is_gone_on_with_on_postgres() {
    block_on(kill_and_go_on(&Place::postgres()));
}

async fn read(by: &Client, path: &str) -> Value {
    by.get(path).send().await.expect(200).json()
}

/// Looks until something is so.
async fn until(by: &Client, path: &str, pause: Duration, is_so: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..LOOKS {
        let found = read(by, path).await;
        if is_so(&found) {
            return found;
        }
        tokio::time::sleep(pause).await;
    }
    panic!("{path} did not get there: {}", read(by, path).await);
}

/// Open tickets, each with a word of its own in its text.
fn fill(place: &Place) {
    let lines = (0..TICKETS).map(|n| {
        json!({"id": n, "subject": "Parcel late", "description": format!("Where is {}?", word(n)), "status": "new",
            "created_at": "2026-01-05T08:00:00Z", "requester": {"id": n, "name": "Rae"}})
        .to_string()
    });
    let file = place.directory().join("tickets.ndjson");
    std::fs::write(&file, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let file = file.to_str().unwrap();
    let done = place.run(&[
        "import",
        "--kind",
        "tickets",
        "--from",
        file,
        "--mapping",
        "zendesk",
    ]);
    assert!(
        said(&done).contains(&format!("{TICKETS} made")),
        "{}",
        said(&done)
    );
}

fn word(n: usize) -> String {
    format!("consignment{n}x")
}

async fn kill_and_go_on(place: &Place) {
    let email = place.create_administrator();
    fill(place);
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let index = "/api/v1/search/index";
    until(&admin, index, Duration::from_millis(100), |found| {
        found["ready"] == true
    })
    .await;

    let wanted = json!({"when": {"all": []}, "change": {"impact": "many"}, "reason": "One carrier was out of service."});
    let begun = admin
        .post("/api/v1/corrections")
        .json(&wanted)
        .send()
        .await
        .expect(202);
    let correction = begun.location().to_owned();
    admin
        .post(&format!("{index}/rebuild"))
        .json(&json!({}))
        .send()
        .await
        .expect(202);
    let seen = until(&admin, &correction, Duration::ZERO, |found| found["reached"] != 0).await;
    let made = until(&admin, index, Duration::ZERO, |found| found["done"] != 0).await;
    server.kill();
    assert!(
        seen["reached"].as_u64() < Some(TICKETS as u64),
        "it was killed in the middle: {seen}"
    );
    assert_eq!(made["ready"], false, "it was killed in the middle: {made}");

    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let pause = Duration::from_millis(100);
    let done = until(&admin, &correction, pause, |found| found["state"] == "done").await;
    assert_eq!(
        (done["reached"].as_u64(), done["changed"].as_u64()),
        (Some(TICKETS as u64), Some(TICKETS as u64)),
        "{done}"
    );
    corrected_once(&admin, &correction).await;
    until(&admin, index, pause, |found| found["ready"] == true).await;
    for n in (0..TICKETS).step_by(97) {
        let hits = read(&admin, &format!("/api/v1/search?q={}", word(n))).await;
        assert_eq!(
            hits["items"].as_array().map(Vec::len),
            Some(1),
            "{}: {hits}",
            word(n)
        );
    }
}

/// Every ticket has one line in the list of results, and one entry in its own history.
async fn corrected_once(admin: &Client, correction: &str) {
    let mut tickets = BTreeSet::new();
    let mut next = format!("{correction}/tickets?limit=200");
    loop {
        let page = read(admin, &next).await;
        for line in page["items"].as_array().unwrap() {
            assert_eq!(line["outcome"], "changed", "{line}");
            assert!(
                tickets.insert(line["ticket"].as_str().unwrap().to_owned()),
                "twice: {line}"
            );
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{correction}/tickets?limit=200&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(tickets.len(), TICKETS);
    for id in tickets.iter().step_by(97) {
        let events = read(admin, &format!("/api/v1/tickets/{id}/events")).await;
        let told = events["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["what"]["kind"] == "ticket.updated");
        assert_eq!(told.count(), 1, "{events}");
    }
}
