//! Every earlier schema, with rows in every table, opens with today's program: all rows are there, nothing dangles, and
//! the schema is that of a new installation. What fails in the middle leaves the state before, and a copy leads back.

mod rows;
mod schemas;

use std::collections::BTreeMap;

use touchstone_store::migrate::{MIGRATIONS, MigrationStage, copies, newest_copy, rollback};
use touchstone_store::portable::{Cell, Load, Snapshot, Step};
use touchstone_store::{OpenError, Store, StoreConfig, Value};
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::support::{note, notes};
use rows::Filling;
use schemas::{schema_of_postgres, schema_of_sqlite};

/// By table: every row as text, column by column, sorted.
type Content = BTreeMap<String, Vec<BTreeMap<String, String>>>;

fn latest() -> u32 {
    MIGRATIONS.len() as u32
}

/// The migrations as a new database remembers them.
fn steps() -> Vec<Step> {
    let dir = TestDirectory::new();
    Store::migrate(&StoreConfig::sqlite(dir.path())).expect("a new one");
    let mut snapshot = Snapshot::alone(&StoreConfig::sqlite(dir.path())).expect("it opens");
    snapshot.steps().expect("they are read")
}

/// Makes a database as it was at a schema, every table filled; what was put in.
fn make(config: &StoreConfig, version: u32) -> Content {
    let steps = steps();
    let filling = Filling::of(&steps[..version as usize]);
    let mut load =
        Load::begin(config, "an older program", &steps[..version as usize]).expect("an empty place");
    let mut content = Content::new();
    for (table, rows) in filling.tables() {
        load.rows(&table, &rows)
            .unwrap_or_else(|e| panic!("{version} {}: {e}", table.name));
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let texts = rows.iter().map(|row| texts(&names, row)).collect();
        content.insert(table.name, texts);
    }
    load.finish().unwrap_or_else(|e| panic!("schema {version}: {e}"));
    for rows in content.values_mut() {
        rows.sort();
    }
    content
}

fn texts(names: &[&str], row: &[Cell]) -> BTreeMap<String, String> {
    let pairs = names.iter().zip(row);
    pairs
        .map(|(name, cell)| ((*name).to_owned(), format!("{cell:?}")))
        .collect()
}

fn cell(value: &Value<'_>) -> Cell {
    match *value {
        Value::Null => Cell::Null,
        Value::Int(n) => Cell::Int(n),
        Value::Bool(b) => Cell::Int(b.into()),
        Value::Real(x) => Cell::Real(x),
        Value::Text(text) => Cell::Text(text.to_owned()),
        Value::Bytes(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

/// What a database holds now, of the columns that `before` has.
fn content(config: &StoreConfig, before: &Content) -> Content {
    let mut snapshot = Snapshot::alone(config).expect("it opens");
    let mut content = Content::new();
    for table in snapshot.tables().expect("tables") {
        let Some(known) = before.get(&table.name).and_then(|rows| rows.first()) else {
            continue;
        };
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let mut rows = Vec::new();
        let read = snapshot.rows(&table, |row| {
            let row: Vec<Cell> = row.iter().map(cell).collect();
            let mut texts = texts(&names, &row);
            texts.retain(|name, _| known.contains_key(name));
            rows.push(texts);
            Ok::<(), touchstone_store::StoreError>(())
        });
        read.expect("rows");
        rows.sort();
        content.insert(table.name, rows);
    }
    content
}

fn version_of(config: &StoreConfig) -> usize {
    let mut snapshot = Snapshot::alone(config).expect("it opens");
    snapshot.steps().expect("they are read").len()
}

/// Migrates with the words that are told; brings everything back but the rows.
fn upgrade(config: &StoreConfig, from: u32) {
    let mut told = Vec::new();
    let migrated = Store::migrate_watched(config, &mut |word| told.push(word.clone())).expect("migrated");
    assert_eq!((migrated.from, migrated.to), (from, latest()));
    let steps = |stage: &MigrationStage| matches!(stage, MigrationStage::Step { .. });
    let counted = told.iter().filter(|word| steps(&word.stage)).count();
    assert_eq!(counted as u32, latest() - from);
    assert_eq!(told.last().expect("words").stage, MigrationStage::Done);
    let line = told[told.len() - 2].to_string();
    let last = MIGRATIONS[MIGRATIONS.len() - 1].name;
    let n = latest() - from;
    assert_eq!(
        line,
        format!(
            "migrating from schema {from} to {}: step {n} of {n}, {last}",
            latest()
        )
    );
}

fn works(config: &StoreConfig) {
    let store = Store::open(config.clone()).expect("it opens");
    store
        .write_blocking(|tx| note(tx, "written after the upgrade"))
        .expect("kept");
    assert!(
        notes(&store)
            .iter()
            .any(|name| name == "written after the upgrade")
    );
    store.close();
}

#[test]
fn every_earlier_schema_is_brought_up_on_sqlite() {
    let fresh = TestDirectory::new();
    Store::migrate(&StoreConfig::sqlite(fresh.path())).expect("a new one");
    for version in 1..latest() {
        let dir = TestDirectory::new();
        let config = StoreConfig::sqlite(dir.path());
        let before = make(&config, version);
        upgrade(&config, version);
        assert_eq!(content(&config, &before), before, "from schema {version}");
        assert_eq!(
            schema_of_sqlite(dir.path()),
            schema_of_sqlite(fresh.path()),
            "from schema {version}"
        );
        works(&config);
    }
}

#[test]
fn every_earlier_schema_is_brought_up_on_postgres() {
    let fresh = TestDatabase::create_empty();
    Store::migrate(&StoreConfig::postgres(fresh.url())).expect("a new one");
    for version in 1..latest() {
        let database = TestDatabase::create_empty();
        let config = StoreConfig::postgres(database.url());
        let before = make(&config, version);
        upgrade(&config, version);
        assert_eq!(content(&config, &before), before, "from schema {version}");
        assert_eq!(
            schema_of_postgres(database.url()),
            schema_of_postgres(fresh.url()),
            "from schema {version}"
        );
        works(&config);
    }
}

/// Fails at its end: a table that the last migration makes is there already.
fn failing(config: &StoreConfig, version: u32, run: &mut dyn FnMut(&str)) {
    let before = make(config, version);
    run("CREATE TABLE external_ref (id TEXT NOT NULL PRIMARY KEY)");
    for _ in 0..2 {
        let failed = Store::migrate(config);
        assert!(
            matches!(failed, Err(OpenError::Migration { version: 18, .. })),
            "{failed:?}"
        );
        let said = failed.expect_err("refused").to_string();
        assert!(
            said.contains("migration 18 failed") && said.contains("nothing was changed"),
            "{said}"
        );
        assert_eq!(version_of(config), version as usize);
        assert_eq!(content(config, &before), before);
    }
    run("DROP TABLE external_ref");
    upgrade(config, version);
    assert_eq!(content(config, &before), before);
    works(config);
}

#[test]
fn a_migration_that_fails_leaves_the_old_state_on_sqlite() {
    let dir = TestDirectory::new();
    failing(&StoreConfig::sqlite(dir.path()), 9, &mut |text| {
        let conn = rusqlite::Connection::open(dir.path().join("touchstone.db")).expect("it opens");
        conn.execute_batch(text).expect("done");
    });
    assert_eq!(
        copies(dir.path()).expect("copies").len(),
        1,
        "failed runs leave no copies that would fill the disk"
    );
}

#[test]
fn a_migration_that_fails_leaves_the_old_state_on_postgres() {
    let database = TestDatabase::create_empty();
    failing(&StoreConfig::postgres(database.url()), 9, &mut |text| {
        let mut client = postgres::Client::connect(database.url(), postgres::NoTls).expect("it connects");
        client.batch_execute(text).expect("done");
    });
}

#[test]
fn a_copy_leads_back_and_the_newer_state_is_kept() {
    let dir = TestDirectory::new();
    let config = StoreConfig::sqlite(dir.path());
    let before = make(&config, 7);
    upgrade(&config, 7);
    works(&config);
    let newer = content(&config, &before);
    let copy = newest_copy(dir.path()).expect("it was copied");
    assert_eq!(copy.schema, 7);
    let done = rollback(dir.path(), &copy.path).expect("gone back");
    assert_eq!((done.from, done.to), (latest(), 7));
    assert_eq!(version_of(&config), 7);
    assert_eq!(content(&config, &before), before);
    assert!(copy.path.is_file(), "the copy is still there");

    let aside = TestDirectory::new();
    std::fs::copy(&done.aside, aside.path().join("touchstone.db")).expect("copied");
    let aside = StoreConfig::sqlite(aside.path());
    assert_eq!(version_of(&aside), latest() as usize);
    assert_eq!(content(&aside, &before), newer);

    let none = newest_copy(dir.path()).expect_err("nothing older").to_string();
    assert!(none.contains("no copy of an older schema than 7"), "{none}");
    upgrade(&config, 7);
    assert_eq!(content(&config, &before), before);
    assert_eq!(
        copies(dir.path()).expect("copies").len(),
        2,
        "each upgrade is copied before"
    );
}

#[test]
fn what_is_no_sound_copy_is_not_gone_back_to() {
    let dir = TestDirectory::new();
    let config = StoreConfig::sqlite(dir.path());
    let before = make(&config, 12);
    upgrade(&config, 12);
    let copy = newest_copy(dir.path()).expect("it was copied").path;
    let refused = |path: &std::path::Path, sentence: &str| {
        let said = rollback(dir.path(), path).expect_err("refused").to_string();
        assert!(
            said.contains(sentence) && said.contains("nothing was changed"),
            "{said}"
        );
        assert_eq!(version_of(&config), latest() as usize);
        let names = std::fs::read_dir(dir.path()).expect("listed");
        let left = names.filter(|entry| {
            let name = entry.as_ref().expect("an entry").file_name();
            let name = name.to_string_lossy();
            name.contains("partial") || name.contains("aside")
        });
        assert_eq!(left.count(), 0);
    };
    let damaged = dir.path().join("damaged");
    let mut bytes = std::fs::read(&copy).expect("read");
    let at = bytes.len() / 2;
    bytes[at..at + 2048].fill(0x5a);
    std::fs::write(&damaged, &bytes).expect("written");
    refused(&damaged, "damaged");
    std::fs::write(&damaged, "some text").expect("written");
    refused(&damaged, "cannot be gone back to");
    refused(&dir.path().join("nowhere"), "cannot be gone back to");
    let theirs = dir.path().join("theirs");
    rusqlite::Connection::open(&theirs)
        .and_then(|conn| conn.execute_batch("CREATE TABLE t (x)"))
        .expect("theirs");
    refused(&theirs, "not a Touchstone database");

    let store = Store::open(config.clone()).expect("it opens");
    let busy = rollback(dir.path(), &copy).expect_err("in use").to_string();
    assert!(busy.contains("in use by another Touchstone process"), "{busy}");
    store.close();
    rollback(dir.path(), &copy).expect("gone back");
    assert_eq!(content(&config, &before), before);
}
