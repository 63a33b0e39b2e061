//! One transaction, the only thing a closure sees of an engine.
//!
//! Any statement that fails poisons it on both engines: what PostgreSQL would refuse is refused on SQLite too.

use std::collections::BTreeMap;

use super::postgres::Session;
use super::row::Row;
use super::value::{ToValue, Value};
use super::{EngineKind, sqlite};
use crate::{Sql, StoreError};

/// The connection beneath.
pub(crate) enum Conn<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut Session),
}

/// A transaction under way.
pub struct Tx<'c> {
    conn: Conn<'c>,
    /// Where this connection keeps its share of every counter.
    slot: i64,
    poison: Option<StoreError>,
    counters: BTreeMap<String, i64>,
    effects: Effects,
}

/// What a commit should wake.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Effects {
    /// Events were appended: on PostgreSQL the sequencer has work.
    pub(crate) events: bool,
    /// Timers or jobs moved: reconcilers look again.
    pub(crate) nudge: bool,
}

impl Effects {
    pub(crate) fn merge(&mut self, other: Self) {
        self.events |= other.events;
        self.nudge |= other.nudge;
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: Conn<'c>, slot: i64) -> Self {
        Self {
            conn,
            slot,
            poison: None,
            counters: BTreeMap::new(),
            effects: Effects::default(),
        }
    }

    /// Which engine answers, for the few places whose text differs.
    pub fn engine(&self) -> EngineKind {
        match self.conn {
            Conn::Sqlite(_) => EngineKind::Sqlite,
            Conn::Postgres(_) => EngineKind::Postgres,
        }
    }

    /// Every row of the answer, mapped.
    pub fn query<T>(
        &mut self,
        sql: &'static Sql,
        params: &[&dyn ToValue],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let values = self.bind(params)?;
        let answer = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::query(conn, sql, &values, map),
            Conn::Postgres(session) => session.query(sql, &values, map),
        };
        self.watch(answer)
    }

    /// [`Tx::query`] for the few statements whose best plan depends on what is asked: PostgreSQL plans them anew each time.
    pub fn query_afresh<T>(
        &mut self,
        sql: &'static Sql,
        params: &[&dyn ToValue],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let values = self.bind(params)?;
        let answer = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::query(conn, sql, &values, map),
            Conn::Postgres(session) => session.query_afresh(sql, &values, map),
        };
        self.watch(answer)
    }

    /// The first row of the answer, if there is one.
    pub fn query_one<T>(
        &mut self,
        sql: &'static Sql,
        params: &[&dyn ToValue],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.query(sql, params, map)?.into_iter().next())
    }

    /// Runs a statement without an answer; how many rows it touched.
    pub fn execute(&mut self, sql: &'static Sql, params: &[&dyn ToValue]) -> Result<u64, StoreError> {
        let values = self.bind(params)?;
        let answer = match &mut self.conn {
            Conn::Sqlite(conn) => sqlite::execute(conn, sql, &values),
            Conn::Postgres(session) => session.execute(sql, &values),
        };
        self.watch(answer)
    }

    /// Adds to a counter when the transaction ends (see [`crate::counter`]).
    pub fn counter_add(&mut self, key: &str, delta: i64) {
        match self.counters.get_mut(key) {
            Some(n) => *n += delta,
            None => {
                self.counters.insert(key.to_owned(), delta);
            }
        }
    }

    /// Wakes the reconcilers after the commit.
    pub fn nudge(&mut self) {
        self.effects.nudge = true;
    }

    /// Gives the transaction up because another one was first, so that its closure runs again and sees what the other
    /// did. Return the error.
    pub fn lost_race(&mut self, what: &str) -> StoreError {
        let error = StoreError::Conflict(format!("another transaction was first: {what}"));
        self.poison = Some(error.clone());
        error
    }

    pub(crate) fn events_appended(&mut self) {
        self.effects.events = true;
    }

    pub(crate) fn slot(&self) -> i64 {
        self.slot
    }

    pub(crate) fn take_counters(&mut self) -> BTreeMap<String, i64> {
        std::mem::take(&mut self.counters)
    }

    pub(crate) fn effects(&self) -> Effects {
        self.effects
    }

    pub(crate) fn poison(&self) -> Option<&StoreError> {
        self.poison.as_ref()
    }

    fn bind<'v>(&self, params: &'v [&dyn ToValue]) -> Result<Vec<Value<'v>>, StoreError> {
        if self.poison.is_some() {
            return Err(StoreError::Poisoned);
        }
        let mut values = Vec::with_capacity(params.len());
        for (i, param) in params.iter().enumerate() {
            let value = param.to_value();
            if matches!(value, Value::Text(text) if text.contains('\0')) {
                return Err(StoreError::value(
                    &format!("parameter {}", i + 1),
                    "text contains NUL",
                ));
            }
            values.push(value);
        }
        Ok(values)
    }

    /// A value that cannot be read leaves the transaction sound; everything else the engine says does not.
    fn watch<T>(&mut self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &answer
            && !matches!(error, StoreError::Value { .. })
        {
            self.poison = Some(error.clone());
        }
        answer
    }
}
