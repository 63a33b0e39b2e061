//! The handle everything above holds: queues in front, threads behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, TrySendError};
use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

use super::call::{self, Answer, Call};
use super::figures::{StoreFigures, Work};
use super::tx::Tx;
use super::{DirectoryLock, EngineKind, Lane, Message, Nudges, StoreConfig};
use crate::StoreError;
use crate::node::Identity;
use crate::sequence::Numbers;
use crate::sequencer;

/// An open database. Cloning is cheap; the last clone closes it.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    config: StoreConfig,
    kind: EngineKind,
    identity: Identity,
    writes: Lanes,
    fast: Lanes,
    slow: Lanes,
    nudges: Nudges,
    numbers: Numbers,
    sequencer: Option<sequencer::Waker>,
    work: Work,
    closed: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
    lock: Mutex<Option<DirectoryLock>>,
}

/// One queue and how many threads serve it.
pub(super) struct Lanes {
    pub(super) queue: Sender<Message>,
    pub(super) threads: usize,
}

/// What an engine gives when it has been opened.
pub(super) struct Parts {
    pub(super) config: StoreConfig,
    pub(super) kind: EngineKind,
    pub(super) identity: Identity,
    pub(super) writes: Lanes,
    pub(super) fast: Lanes,
    pub(super) slow: Lanes,
    pub(super) nudges: Nudges,
    pub(super) sequencer: Option<sequencer::Waker>,
    pub(super) work: Work,
    pub(super) threads: Vec<JoinHandle<()>>,
    pub(super) lock: Option<DirectoryLock>,
}

impl Store {
    pub(super) fn assemble(parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                config: parts.config,
                kind: parts.kind,
                identity: parts.identity,
                writes: parts.writes,
                fast: parts.fast,
                slow: parts.slow,
                nudges: parts.nudges,
                numbers: Numbers::default(),
                sequencer: parts.sequencer,
                work: parts.work,
                closed: AtomicBool::new(false),
                threads: Mutex::new(parts.threads),
                lock: Mutex::new(parts.lock),
            }),
        }
    }

    /// Runs a closure in a transaction and answers after its commit. It may run more than once, so whatever differs
    /// between two runs (ids, time, randomness) is fixed outside.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::write(closure);
        self.offer(&self.inner.writes, call)?;
        awaited(answer).await
    }

    /// Runs a closure in a read-only transaction that sees one state of the database.
    pub async fn read<T, E, F>(&self, lane: Lane, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::read(closure);
        self.offer(self.lane(lane), call)?;
        awaited(answer).await
    }

    /// [`Store::write`] for plain threads; waits for room in the queue. Panics inside an async task.
    pub fn write_blocking<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::write(closure);
        self.wait_in(&self.inner.writes, call)?;
        waited(answer)
    }

    /// [`Store::read`] for plain threads; waits for room in the queue. Panics inside an async task.
    pub fn read_blocking<T, E, F>(&self, lane: Lane, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (call, answer) = call::read(closure);
        self.wait_in(self.lane(lane), call)?;
        waited(answer)
    }

    pub fn engine(&self) -> EngineKind {
        self.inner.kind
    }

    /// What it has done and what waits, now.
    pub fn figures(&self) -> StoreFigures {
        let waiting = [&self.inner.writes, &self.inner.fast, &self.inner.slow].map(|lane| lane.queue.len());
        self.inner.work.figures(waiting)
    }

    /// The number that makes this process's ids its own.
    pub fn node(&self) -> u16 {
        self.inner.identity.node
    }

    /// The newest event's id when it was opened, 0 for none: ids made here go on behind it, so that a clock that was put
    /// back between two runs changes nothing about their order.
    pub fn newest_event(&self) -> i64 {
        self.inner.identity.newest
    }

    /// Changes after commits that appended events or moved timers or jobs, of this process at once, of others as they
    /// are heard of. A nudge, not a promise: reconcilers also look by themselves.
    pub fn nudges(&self) -> watch::Receiver<u64> {
        self.inner.nudges.subscribe()
    }

    /// Leaves nothing of deleted rows behind in files of this engine's own: SQLite's log is moved into the database and
    /// emptied. False when a reader stood in the way: try again later. PostgreSQL keeps its own log and vacuums by
    /// itself, so there is nothing to do.
    pub async fn flush(&self) -> Result<bool, StoreError> {
        if self.inner.kind == EngineKind::Postgres {
            return Ok(true);
        }
        if self.inner.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        let (answer, done) = oneshot::channel();
        let sent = self.inner.writes.queue.try_send(Message::Flush(answer));
        sent.map_err(|e| match e {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        done.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Finishes what is queued, then ends every thread. What comes later is refused as closed.
    pub fn close(&self) {
        self.inner.close();
    }

    /// Names this opening of the store in leases; no other has the same.
    pub fn holder(&self) -> &str {
        &self.inner.identity.holder
    }

    /// How it was opened.
    pub(crate) fn config(&self) -> &StoreConfig {
        &self.inner.config
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.inner.numbers
    }

    fn lane(&self, lane: Lane) -> &Lanes {
        match lane {
            Lane::Fast => &self.inner.fast,
            Lane::Slow => &self.inner.slow,
        }
    }

    fn offer(&self, lanes: &Lanes, call: Box<dyn Call>) -> Result<(), StoreError> {
        if self.inner.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        lanes.queue.try_send(Message::Call(call)).map_err(|e| match e {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Closed,
        })
    }

    fn wait_in(&self, lanes: &Lanes, call: Box<dyn Call>) -> Result<(), StoreError> {
        if self.inner.closed.load(Ordering::Acquire) {
            return Err(StoreError::Closed);
        }
        lanes
            .queue
            .send(Message::Call(call))
            .map_err(|_| StoreError::Closed)
    }
}

impl Inner {
    fn close(&self) {
        if self.closed.swap(true, Ordering::AcqRel) {
            return;
        }
        for lanes in [&self.fast, &self.slow, &self.writes] {
            for _ in 0..lanes.threads {
                // A queue nobody serves any more needs no telling.
                let _ = lanes.queue.send(Message::Stop);
            }
        }
        if let Some(sequencer) = &self.sequencer {
            sequencer.stop();
        }
        let own = std::thread::current().id();
        for thread in std::mem::take(&mut *self.threads.lock()) {
            // A closure may hold the last handle: its thread cannot wait for itself.
            if thread.thread().id() != own && thread.join().is_err() {
                tracing::error!("a thread of the store panicked");
            }
        }
        *self.lock.lock() = None;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.close();
    }
}

async fn awaited<T, E: From<StoreError>>(answer: Answer<T, E>) -> Result<T, E> {
    answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
}

fn waited<T, E: From<StoreError>>(answer: Answer<T, E>) -> Result<T, E> {
    answer
        .blocking_recv()
        .unwrap_or_else(|_| Err(StoreError::Closed.into()))
}
