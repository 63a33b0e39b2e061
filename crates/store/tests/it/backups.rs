//! Backups of other versions: an older schema is brought up to date, a newer one is refused.

use std::path::{Path, PathBuf};

use touchstone_store::backup::{
    BackupError, BackupPlan, Restored, Shelf as Place, Target, backup_write, restore,
};
use touchstone_store::blob::Blobs;
use touchstone_store::portable::{Load, Snapshot};
use touchstone_store::{EngineConfig, OpenError, Store, StoreConfig};
use touchstone_testkit::both_engines;
use touchstone_testkit::engines::{TestDatabase, TestDirectory};

use crate::support::{at, note, notes};

struct Shelf {
    dir: TestDirectory,
    runtime: tokio::runtime::Runtime,
}

impl Shelf {
    fn new() -> Self {
        Self {
            dir: TestDirectory::new(),
            runtime: tokio::runtime::Runtime::new().expect("a runtime"),
        }
    }

    fn backup(&self, snapshot: &mut Snapshot) -> PathBuf {
        let plan = BackupPlan {
            shelf: &Place::Directory(self.dir.path().join("shelf")),
            key: None,
            at: at(0),
            product: "0.0.0",
            blobs: &Blobs::directory(&self.dir.path().join("blobs")).expect("blobs"),
            runtime: self.runtime.handle(),
        };
        backup_write(snapshot, &plan, &mut |_| {})
            .expect("backed up")
            .path
    }

    fn restore(&self, file: &Path, url: Option<&str>) -> Result<Restored, BackupError> {
        let target = Target {
            data_dir: &self.dir.path().join("there"),
            database_url: url,
            runtime: self.runtime.handle(),
        };
        restore(file, None, &target, &[], |_| Ok(()), &mut |_| {})
    }

    fn there(&self, url: Option<&str>) -> StoreConfig {
        url.map_or_else(
            || StoreConfig::sqlite(self.dir.path().join("there")),
            StoreConfig::postgres,
        )
    }
}

/// A second database of the same engine.
fn second(config: &StoreConfig) -> Option<TestDatabase> {
    matches!(config.engine, EngineConfig::Postgres { .. }).then(TestDatabase::create_empty)
}

both_engines! {
    fn a_backup_of_an_older_schema_is_brought_up_to_date(config: StoreConfig) {
        let (shelf, target, source) = (Shelf::new(), second(&config), second(&config));
        Store::migrate(&config).expect("migrated");
        let mut steps = Snapshot::alone(&config).expect("a snapshot").steps().expect("steps");
        let latest = steps.pop().expect("the newest step").version;
        let old_dir = TestDirectory::new();
        let old = source.as_ref().map_or_else(|| StoreConfig::sqlite(old_dir.path()), |it| StoreConfig::postgres(it.url()));
        Load::begin(&old, "nothing", &steps).expect("an older schema").finish().expect("finished");
        let file = shelf.backup(&mut Snapshot::alone(&old).expect("a snapshot"));
        let url = target.as_ref().map(TestDatabase::url);
        let restored = shelf.restore(&file, url).expect("restored");
        assert_eq!((restored.manifest.head.schema_version(), restored.schema), (latest - 1, latest));
        let store = Store::open(shelf.there(url)).expect("opens");
        store.write_blocking(|tx| note(tx, "goes on")).expect("works");
        store.close();
    }

    fn a_backup_of_a_newer_schema_is_refused(config: StoreConfig) {
        let (shelf, target) = (Shelf::new(), second(&config));
        let store = Store::open(config.clone()).expect("opens");
        store.write_blocking(|tx| note(tx, "kept")).expect("kept");
        store.close();
        let future = "INSERT INTO schema_migration (version, name, sha256) VALUES (999, '0999_future', 'x')";
        match &config.engine {
            EngineConfig::Sqlite { dir, .. } => rusqlite::Connection::open(dir.join("touchstone.db"))
                .expect("opens").execute_batch(future).expect("a later program was here"),
            EngineConfig::Postgres { url } => postgres::Client::connect(url, postgres::NoTls)
                .expect("connects").batch_execute(future).expect("a later program was here"),
        }
        let file = shelf.backup(&mut Snapshot::alone(&config).expect("a snapshot"));
        let url = target.as_ref().map(TestDatabase::url);
        let refused = shelf.restore(&file, url).expect_err("newer");
        assert!(matches!(refused, BackupError::Open(OpenError::SchemaNewer { found: 999, .. })), "{refused}");
        assert!(!shelf.dir.path().join("there").exists());
    }

    fn a_backup_of_one_engine_is_restored_into_the_other(store: Store) {
        let shelf = Shelf::new();
        store.write_blocking(|tx| note(tx, "kept")).expect("kept");
        let file = shelf.backup(&mut Snapshot::of(&store).expect("a snapshot"));
        let database = TestDatabase::create_empty();
        let url = (store.engine() == touchstone_store::EngineKind::Sqlite).then(|| database.url());
        let _ = shelf.restore(&file, url).expect("restored");
        let there = Store::open(shelf.there(url)).expect("opens");
        assert_eq!(notes(&there), ["kept"]);
        there.close();
    }
}
