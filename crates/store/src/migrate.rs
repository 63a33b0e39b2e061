//! The schema: one tree of numbered files for both engines, with a handful of tokens where types differ.
//!
//! Each file is applied in a transaction of its own and remembered with its hash, so a file that was changed after its
//! release is noticed. SQLite is copied before it is migrated; PostgreSQL is migrated on demand only.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::engine::postgres::Session;
use crate::engine::{EngineKind, sqlite as file};
use crate::{OpenError, StoreError};

/// One step of the schema.
#[derive(Debug)]
pub struct Migration {
    pub version: u32,
    pub name: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal),+ $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
        }),+]
    };
}

/// Every step, in order, numbered from 1 without a gap.
pub const MIGRATIONS: &[Migration] = migrations![
    1 "0001_machinery",
    2 "0002_accounts",
    3 "0003_people",
    4 "0004_tickets",
    5 "0005_event_origin",
];

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    pub from: u32,
    pub to: u32,
    /// Where the state before is kept (SQLite).
    pub copy: Option<PathBuf>,
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version {i64} NOT NULL PRIMARY KEY, name {text} NOT NULL, sha256 {text} NOT NULL) {strict}";

/// Tokens: as written, on SQLite, on PostgreSQL.
const TOKENS: &[(&str, &str, &str)] = &[
    ("{i64}", "INTEGER", "BIGINT"),
    ("{real}", "REAL", "DOUBLE PRECISION"),
    ("{bool}", "INTEGER", "BOOLEAN"),
    ("{text}", "TEXT", "TEXT"),
    ("{json}", "TEXT", "TEXT"),
    ("{bytes}", "BLOB", "BYTEA"),
    ("{strict}", "STRICT", ""),
    ("{clustered}", "STRICT, WITHOUT ROWID", ""),
];

impl Migration {
    /// The statements for an engine: tokens replaced, the other engine's sections left out.
    pub fn text(&self, engine: EngineKind) -> String {
        substitute(self.text, engine)
    }

    fn hash(&self) -> String {
        hex(&Sha256::digest(self.text.as_bytes()))
    }
}

/// Names the schema of this program: the hash of all its migrations.
pub fn fingerprint() -> String {
    let all: Sha256 = MIGRATIONS
        .iter()
        .fold(Sha256::new(), |all, step| all.chain_update(step.text.as_bytes()));
    hex(&all.finalize())
}

fn latest() -> u32 {
    MIGRATIONS.last().map_or(0, |step| step.version)
}

fn substitute(text: &str, engine: EngineKind) -> String {
    let mut skipping = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        skipping |= (line.starts_with("-- postgres only") && engine == EngineKind::Sqlite)
            || (line.starts_with("-- sqlite only") && engine == EngineKind::Postgres);
        if !skipping {
            out.push_str(line);
            out.push('\n');
        }
        skipping &= line != "-- end";
    }
    TOKENS.iter().fold(out, |text, (token, sqlite, postgres)| {
        text.replace(
            token,
            if engine == EngineKind::Sqlite {
                sqlite
            } else {
                postgres
            },
        )
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Compares what was applied with what this program has; the version found.
fn verify(applied: &[(u32, String)]) -> Result<u32, OpenError> {
    let found = applied.iter().map(|(version, _)| *version).max().unwrap_or(0);
    if found > latest() {
        return Err(OpenError::SchemaNewer {
            found,
            known: latest(),
        });
    }
    for step in MIGRATIONS {
        if applied
            .iter()
            .any(|(version, hash)| *version == step.version && *hash != step.hash())
        {
            return Err(OpenError::SchemaDiffers {
                version: step.version,
            });
        }
    }
    Ok(found)
}

/// Checks that a SQLite file is ours and brings it up to date, after a copy when it holds an older schema.
pub(crate) fn sqlite(conn: &Connection, dir: &Path) -> Result<Migrated, OpenError> {
    check_ours(conn, dir)?;
    conn.execute_batch(&substitute(TABLE, EngineKind::Sqlite))
        .map_err(file::error)?;
    let from = verify(&applied_sqlite(conn).map_err(file::error)?)?;
    let copy = if from > 0 && from < latest() {
        Some(copy_before(conn, dir, from)?)
    } else {
        None
    };
    for step in MIGRATIONS.iter().filter(|step| step.version > from) {
        apply_sqlite(conn, step).map_err(|e| OpenError::Migration {
            version: step.version,
            source: file::error(e),
        })?;
    }
    Ok(Migrated {
        from,
        to: latest(),
        copy,
    })
}

/// An empty file becomes ours; another program's is refused.
fn check_ours(conn: &Connection, dir: &Path) -> Result<(), OpenError> {
    let foreign = |reason: String| OpenError::Foreign {
        place: crate::engine::database_file(dir).display().to_string(),
        reason,
    };
    let id: i64 = conn
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(|e| foreign(file::error(e).to_string()))?;
    let tables: i64 = conn
        .query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|e| foreign(file::error(e).to_string()))?;
    match (id, tables) {
        (file::APPLICATION_ID, _) => Ok(()),
        (0, 0) => {
            conn.pragma_update(None, "application_id", file::APPLICATION_ID)
                .map_err(file::error)?;
            Ok(())
        }
        _ => Err(foreign("it belongs to another program".into())),
    }
}

fn applied_sqlite(conn: &Connection) -> rusqlite::Result<Vec<(u32, String)>> {
    conn.prepare("SELECT version, sha256 FROM schema_migration")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

fn apply_sqlite(conn: &Connection, step: &Migration) -> rusqlite::Result<()> {
    let tx = rusqlite::Transaction::new_unchecked(conn, rusqlite::TransactionBehavior::Immediate)?;
    tx.execute_batch(&step.text(EngineKind::Sqlite))?;
    tx.execute(
        "INSERT INTO schema_migration (version, name, sha256) VALUES (?1, ?2, ?3)",
        (step.version, step.name, step.hash()),
    )?;
    tx.commit()
}

/// A complete, synced copy beside the database. An earlier copy of the same version is kept too.
fn copy_before(conn: &Connection, dir: &Path, version: u32) -> Result<PathBuf, OpenError> {
    let failed = |reason: String| OpenError::Copy {
        dir: dir.to_owned(),
        reason,
    };
    let named = |i: u32| {
        dir.join(format!(
            "touchstone.db.schema-{version}{}",
            if i > 0 { format!(".{i}") } else { String::new() }
        ))
    };
    let target = (0..)
        .map(named)
        .find(|path| !path.exists())
        .ok_or_else(|| failed("no free name".into()))?;
    let text = target
        .to_str()
        .ok_or_else(|| failed("the directory's name is not UTF-8".into()))?;
    conn.execute("VACUUM INTO ?1", [text])
        .map_err(|e| failed(file::error(e).to_string()))?;
    let synced = File::open(&target)
        .and_then(|copy| copy.sync_all())
        .and_then(|()| File::open(dir)?.sync_all());
    synced.map_err(|e| failed(e.to_string()))?;
    Ok(target)
}

/// Brings a PostgreSQL database up to date. Two runs at once wait for each other.
pub(crate) fn postgres(session: &mut Session) -> Result<Migrated, OpenError> {
    check_database(session)?;
    // "Touchstone migration", released with the session.
    session.run("SELECT pg_advisory_lock(6075990471476296)")?;
    session.run(&substitute(TABLE, EngineKind::Postgres))?;
    let from = verify(&applied_postgres(session)?)?;
    for step in MIGRATIONS.iter().filter(|step| step.version > from) {
        let text = format!(
            "BEGIN; {} INSERT INTO schema_migration (version, name, sha256) VALUES ({}, '{}', '{}'); COMMIT",
            step.text(EngineKind::Postgres),
            step.version,
            step.name,
            step.hash()
        );
        session.run(&text).map_err(|source| OpenError::Migration {
            version: step.version,
            source,
        })?;
    }
    Ok(Migrated {
        from,
        to: latest(),
        copy: None,
    })
}

/// Refuses a schema that is not exactly this program's.
pub(crate) fn check_postgres(session: &mut Session) -> Result<(), OpenError> {
    check_database(session)?;
    if session
        .ask("SELECT to_regclass('schema_migration')::text")?
        .is_none()
    {
        return Err(OpenError::SchemaOlder {
            found: 0,
            wanted: latest(),
        });
    }
    let found = verify(&applied_postgres(session)?)?;
    if found < latest() {
        return Err(OpenError::SchemaOlder {
            found,
            wanted: latest(),
        });
    }
    Ok(())
}

/// Text must be UTF-8 and ordered by its bytes, as on SQLite and in Rust.
fn check_database(session: &mut Session) -> Result<(), OpenError> {
    let question = "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database
                    WHERE datname = current_database()";
    let found = session.ask(question)?.unwrap_or_default();
    if matches!(
        found.as_str(),
        "UTF8 C" | "UTF8 POSIX" | "UTF8 C.UTF-8" | "UTF8 C.utf8"
    ) {
        return Ok(());
    }
    Err(OpenError::Address(format!(
        "the database has encoding and collation {found}, but needs UTF8 and C; create it with CREATE DATABASE name \
         TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )))
}

fn applied_postgres(session: &mut Session) -> Result<Vec<(u32, String)>, OpenError> {
    let rows = session
        .client()
        .query("SELECT version, sha256 FROM schema_migration", &[]);
    let rows = rows.map_err(crate::engine::postgres::error)?;
    let applied = rows.iter().map(|row| {
        let version: i64 = row.try_get(0)?;
        Ok((u32::try_from(version).unwrap_or(u32::MAX), row.try_get(1)?))
    });
    applied
        .collect::<Result<_, postgres::Error>>()
        .map_err(|e| StoreError::Sql(e.to_string()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_without_a_gap_and_every_file_is_one() {
        for (i, step) in MIGRATIONS.iter().enumerate() {
            assert_eq!(step.version as usize, i + 1);
            assert!(
                step.name.starts_with(&format!("{:04}_", step.version)),
                "{}",
                step.name
            );
        }
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .unwrap()
            .count();
        assert_eq!(files, MIGRATIONS.len());
    }

    #[test]
    fn no_token_is_left_over() {
        for step in MIGRATIONS {
            for engine in [EngineKind::Sqlite, EngineKind::Postgres] {
                assert!(!step.text(engine).contains('{'), "{} {engine:?}", step.name);
            }
        }
    }

    #[test]
    fn sections_of_the_other_engine_are_left_out() {
        let text = "a\n-- postgres only\nb\n-- end\nc\n";
        assert!(!substitute(text, EngineKind::Sqlite).contains('b'));
        assert!(substitute(text, EngineKind::Sqlite).contains('c'));
        assert!(substitute(text, EngineKind::Postgres).contains('b'));
    }

    #[test]
    fn what_was_applied_must_be_a_beginning_of_what_is_known() {
        let known: Vec<_> = MIGRATIONS
            .iter()
            .map(|step| (step.version, step.hash()))
            .collect();
        assert_eq!(verify(&known).unwrap(), latest());
        assert_eq!(verify(&known[..1]).unwrap(), 1);
        assert_eq!(verify(&[]).unwrap(), 0);
        assert!(matches!(
            verify(&[(1, "other".into())]),
            Err(OpenError::SchemaDiffers { version: 1 })
        ));
        assert!(matches!(
            verify(&[(99, String::new())]),
            Err(OpenError::SchemaNewer { found: 99, .. })
        ));
    }
}
