//! What cannot be started says so in one sentence that tells what to do, and leaves everything as it was.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use touchstone_testkit::engines::block_on;

use crate::process::{Place, Server, free_address, said};

/// A schema version that no program knows.
pub const NEWER: &str =
    "INSERT INTO schema_migration (version, name, sha256) VALUES (9999, '9999_future', 'x')";

/// Runs `serve`, which must end by itself without success; gives what it said.
fn refused(mut serve: Command) -> String {
    let output = serve.output().unwrap();
    assert!(!output.status.success(), "it ended well");
    let said = said(&output);
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn serve(place: &Place) -> Command {
    place.command(&["serve", "--listen", &free_address().to_string()])
}

#[test]
fn a_second_process_on_the_same_directory_is_refused() {
    let place = Place::sqlite();
    block_on(async {
        let _first = Server::start(&place).await;
        let said = refused(serve(&place));
        assert!(said.contains("another Touchstone process"), "{said}");
    });
}

#[test]
fn a_directory_that_cannot_be_written_is_refused() {
    let place = Place::sqlite();
    let blocked = place.directory().join("blocked");
    std::fs::create_dir(&blocked).unwrap();
    allow(&blocked, 0o555);
    let mut serve = if is_root(&blocked) {
        serve_as_nobody(&place)
    } else {
        serve(&place)
    };
    serve.env("TOUCHSTONE_DATA_DIR", blocked.join("data"));
    let said = refused(serve);
    assert!(
        said.contains(&*blocked.to_string_lossy()),
        "it names the directory: {said}"
    );
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    for place in [Place::sqlite(), Place::postgres()] {
        block_on(async { Server::start(&place).await.kill() });
        pretend_newer(&place);
        let said = refused(serve(&place));
        assert!(said.contains("newer"), "{said}");
    }
}

#[test]
fn a_postgres_database_that_was_not_migrated_is_refused() {
    let place = Place::postgres_unprepared();
    let said = refused(serve(&place));
    assert!(said.contains("touchstone migrate"), "it says what to do: {said}");
}

#[test]
fn a_postgres_server_that_is_not_there_is_named() {
    let place = Place::sqlite();
    let mut serve = serve(&place);
    serve.env(
        "TOUCHSTONE_DATABASE_URL",
        "postgres://nobody:secret-word@127.0.0.1:9/none",
    );
    let said = refused(serve);
    assert!(said.contains("127.0.0.1"), "{said}");
    assert!(!said.contains("secret-word"), "the password is not told: {said}");
}

fn pretend_newer(place: &Place) {
    tell_database(place, NEWER);
}

/// Runs a statement behind the program's back.
pub fn tell_database(place: &Place, statement: &str) {
    match place.database_url() {
        Some(url) => postgres::Client::connect(url, postgres::NoTls)
            .unwrap()
            .batch_execute(statement)
            .unwrap(),
        None => rusqlite::Connection::open(place.data_dir().join("touchstone.db"))
            .unwrap()
            .execute_batch(statement)
            .unwrap(),
    }
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Whether this test, which made the file, is root.
fn is_root(made: &Path) -> bool {
    std::fs::metadata(made).unwrap().uid() == 0
}

/// Root may write everywhere, so it runs a copy of the program as somebody who may not.
fn serve_as_nobody(place: &Place) -> Command {
    let copy = place.directory().join("touchstone");
    std::fs::copy(env!("CARGO_BIN_EXE_touchstone"), &copy).unwrap();
    allow(&copy, 0o755);
    allow(place.directory(), 0o755);
    let user = ["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"];
    let mut before: Vec<&str> = user.to_vec();
    before.push(copy.to_str().unwrap());
    place.wrapped(
        Path::new("setpriv"),
        &before,
        &["serve", "--listen", &free_address().to_string()],
    )
}
