//! Going back to the copy that was made before a migration: the newer state is kept aside, the copy is checked and takes
//! the place of the database in one step. Files of requests are left as they are. Which program then opens it is not
//! decided here: this one would migrate again.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::sqlite::{database_beside, free_name, schema_of};
use crate::engine::{DirectoryLock, database_file, sqlite as file};
use crate::{OpenError, StoreError};

/// A state of the database that was copied before it was migrated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyBefore {
    pub path: PathBuf,
    /// As its name says.
    pub schema: u32,
    /// Which of several of the same schema; the highest is the newest.
    number: u32,
}

/// What going back did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledBack {
    /// The schema the database had; 0 when this program does not know it.
    pub from: u32,
    pub to: u32,
    pub copy: PathBuf,
    /// Where the newer state is kept.
    pub aside: PathBuf,
}

/// The copies that lie in a data directory, newest schema first.
pub fn copies(dir: &Path) -> Result<Vec<CopyBefore>, OpenError> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(_) => {
            return Err(OpenError::Absent {
                place: dir.display().to_string(),
            });
        }
    };
    let mut found: Vec<_> = entries.filter_map(|entry| copy_of(&entry.ok()?.path())).collect();
    found.sort_by_key(|copy| std::cmp::Reverse((copy.schema, copy.number)));
    Ok(found)
}

/// `touchstone.db.schema-9` or `touchstone.db.schema-9.2`.
fn copy_of(path: &Path) -> Option<CopyBefore> {
    let name = path
        .file_name()?
        .to_str()?
        .strip_prefix("touchstone.db.schema-")?;
    let (schema, number) = name.split_once('.').unwrap_or((name, "0"));
    Some(CopyBefore {
        path: path.to_owned(),
        schema: schema.parse().ok()?,
        number: number.parse().ok()?,
    })
}

/// The copy that going back means when none is named: the newest of a schema older than the database's.
pub fn newest_copy(dir: &Path) -> Result<CopyBefore, OpenError> {
    let schema = schema_now(&database(dir)?);
    let older = |copy: &CopyBefore| schema == 0 || copy.schema < schema;
    let found = copies(dir)?.into_iter().find(older);
    found.ok_or_else(|| OpenError::NoCopy {
        dir: dir.to_owned(),
        schema,
    })
}

/// Puts a copy in the place of the database, which no process may have open, and keeps the database beside it. Blocks.
pub fn rollback(dir: &Path, copy: &Path) -> Result<RolledBack, OpenError> {
    let database = database(dir)?;
    let _lock = DirectoryLock::take(dir)?;
    let unfit = |reason: String| OpenError::CopyUnfit {
        path: copy.to_owned(),
        reason,
    };
    let broken = |e: io::Error| unfit(e.to_string());
    let draft = database_beside(dir, "rollback.partial");
    let _ = std::fs::remove_file(&draft);
    let checked = std::fs::copy(copy, &draft)
        .and_then(|_| File::open(&draft)?.sync_all())
        .map_err(broken)
        .and_then(|()| check(&draft).map_err(unfit));
    let to = checked.inspect_err(|_| drop(std::fs::remove_file(&draft)))?;
    let from = schema_now(&database);
    fold_log(&database).inspect_err(|_| drop(std::fs::remove_file(&draft)))?;
    let name = if from == 0 {
        "aside".to_owned()
    } else {
        format!("aside-{from}")
    };
    let aside = free_name(dir, &name).ok_or_else(|| unfit("no free name for the newer state".into()))?;
    // A second name for the newer state, then the first one for the older: there is a database at every instant.
    let placed = std::fs::hard_link(&database, &aside)
        .or_else(|_| std::fs::copy(&database, &aside).map(drop))
        .and_then(|()| File::open(&aside)?.sync_all())
        .and_then(|()| std::fs::rename(&draft, &database))
        .and_then(|()| File::open(dir)?.sync_all());
    placed.map_err(broken)?;
    Ok(RolledBack {
        from,
        to,
        copy: copy.to_owned(),
        aside,
    })
}

fn database(dir: &Path) -> Result<PathBuf, OpenError> {
    let path = database_file(dir);
    if path.is_file() {
        return Ok(path);
    }
    Err(OpenError::Absent {
        place: dir.display().to_string(),
    })
}

/// The schema of the newer state, as far as it can be read: one that is damaged may be left behind all the same.
fn schema_now(database: &Path) -> u32 {
    let found = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY);
    found.map_or(0, |conn| schema_of(&conn).unwrap_or(0))
}

/// Moves what stands in the log into the file, so that the file alone is the newer state.
fn fold_log(database: &Path) -> Result<(), OpenError> {
    let log = database_with(database, "-wal");
    if !log.exists() {
        return Ok(());
    }
    let conn = Connection::open(database).map_err(file::error)?;
    let left: i64 = conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(file::error)?;
    if left != 0 {
        return Err(StoreError::Busy.into());
    }
    conn.close().map_err(|(_, e)| file::error(e))?;
    for file in [log, database_with(database, "-shm")] {
        // An empty log of another file would be read as this one's.
        let _ = std::fs::remove_file(file);
    }
    Ok(())
}

fn database_with(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Whether a file is a whole database of ours with a schema this program knows; which.
fn check(path: &Path) -> Result<u32, String> {
    let said = |e: rusqlite::Error| file::error(e).to_string();
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(said)?;
    let id: i64 = conn
        .query_row("PRAGMA application_id", [], |row| row.get(0))
        .map_err(said)?;
    if id != file::APPLICATION_ID {
        return Err("it is not a Touchstone database".into());
    }
    let whole: String = conn
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(said)?;
    if whole != "ok" {
        return Err(format!("it is damaged ({whole})"));
    }
    let torn: i64 = conn
        .query_row("SELECT COUNT(*) FROM pragma_foreign_key_check", [], |row| {
            row.get(0)
        })
        .map_err(said)?;
    if torn > 0 {
        return Err("rows in it name others that are missing".into());
    }
    schema_of(&conn).map_err(|e| e.to_string())
}
