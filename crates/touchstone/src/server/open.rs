//! All open connections: how many there may be, which make room, which have been quiet for too long, and their end.

use super::pulse::{Phase, Pulse, Stopwatch};
use crate::config::ServerConfig;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How often quiet connections are looked for.
const LOOK: Duration = Duration::from_secs(1);
/// Room is made for this share of all connections at once, so that a crowd of newcomers does not search each time.
const SHARE: usize = 64;

/// One connection as seen from outside.
struct Open {
    pulse: Arc<Pulse>,
    task: Option<AbortHandle>,
}

pub(super) struct Connections {
    limits: ServerConfig,
    watch: Stopwatch,
    next: AtomicU64,
    open: Mutex<HashMap<u64, Open>>,
    /// Told when the last one has ended.
    empty: Notify,
}

/// A place among the open connections; gives it back when dropped.
pub(super) struct Seat {
    number: u64,
    pub(super) pulse: Arc<Pulse>,
    connections: Arc<Connections>,
}

impl Connections {
    pub(super) fn new(limits: &ServerConfig) -> Self {
        Self {
            limits: limits.clone(),
            watch: Stopwatch::start(),
            next: AtomicU64::new(0),
            open: Mutex::new(HashMap::new()),
            empty: Notify::new(),
        }
    }

    /// The time a handshake may take.
    pub(super) fn header_limit(&self) -> Duration {
        self.limits.header
    }

    /// A place for a newcomer; where all are taken, the longest quiet ones make room. `None`: all are answering.
    pub(super) fn admit(self: &Arc<Self>) -> Option<Seat> {
        let mut open = self.lock();
        if open.len() >= self.limits.connections && !make_room(&mut open, self.limits.connections) {
            return None;
        }
        let number = self.next.fetch_add(1, Relaxed);
        let pulse = Arc::new(Pulse::new(self.watch));
        let entry = Open {
            pulse: Arc::clone(&pulse),
            task: None,
        };
        open.insert(number, entry);
        Some(Seat {
            number,
            pulse,
            connections: Arc::clone(self),
        })
    }

    /// Remembers how a connection can be ended from outside. It may be over already.
    pub(super) fn attach(&self, number: u64, task: AbortHandle) {
        match self.lock().get_mut(&number) {
            Some(open) => open.task = Some(task),
            None => task.abort(),
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.lock().len()
    }

    /// Ends connections that have been quiet for too long, for ever.
    pub(super) async fn watch(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            self.look();
        }
    }

    fn look(&self) {
        for open in self.lock().values() {
            let (phase, age) = open.pulse.state();
            let cut = match phase {
                Phase::Head => age >= self.limits.header && open.pulse.retire(),
                Phase::Gone => true,
                Phase::Idle => {
                    if age >= self.limits.idle {
                        open.pulse.end.notify_one();
                    }
                    false
                }
                Phase::Busy => open.pulse.blocked() >= self.limits.write,
            };
            if cut && let Some(task) = &open.task {
                task.abort();
            }
        }
    }

    /// Ends all: at once those between requests, the others with their answer, what is left after `limit` in the middle
    /// of it. How many those were.
    pub(super) async fn drain(&self, limit: Duration) -> usize {
        for open in self.lock().values() {
            open.pulse.end.notify_one();
        }
        let empty = async {
            loop {
                let told = self.empty.notified();
                if self.count() == 0 {
                    return;
                }
                told.await;
            }
        };
        if tokio::time::timeout(limit, empty).await.is_ok() {
            return 0;
        }
        let open = self.lock();
        for task in open.values().filter_map(|open| open.task.as_ref()) {
            task.abort();
        }
        open.len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the longest quiet ones; whether there was any.
fn make_room(open: &mut HashMap<u64, Open>, limit: usize) -> bool {
    let age = |open: &Open| match open.pulse.state() {
        (Phase::Busy | Phase::Gone, _) => None,
        (_, age) => Some(age),
    };
    let mut quiet: Vec<(Duration, u64)> = open
        .iter()
        .filter_map(|(number, open)| Some((age(open)?, *number)))
        .collect();
    let wanted = (limit / SHARE).clamp(1, quiet.len().max(1));
    if quiet.len() > wanted {
        quiet.select_nth_unstable_by_key(wanted, |(age, number)| (Reverse(*age), *number));
        quiet.truncate(wanted);
    }
    let mut made = 0;
    for (_, number) in quiet {
        let retired = open.get(&number).is_some_and(|open| open.pulse.retire());
        if retired && let Some(open) = open.remove(&number) {
            made += 1;
            if let Some(task) = open.task {
                task.abort();
            }
        }
    }
    if made > 0 {
        tracing::debug!(
            made,
            "all connections are taken; the longest quiet ones made room"
        );
    }
    made > 0
}

impl Seat {
    pub(super) fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.connections.lock();
        open.remove(&self.number);
        if open.is_empty() {
            self.connections.empty.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Connections, Seat};
    use crate::config::ServerConfig;
    use std::sync::Arc;

    fn connections(limit: usize) -> Arc<Connections> {
        Arc::new(Connections::new(&ServerConfig {
            connections: limit,
            ..ServerConfig::default()
        }))
    }

    fn admit(connections: &Arc<Connections>) -> Seat {
        connections.admit().unwrap()
    }

    #[test]
    fn quiet_connections_make_room_and_answering_ones_do_not() {
        let connections = connections(2);
        let (first, busy) = (admit(&connections), admit(&connections));
        assert!(busy.pulse.begin());
        let third = admit(&connections);
        assert!(!first.pulse.begin(), "it was chosen to make room");
        assert!(third.pulse.begin());
        assert!(connections.admit().is_none(), "both are answering");
        assert_eq!(connections.count(), 2);
        drop((first, busy));
        assert_eq!(connections.count(), 1, "the one that made room was counted once");
    }

    #[tokio::test]
    async fn the_longest_quiet_one_goes_first() {
        let connections = connections(3);
        let first = admit(&connections);
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let (second, third) = (admit(&connections), admit(&connections));
        assert!(first.pulse.begin());
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        first.pulse.done();
        assert!(third.pulse.begin());
        let _fourth = admit(&connections);
        assert!(!second.pulse.begin());
        assert!(first.pulse.begin());
    }
}
