//! Readers of the event log: each sees every event once, in order, and keeps its place in the transaction of its
//! effects.
//!
//! A reader belongs to one process at a time, by lease. An event it cannot digest is tried again with growing pauses;
//! when that does not help it is set aside as a dead letter, shown, and read again on demand, so that one bad event
//! does not stop the rest. What a reader does with an event is `app`'s; its effects are in the database.

use std::sync::Arc;

use touchstone_domain::id::EventId;
use touchstone_domain::time::{Span, Timestamp};

use crate::event::LoggedEvent;
use crate::{StoreError, Tx, record, sql};

mod dead_letter;
mod step;

pub use dead_letter::{DeadLetter, Retried, dead_letter_drop, dead_letters};
pub use step::reader_rewind;

/// What reads, and how patiently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    pub name: &'static str,
    /// Events per transaction.
    pub batch: u32,
    /// How long the log stays with one process after its last step.
    pub lease: Span,
    /// How often an event is tried before it is set aside.
    pub attempts_at_most: u32,
}

impl Reader {
    /// A reader with the usual patience.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            batch: 100,
            lease: Span::seconds(30),
            attempts_at_most: 6,
        }
    }
}

/// Why an event was not digested.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Refused(String),
}

impl DigestError {
    /// Trouble of the database says nothing about the event.
    fn blames_event(&self) -> bool {
        !matches!(
            self,
            Self::Store(
                StoreError::Busy
                    | StoreError::Unavailable(_)
                    | StoreError::Full
                    | StoreError::ReadOnly
                    | StoreError::Conflict(_)
                    | StoreError::Closed
            )
        )
    }
}

/// What a reader does with the next events, inside the transaction that moves its place behind them. It may run more than
/// once for the same events, its earlier effects undone; when it refuses some, they come again one by one.
pub type Digest = Arc<dyn Fn(&mut Tx<'_>, &[LoggedEvent]) -> Result<(), DigestError> + Send + Sync>;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing new.
    Idle,
    /// Read on at once when there is more.
    Read { events: u32, more: bool },
    /// Another process reads.
    Elsewhere,
    /// An event failed; it is tried again then.
    Waiting { until: Timestamp },
    /// An event failed for the last time and was set aside.
    SetAside { event: EventId },
}

record! {
    /// How a reader stands, for the operator.
    pub struct ReaderRow {
        pub name: String,
        pub pos: i64,
        pub attempts: u32,
        pub retry_at: Timestamp,
        pub problem: Option<String>,
    }
}

sql!(READER_ALL = "SELECT name, pos, attempts, retry_at, problem FROM reader ORDER BY name");

/// Every reader there is, by name.
pub fn readers(tx: &mut Tx<'_>) -> Result<Vec<ReaderRow>, StoreError> {
    tx.query(&READER_ALL, &[], ReaderRow::from_row)
}
