//! A SQLite file read and filled table by table.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::{Cell, Column, Kind, OWN, Step, Table, quoted};
use crate::StoreError;
use crate::engine::Value;
use crate::engine::sqlite::{control, error, open_reader};

pub(super) fn snapshot(file: &Path) -> Result<Connection, StoreError> {
    let conn = open_reader(file)?;
    control(&conn, "BEGIN")?;
    // The state is the one of the first read.
    conn.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(error)?;
    Ok(conn)
}

pub(super) fn steps(conn: &Connection) -> Result<Vec<Step>, StoreError> {
    let text = "SELECT version, sha256 FROM schema_migration ORDER BY version";
    let mut statement = conn.prepare(text).map_err(error)?;
    let steps = statement.query_map([], |row| {
        Ok(Step {
            version: row.get(0)?,
            sha256: row.get(1)?,
        })
    });
    steps.map_err(error)?.collect::<Result<_, _>>().map_err(error)
}

/// Plain tables alone: an index for search is made again from what it indexes.
pub(super) fn tables(conn: &Connection) -> Result<Vec<Table>, StoreError> {
    let text = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let names: Vec<String> = conn
        .prepare(text)
        .and_then(|mut all| all.query_map([], |row| row.get(0))?.collect())
        .map_err(error)?;
    names
        .into_iter()
        .filter(|name| !OWN.contains(&name.as_str()))
        .map(|name| table(conn, name))
        .collect()
}

fn table(conn: &Connection, name: String) -> Result<Table, StoreError> {
    let text = "SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid";
    let found: Vec<(String, String, i64)> = conn
        .prepare(text)
        .and_then(|mut all| {
            all.query_map([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })
        .map_err(error)?;
    let mut columns = Vec::with_capacity(found.len());
    let mut key: Vec<(i64, String)> = Vec::new();
    for (column, declared, place) in found {
        let kind = match declared.as_str() {
            "INTEGER" => Kind::Int,
            "REAL" => Kind::Real,
            "TEXT" => Kind::Text,
            "BLOB" => Kind::Bytes,
            other => {
                let reason = format!("{name}.{column} is {other}, which cannot be carried");
                return Err(StoreError::Sql(reason));
            }
        };
        if place > 0 {
            key.push((place, column.clone()));
        }
        columns.push(Column { name: column, kind });
    }
    key.sort_unstable();
    let key = key.into_iter().map(|(_, column)| column).collect();
    Ok(Table { name, columns, key })
}

pub(super) fn count(conn: &Connection, table: &Table) -> Result<u64, StoreError> {
    let text = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
    let count: i64 = conn.query_row(&text, [], |row| row.get(0)).map_err(error)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) fn rows<E: From<StoreError>>(
    conn: &Connection,
    table: &Table,
    each: &mut dyn FnMut(&[Value<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let text = format!(
        "SELECT {} FROM {} ORDER BY {}",
        table.column_list(),
        quoted(&table.name),
        table.key_list()
    );
    let mut statement = conn.prepare(&text).map_err(error)?;
    let mut rows = statement.query([]).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let mut values = Vec::with_capacity(table.columns.len());
        for (at, column) in table.columns.iter().enumerate() {
            values.push(match row.get_ref(at).map_err(error)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(n) => Value::Int(n),
                ValueRef::Real(x) => Value::Real(x),
                ValueRef::Text(text) => Value::Text(
                    std::str::from_utf8(text).map_err(|e| StoreError::value(&column.name, e.to_string()))?,
                ),
                ValueRef::Blob(bytes) => Value::Bytes(bytes),
            });
        }
        each(&values)?;
    }
    Ok(())
}

/// Takes away what would slow the loading down; the statements that bring it back.
pub(super) fn loosen(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let text = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let indexes: Vec<(String, String)> = conn
        .prepare(text)
        .and_then(|mut all| all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(error)?;
    for (name, _) in &indexes {
        conn.execute_batch(&format!("DROP INDEX {}", quoted(name)))
            .map_err(error)?;
    }
    Ok(indexes.into_iter().map(|(_, text)| text).collect())
}

pub(super) fn insert(conn: &Connection, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
    let places: Vec<String> = (1..=table.columns.len()).map(|at| format!("?{at}")).collect();
    let text = format!(
        "INSERT INTO {} ({}) VALUES ({})",
        quoted(&table.name),
        table.column_list(),
        places.join(", ")
    );
    let mut statement = conn.prepare_cached(&text).map_err(error)?;
    for row in rows {
        for (at, cell) in row.iter().enumerate() {
            statement
                .raw_bind_parameter(at + 1, cell.value())
                .map_err(error)?;
        }
        statement.raw_execute().map_err(error)?;
    }
    Ok(())
}

/// Refuses rows that point to rows that are not there.
pub(super) fn check_references(conn: &Connection) -> Result<(), StoreError> {
    let mut check = conn.prepare("PRAGMA foreign_key_check").map_err(error)?;
    let mut rows = check.query([]).map_err(error)?;
    match rows.next().map_err(error)? {
        None => Ok(()),
        Some(row) => Err(StoreError::Constraint {
            name: format!("of a reference from {}", row.get::<_, String>(0).map_err(error)?),
        }),
    }
}
