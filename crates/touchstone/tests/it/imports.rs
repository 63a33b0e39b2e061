//! Imports by the program itself: a run that is killed goes on when the server is back, and the command line reaches a
//! directory with a server and without one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, said};

const PEOPLE: usize = 6_000;

#[test]
fn a_killed_import_goes_on_on_sqlite() {
    block_on(kill_and_go_on(&Place::sqlite()));
}

#[test]
fn a_killed_import_goes_on_on_postgres() {
    block_on(kill_and_go_on(&Place::postgres()));
}

async fn read(by: &Client, path: &str) -> Value {
    by.get(path).send().await.expect(200).json()
}

async fn kill_and_go_on(place: &Place) {
    let email = place.create_administrator();
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let lines = (1..=PEOPLE).map(|n| format!("{n},Person {n},p{n}@mail.example\n"));
    let file: String = std::iter::once("id,name,email\n".to_owned())
        .chain(lines)
        .collect();
    let sent = admin.post("/api/v1/imports?kind=requesters");
    let sent = sent
        .multipart(&[], &[("file", "people.csv", file.as_bytes())])
        .send()
        .await;
    let path = sent.expect(201).location().to_owned();
    admin.post(&format!("{path}/run")).send().await.expect(200);
    let mut before = 0;
    while before < 300 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        before = read(&admin, &path).await["created"].as_u64().unwrap();
    }
    server.kill();
    assert!(before < PEOPLE as u64, "it was killed in the middle");
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let mut done = read(&admin, &path).await;
    assert!(
        done["created"].as_u64().unwrap() >= before,
        "nothing that was seen is lost"
    );
    // On PostgreSQL another process might still be at it: it is waited for until it has been silent for a minute.
    for _ in 0..1_200 {
        if done["state"] == "finished" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        done = read(&admin, &path).await;
    }
    assert_eq!(done["state"], "finished", "{done}");
    assert_eq!(
        (done["created"].as_u64(), done["failed"].as_u64()),
        (Some(PEOPLE as u64), Some(0)),
        "{done}"
    );
    let mut rows = 0;
    let mut next = format!("{path}/rows?limit=200");
    loop {
        let page = read(&admin, &next).await;
        for row in page["items"].as_array().unwrap() {
            rows += 1;
            assert_eq!(row["row"], rows, "each row once, none left out");
        }
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{path}/rows?limit=200&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(rows, PEOPLE);
}

fn file(place: &Place, name: &str, text: &str) -> PathBuf {
    let path = place.directory().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn import(place: &Place, kind: &str, from: &Path, more: &[&str]) -> String {
    let mut arguments = vec![
        "import",
        "--kind",
        kind,
        "--from",
        from.to_str().unwrap(),
        "--mapping",
        "zendesk",
    ];
    arguments.extend_from_slice(more);
    let done = place.run(&arguments);
    assert!(done.status.success(), "{}", said(&done));
    said(&done)
}

#[test]
fn the_command_line_imports_with_a_server_and_without() {
    block_on(async {
        let place = Place::sqlite();
        let teams = file(
            &place,
            "groups.json",
            r#"[{"id": 1, "name": "Parcels"}, {"id": 2, "name": ""}]"#,
        );
        assert!(import(&place, "teams", &teams, &["--check"]).contains("of 2 rows 1 would be made"));
        assert!(import(&place, "teams", &teams, &[]).contains("1 made, 0 linked, 0 passed over, 1 failed"));
        let tickets = file(
            &place,
            "tickets.ndjson",
            r#"{"id":5,"subject":"Lost","description":"?","status":"closed","created_at":"2026-01-05T08:00:00Z","requester":{"id":9,"name":"Rae"},"group":{"id":1}}"#,
        );
        let server = Server::start(&place).await;
        assert!(import(&place, "teams", &teams, &[]).contains("0 made, 0 linked, 1 passed over, 1 failed"));
        let made = import(&place, "tickets", &tickets, &["--category", "logistics"]);
        assert!(
            made.contains("1 made, 0 linked, 0 passed over, 0 failed"),
            "{made}"
        );
        let refused = place.run(&["import", "--kind", "tickets", "--from", "nowhere.csv"]);
        assert!(
            !refused.status.success() && said(&refused).contains("nowhere.csv cannot be read"),
            "{}",
            said(&refused)
        );
        server.terminate();
        let (status, log) = server.ended();
        assert!(status.success(), "{log}");
    });
}
