//! A PostgreSQL database read and filled table by table.

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};

use super::{Cell, Column, Kind, OWN, Step, Table, quoted};
use crate::StoreError;
use crate::engine::Value;
use crate::engine::postgres::{Session, error};

pub(super) fn snapshot(session: &mut Session) -> Result<(), StoreError> {
    session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    // The state is the one of the first statement.
    session.ask("SELECT 1").map(|_| ())
}

pub(super) fn steps(session: &mut Session) -> Result<Vec<Step>, StoreError> {
    let text = "SELECT version, sha256 FROM schema_migration ORDER BY version";
    let rows = session.client().query(text, &[]).map_err(error)?;
    rows.iter()
        .map(|row| {
            let version: i64 = row.try_get(0).map_err(error)?;
            Ok(Step {
                version: u32::try_from(version).unwrap_or(u32::MAX),
                sha256: row.try_get(1).map_err(error)?,
            })
        })
        .collect()
}

/// Names of every table there is, ours or not.
pub(super) fn table_names(session: &mut Session) -> Result<Vec<String>, StoreError> {
    let text = "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p') ORDER BY relname::text COLLATE \"C\"";
    let rows = session.client().query(text, &[]).map_err(error)?;
    rows.iter().map(|row| row.try_get(0).map_err(error)).collect()
}

pub(super) fn tables(session: &mut Session) -> Result<Vec<Table>, StoreError> {
    let names = table_names(session)?;
    names
        .into_iter()
        .filter(|name| !OWN.contains(&name.as_str()))
        .map(|name| table(session, name))
        .collect()
}

/// A column computed from others is made again where the rows arrive.
fn table(session: &mut Session, name: String) -> Result<Table, StoreError> {
    let columns = "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
        WHERE attrelid = ($1::text)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum";
    let key = "SELECT a.attname::text FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = ($1::text)::regclass AND i.indisprimary ORDER BY k.place";
    let relation = quoted(&name);
    let mut found = Vec::new();
    for row in session.client().query(columns, &[&relation]).map_err(error)? {
        let (column, declared): (String, String) = (row.get(0), row.get(1));
        let kind = match declared.as_str() {
            "bigint" | "integer" | "boolean" => Kind::Int,
            "double precision" => Kind::Real,
            "text" => Kind::Text,
            "bytea" => Kind::Bytes,
            other => {
                let reason = format!("{name}.{column} is {other}, which cannot be carried");
                return Err(StoreError::Sql(reason));
            }
        };
        found.push(Column { name: column, kind });
    }
    let key = session.client().query(key, &[&relation]).map_err(error)?;
    Ok(Table {
        key: key.iter().map(|row| row.get(0)).collect(),
        name,
        columns: found,
    })
}

/// What a table's rows are read from. Events that wait in the inbox are given the places they are about to get.
fn source(table: &Table) -> String {
    if table.name == "event_order" {
        "(SELECT pos, event_id FROM event_order UNION ALL
          SELECT (SELECT COALESCE(MAX(pos), 0) FROM event_order) + ROW_NUMBER() OVER (ORDER BY seq), event_id
          FROM event_inbox) AS event_order"
            .to_owned()
    } else {
        quoted(&table.name)
    }
}

pub(super) fn count(session: &mut Session, table: &Table) -> Result<u64, StoreError> {
    let text = format!("SELECT COUNT(*) FROM {}", source(table));
    let row = session.client().query_one(&text, &[]).map_err(error)?;
    let count: i64 = row.try_get(0).map_err(error)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) fn rows<E: From<StoreError>>(
    session: &mut Session,
    table: &Table,
    each: &mut dyn FnMut(&[Value<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let text = format!(
        "SELECT {} FROM {} ORDER BY {}",
        table.column_list(),
        source(table),
        table.key_list()
    );
    let none: [&(dyn ToSql + Sync); 0] = [];
    let mut rows = session.client().query_raw(&text, none).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        let mut values = Vec::with_capacity(table.columns.len());
        for at in 0..table.columns.len() {
            values.push(value(&row, at)?);
        }
        each(&values)?;
    }
    Ok(())
}

fn value(row: &postgres::Row, at: usize) -> Result<Value<'_>, StoreError> {
    fn cell<'a, T: postgres::types::FromSql<'a>>(
        row: &'a postgres::Row,
        at: usize,
        wrap: impl FnOnce(T) -> Value<'a>,
    ) -> Result<Value<'a>, StoreError> {
        let read = row.try_get::<_, Option<T>>(at).map_err(error)?;
        Ok(read.map_or(Value::Null, wrap))
    }
    match *row.columns()[at].type_() {
        Type::INT8 => cell(row, at, Value::Int),
        Type::INT4 => cell(row, at, |n: i32| Value::Int(n.into())),
        Type::BOOL => cell(row, at, Value::Bool),
        Type::FLOAT8 => cell(row, at, Value::Real),
        Type::BYTEA => cell(row, at, Value::Bytes),
        _ => cell(row, at, Value::Text),
    }
}

/// Takes away what would slow the loading down or forbid its order; the statements that bring it back.
pub(super) fn loosen(session: &mut Session) -> Result<Vec<String>, StoreError> {
    let keys = "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname),
            'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
                || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1";
    let indexes = "SELECT 'DROP INDEX ' || quote_ident(indexname), indexdef FROM pg_indexes i
        WHERE schemaname = current_schema() AND NOT EXISTS (
            SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname AND c.contype IN ('p', 'u', 'x'))
        ORDER BY 1";
    // References are brought back last, when the indexes that find their rows are there.
    let mut again = Vec::new();
    for text in [keys, indexes] {
        for row in session.client().query(text, &[]).map_err(error)? {
            session.run(row.get(0))?;
            again.insert(0, row.get(1));
        }
    }
    Ok(again)
}

/// Whether any process has ever worked with this database.
pub(super) fn was_used(session: &mut Session, names: &[String]) -> Result<bool, StoreError> {
    for name in ["node", "event"] {
        if names.iter().any(|there| there == name)
            && session.ask(&format!("SELECT 1 FROM {name} LIMIT 1"))?.is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn insert(session: &mut Session, table: &Table, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
    let client = session.client();
    let columns = table.column_list();
    let probe = format!("SELECT {columns} FROM {}", quoted(&table.name));
    let types: Vec<Type> = client
        .prepare(&probe)
        .map_err(error)?
        .columns()
        .iter()
        .map(|column| column.type_().clone())
        .collect();
    let text = format!(
        "COPY {} ({columns}) FROM STDIN (FORMAT binary)",
        quoted(&table.name)
    );
    let mut copy = BinaryCopyInWriter::new(client.copy_in(&text).map_err(error)?, &types);
    for row in rows {
        let values: Vec<Value<'_>> = row
            .iter()
            .zip(&types)
            .map(|(cell, kind)| match (cell.value(), kind) {
                (Value::Int(n), &Type::BOOL) => Value::Bool(n != 0),
                (value, _) => value,
            })
            .collect();
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        copy.write(&values).map_err(error)?;
    }
    copy.finish().map_err(error)?;
    Ok(())
}
