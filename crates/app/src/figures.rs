//! The state of an installation in figures, and whether it can work, for whoever watches it. Nothing here is about a
//! person or a request.

use touchstone_store::backlog::{Backlog, backlog};
use touchstone_store::event::event_log_end;
use touchstone_store::migrate::schema;
use touchstone_store::reader::readers;
use touchstone_store::timer::timer_next;
use touchstone_store::{Lane, StoreFigures};

use crate::core::{App, AppError};

/// What waits, and how far the readers of the event log are.
#[derive(Debug, Clone)]
pub struct Figures {
    pub store: StoreFigures,
    pub backlog: Backlog,
    /// How long the oldest due timer has been waiting, in µs.
    pub timer_late_micros: i64,
    /// The last position of the event log.
    pub log_end: i64,
    pub readers: Vec<ReaderFigures>,
}

/// One reader of the event log.
#[derive(Debug, Clone)]
pub struct ReaderFigures {
    pub name: String,
    /// Events it has not read yet.
    pub lag: i64,
    /// Tries of the event it is at.
    pub attempts: u32,
}

/// The figures now; a handful of bounded look-ups.
pub async fn figures(app: &App) -> Result<Figures, AppError> {
    let now = app.clock.now();
    let store = app.store.figures();
    app.query(Lane::Fast, move |tx| {
        let log_end = event_log_end(tx)?;
        let readers = readers(tx)?.into_iter().map(|reader| ReaderFigures {
            lag: (log_end - reader.pos).max(0),
            attempts: reader.attempts,
            name: reader.name,
        });
        let late = timer_next(tx)?.map_or(0, |next| now.as_micros() - next.as_micros());
        Ok(Figures {
            store: store.clone(),
            backlog: backlog(tx, now)?,
            timer_late_micros: late.max(0),
            log_end,
            readers: readers.collect(),
        })
    })
    .await
}

/// Why an installation cannot work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReady {
    /// The database does not answer.
    Database,
    /// It has another schema than this program knows.
    Schema { found: u32, known: u32 },
}

impl NotReady {
    /// The code that probes and people go by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database => "not_ready_database",
            Self::Schema { .. } => "not_ready_schema",
        }
    }
}

/// Whether the database answers with the schema that this program knows.
pub async fn ready(app: &App) -> Result<(), NotReady> {
    let found = app.query(Lane::Fast, |tx| Ok(schema(tx)?)).await;
    match found {
        Ok(schema) if schema.found == schema.known => Ok(()),
        Ok(schema) => Err(NotReady::Schema {
            found: schema.found,
            known: schema.known,
        }),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            Err(NotReady::Database)
        }
    }
}
