//! A new database filled with the rows of another one: the schema as it was there, the rows, then everything that holds
//! rows together (indexes, references) is brought back and checked. Migrating what arrived to this program's schema is
//! the caller's next step.
//!
//! Until [`Load::finish`] the database cannot be opened for work. On PostgreSQL nothing is kept of a load that ends
//! before its first [`Load::keep`]; what was kept is found again by a later load of the same source.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{Cell, Step, Table, postgres, quoted, sqlite};
use crate::engine::postgres::{Connector, Session, error as postgres_error};
use crate::engine::sqlite::{control, error as sqlite_error, open_writer};
use crate::engine::{DirectoryLock, Durability, EngineConfig, EngineKind, StoreConfig, database_file};
use crate::{OpenError, StoreError, migrate};

/// Says that a load is under way, what it has, and what it must bring back at its end.
const PROGRESS: &str = "CREATE TABLE load_progress (kind TEXT NOT NULL, value TEXT NOT NULL)";

/// A database being filled.
pub struct Load {
    target: Target,
    /// Parts of the source that are kept already.
    done: BTreeSet<String>,
}

enum Target {
    Sqlite(Connection, DirectoryLock),
    Postgres(Box<Session>),
}

impl Load {
    /// Prepares an empty place, or goes on where a load of the same `source` (any name for it) was broken off. The schema
    /// is made as it was after `steps`, which this program must know. Blocks.
    pub fn begin(config: &StoreConfig, source: &str, steps: &[Step]) -> Result<Self, OpenError> {
        let version = migrate::known(steps)?;
        let target = match &config.engine {
            EngineConfig::Sqlite { dir, .. } => {
                let lock = DirectoryLock::take(dir)?;
                let conn = open_writer(&database_file(dir), Durability::BulkLoad)?;
                conn.execute_batch("PRAGMA foreign_keys = OFF")
                    .map_err(sqlite_error)?;
                control(&conn, "BEGIN")?;
                Target::Sqlite(conn, lock)
            }
            EngineConfig::Postgres { .. } => {
                let mut session = Connector::new(config)?.connect_for_setup()?;
                migrate::check_database(&mut session)?;
                session.run("BEGIN")?;
                Target::Postgres(Box::new(session))
            }
        };
        let mut load = Self {
            target,
            done: BTreeSet::new(),
        };
        load.prepare(config, source, version)?;
        Ok(load)
    }

    /// Whether a part of the source is there already.
    pub fn has(&self, part: &str) -> bool {
        self.done.contains(part)
    }

    /// Adds rows to a table.
    pub fn rows(&mut self, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
        match &mut self.target {
            Target::Sqlite(conn, _) => sqlite::insert(conn, table, rows),
            Target::Postgres(session) => postgres::insert(session, table, rows),
        }
    }

    /// Keeps what was added so far, as `part` of the source, even if the load is broken off.
    pub fn keep(&mut self, part: &str) -> Result<(), StoreError> {
        self.note("done", part)?;
        self.done.insert(part.to_owned());
        self.run("COMMIT")?;
        self.run("BEGIN")
    }

    /// Brings back indexes and references, which refuses rows that do not belong together, and opens the database for
    /// work.
    pub fn finish(mut self) -> Result<(), StoreError> {
        for text in self.noted("again")? {
            self.run(&text)?;
        }
        if let Target::Sqlite(conn, _) = &self.target {
            sqlite::check_references(conn)?;
        }
        self.run("DROP TABLE load_progress")?;
        self.run("COMMIT")?;
        match self.target {
            Target::Sqlite(conn, lock) => {
                conn.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE);")
                    .map_err(sqlite_error)?;
                drop(conn);
                drop(lock);
            }
            Target::Postgres(mut session) => {
                session.run("ANALYZE")?;
                session.close();
            }
        }
        Ok(())
    }

    fn prepare(&mut self, config: &StoreConfig, source: &str, version: u32) -> Result<(), OpenError> {
        let names = self.names()?;
        if names.iter().any(|name| name == "load_progress") {
            if self.noted("source")? != [source] {
                return Err(not_empty(config));
            }
            self.done = self.noted("done")?.into_iter().collect();
            return Ok(());
        }
        if !names.is_empty() {
            self.clear(config, &names)?;
        }
        migrate::make(version, self.engine(), &mut |text| self.run(text))?;
        if let Target::Sqlite(conn, _) = &self.target {
            migrate::mark(conn)?;
        }
        // What a migration puts in is in the source as well, perhaps changed since.
        for table in self.tables()? {
            self.run(&format!("DELETE FROM {}", quoted(&table.name)))?;
        }
        self.run(PROGRESS)?;
        self.note("source", source)?;
        let again = match &mut self.target {
            Target::Sqlite(conn, _) => sqlite::loosen(conn)?,
            Target::Postgres(session) => postgres::loosen(session)?,
        };
        for text in again {
            self.note("again", &text)?;
        }
        Ok(())
    }

    /// A schema that nobody has worked with is as good as none. Everything else is somebody's.
    fn clear(&mut self, config: &StoreConfig, names: &[String]) -> Result<(), OpenError> {
        let Target::Postgres(session) = &mut self.target else {
            return Err(not_empty(config));
        };
        let ours = names.iter().any(|name| name == "schema_migration");
        if !ours || postgres::was_used(session, names)? {
            return Err(not_empty(config));
        }
        let all: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        session.run(&format!("DROP TABLE {} CASCADE", all.join(", ")))?;
        Ok(())
    }

    fn engine(&self) -> EngineKind {
        match self.target {
            Target::Sqlite(..) => EngineKind::Sqlite,
            Target::Postgres(_) => EngineKind::Postgres,
        }
    }

    fn names(&mut self) -> Result<Vec<String>, StoreError> {
        match &mut self.target {
            Target::Sqlite(conn, _) => conn
                .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
                .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
                .map_err(sqlite_error),
            Target::Postgres(session) => postgres::table_names(session),
        }
    }

    fn tables(&mut self) -> Result<Vec<Table>, StoreError> {
        match &mut self.target {
            Target::Sqlite(conn, _) => sqlite::tables(conn),
            Target::Postgres(session) => postgres::tables(session),
        }
    }

    fn run(&mut self, text: &str) -> Result<(), StoreError> {
        match &mut self.target {
            Target::Sqlite(conn, _) => conn.execute_batch(text).map_err(sqlite_error),
            Target::Postgres(session) => session.run(text),
        }
    }

    fn note(&mut self, kind: &str, value: &str) -> Result<(), StoreError> {
        match &mut self.target {
            Target::Sqlite(conn, _) => conn
                .execute(
                    "INSERT INTO load_progress (kind, value) VALUES (?1, ?2)",
                    [kind, value],
                )
                .map_err(sqlite_error)?,
            Target::Postgres(session) => {
                let text = "INSERT INTO load_progress (kind, value) VALUES ($1, $2)";
                let noted = session.client().execute(text, &[&kind, &value]);
                usize::try_from(noted.map_err(postgres_error)?).unwrap_or(0)
            }
        };
        Ok(())
    }

    fn noted(&mut self, kind: &str) -> Result<Vec<String>, StoreError> {
        match &mut self.target {
            Target::Sqlite(conn, _) => conn
                .prepare("SELECT value FROM load_progress WHERE kind = ?1 ORDER BY rowid")
                .and_then(|mut all| all.query_map([kind], |row| row.get(0))?.collect())
                .map_err(sqlite_error),
            Target::Postgres(session) => {
                // Rows of a table that only ever grows lie in the order they came in.
                let text = "SELECT value FROM load_progress WHERE kind = $1 ORDER BY ctid";
                let rows = session.client().query(text, &[&kind]).map_err(postgres_error)?;
                rows.iter()
                    .map(|row| row.try_get(0).map_err(postgres_error))
                    .collect()
            }
        }
    }
}

fn not_empty(config: &StoreConfig) -> OpenError {
    OpenError::NotEmpty {
        place: match &config.engine {
            EngineConfig::Sqlite { dir, .. } => dir.display().to_string(),
            EngineConfig::Postgres { .. } => Connector::new(config)
                .map_or_else(|_| "the database".to_owned(), |connector| connector.place()),
        },
    }
}
