//! Events a reader could not digest, set aside until somebody has them read again or drops them.

use std::sync::Arc;

use touchstone_domain::id::EventId;
use touchstone_domain::time::Timestamp;

use super::{Digest, DigestError};
use crate::event::{LoggedEvent, event_log_at};
use crate::{Store, StoreError, Tx, record, sql, sql_list};

const PROBLEM_CHARS: usize = 500;

record! {
    /// One event set aside by one reader.
    #[derive(PartialEq, Eq)]
    pub struct DeadLetter {
        pub reader: String,
        pub pos: i64,
        pub event_id: EventId,
        pub at: Timestamp,
        pub attempts: u32,
        pub problem: String,
    }
}

/// What became of a dead letter that was read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retried {
    Digested,
    /// It failed again and stays.
    Failed(String),
    /// It is not there any more.
    Gone,
}

sql!(
    DEAD_LETTER_PUT = "INSERT INTO dead_letter (reader, pos, event_id, at, attempts, problem)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (reader, pos) DO NOTHING"
);
sql!(DEAD_LETTER_DROP = "DELETE FROM dead_letter WHERE reader = ?1 AND pos = ?2");
sql!(
    DEAD_LETTER_AGAIN =
        "UPDATE dead_letter SET attempts = attempts + 1, problem = ?3 WHERE reader = ?1 AND pos = ?2"
);
sql_list!(
    DEAD_LETTERS = "SELECT reader, pos, event_id, at, attempts, problem FROM dead_letter
     WHERE (reader, pos) > (?1, ?2) ORDER BY reader, pos LIMIT ?3"
);

/// Dead letters by reader and position, behind `after`.
pub fn dead_letters(
    tx: &mut Tx<'_>,
    after: Option<(&str, i64)>,
    limit: u32,
) -> Result<Vec<DeadLetter>, StoreError> {
    let (reader, pos) = after.unwrap_or(("", i64::MIN));
    tx.query(&DEAD_LETTERS, &[&reader, &pos, &limit], DeadLetter::from_row)
}

/// Drops a dead letter; `false` when it is not there.
pub fn dead_letter_drop(tx: &mut Tx<'_>, reader: &str, pos: i64) -> Result<bool, StoreError> {
    Ok(tx.execute(&DEAD_LETTER_DROP, &[&reader, &pos])? == 1)
}

pub(super) fn put(
    tx: &mut Tx<'_>,
    reader: &str,
    bad: &LoggedEvent,
    now: Timestamp,
    attempts: u32,
    problem: &str,
) -> Result<(), StoreError> {
    let problem = &problem;
    tx.execute(
        &DEAD_LETTER_PUT,
        &[&reader, &bad.pos, &bad.event.id, &now, &attempts, problem],
    )?;
    Ok(())
}

/// A problem as it is kept: bounded, without NUL.
pub(super) fn problem(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(PROBLEM_CHARS).collect()
}

impl Store {
    /// Has a dead letter read again; its effects and its removal are one transaction.
    pub async fn dead_letter_retry(
        &self,
        reader: &str,
        pos: i64,
        digest: &Digest,
    ) -> Result<Retried, StoreError> {
        let (digest, name) = (Arc::clone(digest), reader.to_owned());
        let outcome = self
            .write(move |tx| {
                if !dead_letter_drop(tx, &name, pos)? {
                    return Ok(Retried::Gone);
                }
                let Some(event) = event_log_at(tx, pos)? else {
                    return Ok(Retried::Gone);
                };
                digest(tx, &[event]).map(|()| Retried::Digested)
            })
            .await;
        match outcome {
            Ok(retried) => Ok(retried),
            Err(DigestError::Store(error)) if !DigestError::Store(error.clone()).blames_event() => Err(error),
            Err(error) => {
                let (name, problem) = (reader.to_owned(), problem(&error.to_string()));
                let kept = problem.clone();
                self.write(move |tx| tx.execute(&DEAD_LETTER_AGAIN, &[&name, &pos, &kept]))
                    .await?;
                Ok(Retried::Failed(problem))
            }
        }
    }
}
