//! Migrating a SQLite file: is it ours, how old is it, copy, apply.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{MIGRATIONS, Migrated, Migration, TABLE, latest, substitute, verify};
use crate::engine::{EngineKind, sqlite as file};
use crate::{OpenError, StoreError};

/// Checks that a SQLite file is ours and brings it up to date, after a copy when one is wanted and it holds an
/// older schema.
pub(crate) fn sqlite(conn: &Connection, dir: &Path, copy: bool) -> Result<Migrated, OpenError> {
    check_ours(conn, dir)?;
    check_finished(conn)?;
    conn.execute_batch(&substitute(TABLE, EngineKind::Sqlite))
        .map_err(file::error)?;
    let from = verify(&applied_sqlite(conn).map_err(file::error)?)?;
    let copy = if copy && from > 0 && from < latest() {
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
        (0, 0) => Ok(mark(conn)?),
        _ => Err(foreign("it belongs to another program".into())),
    }
}

/// Writes into the file that it is ours.
pub(crate) fn mark(conn: &Connection) -> Result<(), StoreError> {
    conn.pragma_update(None, "application_id", file::APPLICATION_ID)
        .map_err(file::error)
}

/// Refuses a database that a restore or a copy has filled in part.
fn check_finished(conn: &Connection) -> Result<(), OpenError> {
    match conn.table_exists(None, "load_progress") {
        Ok(false) => Ok(()),
        Ok(true) => Err(OpenError::Unfinished),
        Err(e) => Err(file::error(e).into()),
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
