//! One row of a result, read by column name.
//!
//! Reading by position is not offered: a column added to a SELECT must not shift what the others mean.

use std::cell::{Cell, RefCell};
use std::ptr;

use postgres::types::Type;
use rusqlite::types::ValueRef;

use super::value::{FromValue, Value};
use crate::StoreError;

/// Which column was read when, the same in every row of a result: found by name in the first, known in all behind it.
#[derive(Default)]
pub(crate) struct ReadOrder(RefCell<Vec<(&'static str, usize)>>);

/// A row, valid while the mapping closure runs.
pub struct Row<'r> {
    source: Source<'r>,
    order: &'r ReadOrder,
    /// Columns read so far.
    read: Cell<usize>,
    /// Where the next column is expected: reading in SELECT order finds each at once.
    hint: Cell<usize>,
}

enum Source<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>, order: &'r ReadOrder) -> Self {
        Self::of(Source::Sqlite(row), order)
    }

    pub(crate) fn postgres(row: &'r postgres::Row, order: &'r ReadOrder) -> Self {
        Self::of(Source::Postgres(row), order)
    }

    fn of(source: Source<'r>, order: &'r ReadOrder) -> Self {
        Self {
            source,
            order,
            read: Cell::new(0),
            hint: Cell::new(0),
        }
    }

    /// The column of this name, as `T`.
    pub fn get<T: FromValue>(&self, column: &'static str) -> Result<T, StoreError> {
        let index = self
            .position(column)
            .ok_or_else(|| StoreError::value(column, "no such column"))?;
        self.hint.set(index + 1);
        let value = match &self.source {
            Source::Sqlite(row) => sqlite_value(row, index),
            Source::Postgres(row) => postgres_value(row, index),
        };
        value
            .and_then(T::from_value)
            .map_err(|reason| StoreError::value(column, reason))
    }

    fn position(&self, column: &'static str) -> Option<usize> {
        let at = self.read.replace(self.read.get() + 1);
        let mut order = self.order.0.borrow_mut();
        // The same literal is the same name: nothing needs comparing.
        match order.get(at) {
            Some((known, index)) if ptr::eq(*known, column) => return Some(*index),
            _ => {}
        }
        let index = self.named(column)?;
        if at == order.len() {
            order.push((column, index));
        }
        Some(index)
    }

    fn named(&self, column: &str) -> Option<usize> {
        let hint = self.hint.get();
        if self.name(hint) == Some(column) {
            return Some(hint);
        }
        (0..)
            .map_while(|i| self.name(i).map(|name| (i, name)))
            .find(|(_, name)| *name == column)
            .map(|(i, _)| i)
    }

    fn name(&self, index: usize) -> Option<&str> {
        match &self.source {
            Source::Sqlite(row) => row.as_ref().column_name(index).ok(),
            Source::Postgres(row) => row.columns().get(index).map(postgres::Column::name),
        }
    }
}

fn sqlite_value<'a>(row: &'a rusqlite::Row<'_>, index: usize) -> Result<Value<'a>, String> {
    Ok(match row.get_ref(index).map_err(|e| e.to_string())? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(x) => Value::Real(x),
        ValueRef::Text(t) => Value::Text(std::str::from_utf8(t).map_err(|e| e.to_string())?),
        ValueRef::Blob(b) => Value::Bytes(b),
    })
}

fn postgres_value(row: &postgres::Row, index: usize) -> Result<Value<'_>, String> {
    fn cell<'a, T: postgres::types::FromSql<'a>>(
        row: &'a postgres::Row,
        index: usize,
        wrap: impl FnOnce(T) -> Value<'a>,
    ) -> Result<Value<'a>, String> {
        let read = row.try_get::<_, Option<T>>(index).map_err(|e| e.to_string())?;
        Ok(read.map_or(Value::Null, wrap))
    }
    let kind = row.columns()[index].type_();
    match *kind {
        Type::INT8 => cell(row, index, Value::Int),
        Type::INT4 => cell(row, index, |n: i32| Value::Int(n.into())),
        Type::BOOL => cell(row, index, Value::Bool),
        Type::TEXT | Type::VARCHAR | Type::NAME => cell(row, index, Value::Text),
        Type::BYTEA => cell(row, index, Value::Bytes),
        Type::FLOAT8 => cell(row, index, Value::Real),
        _ => Err(format!(
            "type {kind} is outside the shared subset; CAST it in the statement"
        )),
    }
}
