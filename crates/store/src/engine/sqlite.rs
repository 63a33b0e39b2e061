//! SQLite: connections, statements, and its errors in our words.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::ffi::{self, ErrorCode};
use rusqlite::types::ToSqlOutput;
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::Durability;
use super::row::{ReadOrder, Row};
use super::value::Value;
use crate::{Sql, StoreError};

/// Marks a file as ours (`PRAGMA application_id`): "TOUC".
pub(crate) const APPLICATION_ID: i64 = 0x544F_5543;

/// More than the number of registered statements, so none is ever prepared twice on a connection.
const STATEMENTS_CACHED: usize = 1024;

/// How long a connection waits for another's lock.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn open_writer(file: &Path, durability: Durability) -> Result<Connection, StoreError> {
    let conn = Connection::open(file).map_err(error)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    prepare_once(&conn)?;
    conn.busy_timeout(PATIENCE).map_err(error)?;
    // What is deleted is overwritten: an erased text must not be found in the free space of the file.
    // Filling a directory rewrites the same pages again and again: it keeps more of them, and checkpoints less often.
    let (synchronous, cache_kib, checkpoint_pages) = match durability {
        Durability::Full => ("FULL", 16_000, 4_000),
        Durability::BulkLoad => ("OFF", 256_000, 50_000),
    };
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON;
         PRAGMA cache_size = -{cache_kib}; PRAGMA wal_autocheckpoint = {checkpoint_pages}; PRAGMA journal_size_limit = 67108864;
         PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
    ))
    .map_err(error)?;
    Ok(conn)
}

/// What a reader keeps of the file, in KiB. One that reads a large file in many places comes by the same inner pages again and again.
const READER_CACHE: u32 = 12_000;

pub(crate) fn open_reader(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags).map_err(error)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    prepare_once(&conn)?;
    conn.busy_timeout(PATIENCE).map_err(error)?;
    conn.execute_batch(&format!(
        "PRAGMA query_only = ON; PRAGMA cache_size = -{READER_CACHE}; PRAGMA temp_store = MEMORY;"
    ))
    .map_err(error)?;
    Ok(conn)
}

/// A plan must not depend on what is bound: SQLite would otherwise prepare a statement such as `LIMIT ?1` anew for every
/// value it is given, which took a tenth of the writer's time.
fn prepare_once(conn: &Connection) -> Result<(), StoreError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(error)?;
    Ok(())
}

/// Runs one of the few words of transaction control, prepared once.
pub(crate) fn control(conn: &Connection, text: &str) -> Result<(), StoreError> {
    conn.prepare_cached(text)
        .and_then(|mut statement| statement.raw_execute())
        .map_err(error)?;
    Ok(())
}

pub(super) fn query<T>(
    conn: &Connection,
    sql: &'static Sql,
    values: &[Value<'_>],
    mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = prepare(conn, sql, values)?;
    let mut rows = statement.raw_query();
    let (mut out, order) = (Vec::new(), ReadOrder::default());
    while let Some(row) = rows.next().map_err(error)? {
        out.push(map(&Row::sqlite(row, &order))?);
    }
    Ok(out)
}

pub(super) fn execute(conn: &Connection, sql: &'static Sql, values: &[Value<'_>]) -> Result<u64, StoreError> {
    let touched = prepare(conn, sql, values)?.raw_execute().map_err(error)?;
    Ok(touched as u64)
}

fn prepare<'c>(
    conn: &'c Connection,
    sql: &'static Sql,
    values: &[Value<'_>],
) -> Result<CachedStatement<'c>, StoreError> {
    let text = sql
        .sqlite
        .ok_or_else(|| StoreError::Sql(format!("{sql:?} has no text for SQLite")))?;
    let mut statement = conn.prepare_cached(text).map_err(error)?;
    if statement.parameter_count() != values.len() {
        let wanted = statement.parameter_count();
        return Err(StoreError::Sql(format!(
            "{sql:?} takes {wanted} parameters, got {}",
            values.len()
        )));
    }
    for (i, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(i + 1, value).map_err(error)?;
    }
    Ok(statement)
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => rusqlite::types::ValueRef::Null,
            Self::Int(n) => rusqlite::types::ValueRef::Integer(n),
            Self::Bool(b) => rusqlite::types::ValueRef::Integer(b.into()),
            Self::Real(x) => rusqlite::types::ValueRef::Real(x),
            Self::Text(text) => rusqlite::types::ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => rusqlite::types::ValueRef::Blob(bytes),
        }))
    }
}

/// What SQLite says, in our words.
#[expect(clippy::needless_pass_by_value, reason = "used as `map_err(error)`")]
pub(crate) fn error(e: rusqlite::Error) -> StoreError {
    let (code, message) = match &e {
        rusqlite::Error::SqliteFailure(cause, message) => (cause, message.clone().unwrap_or_default()),
        rusqlite::Error::SqlInputError { msg, sql, .. } => return StoreError::Sql(format!("{msg} in {sql}")),
        other => return StoreError::Sql(other.to_string()),
    };
    match code.code {
        ErrorCode::ConstraintViolation => StoreError::Constraint {
            name: constraint_name(&message),
        },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted => {
            StoreError::Busy
        }
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::ReadOnly => StoreError::ReadOnly,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(message),
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory => {
            StoreError::Unavailable(format!("{} ({message})", ffi::code_to_str(code.extended_code)))
        }
        _ => StoreError::Sql(message),
    }
}

/// "CHECK constraint failed: ticket_stage" → "ticket_stage"; "UNIQUE constraint failed: user.email" → "user.email".
fn constraint_name(message: &str) -> String {
    message
        .split_once(": ")
        .map_or(message, |(_, name)| name)
        .to_owned()
}
