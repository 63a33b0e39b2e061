//! One state of a whole database, held still while it is read. On SQLite it is a read transaction on a connection of its
//! own, on PostgreSQL a REPEATABLE READ one: on both, whoever writes meanwhile waits for nothing.

use super::{Step, Table, postgres, sqlite};
use crate::engine::postgres::{Connector, Session};
use crate::engine::{Conn, DirectoryLock, EngineConfig, EngineKind, StoreConfig, Value, database_file};
use crate::{OpenError, Store, StoreError, Tx};

/// A state of the database. Dropping it lets go.
pub struct Snapshot {
    source: Source,
    config: StoreConfig,
    _owned: Option<DirectoryLock>,
}

enum Source {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Session>),
}

impl Snapshot {
    /// The present state of an open store. Blocks: never in an async task.
    pub fn of(store: &Store) -> Result<Self, OpenError> {
        Self::open(store.config(), None)
    }

    /// The state of a database that no process of ours has open; on SQLite the directory is taken as long as this lives.
    /// Nothing is made or migrated. Blocks.
    pub fn alone(config: &StoreConfig) -> Result<Self, OpenError> {
        let owned = match &config.engine {
            EngineConfig::Sqlite { dir, .. } => {
                if !database_file(dir).is_file() {
                    return Err(OpenError::Absent {
                        place: dir.display().to_string(),
                    });
                }
                Some(DirectoryLock::take(dir)?)
            }
            EngineConfig::Postgres { .. } => None,
        };
        Self::open(config, owned)
    }

    fn open(config: &StoreConfig, owned: Option<DirectoryLock>) -> Result<Self, OpenError> {
        let source = match &config.engine {
            EngineConfig::Sqlite { dir, .. } => Source::Sqlite(sqlite::snapshot(&database_file(dir))?),
            EngineConfig::Postgres { .. } => {
                let mut session = Connector::new(config)?.connect_for_setup()?;
                postgres::snapshot(&mut session)?;
                Source::Postgres(Box::new(session))
            }
        };
        Ok(Self {
            source,
            config: config.clone(),
            _owned: owned,
        })
    }

    /// The state the same database is in now.
    pub fn renewed(&self) -> Result<Self, OpenError> {
        Self::open(&self.config, None)
    }

    pub fn engine(&self) -> EngineKind {
        match self.source {
            Source::Sqlite(_) => EngineKind::Sqlite,
            Source::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// The migrations it has been through, in order.
    pub fn steps(&mut self) -> Result<Vec<Step>, StoreError> {
        match &mut self.source {
            Source::Sqlite(conn) => sqlite::steps(conn),
            Source::Postgres(session) => postgres::steps(session),
        }
    }

    /// Every table that is carried, by name.
    pub fn tables(&mut self) -> Result<Vec<Table>, StoreError> {
        match &mut self.source {
            Source::Sqlite(conn) => sqlite::tables(conn),
            Source::Postgres(session) => postgres::tables(session),
        }
    }

    /// Reads this state through the statements of the store, however long it takes. Nothing may be written.
    pub fn read<T, E>(&mut self, read: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let conn = match &mut self.source {
            Source::Sqlite(conn) => Conn::Sqlite(conn),
            Source::Postgres(session) => Conn::Postgres(session),
        };
        read(&mut Tx::new(conn, 0))
    }

    /// How many rows a table has.
    pub fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        match &mut self.source {
            Source::Sqlite(conn) => sqlite::count(conn, table),
            Source::Postgres(session) => postgres::count(session, table),
        }
    }

    /// Gives every row of a table to `each`, in the order of its key; ends with the first error.
    pub fn rows<E: From<StoreError>>(
        &mut self,
        table: &Table,
        mut each: impl FnMut(&[Value<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        match &mut self.source {
            Source::Sqlite(conn) => sqlite::rows(conn, table, &mut each),
            Source::Postgres(session) => postgres::rows(session, table, &mut each),
        }
    }
}
