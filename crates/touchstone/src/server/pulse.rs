//! What one connection is doing and since when, in two words that the connection writes and the watch reads. So ten
//! thousand idle connections need no timer each.

use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// What a connection is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// TLS is being agreed on, or the header of a request is arriving.
    Head,
    /// Between two requests.
    Idle,
    /// A request is being answered.
    Busy,
    /// It was chosen to make room and answers nothing more.
    Gone,
}

/// Counts milliseconds from one instant on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long a connection has been quiet; decides nothing of the business"
    )]
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    pub(super) fn millis(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX >> 2)
    }
}

const PHASE_BITS: u32 = 2;

/// The state of one connection.
pub(super) struct Pulse {
    watch: Stopwatch,
    /// Milliseconds and phase of the last change.
    state: AtomicU64,
    /// Since when the peer has taken nothing, in milliseconds plus one; 0 while it does.
    blocked: AtomicU64,
    /// Asks the connection to end once nothing is under way.
    pub(super) end: Notify,
}

impl Pulse {
    pub(super) fn new(watch: Stopwatch) -> Self {
        Self {
            watch,
            state: AtomicU64::new(packed(watch.millis(), Phase::Head)),
            blocked: AtomicU64::new(0),
            end: Notify::new(),
        }
    }

    /// What it is doing, and for how long.
    pub(super) fn state(&self) -> (Phase, Duration) {
        let (at, phase) = unpacked(self.state.load(SeqCst));
        let age = self.watch.millis().saturating_sub(at);
        (phase, Duration::from_millis(age))
    }

    /// For how long the peer has taken nothing of what it is sent.
    pub(super) fn blocked(&self) -> Duration {
        match self.blocked.load(SeqCst) {
            0 => Duration::ZERO,
            since => Duration::from_millis(self.watch.millis().saturating_sub(since - 1)),
        }
    }

    /// Bytes arrived: between two requests they begin the next one's header.
    pub(super) fn heard(&self) {
        self.change(|phase| (phase == Phase::Idle).then_some(Phase::Head));
    }

    /// A request is complete to its header; whether it may still be answered.
    pub(super) fn begin(&self) -> bool {
        self.change(|phase| (phase != Phase::Gone).then_some(Phase::Busy))
    }

    /// Its answer has been given.
    pub(super) fn done(&self) {
        self.change(|phase| (phase == Phase::Busy).then_some(Phase::Idle));
    }

    /// Takes the connection out of service, unless a request is being answered; whether it did.
    pub(super) fn retire(&self) -> bool {
        self.change(|phase| (phase != Phase::Busy).then_some(Phase::Gone))
    }

    /// The peer takes nothing, or takes again.
    pub(super) fn writing(&self, stuck: bool) {
        if stuck {
            let now = self.watch.millis() + 1;
            let _ = self.blocked.compare_exchange(0, now, SeqCst, SeqCst);
        } else if self.blocked.load(SeqCst) != 0 {
            self.blocked.store(0, SeqCst);
        }
    }

    fn change(&self, next: impl Fn(Phase) -> Option<Phase>) -> bool {
        let now = self.watch.millis();
        let changed = self.state.try_update(SeqCst, SeqCst, |state| {
            Some(packed(now, next(unpacked(state).1)?))
        });
        changed.is_ok()
    }
}

fn packed(millis: u64, phase: Phase) -> u64 {
    let code = match phase {
        Phase::Head => 0,
        Phase::Idle => 1,
        Phase::Busy => 2,
        Phase::Gone => 3,
    };
    (millis << PHASE_BITS) | code
}

fn unpacked(state: u64) -> (u64, Phase) {
    let phase = match state & 3 {
        0 => Phase::Head,
        1 => Phase::Idle,
        2 => Phase::Busy,
        _ => Phase::Gone,
    };
    (state >> PHASE_BITS, phase)
}

#[cfg(test)]
mod tests {
    use super::{Phase, Pulse, Stopwatch};

    #[test]
    fn a_request_goes_from_header_to_answer_to_idle() {
        let pulse = Pulse::new(Stopwatch::start());
        assert_eq!(pulse.state().0, Phase::Head);
        assert!(pulse.begin());
        pulse.heard();
        assert_eq!(pulse.state().0, Phase::Busy, "bytes of a body begin no header");
        pulse.done();
        assert_eq!(pulse.state().0, Phase::Idle);
        pulse.heard();
        assert_eq!(pulse.state().0, Phase::Head);
    }

    #[test]
    fn a_request_under_way_is_never_retired_and_what_is_retired_begins_nothing() {
        let pulse = Pulse::new(Stopwatch::start());
        assert!(pulse.begin());
        assert!(!pulse.retire());
        pulse.done();
        assert!(pulse.retire());
        assert!(!pulse.begin());
        pulse.heard();
        assert_eq!(pulse.state().0, Phase::Gone);
    }
}
