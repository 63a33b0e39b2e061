//! A database carried to another one, of either engine: the same rows, byte for byte.

use touchstone_domain::id::{Id, PersonId, TicketId};
use touchstone_store::backup::{TableFacts, table_facts};
use touchstone_store::event::{HistoryOrder, event_history};
use touchstone_store::portable::{Cell, Load, Snapshot};
use touchstone_store::{EngineConfig, Lane, OpenError, Store, StoreConfig, StoreError, Value, sql};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::support::{event, fresh, note, notes};

sql!(KEY_PUT = "INSERT INTO key_check (kind, version, check_value, created_at) VALUES ('ring', ?1, ?2, ?3)");
sql!(
    PERSON_PUT =
        "INSERT INTO person (id, data_key, master_version, language, tier, created_at, updated_at, version)
     VALUES (?1, ?2, 1, 'zh-CN', 'general', 1, 1, 1)"
);
sql!(
    REVEAL_PUT = "INSERT INTO person_reveal (id, person, user_id, at, fields, reason, granted)
     VALUES (?1, ?2, ?3, 4, '[]', ?4, ?5)"
);
sql!(
    USER_PUT =
        "INSERT INTO user_account (id, name, master_version, email_lookup, lookup_version, language, role,
        created_at, updated_at, version)
     VALUES (?1, ?2, 1, ?3, 1, 'ja', 'agent', 1, 1, 1)"
);

/// Every kind of value, in tables that refer to each other, with text that is hard to carry.
fn fill(store: &Store) {
    let hard = "一行\n\"zwei\"\t\\ \u{1} 🙂 'it''s' \u{2028} ?1 $1";
    store
        .write_blocking(move |tx| {
            for n in 0..300i64 {
                let person = PersonId::from_raw(1_000 + n);
                tx.execute(
                    &PERSON_PUT,
                    &[&person, &(n % 2 == 0).then(|| n.to_be_bytes().to_vec())],
                )?;
            }
            tx.execute(&USER_PUT, &[&7i64, &hard, &vec![0u8, 255, 10]])?;
            tx.execute(&REVEAL_PUT, &[&1i64, &1_001i64, &7i64, &hard, &true])?;
            tx.execute(&REVEAL_PUT, &[&2i64, &1_002i64, &7i64, &"", &false])?;
            tx.execute(&KEY_PUT, &[&0u32, &vec![1u8, 2, 3], &i64::MAX])?;
            note(tx, "é")?;
            note(tx, "z")?;
            note(tx, "Z")
        })
        .expect("filled");
    for n in 0..50 {
        store
            .write_blocking(move |tx| tx.event_append(&event(fresh(), TicketId::from_raw(n))))
            .expect("an event");
    }
}

fn carry(from: &mut Snapshot, to: &StoreConfig, source: &str) -> Result<(), OpenError> {
    let mut load = Load::begin(to, source, &from.steps()?)?;
    for table in from.tables()? {
        let mut rows = Vec::new();
        from.rows::<StoreError>(&table, |row| {
            rows.push(row.iter().map(owned).collect::<Vec<_>>());
            Ok(())
        })?;
        load.rows(&table, &rows)?;
    }
    Ok(load.finish()?)
}

fn owned(value: &Value<'_>) -> Cell {
    match *value {
        Value::Null => Cell::Null,
        Value::Int(n) => Cell::Int(n),
        Value::Bool(b) => Cell::Int(b.into()),
        Value::Real(x) => Cell::Real(x),
        Value::Text(text) => Cell::Text(text.to_owned()),
        Value::Bytes(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}

fn facts(snapshot: &mut Snapshot) -> Vec<TableFacts> {
    table_facts(snapshot, &mut |_| {}).expect("every row is read")
}

both_engines! {
    fn a_round_trip_over_the_other_engine_is_equal(config: StoreConfig) {
        let (there, back) = (TestDirectory::new(), TestDirectory::new());
        let (database, again) = (TestDatabase::create_empty(), TestDatabase::create_empty());
        let (other, home) = match config.engine {
            EngineConfig::Sqlite { .. } => (StoreConfig::postgres(database.url()), StoreConfig::sqlite(back.path())),
            EngineConfig::Postgres { .. } => (StoreConfig::sqlite(there.path()), StoreConfig::postgres(again.url())),
        };
        let store = Store::open(config).expect("opens");
        fill(&store);
        let mut original = Snapshot::of(&store).expect("a snapshot");
        let expected = facts(&mut original);
        assert!(expected.iter().any(|table| table.name == "person" && table.rows == 300));
        // What was committed meanwhile is not in the snapshot, and nobody waited.
        store.write_blocking(|tx| note(tx, "later")).expect("written beside the snapshot");
        carry(&mut original, &other, "there").expect("carried there");
        assert_eq!(facts(&mut Snapshot::alone(&other).expect("there")), expected);
        carry(&mut Snapshot::alone(&other).expect("there"), &home, "back").expect("carried back");
        assert_eq!(facts(&mut Snapshot::alone(&home).expect("back")), expected);
        // It is not only equal but alive: its constraints, indexes and order of events work.
        let home = Store::open(home).expect("opens");
        assert_eq!(notes(&home), ["Z", "z", "é"]);
        home.write_blocking(|tx| tx.event_append(&event(fresh(), TicketId::from_raw(3)))).expect("goes on");
        let history = home.read_blocking(Lane::Fast, |tx| {
            event_history(tx, touchstone_domain::event::Subject::Ticket(TicketId::from_raw(3)), HistoryOrder::OldestFirst, None, 10)
        });
        assert_eq!(history.expect("its history").len(), 2);
        let lost = home.write_blocking(|tx| tx.execute(&REVEAL_PUT, &[&9i64, &5i64, &7i64, &"", &true]).map(|_| ()));
        assert!(matches!(lost, Err(StoreError::Constraint { .. })), "{lost:?}");
        home.close();
        store.close();
    }

    fn every_event_that_waits_for_its_place_is_given_one(store: Store) {
        for n in 0..200 {
            store.write_blocking(move |tx| tx.event_append(&event(fresh(), TicketId::from_raw(n)))).expect("an event");
            if n % 20 == 0 {
                let found = facts(&mut Snapshot::of(&store).expect("a snapshot"));
                let rows = |name: &str| found.iter().find(|table| table.name == name).map(|table| table.rows);
                assert_eq!(rows("event"), rows("event_order"), "after {n}");
            }
        }
    }
}

#[test]
fn a_broken_off_load_goes_on_where_it_was() {
    let dir = TestDirectory::new();
    let store = Store::open(StoreConfig::sqlite(dir.path())).expect("opens");
    fill(&store);
    let database = TestDatabase::create_empty();
    let place = TestDirectory::new();
    for target in [
        StoreConfig::postgres(database.url()),
        StoreConfig::sqlite(place.path()),
    ] {
        let mut from = Snapshot::of(&store).expect("a snapshot");
        let expected = facts(&mut from);
        let steps = from.steps().expect("steps");
        for broken_off_after in [0, 3, 9, 1_000] {
            let mut load = Load::begin(&target, "this source", &steps).expect("begins or goes on");
            for (at, table) in from.tables().expect("tables").iter().enumerate() {
                if load.has(&table.name) {
                    continue;
                }
                if at >= broken_off_after {
                    break;
                }
                let mut rows = Vec::new();
                from.rows::<StoreError>(table, |row| {
                    rows.push(row.iter().map(owned).collect::<Vec<_>>());
                    Ok(())
                })
                .expect("rows");
                load.rows(table, &rows).expect("loaded");
                load.keep(&table.name).expect("kept");
            }
            if broken_off_after < 1_000 {
                drop(load);
                if broken_off_after > 0 {
                    let refused = Store::open(target.clone()).err().expect("half a database");
                    assert!(matches!(refused, OpenError::Unfinished), "{refused}");
                    let other = Load::begin(&target, "another source", &steps)
                        .err()
                        .expect("refused");
                    assert!(matches!(other, OpenError::NotEmpty { .. }), "{other}");
                }
            } else {
                load.finish().expect("finished");
            }
        }
        assert_eq!(facts(&mut Snapshot::alone(&target).expect("there")), expected);
    }
    store.close();
}

both_engines! {
    fn a_database_in_use_is_never_loaded_into(config: StoreConfig) {
        let store = Store::open(config.clone()).expect("opens");
        store.write_blocking(|tx| note(tx, "mine")).expect("kept");
        let steps = Snapshot::of(&store).expect("a snapshot").steps().expect("steps");
        store.close();
        let refused = Load::begin(&config, "x", &steps).err().expect("refused");
        assert!(matches!(refused, OpenError::NotEmpty { .. }), "{refused}");
        let store = Store::open(config).expect("opens");
        assert_eq!(notes(&store), ["mine"]);
        store.close();
    }

    fn rows_that_refer_to_nothing_are_refused_as_a_whole(store: Store) {
        fill(&store);
        let mut from = Snapshot::of(&store).expect("a snapshot");
        let steps = from.steps().expect("steps");
        let (place, database) = (TestDirectory::new(), TestDatabase::create_empty());
        for target in [StoreConfig::sqlite(place.path()), StoreConfig::postgres(database.url())] {
            let mut load = Load::begin(&target, "x", &steps).expect("begins");
            let tables = from.tables().expect("tables");
            let reveals = tables.iter().find(|table| table.name == "person_reveal").expect("there");
            let row = vec![Cell::Int(1), Cell::Int(1), Cell::Int(1), Cell::Int(1), Cell::Text("[]".into()),
                Cell::Text(String::new()), Cell::Int(1)];
            load.rows(reveals, &[row]).expect("loaded");
            let refused = load.finish().expect_err("it refers to nobody");
            assert!(matches!(refused, StoreError::Constraint { .. }), "{refused}");
        }
    }
}
