//! The waist: the only code that names an engine. Above it there is one [`Store`], one [`Tx`], one SQL text.
//!
//! Closures queue for a connection that lives on its own thread; the caller waits for the answer, async or not. Nothing
//! here knows what is stored.

mod batch;
mod call;
mod codes;
mod deadline;
mod disk;
mod figures;
mod lock;
mod open;
pub(crate) mod postgres;
mod row;
pub(crate) mod sqlite;
mod store;
mod tx;
mod value;

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use crate::StoreError;

pub use self::figures::StoreFigures;
pub use self::row::Row;
pub use self::store::Store;
pub(crate) use self::tx::Conn;
pub use self::tx::Tx;
pub use self::value::{FromValue, ToValue, Value};

pub(crate) use self::lock::DirectoryLock;
pub(crate) use self::open::database_file;

/// Where the data is kept.
#[derive(Debug, Clone)]
pub enum EngineConfig {
    /// A directory owned by this process alone.
    Sqlite { dir: PathBuf, durability: Durability },
    /// A database shared by any number of processes, `postgres://user@host/name`.
    Postgres { url: String },
}

/// What a SQLite commit waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// The disk.
    #[default]
    Full,
    /// Nothing: for filling a new directory that is made again when the process dies. Closing the store syncs it.
    BulkLoad,
}

/// Which engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EngineKind {
    Sqlite,
    Postgres,
}

/// Reads that must be quick, and those that may take their time (search, export, board).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    Fast,
    Slow,
}

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    pub engine: EngineConfig,
    /// Writing connections (PostgreSQL; SQLite has one).
    pub writers: usize,
    /// Connections of the fast lane.
    pub readers: usize,
    /// Connections of the slow lane.
    pub slow_readers: usize,
    /// Closures that may wait per lane; more are refused as busy.
    pub queue: usize,
    /// Free bytes of the data directory under which writes are refused as full (SQLite).
    pub disk_floor: u64,
    /// How long a statement of a write or a fast read may take.
    pub statement_timeout: Duration,
    /// The same for the slow lane.
    pub slow_statement_timeout: Duration,
}

impl StoreConfig {
    pub fn sqlite(dir: impl Into<PathBuf>) -> Self {
        Self::new(EngineConfig::Sqlite {
            dir: dir.into(),
            durability: Durability::Full,
        })
    }

    pub fn postgres(url: impl Into<String>) -> Self {
        Self::new(EngineConfig::Postgres { url: url.into() })
    }

    fn new(engine: EngineConfig) -> Self {
        Self {
            engine,
            writers: 8,
            readers: 4,
            slow_readers: 2,
            queue: 4096,
            disk_floor: 64 << 20,
            statement_timeout: Duration::from_secs(10),
            slow_statement_timeout: Duration::from_secs(60),
        }
    }
}

/// How often a closure that meets conflicts is run before its caller is told that the database is busy.
pub(crate) const TRIES: u32 = 5;

/// What travels to a connection's thread.
pub(crate) enum Message {
    Call(Box<dyn call::Call>),
    /// Moves the log into the database file and empties it; answers whether nothing was left behind.
    Flush(oneshot::Sender<Result<bool, StoreError>>),
    Stop,
}

/// Tells whoever watches that something may have become due.
#[derive(Debug, Clone)]
pub(crate) struct Nudges(watch::Sender<u64>);

impl Nudges {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(0))
    }

    pub(crate) fn bump(&self) {
        self.0.send_modify(|n| *n = n.wrapping_add(1));
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}
