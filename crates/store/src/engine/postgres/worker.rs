//! Serves a queue on one connection: each closure its own transaction, tried again on a conflict, its commit never in
//! doubt.

use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::connect::{Connector, Purpose};
use super::session::Session;
use crate::StoreError;
use crate::engine::call::{Call, Verdict, attempt};
use crate::engine::figures::Work;
use crate::engine::tx::{Conn, Effects, Tx};
use crate::engine::{Message, Nudges, TRIES};
use crate::node::Fence;
use crate::sequencer::Waker;

const PAUSE_AFTER_CONFLICT: Duration = Duration::from_millis(5);
const FIRST_RECONNECT: Duration = Duration::from_millis(100);
const LAST_RECONNECT: Duration = Duration::from_secs(5);
/// How long a commit whose connection broke may stay under way on the server.
const SETTLING: Duration = Duration::from_secs(10);

const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// The transaction's number comes with the first message, so that a lost COMMIT can be looked up.
const BEGIN_WRITE: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_current_xact_id()::text";

pub(crate) struct Worker {
    connector: Connector,
    purpose: Purpose,
    queue: Receiver<Message>,
    slot: i64,
    nudges: Nudges,
    sequencer: Waker,
    fence: Fence,
    work: Work,
    session: Option<Session>,
    reconnect: Reconnect,
}

/// When the next attempt to connect is due.
struct Reconnect {
    pause: Duration,
    not_before: Option<Instant>,
    reason: String,
}

/// How one attempt at a write ended.
enum Attempt {
    Committed(Effects),
    /// The call has its answer.
    Answered,
    Again(StoreError),
}

impl Worker {
    pub(crate) fn new(
        connector: Connector,
        purpose: Purpose,
        queue: Receiver<Message>,
        slot: i64,
        (nudges, sequencer, fence, work): (Nudges, Waker, Fence, Work),
    ) -> Self {
        let reconnect = Reconnect {
            pause: FIRST_RECONNECT,
            not_before: None,
            reason: String::new(),
        };
        Self {
            connector,
            purpose,
            queue,
            slot,
            nudges,
            sequencer,
            fence,
            work,
            session: None,
            reconnect,
        }
    }

    pub(crate) fn run(mut self) {
        while let Ok(Message::Call(mut call)) = self.queue.recv() {
            if call.wanted() {
                match self.purpose {
                    Purpose::Write => self.write(call.as_mut()),
                    _ => self.read(call.as_mut()),
                }
                call.answer();
                // Nobody waits for the end of a transaction that changed nothing.
                if self.purpose != Purpose::Write {
                    self.roll_back();
                }
            }
        }
        if let Some(session) = self.session.take() {
            session.close();
        }
    }

    /// Leaves its transaction open.
    fn read(&mut self, call: &mut dyn Call) {
        if let Err(error) = self.begin(BEGIN_READ) {
            return call.fail(error);
        }
        let slot = self.slot;
        let Some(session) = &mut self.session else { return };
        if let Verdict::Again(error) = attempt(call, &mut Tx::new(Conn::Postgres(session), slot)) {
            call.fail(error);
        }
    }

    fn write(&mut self, call: &mut dyn Call) {
        let mut last = StoreError::Busy;
        for attempt in 0..TRIES {
            if attempt > 0 {
                // Two that met do not wait for the same time.
                let apart = PAUSE_AFTER_CONFLICT / 8 * u32::try_from(self.slot % 8).unwrap_or(0);
                std::thread::sleep(PAUSE_AFTER_CONFLICT * attempt + apart);
            }
            match self.try_write(call) {
                Attempt::Committed(effects) => {
                    self.work.committed(1);
                    return self.wake(effects);
                }
                Attempt::Answered => return,
                Attempt::Again(error) => last = error,
            }
        }
        tracing::warn!(error = %last, "a transaction was given up after {TRIES} tries");
        call.fail(match last {
            StoreError::Unavailable(reason) => StoreError::Unavailable(reason),
            _ => StoreError::Busy,
        });
    }

    fn try_write(&mut self, call: &mut dyn Call) -> Attempt {
        if let Err(error) = self.fence.check() {
            call.fail(error);
            return Attempt::Answered;
        }
        let number = match self.begin(BEGIN_WRITE) {
            Ok(number) => number,
            Err(error) => {
                call.fail(error);
                return Attempt::Answered;
            }
        };
        let slot = self.slot;
        let Some(session) = &mut self.session else {
            return Attempt::Again(StoreError::Closed);
        };
        let mut tx = Tx::new(Conn::Postgres(session), slot);
        let verdict = attempt(call, &mut tx);
        let poison = tx.poison().cloned();
        match (verdict, poison) {
            (Verdict::Keep(effects), _) => self.commit(call, number.as_deref(), effects),
            (Verdict::Again(error), _) => {
                self.roll_back();
                Attempt::Again(error)
            }
            // Nothing was committed on a connection that broke before COMMIT: the same command may run again.
            (Verdict::Undo, Some(error @ StoreError::Unavailable(_))) => {
                self.roll_back();
                Attempt::Again(error)
            }
            (Verdict::Undo, _) => {
                self.roll_back();
                Attempt::Answered
            }
        }
    }

    fn commit(&mut self, call: &mut dyn Call, number: Option<&str>, effects: Effects) -> Attempt {
        let Some(session) = &mut self.session else {
            return Attempt::Again(StoreError::Closed);
        };
        match session.ask("COMMIT") {
            Ok(_) => Attempt::Committed(effects),
            Err(StoreError::Unavailable(reason)) => {
                tracing::warn!(%reason, "the connection was lost during COMMIT; asking the server what became of it");
                self.session = None;
                self.settle(call, number, effects, reason)
            }
            // The server answered: it has rolled back.
            Err(error) if error.is_retryable() => Attempt::Again(error),
            Err(error) => {
                call.fail(error);
                self.roll_back();
                Attempt::Answered
            }
        }
    }

    /// Learns on a new connection whether a commit happened; never guesses.
    #[expect(
        clippy::disallowed_methods,
        reason = "bounds how long the answer is waited for"
    )]
    fn settle(
        &mut self,
        call: &mut dyn Call,
        number: Option<&str>,
        effects: Effects,
        reason: String,
    ) -> Attempt {
        let deadline = Instant::now() + SETTLING;
        // The number was written by the server itself.
        let question = format!("SELECT pg_xact_status('{}'::xid8)", number.unwrap_or("0"));
        while Instant::now() < deadline {
            let status = self.connector.connect(self.purpose).and_then(|mut session| {
                let status = session.ask(&question);
                self.session = Some(session);
                status
            });
            match status.as_ref().map(Option::as_deref) {
                Ok(Some("committed")) => return Attempt::Committed(effects),
                Ok(Some("aborted")) => return Attempt::Again(StoreError::Unavailable(reason)),
                _ => std::thread::sleep(FIRST_RECONNECT),
            }
        }
        call.fail(StoreError::Unavailable(format!(
            "the outcome of a commit is not known: {reason}"
        )));
        Attempt::Answered
    }

    /// Opens a transaction, on a new connection when the old one turns out to be dead. Nothing has run yet, so this
    /// may simply be tried twice.
    fn begin(&mut self, text: &str) -> Result<Option<String>, StoreError> {
        for fresh in [false, true] {
            let session = self.connected()?;
            match session.ask(text) {
                Ok(number) => return Ok(number),
                Err(error) => {
                    self.session = None;
                    if fresh {
                        return Err(error);
                    }
                }
            }
        }
        Err(StoreError::Closed)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "paces reconnecting; no stored time depends on it"
    )]
    fn connected(&mut self) -> Result<&mut Session, StoreError> {
        if self.session.as_ref().is_some_and(Session::is_closed) {
            self.session = None;
        }
        if self.session.is_none() {
            if self
                .reconnect
                .not_before
                .is_some_and(|instant| Instant::now() < instant)
            {
                return Err(StoreError::Unavailable(self.reconnect.reason.clone()));
            }
            match self.connector.connect(self.purpose) {
                Ok(session) => {
                    self.reconnect = Reconnect {
                        pause: FIRST_RECONNECT,
                        not_before: None,
                        reason: String::new(),
                    };
                    self.session = Some(session);
                }
                Err(error) => {
                    self.reconnect.not_before = Some(Instant::now() + self.reconnect.pause);
                    self.reconnect.pause = (self.reconnect.pause * 2).min(LAST_RECONNECT);
                    self.reconnect.reason = error.to_string();
                    return Err(error);
                }
            }
        }
        self.session.as_mut().ok_or(StoreError::Closed)
    }

    /// Ends a transaction without keeping it. A connection that cannot even do that is given up.
    fn roll_back(&mut self) {
        if let Some(session) = &mut self.session
            && (session.is_closed() || session.run("ROLLBACK").is_err())
        {
            self.session = None;
        }
    }

    fn wake(&self, effects: Effects) {
        if effects.events {
            self.sequencer.wake();
        }
        if effects.nudge {
            self.nudges.bump();
        }
    }
}
