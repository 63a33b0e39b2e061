//! The order of events.
//!
//! On SQLite the order is the order of commits and is written with each event. On PostgreSQL neither sequences nor
//! transaction ids follow the order of commits, so commands put their events into `event_inbox`, and one sequencer,
//! the holder of an advisory lock, moves what is committed there to `event_order` and gives it dense positions. A
//! reader that has seen position n has seen everything up to n, for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError, bounded};
use postgres::fallible_iterator::FallibleIterator;

use crate::StoreError;
use crate::engine::Nudges;
use crate::engine::postgres::{Connector, Purpose, Session};
use crate::node::NodeLease;

/// "Touchstone event order", as a key of the database's advisory locks.
const LOCK: i64 = 0x544F_5543_4845_5631;

/// One transaction per call: what is committed in the inbox gets its position, and whoever listens is told. The lock
/// is the session's, so a lost connection loses the right and the work at once. Order within the inbox is the order of
/// insertion: a command that saw another's event comes after it.
const DRAIN: &str = "WITH taken AS (
        DELETE FROM event_inbox WHERE seq IN (SELECT seq FROM event_inbox ORDER BY seq LIMIT 1000)
        RETURNING seq, event_id),
    placed AS (
        INSERT INTO event_order (pos, event_id)
        SELECT (SELECT COALESCE(MAX(pos), 0) FROM event_order) + ROW_NUMBER() OVER (ORDER BY seq), event_id FROM taken
        RETURNING pos)
    SELECT MAX(pos)::text, pg_notify('touchstone_events', MAX(pos)::text) FROM placed HAVING COUNT(*) > 0";

/// While it has the lock: how soon it looks for events of other processes, at work and idle.
const BUSY_POLL: Duration = Duration::from_millis(10);
const IDLE_POLL: Duration = Duration::from_millis(100);
/// While another process has it: how long it listens before it tries the lock again.
const LISTEN: Duration = Duration::from_millis(200);
const RENEW_NODE: Duration = Duration::from_secs(60);
const RECONNECT: Duration = Duration::from_secs(1);

/// Says that events were committed here, or that the store closes.
#[derive(Debug, Clone)]
pub(crate) struct Waker {
    wakes: Sender<()>,
    stopping: Arc<AtomicBool>,
}

impl Waker {
    /// A wake-up that is already waiting is enough.
    pub(crate) fn wake(&self) {
        if let Err(TrySendError::Disconnected(())) = self.wakes.try_send(()) {
            tracing::debug!("the sequencer has ended");
        }
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.wake();
    }
}

/// The receiving end, for the sequencer's thread.
pub(crate) struct Wakes {
    wakes: Receiver<()>,
    stopping: Arc<AtomicBool>,
}

pub(crate) fn waker() -> (Waker, Wakes) {
    let (sender, receiver) = bounded(1);
    let stopping = Arc::<AtomicBool>::default();
    (
        Waker {
            wakes: sender,
            stopping: Arc::clone(&stopping),
        },
        Wakes {
            wakes: receiver,
            stopping,
        },
    )
}

impl Wakes {
    /// Waits for a wake-up; whether it was the order to stop.
    fn pause(&self, at_most: Duration) -> bool {
        let gone = self.wakes.recv_timeout(at_most) == Err(RecvTimeoutError::Disconnected);
        gone || self.stopping.load(Ordering::Acquire)
    }
}

/// The thread: sequences when it holds the lock, listens when another does, and keeps the node number.
pub(crate) struct Sequencer {
    pub(crate) connector: Connector,
    pub(crate) lease: NodeLease,
    pub(crate) wakes: Wakes,
    pub(crate) nudges: Nudges,
}

impl Sequencer {
    pub(crate) fn run(self) {
        while let Err(error) = self.serve() {
            tracing::warn!(%error, "the sequencer lost its connection and makes a new one");
            if self.wakes.pause(RECONNECT) {
                return;
            }
        }
    }

    /// Works on one connection until told to stop.
    #[expect(
        clippy::disallowed_methods,
        reason = "paces polling; positions do not depend on it"
    )]
    fn serve(&self) -> Result<(), StoreError> {
        let mut session = self.connector.connect(Purpose::Sequence)?;
        session.run("LISTEN touchstone_events")?;
        let (mut leading, mut renewed) = (false, None::<Instant>);
        let mut poll = IDLE_POLL;
        loop {
            if renewed.is_none_or(|at| at.elapsed() >= RENEW_NODE) {
                self.lease.renew(&mut session)?;
                renewed = Some(Instant::now());
            }
            if !leading {
                leading = Self::try_lead(&mut session)?;
            }
            let stop = if leading {
                let moved = self.drain(&mut session)?;
                poll = if moved {
                    BUSY_POLL
                } else {
                    (poll * 2).min(IDLE_POLL)
                };
                self.wakes.pause(poll)
            } else {
                self.listen(&mut session)?
            };
            if stop {
                if leading {
                    self.drain(&mut session)?;
                }
                self.lease.release(&mut session)?;
                session.close();
                return Ok(());
            }
        }
    }

    /// Takes the lock when it is free. The holder need not hear its own notifications.
    fn try_lead(session: &mut Session) -> Result<bool, StoreError> {
        let got = session.ask(&format!("SELECT pg_try_advisory_lock({LOCK})::text"))?;
        let leading = got.as_deref() == Some("true");
        if leading {
            session.run("UNLISTEN *")?;
        }
        Ok(leading)
    }

    /// Gives positions to everything committed; whether there was anything.
    fn drain(&self, session: &mut Session) -> Result<bool, StoreError> {
        let mut moved = false;
        while session.ask(DRAIN)?.is_some() {
            moved = true;
            self.nudges.bump();
        }
        Ok(moved)
    }

    /// Waits to be told of new positions by the process that has the lock; whether to stop.
    fn listen(&self, session: &mut Session) -> Result<bool, StoreError> {
        let mut notifications = session.client().notifications();
        let heard = notifications.timeout_iter(LISTEN).next();
        let heard = heard.map_err(|e| StoreError::Unavailable(e.to_string()))?;
        if heard.is_some() {
            self.nudges.bump();
        }
        Ok(self.wakes.pause(Duration::ZERO))
    }
}
