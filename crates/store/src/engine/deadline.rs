//! SQLite has no statement time-out of its own: a connection asks this one, every so many steps, whether to go on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rusqlite::Connection;

use super::sqlite::error;
use crate::StoreError;

/// Steps of SQLite's machine between two questions: some tens of microseconds.
const STEPS: i32 = 5_000;

/// The time-out of one connection.
#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    limit: Duration,
    at: Arc<Mutex<Option<Instant>>>,
}

impl Deadline {
    /// Watches a connection from now on.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounds how long a closure may keep a connection busy"
    )]
    pub(crate) fn watch(conn: &mut Connection, limit: Duration) -> Result<Self, StoreError> {
        let at: Arc<Mutex<Option<Instant>>> = Arc::default();
        let seen = Arc::clone(&at);
        let late = move || seen.lock().is_some_and(|at| Instant::now() > at);
        conn.progress_handler(STEPS, Some(late)).map_err(error)?;
        Ok(Self { limit, at })
    }

    /// A closure begins.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounds how long a closure may keep a connection busy"
    )]
    pub(crate) fn start(&self) {
        *self.at.lock() = Some(Instant::now() + self.limit);
    }

    /// It has ended: what follows (COMMIT, ROLLBACK) is never interrupted.
    pub(crate) fn stop(&self) {
        *self.at.lock() = None;
    }
}
