//! Directories that older programs left behind (`tests/data/schema-N.tar.gz`: data and key ring, as they were when the
//! process had ended) are opened by this one, on either engine; and the way back after an upgrade that was none.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use touchstone_domain::language::Language;
use touchstone_store::portable::{Cell, Load, Snapshot};
use touchstone_store::{StoreConfig, StoreError, Value as Stored};
use touchstone_testkit::engines::block_on;

use crate::crash::all_tickets;
use crate::process::{Place, Server, free_address, said};

/// Schemas of which a directory is kept.
const KEPT: [u32; 3] = [5, 9, 13];
const SUBJECTS: [&str; 3] = ["The parcel never came", "订单发票", "返品したい"];

fn latest() -> usize {
    touchstone_store::migrate::MIGRATIONS.len()
}

/// Puts a kept directory and its key ring into a place.
fn unpack(place: &Place, schema: u32) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/schema-{schema}.tar.gz"));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(file).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    tar::Archive::new(&bytes[..]).unpack(place.directory()).unwrap();
}

/// The kept directory's rows in PostgreSQL, with the schema of their time.
fn move_to_postgres(place: &Place) {
    let mut source = Snapshot::alone(&StoreConfig::sqlite(place.data_dir())).unwrap();
    let target = StoreConfig::postgres(place.database_url().unwrap());
    let mut load = Load::begin(&target, "kept", &source.steps().unwrap()).unwrap();
    for table in source.tables().unwrap() {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        let read = source.rows(&table, |row| {
            rows.push(row.iter().map(cell).collect());
            Ok::<(), StoreError>(())
        });
        read.unwrap();
        load.rows(&table, &rows).unwrap();
    }
    load.finish().unwrap();
    drop(source);
    std::fs::remove_file(place.data_dir().join("touchstone.db")).unwrap();
}

fn cell(value: &Stored<'_>) -> Cell {
    match *value {
        Stored::Null => Cell::Null,
        Stored::Int(n) => Cell::Int(n),
        Stored::Bool(b) => Cell::Int(b.into()),
        Stored::Real(x) => Cell::Real(x),
        Stored::Text(text) => Cell::Text(text.to_owned()),
        Stored::Bytes(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

fn schema_of(place: &Place) -> usize {
    let mut snapshot = Snapshot::alone(&StoreConfig::sqlite(place.data_dir())).unwrap();
    snapshot.steps().unwrap().len()
}

/// Everything that was written with the older program can be read, and work goes on.
async fn is_served(server: &Server) {
    let admin = server.signed_in("root@example.com").await;
    let tickets = all_tickets(&admin).await;
    let subjects: Vec<_> = tickets
        .values()
        .take(3)
        .map(|ticket| &ticket["subject"])
        .collect();
    assert_eq!(subjects, SUBJECTS.map(Value::from).iter().collect::<Vec<_>>());
    for (number, ticket) in tickets.iter().take(3) {
        let id = ticket["id"].as_str().unwrap();
        let messages = admin
            .get(&format!("/api/v1/tickets/{id}/messages"))
            .send()
            .await
            .expect(200);
        let messages = messages.json()["items"].clone();
        let subject = ticket["subject"].as_str().unwrap();
        assert_eq!(messages[0]["body"], format!("text of {subject}"));
        assert_eq!(messages[1]["body"], format!("note on {id}"));
        if *number == 1 {
            let href = messages[0]["files"][0]["href"].as_str().unwrap();
            let file = server.public().get(href).send().await.expect(200);
            assert_eq!(file.text(), "evidence");
        }
        let person = ticket["requester"]["id"]
            .as_str()
            .or(ticket["requester"].as_str());
        assert!(person.is_some(), "{ticket}");
        let code = ticket["tracking_code"].as_str().unwrap();
        let track = format!("/api/v1/public/track/{code}");
        let _ = server.public().get(&track).send().await.expect(200);
        let page = admin
            .get(&format!("/api/v1/tickets/{id}/events"))
            .send()
            .await
            .expect(200);
        assert_eq!(page.json()["items"][0]["what"]["kind"], "ticket.received");
        let note = json!({ "body": "after the upgrade", "format": "text", "visibility": "internal" });
        let path = format!("/api/v1/tickets/{id}/messages");
        let _ = admin.post(&path).json(&note).send().await.expect(201);
    }
}

fn copy_of(place: &Place, schema: u32) -> PathBuf {
    place.data_dir().join(format!("touchstone.db.schema-{schema}"))
}

#[test]
fn kept_directories_are_brought_up_and_served_on_sqlite() {
    for schema in KEPT {
        let place = Place::sqlite();
        unpack(&place, schema);
        block_on(async {
            let server = Server::start(&place).await;
            is_served(&server).await;
            let log = server.said();
            let all = latest() as u32 - schema;
            let line = |nth: u32| {
                format!(
                    "migrating from schema {schema} to {}: step {nth} of {all}",
                    latest()
                )
            };
            assert!(log.contains(&line(1)) && log.contains(&line(all)), "{log}");
            assert!(log.contains(copy_of(&place, schema).to_str().unwrap()), "{log}");
            server.kill();
        });
    }
}

#[test]
fn kept_directories_are_brought_up_and_served_on_postgres() {
    for schema in KEPT {
        let place = Place::postgres_unprepared();
        unpack(&place, schema);
        move_to_postgres(&place);
        let refused = place.run(&["serve", "--listen", &free_address().to_string()]);
        assert!(!refused.status.success());
        let sentence = format!("has schema {schema}, this program needs {}", latest());
        assert!(said(&refused).contains(&sentence), "{}", said(&refused));

        let shelf = place.directory().join("shelf");
        let done = place.run(&["migrate", "--backup-to", shelf.to_str().unwrap()]);
        assert!(done.status.success(), "{}", said(&done));
        let all = latest() as u32 - schema;
        let line = format!(
            "migrating from schema {schema} to {}: step {all} of {all}",
            latest()
        );
        assert!(said(&done).contains(&line), "{}", said(&done));
        let backup = crate::drill::only_backup(&shelf);
        let told = place.run(&["backup", "verify", backup.to_str().unwrap()]);
        assert!(
            said(&told).contains(&format!("schema {schema}\n")),
            "{}",
            said(&told)
        );
        block_on(async {
            let server = Server::start(&place).await;
            is_served(&server).await;
            server.kill();
        });
    }
}

#[test]
fn an_upgrade_is_rolled_back_and_its_state_is_kept_aside() {
    let place = Place::sqlite();
    unpack(&place, 9);
    block_on(async {
        let server = Server::start(&place).await;
        is_served(&server).await;
        let busy = place.run(&["rollback", "--yes"]);
        assert!(!busy.status.success());
        assert!(
            said(&busy).contains("in use by another Touchstone process"),
            "{}",
            said(&busy)
        );
        server.kill();
    });
    let copy = copy_of(&place, 9);
    let asked = place.run(&["rollback"]);
    assert!(asked.status.success(), "{}", said(&asked));
    let told = said(&asked);
    assert!(
        told.contains(copy.to_str().unwrap()) && told.contains("Nothing was changed"),
        "{told}"
    );
    assert_eq!(schema_of(&place), latest());

    let done = place.run(&["rollback", "--yes"]);
    assert!(done.status.success(), "{}", said(&done));
    let aside = place.data_dir().join(format!("touchstone.db.aside-{}", latest()));
    let told = said(&done);
    for word in [
        copy.to_str().unwrap(),
        aside.to_str().unwrap(),
        "went back to schema 9",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert_eq!(schema_of(&place), 9);
    let again = place.run(&["rollback", "--yes"]);
    assert!(!again.status.success());
    assert!(
        said(&again).contains("no copy of an older schema than 9"),
        "{}",
        said(&again)
    );
    // And forward again, as after a version that is mended.
    block_on(async {
        let server = Server::start(&place).await;
        is_served(&server).await;
        server.kill();
    });
}

#[test]
fn a_newer_schema_is_refused_with_both_versions() {
    let sentence = format!("a newer Touchstone (schema 999, this program knows {})", latest());
    let row = "INSERT INTO schema_migration (version, name, sha256) VALUES (999, '0999_future', '')";
    for place in [Place::sqlite(), Place::postgres()] {
        let _ = place.create_administrator();
        match place.database_url() {
            None => rusqlite::Connection::open(place.data_dir().join("touchstone.db"))
                .unwrap()
                .execute_batch(row)
                .unwrap(),
            Some(url) => postgres::Client::connect(url, postgres::NoTls)
                .unwrap()
                .batch_execute(row)
                .unwrap(),
        }
        for command in [["serve", "--listen"].as_slice(), &["migrate"]] {
            let mut arguments = command.to_vec();
            let address = free_address().to_string();
            if command[0] == "serve" {
                arguments.push(&address);
            }
            let refused = place.run(&arguments);
            assert!(!refused.status.success());
            assert!(said(&refused).contains(&sentence), "{}", said(&refused));
        }
    }
}

#[test]
fn whoever_asks_during_a_migration_hears_of_it() {
    let place = Place::sqlite();
    unpack(&place, 9);
    let file = place.data_dir().join("touchstone.db");
    let holder = rusqlite::Connection::open(file).unwrap();
    // The migration waits for whoever writes, here this test.
    holder
        .execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE")
        .unwrap();
    block_on(async {
        let mut server = Server::start_until_said(&place, "the state before is kept in", |arguments| {
            place.command(arguments)
        });
        let public = server.public().speaking(Language::Ko);
        let asked = |path: &str| public.get(path).send();
        let ready = asked("/readyz").await.expect(503);
        let problem = ready.json();
        assert_eq!(problem["code"], "not_ready_migrating");
        assert_eq!(problem["schema"], json!({ "found": 9, "wanted": latest() }));
        assert_eq!(problem["step"], json!({ "nth": 0, "of": latest() - 9 }));
        assert_eq!(ready.headers["retry-after"], "5");
        assert_eq!(asked("/healthz").await.expect(200).text(), "ok");
        assert_eq!(
            asked("/api/v1/tickets").await.expect(503).json()["code"],
            "not_ready_migrating"
        );
        let page = asked("/").await.expect(503).text();
        assert!(
            page.contains("업데이트") && page.contains("lang=\"ko\""),
            "{page}"
        );
        holder.execute_batch("ROLLBACK").unwrap();
        server.wait_said("serving");
        for _ in 0..200 {
            if asked("/readyz").await.status == 200 {
                return is_served(&server).await;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("never ready:\n{}", server.said());
    });
}
