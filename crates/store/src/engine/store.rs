//! The handle everything above holds: queues in front, threads behind.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::watch;

use super::batch::{Writer, serve_reads};
use super::call::{self, Answer, Call};
use super::postgres::{Connector, Purpose, Worker};
use super::tx::Tx;
use super::{DirectoryLock, EngineConfig, EngineKind, Lane, Message, Nudges, StoreConfig, sqlite};
use crate::node::Identity;
use crate::sequence::Numbers;
use crate::sequencer::{self, Sequencer};
use crate::{OpenError, StoreError, migrate, node};

/// An open database. Cloning is cheap; the last clone closes it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    kind: EngineKind,
    node: u16,
    holder: String,
    writes: Lanes,
    fast: Lanes,
    slow: Lanes,
    nudges: Nudges,
    numbers: Numbers,
    sequencer: Option<sequencer::Waker>,
    closed: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Let go after the threads have ended.
    _lock: Option<DirectoryLock>,
}

/// One queue and how many threads serve it.
struct Lanes {
    queue: Sender<Message>,
    threads: usize,
}

impl Store {
    /// Opens the database.
    ///
    /// SQLite: takes the directory, makes or migrates the file (after a copy). PostgreSQL: refuses a schema that is not
    /// this program's; `touchstone migrate` brings it there.
    pub fn open(config: StoreConfig) -> Result<Self, OpenError> {
        match &config.engine {
            EngineConfig::Sqlite { .. } => Self::open_sqlite(&config),
            EngineConfig::Postgres { .. } => Self::open_postgres(&config),
        }
    }

    /// Brings the schema up to this program's.
    pub fn migrate(config: &StoreConfig) -> Result<migrate::Migrated, OpenError> {
        match &config.engine {
            EngineConfig::Sqlite { dir, durability } => {
                let _lock = DirectoryLock::take(dir)?;
                let conn = open_file(dir, *durability)?;
                migrate::sqlite(&conn, dir)
            }
            EngineConfig::Postgres { .. } => {
                migrate::postgres(&mut Connector::new(config)?.connect_for_setup()?)
            }
        }
    }

    fn open_sqlite(config: &StoreConfig) -> Result<Self, OpenError> {
        let EngineConfig::Sqlite { dir, durability } = &config.engine else {
            return Err(OpenError::Address("not a directory".into()));
        };
        let lock = DirectoryLock::take(dir)?;
        let conn = open_file(dir, *durability)?;
        migrate::sqlite(&conn, dir)?;
        let identity = node::claim_sqlite(&conn)?;
        let mut threads = Threads::default();
        let nudges = Nudges::new();
        let (writes, queue) = lanes(config.queue, 1);
        let writer = Writer {
            conn,
            queue,
            nudges: nudges.clone(),
        };
        threads.spawn("store-writer", move || writer.run())?;
        let mut lane = |name: &str, count: usize| -> Result<Lanes, OpenError> {
            let (lane, queue) = lanes(config.queue, count);
            for i in 0..count {
                let (conn, queue) = (sqlite::open_reader(&database_file(dir))?, queue.clone());
                threads.spawn(&format!("store-{name}-{i}"), move || serve_reads(&conn, &queue))?;
            }
            Ok(lane)
        };
        let fast = lane("fast", config.readers.max(1))?;
        let slow = lane("slow", config.slow_readers.max(1))?;
        Ok(Self::assemble(
            EngineKind::Sqlite,
            identity,
            [writes, fast, slow],
            nudges,
            None,
            threads,
            Some(lock),
        ))
    }

    fn open_postgres(config: &StoreConfig) -> Result<Self, OpenError> {
        let connector = Connector::new(config)?;
        let mut setup = connector.connect_for_setup()?;
        migrate::check_postgres(&mut setup)?;
        let lease = node::claim_postgres(&mut setup)?;
        setup.close();
        let mut threads = Threads::default();
        let nudges = Nudges::new();
        let (waker, wakes) = sequencer::waker();
        let (identity, fence) = (lease.identity.clone(), lease.fence.clone());
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
                let worker = Worker::new(
                    connector.clone(),
                    purpose,
                    queue.clone(),
                    slot,
                    (nudges.clone(), waker.clone(), fence.clone()),
                );
                threads.spawn(&format!("store-{name}-{i}"), move || worker.run())?;
            }
            Ok(lane)
        };
        let writes = lane("write", config.writers.max(1), Purpose::Write)?;
        let fast = lane("fast", config.readers.max(1), Purpose::Read)?;
        let slow = lane("slow", config.slow_readers.max(1), Purpose::SlowRead)?;
        Ok(Self::assemble(
            EngineKind::Postgres,
            identity,
            [writes, fast, slow],
            nudges,
            Some(waker),
            threads,
            None,
        ))
    }

    fn assemble(
        kind: EngineKind,
        Identity { node, holder }: Identity,
        [writes, fast, slow]: [Lanes; 3],
        nudges: Nudges,
        sequencer: Option<sequencer::Waker>,
        threads: Threads,
        lock: Option<DirectoryLock>,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                kind,
                node,
                holder,
                writes,
                fast,
                slow,
                nudges,
                numbers: Numbers::default(),
                sequencer,
                closed: AtomicBool::new(false),
                threads: Mutex::new(threads.0),
                _lock: lock,
            }),
        }
    }

    /// Runs a closure in a transaction and answers after its commit. It may run more than once, so whatever differs
    /// between two runs (ids, time, randomness) is fixed outside.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::write(closure);
        self.offer(&self.inner.writes, call)?;
        awaited(answer).await
    }

    /// Runs a closure in a read-only transaction that sees one state of the database.
    pub async fn read<T, E, F>(&self, lane: Lane, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::read(closure);
        self.offer(self.lane(lane), call)?;
        awaited(answer).await
    }

    /// [`Store::write`] for plain threads; waits for room in the queue. Panics inside an async task.
    pub fn write_blocking<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::write(closure);
        self.wait_in(&self.inner.writes, call)?;
        waited(answer)
    }

    /// [`Store::read`] for plain threads; waits for room in the queue. Panics inside an async task.
    pub fn read_blocking<T, E, F>(&self, lane: Lane, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::read(closure);
        self.wait_in(self.lane(lane), call)?;
        waited(answer)
    }

    pub fn engine(&self) -> EngineKind {
        self.inner.kind
    }

    /// The number that makes this process's ids its own.
    pub fn node(&self) -> u16 {
        self.inner.node
    }

    /// Changes after commits that appended events or moved timers or jobs, of this process at once, of others as they
    /// are heard of. A nudge, not a promise: reconcilers also look by themselves.
    pub fn nudges(&self) -> watch::Receiver<u64> {
        self.inner.nudges.subscribe()
    }

    /// Finishes what is queued, then ends every thread. What comes later is refused as closed.
    pub fn close(&self) {
        self.inner.close();
    }

    /// Names this opening of the store in leases; no other has the same.
    pub fn holder(&self) -> &str {
        &self.inner.holder
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.inner.numbers
    }

    fn lane(&self, lane: Lane) -> &Lanes {
        match lane {
            Lane::Fast => &self.inner.fast,
            Lane::Slow => &self.inner.slow,
        }
    }

    fn offer(&self, lanes: &Lanes, call: Box<dyn Call>) -> Result<(), StoreError> {
        if self.inner.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        lanes.queue.try_send(Message::Call(call)).map_err(|e| match e {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })
    }

    fn wait_in(&self, lanes: &Lanes, call: Box<dyn Call>) -> Result<(), StoreError> {
        if self.inner.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        lanes
            .queue
            .send(Message::Call(call))
            .map_err(|_| StoreError::Closed)
    }
}

impl Inner {
    fn close(&self) {
        if self.closed.swap(true, Ordering::AcqRel) {
            return;
        }
        for lanes in [&self.fast, &self.slow, &self.writes] {
            for _ in 0..lanes.threads {
                // A queue nobody serves any more needs no telling.
                let _ = lanes.queue.send(Message::Stop);
            }
        }
        if let Some(sequencer) = &self.sequencer {
            sequencer.stop();
        }
        let own = std::thread::current().id();
        for thread in std::mem::take(&mut *self.threads.lock()) {
            // A closure may hold the last handle: its thread cannot wait for itself.
            if thread.thread().id() != own && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

async fn awaited<T, E: From<StoreError>>(answer: Answer<T, E>) -> Result<T, E> {
    answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
}

fn waited<T, E: From<StoreError>>(answer: Answer<T, E>) -> Result<T, E> {
    answer
        .blocking_recv()
        .unwrap_or_else(|_| Err(StoreError::Closed.into()))
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

fn open_file(dir: &Path, durability: super::Durability) -> Result<Connection, OpenError> {
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
