//! Exports by the program itself: one that is killed is made again when the server is back, and the command line reaches an
//! installation with a server and without one.

use std::io::{Cursor, Read as _, Seek};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use touchstone_testkit::app::Client;
use touchstone_testkit::engines::block_on;
use zip::ZipArchive;

use crate::process::{Place, Server, said};

const PEOPLE: usize = 6_000;

/// A file with so many requesters, brought in without a server.
fn peopled(place: &Place, people: usize) {
    let lines = (1..=people).map(|n| format!("{n},Person {n},p{n}@mail.example\n"));
    let text: String = std::iter::once("id,name,email\n".to_owned())
        .chain(lines)
        .collect();
    let file = place.directory().join("people.csv");
    std::fs::write(&file, text).unwrap();
    let done = place.run(&["import", "--kind", "requesters", "--from", file.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
}

/// Reads an archive as a stranger would: every member has the lines, bytes and hash that the manifest says. Answers how many
/// lines each has.
fn adds_up(archive: impl std::io::Read + Seek) -> (Value, String) {
    let mut archive = ZipArchive::new(archive).unwrap();
    let mut text = String::new();
    archive
        .by_name("manifest.json")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let mut all = String::new();
    for member in manifest["members"].as_array().unwrap() {
        let mut bytes = Vec::new();
        let name = member["name"].as_str().unwrap();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        let told = (
            member["records"].as_u64(),
            member["size"].as_u64(),
            member["sha256"].as_str(),
        );
        let count = bytes.iter().filter(|byte| **byte == b'\n').count();
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        assert_eq!(
            told,
            (Some(count as u64), Some(bytes.len() as u64), Some(&*hash)),
            "{name}"
        );
        all.push_str(std::str::from_utf8(&bytes).unwrap());
    }
    (manifest, all)
}

fn records(manifest: &Value, member: &str) -> u64 {
    let members = manifest["members"].as_array().unwrap();
    let found = members
        .iter()
        .find(|one| one["name"] == format!("{member}.ndjson"));
    found.unwrap()["records"].as_u64().unwrap()
}

#[test]
fn a_killed_export_is_made_again_on_sqlite() {
    block_on(kill_and_make_again(&Place::sqlite()));
}

#[test]
fn a_killed_export_is_made_again_on_postgres() {
    block_on(kill_and_make_again(&Place::postgres()));
}

async fn read(by: &Client, path: &str) -> Value {
    by.get(path).send().await.expect(200).json()
}

async fn kill_and_make_again(place: &Place) {
    let email = place.create_administrator();
    peopled(place, PEOPLE);
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let asked = admin.post("/api/v1/exports").json(&json!({})).send().await;
    let path = asked.expect(202).location().to_owned();
    while read(&admin, &path).await["state"] == "queued" {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(
        read(&admin, &path).await["state"],
        "running",
        "it is killed in the middle"
    );
    server.kill();
    let server = Server::start(place).await;
    let admin = server.signed_in(email).await;
    let mut record = read(&admin, &path).await;
    // On PostgreSQL another process might still be at it: it is waited for until it has been silent for a minute.
    for _ in 0..1_200 {
        if record["state"] == "ready" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        record = read(&admin, &path).await;
    }
    assert_eq!(record["state"], "ready", "{record}");
    let file = admin.get(&format!("{path}/file")).send().await.expect(200);
    let (manifest, all) = adds_up(Cursor::new(file.body));
    assert_eq!(records(&manifest, "people"), PEOPLE as u64);
    assert!(!all.contains("p1@mail.example"), "masked");
}

fn export(place: &Place, arguments: &[&str]) -> String {
    let mut all = vec!["export"];
    all.extend_from_slice(arguments);
    let done = place.run(&all);
    assert!(done.status.success(), "{}", said(&done));
    said(&done)
}

fn opened(path: &Path) -> (Value, String) {
    let mode = std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "its owner's alone");
    adds_up(std::fs::File::open(path).unwrap())
}

fn only_zip(dir: &Path) -> PathBuf {
    let found: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().unwrap()
}

fn exports_from_the_command_line(place: &Place) {
    let _ = place.create_administrator();
    peopled(place, 3);
    let shelf = place.directory().join("shelf");
    std::fs::create_dir(&shelf).unwrap();
    // Without a server, into a directory.
    let told = export(place, &["--to", shelf.to_str().unwrap()]);
    assert!(
        told.contains("contacts are masked") && told.contains("not sealed"),
        "{told}"
    );
    let (manifest, all) = opened(&only_zip(&shelf));
    assert_eq!(records(&manifest, "people"), 3);
    assert!(!all.contains("p1@mail.example") && !all.contains("root@example.com"));
    // In clear for a reason, sealed.
    let refused = place.run(&["export", "--to", shelf.to_str().unwrap(), "--contacts"]);
    assert!(
        !refused.status.success() && said(&refused).contains("--reason"),
        "{}",
        said(&refused)
    );
    let secret = place.directory().join("passphrase");
    std::fs::write(&secret, "four words and a half\n").unwrap();
    let sealed = place.directory().join("all.sealed");
    let (sealed, secret) = (sealed.to_str().unwrap(), secret.to_str().unwrap());
    export(
        place,
        &[
            "--to",
            sealed,
            "--passphrase-file",
            secret,
            "--contacts",
            "--reason",
            "moving house",
        ],
    );
    assert!(
        !std::fs::read(sealed)
            .unwrap()
            .windows(4)
            .any(|window| window == b"PK\x03\x04")
    );
    let zip = place.directory().join("all.zip");
    let other = place.directory().join("other");
    std::fs::write(&other, "four other words\n").unwrap();
    let to = zip.to_str().unwrap();
    let refused = place.run(&[
        "export",
        "open",
        sealed,
        "--to",
        to,
        "--passphrase-file",
        other.to_str().unwrap(),
    ]);
    assert!(!refused.status.success() && !zip.exists(), "{}", said(&refused));
    export(place, &["open", sealed, "--to", to, "--passphrase-file", secret]);
    let (manifest, all) = opened(&zip);
    assert_eq!(manifest["contacts"], json!("clear"));
    assert!(all.contains("p1@mail.example") && all.contains("root@example.com"));
    // What was taken away earlier is in the history that is taken away now.
    assert!(all.contains("export.made"));
}

#[test]
fn the_command_line_exports_on_sqlite() {
    exports_from_the_command_line(&Place::sqlite());
}

#[test]
fn the_command_line_exports_on_postgres() {
    exports_from_the_command_line(&Place::postgres());
}

#[test]
fn the_running_server_exports_through_its_socket() {
    let place = Place::sqlite();
    let email = place.create_administrator();
    let to = place.directory().join("live.zip");
    block_on(async {
        let server = Server::start(&place).await;
        export(&place, &["--to", to.to_str().unwrap()]);
        let failed = place.run(&["export", "--to", "/proc/nowhere/all.zip"]);
        assert!(!failed.status.success(), "{}", said(&failed));
        let admin = server.signed_in(email).await;
        let told = read(&admin, "/api/v1/audit?kind=export.*").await;
        let kinds: Vec<_> = told["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["what"]["kind"])
            .collect();
        assert_eq!(
            kinds,
            ["export.failed", "export.asked", "export.made", "export.asked"]
        );
        assert_eq!(told["items"][0]["origin"], "command_line");
    });
    assert_eq!(records(&opened(&to).0, "users"), 1);
    assert!(!place.directory().join("live.zip.partial").exists());
}
