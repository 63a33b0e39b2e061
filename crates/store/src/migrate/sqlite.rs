//! Migrating a SQLite file: is it ours, how old is it, copy, apply.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::{
    Migrated, Migrating, Migration, MigrationStage, MigrationWatch, TABLE, each_missing, latest, substitute,
    tell, verify,
};
use crate::engine::{EngineKind, sqlite as file};
use crate::{OpenError, StoreError};

/// Checks that a SQLite file is ours and brings it up to date, all steps or none, after a copy when one is wanted and it
/// holds an older schema.
pub(crate) fn sqlite(
    conn: &Connection,
    dir: &Path,
    copy: bool,
    watch: MigrationWatch<'_>,
) -> Result<Migrated, OpenError> {
    check_ours(conn, dir)?;
    check_finished(conn)?;
    conn.execute_batch(&substitute(TABLE, EngineKind::Sqlite))
        .map_err(file::error)?;
    let from = verify(&applied_sqlite(conn).map_err(file::error)?)?;
    let to = latest();
    if from == to {
        return Ok(Migrated { from, to, copy: None });
    }
    let mut told = |stage| watch(&Migrating { from, to, stage });
    let copy = if copy && from > 0 {
        told(MigrationStage::Copying);
        let path = copy_before(conn, dir, from)?;
        told(MigrationStage::Copied(path.clone()));
        Some(path)
    } else {
        None
    };
    if let Err(error) = apply_all(conn, from, watch) {
        // The state before is where it was. Each start that fails would leave another copy of it.
        if let Some(path) = &copy {
            let _ = std::fs::remove_file(path);
        }
        return Err(error);
    }
    let stage = MigrationStage::Done;
    tell(watch, Migrating { from, to, stage });
    Ok(Migrated { from, to, copy })
}

fn apply_all(conn: &Connection, from: u32, watch: MigrationWatch<'_>) -> Result<(), OpenError> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate).map_err(file::error)?;
    each_missing(from, watch, |step| apply(&tx, step).map_err(file::error))?;
    Ok(tx.commit().map_err(file::error)?)
}

fn apply(tx: &Transaction<'_>, step: &Migration) -> rusqlite::Result<()> {
    tx.execute_batch(&step.text(EngineKind::Sqlite))?;
    tx.execute(
        "INSERT INTO schema_migration (version, name, sha256) VALUES (?1, ?2, ?3)",
        (step.version, step.name, step.hash()),
    )?;
    Ok(())
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

/// A complete, synced copy beside the database, which gets its name when it is. An earlier copy of the same version is
/// kept too.
fn copy_before(conn: &Connection, dir: &Path, version: u32) -> Result<PathBuf, OpenError> {
    let failed = |reason: String| OpenError::Copy {
        dir: dir.to_owned(),
        reason,
    };
    let target = free_name(dir, &format!("schema-{version}")).ok_or_else(|| failed("no free name".into()))?;
    let draft = database_beside(dir, "copy.partial");
    let text = draft
        .to_str()
        .ok_or_else(|| failed("the directory's name is not UTF-8".into()))?;
    // What a killed process left is nobody's.
    let _ = std::fs::remove_file(&draft);
    let made = conn
        .execute("VACUUM INTO ?1", [text])
        .map_err(|e| file::error(e).to_string())
        .and_then(|_| {
            File::open(&draft)
                .and_then(|copy| copy.sync_all())
                .and_then(|()| std::fs::rename(&draft, &target))
                .and_then(|()| File::open(dir)?.sync_all())
                .map_err(|e| e.to_string())
        });
    if let Err(reason) = made {
        let _ = std::fs::remove_file(&draft);
        return Err(failed(reason));
    }
    Ok(target)
}

/// `touchstone.db.NAME`
pub(super) fn database_beside(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("touchstone.db.{name}"))
}

/// `touchstone.db.NAME`, with a number when that is taken.
pub(super) fn free_name(dir: &Path, name: &str) -> Option<PathBuf> {
    (0..u32::MAX)
        .map(|i| match i {
            0 => database_beside(dir, name),
            i => database_beside(dir, &format!("{name}.{i}")),
        })
        .find(|path| !path.exists())
}

/// What was applied to a file, compared with what this program knows; the version found.
pub(super) fn schema_of(conn: &Connection) -> Result<u32, OpenError> {
    verify(&applied_sqlite(conn).map_err(file::error)?)
}
