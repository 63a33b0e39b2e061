//! What cannot be opened is refused with a sentence that says what to do; what can is brought up to date.

use std::path::Path;

use touchstone_store::migrate::MIGRATIONS;
use touchstone_store::{Durability, EngineConfig, OpenError, Store, StoreConfig};
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::support::{note, notes};

fn open(dir: &Path) -> Result<Store, OpenError> {
    Store::open(StoreConfig::sqlite(dir))
}

fn refused(outcome: Result<Store, OpenError>) -> String {
    outcome.err().expect("it must be refused").to_string()
}

fn raw(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join("touchstone.db")).expect("the file opens")
}

#[test]
fn what_was_committed_is_there_after_reopening() {
    let dir = TestDirectory::new();
    for i in 0..3 {
        let store = open(dir.path()).expect("the store opens");
        assert_eq!(
            store.node(),
            i,
            "a clock put back between two runs makes no id twice"
        );
        assert_eq!(notes(&store).len(), usize::from(i));
        store
            .write_blocking(move |tx| note(tx, &i.to_string()))
            .expect("kept");
        store.close();
    }
}

#[test]
fn the_last_handle_closes_the_store() {
    let dir = TestDirectory::new();
    let store = open(dir.path()).expect("the store opens");
    store.write_blocking(|tx| note(tx, "x")).expect("kept");
    drop(store);
    drop(open(dir.path()).expect("the directory is free again"));
}

#[test]
fn a_second_owner_is_refused() {
    let dir = TestDirectory::new();
    let store = open(dir.path()).expect("the store opens");
    let said = refused(open(dir.path()));
    assert!(said.contains("in use by another Touchstone process"), "{said}");
    assert!(
        said.contains(&format!("(process {})", std::process::id())),
        "{said}"
    );
    assert!(said.contains("stop that process"), "{said}");
    let migrating = Store::migrate(&StoreConfig::sqlite(dir.path()));
    assert!(matches!(migrating, Err(OpenError::DirectoryInUse { .. })));
    store.close();
    open(dir.path()).expect("free again").close();
}

// Even root cannot make files there.
#[cfg(target_os = "linux")]
#[test]
fn a_directory_that_cannot_be_written_is_refused() {
    for dir in ["/proc/touchstone", "/sys/kernel"] {
        let said = refused(open(Path::new(dir)));
        assert!(said.contains("cannot be written to"), "{said}");
        assert!(said.contains("make it writable"), "{said}");
    }
}

#[test]
fn a_file_in_the_way_is_refused() {
    let dir = TestDirectory::new();
    let place = dir.path().join("data");
    std::fs::write(&place, "a file").expect("written");
    assert!(refused(open(&place)).contains("cannot be written to"));
}

#[test]
fn another_programs_file_is_refused_and_left_alone() {
    let dir = TestDirectory::new();
    raw(dir.path())
        .execute_batch("CREATE TABLE theirs (x)")
        .expect("their database");
    let said = refused(open(dir.path()));
    assert!(said.contains("not a Touchstone database"), "{said}");
    let tables: i64 = raw(dir.path())
        .query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0))
        .expect("still theirs");
    assert_eq!(tables, 1);
    let text = TestDirectory::new();
    std::fs::write(
        text.path().join("touchstone.db"),
        "not a database at all, only some text ".repeat(100),
    )
    .expect("written");
    assert!(refused(open(text.path())).contains("not a Touchstone database"));
}

#[test]
fn a_newer_schema_is_refused() {
    let dir = TestDirectory::new();
    open(dir.path()).expect("made").close();
    raw(dir.path())
        .execute_batch("INSERT INTO schema_migration (version, name, sha256) VALUES (999, '0999_future', '')")
        .expect("a later program was here");
    let said = refused(open(dir.path()));
    assert!(said.contains("newer Touchstone (schema 999"), "{said}");
}

#[test]
fn a_changed_migration_is_refused() {
    let dir = TestDirectory::new();
    open(dir.path()).expect("made").close();
    raw(dir.path())
        .execute_batch("UPDATE schema_migration SET sha256 = 'x' WHERE version = 1")
        .expect("changed");
    assert!(refused(open(dir.path())).contains("migration 1"));
}

/// Takes the last migration back, as if this program were newer than the one that made the file.
fn make_older(dir: &Path) -> u32 {
    let conn = raw(dir);
    let last = MIGRATIONS.last().expect("there are migrations");
    let text = last.text(touchstone_store::EngineKind::Sqlite);
    let tables = text.lines().filter_map(|line| {
        let table = line
            .strip_prefix("CREATE TABLE ")
            .or(line.strip_prefix("CREATE VIRTUAL TABLE "));
        table?.split_whitespace().next()
    });
    conn.execute_batch("PRAGMA foreign_keys = OFF").expect("off");
    for table in tables {
        conn.execute_batch(&format!("DROP TABLE {table}"))
            .expect("dropped");
    }
    for index in text.lines().filter_map(|line| line.strip_prefix("CREATE INDEX ")) {
        let name = index.split_whitespace().next().expect("an index");
        conn.execute_batch(&format!("DROP INDEX IF EXISTS {name}"))
            .expect("dropped");
    }
    for added in text.lines().filter_map(|line| line.strip_prefix("ALTER TABLE ")) {
        let mut words = added.split_whitespace();
        let (table, column) = (words.next().expect("a table"), words.nth(2).expect("a column"));
        conn.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN {column}"))
            .expect("dropped");
    }
    conn.execute("DELETE FROM schema_migration WHERE version = ?1", [last.version])
        .expect("forgotten");
    last.version - 1
}

#[test]
fn an_older_file_is_copied_before_it_is_migrated() {
    let dir = TestDirectory::new();
    let store = open(dir.path()).expect("made");
    store.write_blocking(|tx| note(tx, "kept")).expect("kept");
    store.close();
    let older = make_older(dir.path());
    let migrated = Store::migrate(&StoreConfig::sqlite(dir.path())).expect("migrated");
    assert_eq!((migrated.from, migrated.to), (older, older + 1));
    let copy = migrated.copy.expect("a copy was made");
    let copied = rusqlite::Connection::open(&copy).expect("the copy opens");
    let versions: i64 = copied
        .query_row("SELECT MAX(version) FROM schema_migration", [], |row| row.get(0))
        .expect("read");
    assert_eq!(versions, i64::from(older));
    let store = open(dir.path()).expect("opens");
    assert_eq!(notes(&store), ["kept"]);
    store.close();
    make_older(dir.path());
    let again = Store::migrate(&StoreConfig::sqlite(dir.path()))
        .expect("migrated")
        .copy
        .expect("another copy");
    assert_ne!(again, copy);
    let nothing = Store::migrate(&StoreConfig::sqlite(dir.path())).expect("nothing to do");
    assert_eq!((nothing.from, nothing.copy), (nothing.to, None));
}

#[test]
fn a_bulk_load_is_complete_after_closing() {
    let dir = TestDirectory::new();
    let engine = EngineConfig::Sqlite {
        dir: dir.path().to_owned(),
        durability: Durability::BulkLoad,
    };
    let store = Store::open(StoreConfig {
        engine,
        ..StoreConfig::sqlite(dir.path())
    })
    .expect("the store opens");
    for i in 0..500 {
        store
            .write_blocking(move |tx| note(tx, &format!("{i:03}")))
            .expect("kept");
    }
    store.close();
    let log = std::fs::metadata(dir.path().join("touchstone.db-wal")).map_or(0, |file| file.len());
    assert_eq!(log, 0, "everything is in the file itself");
    drop(store);
    let store = open(dir.path()).expect("opens");
    assert_eq!(notes(&store).len(), 500);
    store.close();
}

#[test]
fn postgres_is_migrated_only_on_demand() {
    let database = TestDatabase::create_empty();
    let config = StoreConfig::postgres(database.url());
    let said = refused(Store::open(config.clone()));
    assert!(said.contains("run `touchstone migrate`"), "{said}");
    let migrated = Store::migrate(&config).expect("migrated");
    assert_eq!((migrated.from, migrated.to), (0, MIGRATIONS.len() as u32));
    assert_eq!(
        Store::migrate(&config).expect("nothing to do").from,
        MIGRATIONS.len() as u32
    );
    let first = Store::open(config.clone()).expect("opens");
    let second = Store::open(config.clone()).expect("a second process opens");
    assert_eq!((first.node(), second.node()), (0, 1));
    assert_ne!(first.holder(), second.holder());
    first.close();
    second.close();
}

#[test]
fn an_older_or_newer_postgres_is_refused() {
    let database = TestDatabase::create_empty();
    let config = StoreConfig::postgres(database.url());
    Store::migrate(&config).expect("migrated");
    let mut client = postgres::Client::connect(database.url(), postgres::NoTls).expect("connects");
    let last = MIGRATIONS.len();
    client
        .batch_execute(&format!("DELETE FROM schema_migration WHERE version = {last}"))
        .expect("an older one");
    assert!(matches!(
        Store::open(config.clone()),
        Err(OpenError::SchemaOlder { .. })
    ));
    client
        .batch_execute("INSERT INTO schema_migration (version, name, sha256) VALUES (999, '0999_future', '')")
        .expect("a newer one");
    assert!(matches!(
        Store::open(config.clone()),
        Err(OpenError::SchemaNewer { found: 999, .. })
    ));
    assert!(matches!(
        Store::migrate(&config),
        Err(OpenError::SchemaNewer { .. })
    ));
}

#[test]
fn a_postgres_that_is_not_there_is_named_without_its_password() {
    let said = refused(Store::open(StoreConfig::postgres(
        "postgres://someone:secret@127.0.0.1:1/desk",
    )));
    assert!(
        said.contains("desk") && said.contains("cannot be reached"),
        "{said}"
    );
    assert!(!said.contains("secret"), "{said}");
    let said = refused(Store::open(StoreConfig::postgres("mysql://someone:secret@h/x")));
    assert!(
        said.contains("postgres://user@host/name") && !said.contains("secret"),
        "{said}"
    );
}

#[test]
fn two_migrations_at_once_wait_for_each_other() {
    let database = TestDatabase::create_empty();
    let runs: Vec<_> = (0..4)
        .map(|_| {
            let config = StoreConfig::postgres(database.url());
            std::thread::spawn(move || Store::migrate(&config).expect("migrated").from)
        })
        .collect();
    let began: Vec<_> = runs
        .into_iter()
        .map(|run| run.join().expect("a run ends"))
        .collect();
    assert_eq!(began.iter().filter(|from| **from == 0).count(), 1, "{began:?}");
}

#[test]
fn nothing_is_said_in_the_clear_to_a_server_without_tls() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        let (mut line, _) = listener.accept().expect("a caller");
        let mut asked = [0u8; 8];
        line.read_exact(&mut asked).expect("it asks for TLS first");
        line.write_all(b"N").expect("answered");
        let mut rest = Vec::new();
        line.read_to_end(&mut rest).expect("it hangs up");
        rest
    });
    let url = format!("postgres://someone:secret@127.0.0.1:{port}/desk?sslmode=require");
    assert!(refused(Store::open(StoreConfig::postgres(url))).contains("cannot be reached"));
    assert_eq!(server.join().expect("ends"), b"");
}
