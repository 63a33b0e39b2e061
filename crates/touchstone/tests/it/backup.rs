//! Backup and restore as an operator does them, and what they refuse: with a sentence, and with nothing changed.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::json;
use touchstone_testkit::engines::{TestDatabase, TestDirectory, block_on};

use crate::crash::{all_tickets, request};
use crate::drill::{elsewhere_command, only_backup};
use crate::process::{Place, Server, said};

/// An installation with a request and its file, stopped, and a backup of it.
struct Story {
    place: Place,
    shelf: TestDirectory,
    email: &'static str,
    /// Where restored databases go, on PostgreSQL.
    database: Option<TestDatabase>,
}

impl Story {
    fn new(place: Place, seal: &[&str]) -> (Story, PathBuf) {
        let database = place.database_url().map(|_| TestDatabase::create_empty());
        let email = place.create_administrator();
        block_on(async {
            let server = Server::start(&place).await;
            let upload = server.public().post("/api/v1/public/uploads");
            let upload = upload.multipart(&[], &[("file", "note.txt", b"evidence")]);
            let file = upload.send().await.expect(201).json()["id"].clone();
            let sent = server
                .public()
                .post("/api/v1/public/tickets")
                .json(&request("kept", Some(&file)));
            let _ = sent.send().await.expect(201);
            server.kill();
        });
        let shelf = TestDirectory::new();
        let story = Story {
            place,
            shelf,
            email,
            database,
        };
        let to = story.shelf.path().to_str().unwrap();
        let done = story.place.run(&[&["backup", "--to", to], seal].concat());
        assert!(done.status.success(), "{}", said(&done));
        let file = only_backup(story.shelf.path());
        (story, file)
    }

    fn there(&self) -> PathBuf {
        self.place.directory().join("there")
    }

    fn restore(&self, file: &Path, more: &[&str]) -> Output {
        let arguments = [&["restore", "--from", file.to_str().unwrap()], more].concat();
        let mut command = elsewhere_command(&self.place, &self.there(), self.database.as_ref(), &arguments);
        command.output().unwrap()
    }

    /// Refused, with this in the sentence, and nothing left behind.
    fn refused(&self, file: &Path, more: &[&str], sentence: &str) {
        let done = self.restore(file, more);
        let said = said(&done);
        assert!(!done.status.success(), "restored, expected {sentence:?}");
        assert!(said.contains(sentence) && !said.contains("panicked"), "{said}");
        assert!(!self.there().exists(), "{sentence}: something was left");
        assert!(!self.place.directory().join("there.restoring").exists());
    }

    /// Restored, and serving what was there.
    fn restored(&self, file: &Path, more: &[&str]) {
        let done = self.restore(file, more);
        assert!(done.status.success(), "{}", said(&done));
        block_on(async {
            let start = |arguments: &[&str]| {
                elsewhere_command(&self.place, &self.there(), self.database.as_ref(), arguments)
            };
            let server = Server::start_with(&self.place, start).await;
            let tickets = all_tickets(&server.signed_in(self.email).await).await;
            let subjects: Vec<_> = tickets.values().map(|ticket| &ticket["subject"]).collect();
            assert_eq!(subjects, [&json!("kept")]);
        });
    }
}

fn places() -> [Place; 2] {
    [Place::sqlite(), Place::postgres()]
}

fn changed(file: &Path, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let mut bytes = std::fs::read(file).unwrap();
    change(&mut bytes);
    let other = file.with_file_name(name);
    std::fs::write(&other, bytes).unwrap();
    other
}

#[test]
fn a_damaged_backup_is_refused_and_leaves_nothing() {
    for place in places() {
        let (story, file) = Story::new(place, &[]);
        let size = std::fs::metadata(&file).unwrap().len() as usize;
        for length in [size - 1, size - 72, size / 2, 10_000, 600, 0] {
            let cut = changed(&file, "cut", |bytes| bytes.truncate(length));
            let sentence = if length == 0 {
                "not a backup of Touchstone"
            } else {
                "use another one"
            };
            story.refused(&cut, &[], sentence);
        }
        for at in [
            300,
            2_000,
            size / 3,
            size / 2,
            size - 1_500,
            size - 100,
            size - 10,
        ] {
            let flipped = changed(&file, "flipped", |bytes| bytes[at] ^= 0x10);
            story.refused(&flipped, &[], "use another one");
        }
        let text = changed(&file, "text", |bytes| *bytes = b"Dear operator".to_vec());
        story.refused(&text, &[], "not a backup of Touchstone");
        story.restored(&file, &[]);
    }
}

#[test]
fn a_backup_without_its_key_ring_is_refused() {
    for place in places() {
        let (story, file) = Story::new(place, &[]);
        let ring = story.place.directory().join("keys");
        let saved = story.place.directory().join("saved");
        std::fs::rename(&ring, &saved).unwrap();
        story.refused(&file, &[], "the key ring");
        let foreign = Place::sqlite();
        let _ = foreign.create_administrator();
        std::fs::copy(foreign.directory().join("keys"), &ring).unwrap();
        story.refused(&file, &[], "belongs to another database");
        std::fs::rename(&saved, &ring).unwrap();
        story.restored(&file, &[]);
    }
}

#[test]
fn a_place_in_use_is_never_restored_into() {
    for place in places() {
        let (story, file) = Story::new(place, &[]);
        let from = file.to_str().unwrap();
        let done = story.place.run(&["restore", "--from", from]);
        assert!(!done.status.success());
        assert!(said(&done).contains("is not empty"), "{}", said(&done));
        if story.place.database_url().is_some() {
            // Another directory, the same database.
            let mut command = story.place.command(&["restore", "--from", from]);
            let done = command
                .env("TOUCHSTONE_DATA_DIR", story.there())
                .output()
                .unwrap();
            assert!(!done.status.success());
            assert!(said(&done).contains("is not empty"), "{}", said(&done));
            assert!(!story.there().exists());
        }
        // What is there still works.
        block_on(async {
            let server = Server::start(&story.place).await;
            let _ = server.signed_in(story.email).await;
        });
        std::fs::create_dir(story.there()).unwrap();
        story.restored(&file, &[]);
    }
}

#[test]
fn a_sealed_backup_opens_with_its_passphrase_alone() {
    let secrets = TestDirectory::new();
    let written = |name: &str, text: &[u8]| {
        let path = secrets.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (right, wrong) = (
        written("right", b"correct horse\n"),
        written("wrong", b"wrong horse\n"),
    );
    let file_key = written("file", &[9; 40]);
    let seal = ["--passphrase-file", right.as_str()];
    let (story, file) = Story::new(Place::sqlite(), &seal);
    let bytes = std::fs::read(&file).unwrap();
    assert!(
        !bytes.windows(8).any(|window| window == b"evidence"),
        "it can be read"
    );
    story.refused(&file, &[], "is sealed");
    story.refused(&file, &["--passphrase-file", &wrong], "does not open");
    story.refused(&file, &["--key-file", &file_key], "does not open");
    let cut = changed(&file, "cut", |bytes| bytes.truncate(bytes.len() - 1));
    story.refused(&cut, &seal, "use another one");
    let flipped = changed(&file, "flipped", |bytes| bytes[5_000] ^= 1);
    story.refused(&flipped, &seal, "use another one");
    let path = file.to_str().unwrap();
    let verified = story
        .place
        .run(&[&["backup", "verify", path], &seal[..]].concat());
    assert!(verified.status.success(), "{}", said(&verified));
    assert!(said(&verified).contains("is whole"), "{}", said(&verified));
    story.restored(&file, &seal);
}

#[test]
fn a_backup_is_its_owner_s_and_holds_no_key() {
    let (story, file) = Story::new(Place::sqlite(), &[]);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let entries = std::process::Command::new("tar")
        .arg("-tf")
        .arg(&file)
        .output()
        .unwrap();
    let names = said(&entries);
    assert!(
        entries.status.success(),
        "other programs can look into it: {names}"
    );
    assert!(
        names.starts_with("head.json\n") && names.ends_with("manifest.json\n"),
        "{names}"
    );
    assert!(
        names.contains("tables/ticket/000001.ndjson.gz") && names.contains("files/fil_"),
        "{names}"
    );
    let ring = std::fs::read_to_string(story.place.directory().join("keys")).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for key in ring
        .lines()
        .filter_map(|line| line.split('"').nth(1))
        .filter(|key| key.len() > 40)
    {
        assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()));
    }
}

#[test]
fn the_running_server_is_asked_through_its_socket() {
    let place = Place::sqlite();
    let _ = place.create_administrator();
    let shelf = TestDirectory::new();
    let to = shelf.path().to_str().unwrap();
    block_on(async {
        let server = Server::start(&place).await;
        let socket = place.data_dir().join("touchstone.sock");
        let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let done = place.run(&["backup", "--to", to]);
        assert!(done.status.success(), "{}", said(&done));
        let failed = place.run(&["backup", "--to", "/proc/nowhere"]);
        assert!(!failed.status.success());
        assert!(said(&failed).contains("check the path"), "{}", said(&failed));
        drop(server);
    });
    let verified = place.run(&["backup", "verify", only_backup(shelf.path()).to_str().unwrap()]);
    assert!(verified.status.success(), "{}", said(&verified));
    // A socket that a killed server left keeps nobody from the directory.
    let done = place.run(&["backup", "--to", to]);
    assert!(done.status.success(), "{}", said(&done));
}

#[test]
fn an_erasure_after_the_backup_is_repeated() {
    for place in places() {
        let (story, file) = Story::new(place, &[]);
        let person = block_on(async {
            let server = Server::start(&story.place).await;
            let tickets = all_tickets(&server.signed_in(story.email).await).await;
            tickets.values().next().unwrap()["requester"]["id"]
                .as_str()
                .unwrap()
                .to_owned()
        });
        let line = json!({ "person": person, "at": "2026-01-02T03:04:05Z" });
        let list = story.place.directory().join("erasures.ndjson");
        std::fs::write(&list, format!("{line}\n{{\"person\":\"per_00\n")).unwrap();
        let done = story.restore(&file, &[]);
        assert!(done.status.success(), "{}", said(&done));
        assert!(
            said(&done).contains("1 of 1 listed erasures were repeated"),
            "{}",
            said(&done)
        );
        block_on(async {
            let start = |arguments: &[&str]| {
                elsewhere_command(&story.place, &story.there(), story.database.as_ref(), arguments)
            };
            let server = Server::start_with(&story.place, start).await;
            let admin = server.signed_in(story.email).await;
            let reveal = json!({ "fields": ["name", "email"], "reason": "a look after the restore" });
            let revealed = admin
                .post(&format!("/api/v1/people/{person}/reveal"))
                .json(&reveal)
                .send()
                .await;
            assert!(!revealed.text().contains("Wang Min"), "{}", revealed.text());
        });
    }
}

#[test]
fn an_installation_moves_to_postgres_and_back() {
    let (story, _) = Story::new(Place::sqlite(), &[]);
    let (database, home) = (TestDatabase::create_empty(), story.place.directory().join("home"));
    let there = story.there();
    let copy = |from: &str, to: &str, data_dir: &Path| {
        let mut command = story.place.command(&["db", "copy", "--from", from, "--to", to]);
        let done = command.env("TOUCHSTONE_DATA_DIR", data_dir).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
        assert!(
            said(&done).contains("found equal on both sides"),
            "{}",
            said(&done)
        );
    };
    let data = story.place.data_dir();
    copy(data.to_str().unwrap(), database.url(), &there);
    copy(database.url(), home.to_str().unwrap(), &there);
    for (data_dir, database) in [(&there, Some(&database)), (&home, None)] {
        block_on(async {
            let start = |arguments: &[&str]| elsewhere_command(&story.place, data_dir, database, arguments);
            let server = Server::start_with(&story.place, start).await;
            let admin = server.signed_in(story.email).await;
            let tickets = all_tickets(&admin).await;
            let id = tickets.values().next().unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned();
            let messages = admin
                .get(&format!("/api/v1/tickets/{id}/messages"))
                .send()
                .await
                .expect(200)
                .json();
            let href = messages["items"][0]["files"][0]["href"]
                .as_str()
                .unwrap()
                .to_owned();
            assert_eq!(
                server.public().get(&href).send().await.expect(200).text(),
                "evidence"
            );
        });
    }
}
