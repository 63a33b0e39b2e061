//! One connection and its prepared statements.

use std::collections::HashMap;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, RowIter, SimpleQueryMessage, Statement};

use super::errors::error;
use crate::engine::row::{ReadOrder, Row};
use crate::engine::value::Value;
use crate::sql::dollar_parameters;
use crate::{Sql, StoreError};

pub(crate) struct Session {
    client: Client,
    /// By the address of the registered statement, which is static.
    statements: HashMap<usize, Statement>,
}

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            statements: HashMap::new(),
        }
    }

    /// The client itself, for set-up, the sequencer and migrations.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Ends the connection politely; a lost one needs no word.
    pub(crate) fn close(self) {
        let _ = self.client.close();
    }

    /// Text without parameters or answer.
    pub(crate) fn run(&mut self, text: &str) -> Result<(), StoreError> {
        self.client.batch_execute(text).map_err(error)
    }

    /// The first column of the first row that a text without parameters answers.
    pub(crate) fn ask(&mut self, text: &str) -> Result<Option<String>, StoreError> {
        let messages = self.client.simple_query(text).map_err(error)?;
        Ok(messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        }))
    }

    pub(crate) fn query<T>(
        &mut self,
        sql: &'static Sql,
        values: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let statement = self.prepare(sql, values)?;
        let rows = self.client.query_raw(&statement, values.iter().copied());
        mapped(rows.map_err(error)?, map)
    }

    /// Without a prepared statement: a single round trip, in which the server plans for these very values.
    pub(crate) fn query_afresh<T>(
        &mut self,
        sql: &'static Sql,
        values: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let text = dollar_parameters(text(sql)?);
        let typed = values.iter().map(|value| (*value, value.wire_type()));
        mapped(self.client.query_typed_raw(&text, typed).map_err(error)?, map)
    }

    pub(crate) fn execute(&mut self, sql: &'static Sql, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql, values)?;
        let params: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &params).map_err(error)
    }

    fn prepare(&mut self, sql: &'static Sql, values: &[Value<'_>]) -> Result<Statement, StoreError> {
        let key = std::ptr::from_ref(sql).addr();
        let statement = match self.statements.get(&key) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self
                    .client
                    .prepare(&dollar_parameters(text(sql)?))
                    .map_err(error)?;
                self.statements.insert(key, statement.clone());
                statement
            }
        };
        let wanted = statement.params().len();
        if wanted != values.len() {
            return Err(StoreError::Sql(format!(
                "{sql:?} takes {wanted} parameters, got {}",
                values.len()
            )));
        }
        Ok(statement)
    }
}

fn text(sql: &'static Sql) -> Result<&'static str, StoreError> {
    sql.postgres
        .ok_or_else(|| StoreError::Sql(format!("{sql:?} has no text for PostgreSQL")))
}

fn mapped<T>(
    mut rows: RowIter<'_>,
    mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let (mut out, mut unreadable, order) = (Vec::new(), None, ReadOrder::default());
    while let Some(row) = rows.next().map_err(error)? {
        // The rest is read off the wire all the same.
        if unreadable.is_none() {
            match map(&Row::postgres(&row, &order)) {
                Ok(mapped) => out.push(mapped),
                Err(e) => unreadable = Some(e),
            }
        }
    }
    unreadable.map_or(Ok(out), Err)
}
