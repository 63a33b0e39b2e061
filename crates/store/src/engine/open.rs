//! How a store comes to be: files or server, checks, threads.

use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, bounded};
use rusqlite::Connection;

use super::batch::{Pace, Writer, serve_reads};
use super::deadline::Deadline;
use super::disk::DiskFloor;
use super::figures::Work;
use super::postgres::{Connector, Purpose, Worker};
use super::store::{Lanes, Parts, Store};
use super::{DirectoryLock, Durability, EngineConfig, EngineKind, Message, Nudges, StoreConfig, sqlite};
use crate::migrate::MigrationWatch;
use crate::sequencer::{self, Sequencer};
use crate::{OpenError, StoreError, migrate, node};

impl Store {
    /// Opens the database.
    ///
    /// SQLite: takes the directory, makes or migrates the file (after a copy). PostgreSQL: refuses a schema that is not
    /// this program's; `touchstone migrate` brings it there.
    pub fn open(config: StoreConfig) -> Result<Self, OpenError> {
        Self::open_watched(config, &mut |_| {})
    }

    /// The same; `watch` hears of a migration, which may take its time.
    pub fn open_watched(config: StoreConfig, watch: MigrationWatch<'_>) -> Result<Self, OpenError> {
        match &config.engine {
            EngineConfig::Sqlite { dir, durability } => open_sqlite(&config, dir, *durability, watch),
            EngineConfig::Postgres { .. } => open_postgres(&config),
        }
    }

    /// Brings the schema up to this program's.
    pub fn migrate(config: &StoreConfig) -> Result<migrate::Migrated, OpenError> {
        Self::migrate_watched(config, &mut |_| {})
    }

    /// The same; `watch` hears how far it is.
    pub fn migrate_watched(
        config: &StoreConfig,
        watch: MigrationWatch<'_>,
    ) -> Result<migrate::Migrated, OpenError> {
        migrate_with(config, true, watch)
    }

    /// The same for what has just come out of a backup, which is copy enough.
    pub(crate) fn migrate_plainly(config: &StoreConfig) -> Result<migrate::Migrated, OpenError> {
        migrate_with(config, false, &mut |_| {})
    }
}

fn migrate_with(
    config: &StoreConfig,
    copy: bool,
    watch: MigrationWatch<'_>,
) -> Result<migrate::Migrated, OpenError> {
    match &config.engine {
        EngineConfig::Sqlite { dir, durability } => {
            let _lock = DirectoryLock::take(dir)?;
            let conn = open_file(dir, *durability)?;
            migrate::sqlite(&conn, dir, copy, watch)
        }
        EngineConfig::Postgres { .. } => {
            migrate::postgres(&mut Connector::new(config)?.connect_for_setup()?, watch)
        }
    }
}

fn open_sqlite(
    config: &StoreConfig,
    dir: &Path,
    durability: Durability,
    watch: MigrationWatch<'_>,
) -> Result<Store, OpenError> {
    let lock = DirectoryLock::take(dir)?;
    let mut conn = open_file(dir, durability)?;
    migrate::sqlite(&conn, dir, true, watch)?;
    let identity = node::claim_sqlite(&conn)?;
    let deadline = Deadline::watch(&mut conn, config.statement_timeout)?;
    let mut threads = Threads::default();
    let nudges = Nudges::new();
    let (writes, queue) = lanes(config.queue, 1);
    let floor = DiskFloor::new(dir.to_owned(), config.disk_floor);
    let work = Work::default();
    let writer = Writer {
        conn,
        deadline,
        floor,
        pace: Pace::of(durability),
        queue,
        nudges: nudges.clone(),
        work: work.clone(),
    };
    threads.spawn("store-writer", move || writer.run())?;
    let mut lane = |name: &str, count: usize, limit| -> Result<Lanes, OpenError> {
        let (lane, queue) = lanes(config.queue, count);
        for i in 0..count {
            let mut conn = sqlite::open_reader(&database_file(dir))?;
            let (deadline, queue) = (Deadline::watch(&mut conn, limit)?, queue.clone());
            threads.spawn(&format!("store-{name}-{i}"), move || {
                serve_reads(&conn, &deadline, &queue)
            })?;
        }
        Ok(lane)
    };
    let fast = lane("fast", config.readers.max(1), config.statement_timeout)?;
    let slow = lane("slow", config.slow_readers.max(1), config.slow_statement_timeout)?;
    Ok(Store::assemble(Parts {
        config: config.clone(),
        kind: EngineKind::Sqlite,
        identity,
        writes,
        fast,
        slow,
        nudges,
        sequencer: None,
        work,
        threads: threads.0,
        lock: Some(lock),
    }))
}

fn open_postgres(config: &StoreConfig) -> Result<Store, OpenError> {
    let connector = Connector::new(config)?;
    let mut setup = connector.connect_for_setup()?;
    migrate::check_postgres(&mut setup)?;
    let lease = node::claim_postgres(&mut setup)?;
    setup.close();
    let (identity, fence) = (lease.identity.clone(), lease.fence.clone());
    let mut threads = Threads::default();
    let nudges = Nudges::new();
    let work = Work::default();
    let (waker, wakes) = sequencer::waker();
    let sequencer = Sequencer {
        connector: connector.clone(),
        lease,
        wakes,
        nudges: nudges.clone(),
    };
    threads.spawn("store-sequencer", move || sequencer.run())?;
    let mut lane = |name: &str, count: usize, purpose: Purpose| -> Result<Lanes, OpenError> {
        let (lane, queue) = lanes(config.queue, count);
        for i in 0..count {
            let slot = node::counter_slot(identity.node, i);
            let shared = (nudges.clone(), waker.clone(), fence.clone(), work.clone());
            let worker = Worker::new(connector.clone(), purpose, queue.clone(), slot, shared);
            threads.spawn(&format!("store-{name}-{i}"), move || worker.run())?;
        }
        Ok(lane)
    };
    let writes = lane("write", config.writers.max(1), Purpose::Write)?;
    let fast = lane("fast", config.readers.max(1), Purpose::Read)?;
    let slow = lane("slow", config.slow_readers.max(1), Purpose::SlowRead)?;
    Ok(Store::assemble(Parts {
        config: config.clone(),
        kind: EngineKind::Postgres,
        identity,
        writes,
        fast,
        slow,
        nudges,
        sequencer: Some(waker),
        work,
        threads: threads.0,
        lock: None,
    }))
}

fn lanes(capacity: usize, threads: usize) -> (Lanes, Receiver<Message>) {
    let (queue, serving) = bounded(capacity.max(1));
    (Lanes { queue, threads }, serving)
}

#[derive(Default)]
struct Threads(Vec<JoinHandle<()>>);

impl Threads {
    fn spawn(&mut self, name: &str, body: impl FnOnce() + Send + 'static) -> Result<(), OpenError> {
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(body);
        let thread = thread.map_err(|e| StoreError::Unavailable(format!("no thread for {name}: {e}")))?;
        self.0.push(thread);
        Ok(())
    }
}

/// The database inside a data directory.
pub(crate) fn database_file(dir: &Path) -> PathBuf {
    dir.join("touchstone.db")
}

fn open_file(dir: &Path, durability: Durability) -> Result<Connection, OpenError> {
    sqlite::open_writer(&database_file(dir), durability).map_err(|error| match error {
        StoreError::Corrupt(reason) => OpenError::Foreign {
            place: database_file(dir).display().to_string(),
            reason,
        },
        StoreError::ReadOnly => OpenError::DirectoryNotWritable {
            dir: dir.to_owned(),
            reason: "the database file is read-only".into(),
        },
        other => other.into(),
    })
}
