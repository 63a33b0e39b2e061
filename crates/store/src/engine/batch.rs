//! The one writer of SQLite: group commit.
//!
//! It takes what has queued up, runs each closure in a savepoint of one transaction, commits once, and only then
//! answers. A closure that fails or panics is rolled back alone. When the whole batch is lost (disk full, I/O error),
//! its closures run again one by one, so that the guilty one alone is refused.

use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use rusqlite::Connection;

use super::call::{Call, Verdict, attempt};
use super::deadline::Deadline;
use super::disk::DiskFloor;
use super::figures::Work;
use super::sqlite::{PATIENCE, control, error};
use super::tx::{Conn, Effects, Tx};
use super::{Durability, Message, Nudges, TRIES};
use crate::StoreError;

/// How much one commit may hold.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    closures: usize,
    time: Duration,
}

impl Pace {
    /// Somebody waits for the answer, unless a directory is being filled: then fewer commits are all that counts.
    pub(crate) fn of(durability: Durability) -> Self {
        let (closures, millis) = match durability {
            Durability::Full => (256, 10),
            Durability::BulkLoad => (4_096, 500),
        };
        Self {
            closures,
            time: Duration::from_millis(millis),
        }
    }
}

/// How long a checkpoint that was asked for waits for readers.
const FLUSH_PATIENCE: Duration = Duration::from_millis(250);

/// The only writer has the only slot.
const SLOT: i64 = 0;

pub(crate) struct Writer {
    pub(crate) conn: Connection,
    pub(crate) deadline: Deadline,
    pub(crate) floor: DiskFloor,
    pub(crate) pace: Pace,
    pub(crate) queue: Receiver<Message>,
    pub(crate) nudges: Nudges,
    pub(crate) work: Work,
}

/// How one closure of a batch ended.
enum Ran {
    /// Its savepoint is kept or rolled back.
    Settled,
    /// Its savepoint is rolled back; it may run again.
    Conflict,
    /// SQLite gave up the whole transaction.
    BatchLost(StoreError),
}

impl Writer {
    /// Serves the queue until it is told to stop, then leaves a checkpointed file.
    pub(crate) fn run(mut self) {
        let mut next = self.queue.recv().ok();
        while let Some(message) = next.take() {
            match message {
                Message::Stop => break,
                Message::Flush(answer) => {
                    // Whoever asked may have gone.
                    let _ = answer.send(self.flush());
                }
                Message::Call(first) => next = self.batch(first),
            }
            if next.is_none() {
                next = self.queue.recv().ok();
            }
        }
        if let Err(error) = self
            .conn
            .execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE);")
        {
            tracing::warn!(%error, "the last checkpoint failed; the next start recovers from the log");
        }
    }

    /// Brings every page into the database file and truncates the log, in which older versions of them lie. False when
    /// a reader still needed them.
    fn flush(&self) -> Result<bool, StoreError> {
        // Nobody's command waits long for a reader that takes its time.
        self.conn.busy_timeout(FLUSH_PATIENCE).map_err(error)?;
        let flushed = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
            .map(|busy| busy == 0)
            .map_err(error);
        self.conn.busy_timeout(PATIENCE).map_err(error)?;
        flushed
    }

    /// One batch; what else came for the writer meanwhile and ended it.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounds how long a batch keeps its callers waiting"
    )]
    fn batch(&mut self, first: Box<dyn Call>) -> Option<Message> {
        let low = self.floor.is_low();
        self.work.disk_low(low);
        if low {
            self.work.refused_full();
            refuse(first, StoreError::Full);
            return None;
        }
        if let Err(error) = control(&self.conn, "BEGIN IMMEDIATE") {
            refuse(first, error);
            return None;
        }
        let began = Instant::now();
        let (mut ran, mut effects, mut other) = (Vec::new(), Effects::default(), None);
        let mut next = Some(first);
        while let Some(mut call) = next.take() {
            if call.wanted() {
                let outcome = self.one(call.as_mut(), &mut effects);
                ran.push(call);
                if let Ran::BatchLost(error) = outcome {
                    self.lost(ran, &error);
                    return other;
                }
            }
            if ran.len() >= self.pace.closures || began.elapsed() >= self.pace.time {
                break;
            }
            match self.queue.try_recv() {
                Ok(Message::Call(call)) => next = Some(call),
                Ok(message) => other = Some(message),
                Err(_) => {}
            }
        }
        match control(&self.conn, "COMMIT") {
            Ok(()) => self.answer(ran, effects),
            Err(error) => {
                self.roll_back();
                self.lost(ran, &error);
            }
        }
        other
    }

    /// One closure, again when it says that it lost a race (on one writer it seldom can).
    fn one(&self, call: &mut dyn Call, effects: &mut Effects) -> Ran {
        for _ in 0..TRIES {
            match self.once(call, effects) {
                Ran::Conflict => {}
                ended => return ended,
            }
        }
        call.fail(StoreError::Busy);
        Ran::Settled
    }

    /// One closure in its savepoint.
    fn once(&self, call: &mut dyn Call, effects: &mut Effects) -> Ran {
        if let Err(error) = control(&self.conn, "SAVEPOINT command") {
            return self.lost_or_failed(call, error);
        }
        let mut tx = Tx::new(Conn::Sqlite(&self.conn), SLOT);
        self.deadline.start();
        let verdict = attempt(call, &mut tx);
        self.deadline.stop();
        if self.conn.is_autocommit() {
            let reason = tx.poison().cloned();
            return Ran::BatchLost(
                reason.unwrap_or(StoreError::Unavailable("the transaction was lost".into())),
            );
        }
        let conflict = matches!(verdict, Verdict::Again(_));
        let ended = match verdict {
            Verdict::Keep(own) => {
                effects.merge(own);
                control(&self.conn, "RELEASE command")
            }
            Verdict::Undo => self.undo(),
            Verdict::Again(_) => self.undo(),
        };
        match ended {
            Ok(()) if conflict => Ran::Conflict,
            Ok(()) => Ran::Settled,
            Err(error) => self.lost_or_failed(call, error),
        }
    }

    fn undo(&self) -> Result<(), StoreError> {
        control(&self.conn, "ROLLBACK TO command")?;
        control(&self.conn, "RELEASE command")
    }

    /// Savepoint control failed: what the transaction holds can no longer be told apart, so it is given up whole.
    fn lost_or_failed(&self, call: &mut dyn Call, error: StoreError) -> Ran {
        call.fail(error.clone());
        self.roll_back();
        Ran::BatchLost(error)
    }

    fn roll_back(&self) {
        if !self.conn.is_autocommit()
            && let Err(error) = control(&self.conn, "ROLLBACK")
        {
            tracing::error!(%error, "rollback failed");
        }
    }

    /// The batch is gone. Its closures run again one by one: the guilty one is refused, the others are not.
    fn lost(&self, ran: Vec<Box<dyn Call>>, error: &StoreError) {
        tracing::warn!(%error, closures = ran.len(), "a batch was rolled back");
        for call in ran {
            self.alone(call);
        }
    }

    /// One closure in a transaction of its own.
    fn alone(&self, mut call: Box<dyn Call>) {
        let mut effects = Effects::default();
        let outcome = control(&self.conn, "BEGIN IMMEDIATE").and_then(|()| {
            match self.one(call.as_mut(), &mut effects) {
                Ran::Settled | Ran::Conflict => control(&self.conn, "COMMIT"),
                Ran::BatchLost(error) => Err(error),
            }
        });
        match outcome {
            Ok(()) => self.answer(vec![call], effects),
            Err(error) => {
                self.roll_back();
                refuse(call, error);
            }
        }
    }

    fn answer(&self, calls: Vec<Box<dyn Call>>, effects: Effects) {
        self.work.committed(calls.len());
        for call in calls {
            call.answer();
        }
        if effects.events || effects.nudge {
            self.nudges.bump();
        }
    }
}

fn refuse(mut call: Box<dyn Call>, error: StoreError) {
    call.fail(error);
    call.answer();
}

/// Serves reads on one read-only connection until told to stop.
pub(crate) fn serve_reads(conn: &Connection, deadline: &Deadline, queue: &Receiver<Message>) {
    while let Ok(Message::Call(mut call)) = queue.recv() {
        if !call.wanted() {
            continue;
        }
        match control(conn, "BEGIN") {
            Ok(()) => {
                let mut tx = Tx::new(Conn::Sqlite(conn), SLOT);
                deadline.start();
                if let Verdict::Again(error) = attempt(call.as_mut(), &mut tx) {
                    call.fail(error);
                }
                deadline.stop();
                if !conn.is_autocommit()
                    && let Err(error) = conn.execute_batch("ROLLBACK").map_err(error)
                {
                    tracing::error!(%error, "ending a read failed");
                }
            }
            Err(error) => call.fail(error),
        }
        call.answer();
    }
}
