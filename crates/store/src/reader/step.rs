//! One step of a reader: a batch in one transaction; when that fails, its events one by one, up to the bad one.

use std::sync::Arc;

use touchstone_domain::time::Timestamp;

use super::{Digest, DigestError, Reader, Step, dead_letter};
use crate::backoff::pause_after;
use crate::event::{event_log_after, event_log_end};
use crate::{Lane, Store, StoreError, Tx, record, sql, sql_lock};

record! {
    struct Place {
        pos: i64,
        holder: Option<String>,
        lease_until: Timestamp,
        attempts: u32,
        retry_at: Timestamp,
    }
}

sql!(
    READER_CREATE = "INSERT INTO reader (name, pos, lease_until, attempts, retry_at) VALUES (?1, 0, 0, 0, 0)
     ON CONFLICT (name) DO NOTHING"
);
sql_lock!(READER_LOCK = "SELECT pos, holder, lease_until, attempts, retry_at FROM reader WHERE name = ?1");
sql!(READER_SEEN = "SELECT pos, holder, lease_until, attempts, retry_at FROM reader WHERE name = ?1");
sql!(READER_SAVE = "UPDATE reader SET pos = ?2, holder = ?3, lease_until = ?4, attempts = 0, retry_at = 0, problem = NULL
     WHERE name = ?1");
sql!(READER_REWIND = "UPDATE reader SET pos = 0, attempts = 0, retry_at = 0, problem = NULL WHERE name = ?1");
sql!(READER_FAIL = "UPDATE reader SET attempts = ?2, retry_at = ?3, problem = ?4 WHERE name = ?1");

/// What one transaction of a reader found.
#[derive(Debug, Clone, Copy)]
enum Batch {
    Idle,
    Elsewhere,
    Waiting(Timestamp),
    Read { events: u32, more: bool },
}

impl Store {
    /// Lets a reader digest the next events, at most a batch of them.
    pub async fn reader_step(
        &self,
        reader: Reader,
        now: Timestamp,
        digest: &Digest,
    ) -> Result<Step, StoreError> {
        if self.reader_idle(reader).await? {
            return Ok(Step::Idle);
        }
        match self.reader_batch(reader, now, digest, reader.batch).await {
            Ok(batch) => Ok(step(batch)),
            Err(DigestError::Store(error)) if !DigestError::Store(error.clone()).blames_event() => Err(error),
            // One of them is bad: the good ones before it are read one by one, then it is dealt with.
            Err(_) => self.reader_singly(reader, now, digest).await,
        }
    }

    /// Puts a reader behind everything there is: for history that was loaded, whose effects lie in the past.
    pub async fn reader_pass_over(&self, reader: Reader, now: Timestamp) -> Result<(), StoreError> {
        let holder = self.holder().to_owned();
        self.write(move |tx| {
            let end = event_log_end(tx)?;
            if place(tx, reader, &holder, now)?.is_ok_and(|place| place.pos < end) {
                tx.execute(
                    &READER_SAVE,
                    &[&reader.name, &end, &holder, &(now + reader.lease)],
                )?;
            }
            Ok(())
        })
        .await
    }

    /// Looks without writing, so that an idle log costs nothing.
    async fn reader_idle(&self, reader: Reader) -> Result<bool, StoreError> {
        self.read(Lane::Fast, move |tx| {
            let end = event_log_end(tx)?;
            let place = tx.query_one(&READER_SEEN, &[&reader.name], Place::from_row)?;
            Ok(end == 0 || place.is_some_and(|place| place.pos >= end))
        })
        .await
    }

    async fn reader_batch(
        &self,
        reader: Reader,
        now: Timestamp,
        digest: &Digest,
        at_most: u32,
    ) -> Result<Batch, DigestError> {
        let (digest, holder) = (Arc::clone(digest), self.holder().to_owned());
        self.write(move |tx| batch(tx, reader, &holder, now, at_most, &digest))
            .await
    }

    async fn reader_singly(
        &self,
        reader: Reader,
        now: Timestamp,
        digest: &Digest,
    ) -> Result<Step, StoreError> {
        let mut events = 0;
        loop {
            match self.reader_batch(reader, now, digest, 1).await {
                Ok(Batch::Read { events: one, more }) => {
                    events += one;
                    if !more || events >= reader.batch {
                        return Ok(Step::Read { events, more });
                    }
                }
                Ok(Batch::Idle) if events > 0 => return Ok(Step::Read { events, more: false }),
                Ok(other) => return Ok(step(other)),
                Err(error) if error.blames_event() => return self.reader_failed(reader, now, error).await,
                Err(DigestError::Store(error)) => return Err(error),
                Err(DigestError::Refused(reason)) => return Err(StoreError::Sql(reason)),
            }
        }
    }

    async fn reader_failed(
        &self,
        reader: Reader,
        now: Timestamp,
        error: DigestError,
    ) -> Result<Step, StoreError> {
        let (holder, problem) = (self.holder().to_owned(), dead_letter::problem(&error.to_string()));
        tracing::warn!(reader = reader.name, %error, "an event could not be digested");
        self.write(move |tx| failed(tx, reader, &holder, now, &problem))
            .await
    }
}

fn step(batch: Batch) -> Step {
    match batch {
        Batch::Idle => Step::Idle,
        Batch::Elsewhere => Step::Elsewhere,
        Batch::Waiting(until) => Step::Waiting { until },
        Batch::Read { events, more } => Step::Read { events, more },
    }
}

/// The reader's place, held until the transaction ends; `Err` says why it is not ours to move.
fn place(
    tx: &mut Tx<'_>,
    reader: Reader,
    holder: &str,
    now: Timestamp,
) -> Result<Result<Place, Batch>, StoreError> {
    tx.execute(&READER_CREATE, &[&reader.name])?;
    let place = tx.query_one(&READER_LOCK, &[&reader.name], Place::from_row)?;
    let place = place.ok_or_else(|| tx.lost_race("reader"))?;
    let others = place.holder.as_deref().is_some_and(|other| other != holder) && place.lease_until > now;
    Ok(if others {
        Err(Batch::Elsewhere)
    } else if place.retry_at > now {
        Err(Batch::Waiting(place.retry_at))
    } else {
        Ok(place)
    })
}

fn batch(
    tx: &mut Tx<'_>,
    reader: Reader,
    holder: &str,
    now: Timestamp,
    at_most: u32,
    digest: &Digest,
) -> Result<Batch, DigestError> {
    let place = match place(tx, reader, holder, now)? {
        Ok(place) => place,
        Err(reason) => return Ok(reason),
    };
    let events = event_log_after(tx, place.pos, at_most)?;
    let Some(last) = events.last() else {
        return Ok(Batch::Idle);
    };
    digest(tx, &events)?;
    tx.execute(
        &READER_SAVE,
        &[&reader.name, &last.pos, &holder, &(now + reader.lease)],
    )?;
    let read = u32::try_from(events.len()).unwrap_or(at_most);
    Ok(Batch::Read {
        events: read,
        more: read == at_most,
    })
}

/// Puts a reader back to the beginning of the log: its effects were undone and are to be made anew.
pub fn reader_rewind(tx: &mut Tx<'_>, reader: &str) -> Result<(), StoreError> {
    tx.execute(&READER_REWIND, &[&reader]).map(drop)
}

/// The event behind the reader's place failed once more.
fn failed(
    tx: &mut Tx<'_>,
    reader: Reader,
    holder: &str,
    now: Timestamp,
    problem: &str,
) -> Result<Step, StoreError> {
    let place = match place(tx, reader, holder, now)? {
        Ok(place) => place,
        Err(reason) => return Ok(step(reason)),
    };
    let attempts = place.attempts + 1;
    if attempts < reader.attempts_at_most {
        let until = now + pause_after(attempts);
        tx.execute(&READER_FAIL, &[&reader.name, &attempts, &until, &problem])?;
        return Ok(Step::Waiting { until });
    }
    let next = event_log_after(tx, place.pos, 1)?;
    let Some(bad) = next.first() else {
        return Ok(Step::Idle);
    };
    dead_letter::put(tx, reader.name, bad, now, attempts, problem)?;
    tx.execute(
        &READER_SAVE,
        &[&reader.name, &bad.pos, &holder, &(now + reader.lease)],
    )?;
    Ok(Step::SetAside { event: bad.event.id })
}
