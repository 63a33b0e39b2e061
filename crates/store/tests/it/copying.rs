//! A database moved to the other engine and back, broken off on the way.

use std::panic::{AssertUnwindSafe, catch_unwind};

use touchstone_domain::id::{Id, TicketId};
use touchstone_store::backup::{BackupError, Copied, Stage, database_copy, table_facts};
use touchstone_store::portable::Snapshot;
use touchstone_store::{EngineConfig, OpenError, Store, StoreConfig, sql};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::support::{event, fresh, note, notes};

sql!(MANY_PUT = sqlite "INSERT INTO guard (key, failures, level, last_at)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
        SELECT CAST(printf('%08d', i) AS BLOB), i, -i, 9223372036854775807 FROM n",
    postgres "INSERT INTO guard (key, failures, level, last_at)
        SELECT CAST(lpad(i::text, 8, '0') AS bytea), i, -i, 9223372036854775807 FROM generate_series(1, 50000) i");

fn fill(config: &StoreConfig) {
    let store = Store::open(config.clone()).expect("opens");
    store
        .write_blocking(|tx| {
            tx.execute(&MANY_PUT, &[])?;
            note(tx, "名前 \"'\\")?;
            tx.event_append(&event(fresh(), TicketId::from_raw(5)))
        })
        .expect("filled");
    store.close();
}

fn copy(from: &StoreConfig, to: &StoreConfig) -> Result<Copied, BackupError> {
    database_copy(from, to, &mut |_| {})
}

both_engines! {
    fn a_database_goes_to_the_other_engine_and_comes_back_the_same(config: StoreConfig) {
        fill(&config);
        let expected = table_facts(&mut Snapshot::alone(&config).expect("opens"), &mut |_| {}).expect("read");
        let (database, again) = (TestDatabase::create_empty(), TestDatabase::create_empty());
        let (there, back) = (TestDirectory::new(), TestDirectory::new());
        let (other, home) = match config.engine {
            EngineConfig::Sqlite { .. } => (StoreConfig::postgres(database.url()), StoreConfig::sqlite(back.path())),
            EngineConfig::Postgres { .. } => (StoreConfig::sqlite(there.path()), StoreConfig::postgres(again.url())),
        };
        let copied = copy(&config, &other).expect("copied there");
        assert_eq!((copied.tables, copied.kept), (expected.clone(), 0));
        assert_eq!(copy(&other, &home).expect("copied back").tables, expected);
        let found = table_facts(&mut Snapshot::alone(&home).expect("opens"), &mut |_| {}).expect("read");
        assert_eq!(found, expected);
        let store = Store::open(home.clone()).expect("it works");
        assert_eq!(notes(&store), ["名前 \"'\\"]);
        store.close();
        let again = copy(&other, &home).expect_err("it is somebody's now");
        assert!(matches!(again, BackupError::CopyNotEmpty { .. }), "{again}");
    }

    fn a_broken_off_copy_goes_on_where_it_was(config: StoreConfig) {
        fill(&config);
        let (database, there) = (TestDatabase::create_empty(), TestDirectory::new());
        let other = match config.engine {
            EngineConfig::Sqlite { .. } => StoreConfig::postgres(database.url()),
            EngineConfig::Postgres { .. } => StoreConfig::sqlite(there.path()),
        };
        let broken_off = catch_unwind(AssertUnwindSafe(|| {
            database_copy(&config, &other, &mut |now| {
                assert!(now.stage != Stage::Rows || now.done < 30_000, "the power is gone");
            })
        }));
        assert!(broken_off.is_err(), "it was not broken off");
        let refused = Store::open(other.clone()).err().expect("half a database");
        assert!(matches!(refused, OpenError::Unfinished), "{refused}");
        let copied = copy(&config, &other).expect("it goes on");
        assert!((20_000..50_000).contains(&copied.kept), "{} rows were kept", copied.kept);
        Store::open(other).expect("it works").close();
    }

    fn a_copy_of_a_state_that_has_changed_starts_over(config: StoreConfig) {
        fill(&config);
        let (database, there) = (TestDatabase::create_empty(), TestDirectory::new());
        let other = match config.engine {
            EngineConfig::Sqlite { .. } => StoreConfig::postgres(database.url()),
            EngineConfig::Postgres { .. } => StoreConfig::sqlite(there.path()),
        };
        let _ = catch_unwind(AssertUnwindSafe(|| {
            database_copy(&config, &other, &mut |now| assert!(now.stage != Stage::Rows || now.done < 30_000, "off"))
        }));
        let store = Store::open(config.clone()).expect("opens");
        store.write_blocking(|tx| note(tx, "meanwhile")).expect("kept");
        store.close();
        let refused = copy(&config, &other).expect_err("the halves do not fit");
        assert!(matches!(refused, BackupError::CopyNotEmpty { .. }), "{refused}");
    }
}
