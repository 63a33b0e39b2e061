//! Lock-out: how many failures are let through before trying again has to wait, and how the wait grows. Counted per keyed
//! hash of what was tried, whether it exists or not, so that being locked out tells nobody which accounts there are.

use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::guard::{GuardRow, guard_by_key, guard_delete, guard_lock, guard_save, guards_of};
use touchstone_store::{StoreError, Tx};

use crate::keys::{KeyRing, Purpose};

/// What is let through, and what follows.
#[derive(Debug)]
pub(crate) struct GuardPolicy {
    /// Part of the key: two policies never share a counter.
    pub(crate) name: &'static str,
    /// Counts until the next lock.
    pub(crate) allowance: u32,
    /// After this long without a count everything is forgotten.
    pub(crate) forget: Span,
    /// Length of the first lock, the second, …; the last is repeated.
    pub(crate) locks: &'static [Span],
}

/// How the wait of whoever guesses grows.
pub(super) const GUESSING_LOCKS: &[Span] = &[
    Span::minutes(1),
    Span::minutes(5),
    Span::minutes(15),
    Span::hours(1),
];

/// Counters untouched for this long may be deleted; no policy remembers longer.
pub(crate) const GUARD_KEPT: Span = Span::hours(48);

/// A counter of one policy for one thing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard {
    policy: &'static GuardPolicy,
    key: [u8; 32],
}

impl GuardPolicy {
    /// The counter for this thing.
    pub(crate) fn of(&'static self, keys: &KeyRing, thing: &[u8]) -> Guard {
        Guard {
            policy: self,
            key: keys.mac(Purpose::Guard, &[self.name.as_bytes(), thing]),
        }
    }
}

impl Guard {
    /// Until when it is locked, if it is at `now`.
    pub(crate) fn locked_until(
        &self,
        tx: &mut Tx<'_>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        Ok(guard_by_key(tx, &self.key)?.and_then(|row| locked(&row, now)))
    }

    /// Until when each of these is locked, if it is at `now`: in their order, by one read.
    pub(crate) fn locked_among(
        tx: &mut Tx<'_>,
        guards: &[Self],
        now: Timestamp,
    ) -> Result<Vec<Option<Timestamp>>, StoreError> {
        let keys: Vec<_> = guards.iter().map(|guard| guard.key).collect();
        let rows = guards_of(tx, &keys)?;
        let of = |key: &[u8; 32]| {
            rows.iter()
                .find(|row| row.key == key)
                .and_then(|row| locked(row, now))
        };
        Ok(keys.iter().map(of).collect())
    }

    /// Counts once, unless it is locked already. Answers until when it is locked from now on, if it is.
    pub(crate) fn count(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Counted, StoreError> {
        let mut row = guard_lock(tx, &self.key, now)?;
        if let Some(until) = locked(&row, now) {
            return Ok(Counted::Refused { until });
        }
        let counted = counted(&mut row, now, self.policy);
        guard_save(tx, &row)?;
        Ok(counted)
    }

    /// Forgets what was counted.
    pub(crate) fn clear(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        guard_delete(tx, &self.key)
    }
}

/// What counting did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// One more, and others may follow.
    Free,
    /// One more, and it was the last for now.
    Locked { until: Timestamp },
    /// It was locked before; nothing was counted.
    Refused { until: Timestamp },
}

fn locked(row: &GuardRow, now: Timestamp) -> Option<Timestamp> {
    row.locked_until.filter(|until| *until > now)
}

fn counted(row: &mut GuardRow, now: Timestamp, policy: &GuardPolicy) -> Counted {
    if now - row.last_at > policy.forget {
        (row.failures, row.level) = (0, 0);
    }
    row.failures += 1;
    row.last_at = now;
    if row.failures < policy.allowance {
        return Counted::Free;
    }
    let step = (row.level as usize).min(policy.locks.len().saturating_sub(1));
    let until = now + policy.locks.get(step).copied().unwrap_or(policy.forget);
    row.failures = 0;
    row.level += 1;
    row.locked_until = Some(until);
    Counted::Locked { until }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: GuardPolicy = GuardPolicy {
        name: "test",
        allowance: 3,
        forget: Span::hours(24),
        locks: &[Span::minutes(1), Span::minutes(5), Span::minutes(15)],
    };

    fn fresh() -> GuardRow {
        GuardRow {
            key: vec![],
            failures: 0,
            level: 0,
            locked_until: None,
            last_at: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn waits_grow_to_the_last_and_stay_there() {
        let mut row = fresh();
        let mut now = Timestamp::from_micros(0);
        for minutes in [1, 5, 15, 15] {
            for _ in 0..2 {
                assert_eq!(counted(&mut row, now, &POLICY), Counted::Free);
                assert_eq!(locked(&row, now), None);
            }
            let until = now + Span::minutes(minutes);
            assert_eq!(counted(&mut row, now, &POLICY), Counted::Locked { until });
            assert_eq!(locked(&row, now), Some(until));
            now = until;
            assert_eq!(locked(&row, now), None, "open again at the stated instant");
        }
    }

    #[test]
    fn a_quiet_day_forgets_everything() {
        let mut row = fresh();
        let now = Timestamp::from_micros(0);
        for _ in 0..3 {
            counted(&mut row, now, &POLICY);
        }
        let later = now + Span::hours(24) + Span::minutes(1);
        for _ in 0..2 {
            assert_eq!(counted(&mut row, later, &POLICY), Counted::Free);
        }
        assert_eq!(
            counted(&mut row, later, &POLICY),
            Counted::Locked {
                until: later + Span::minutes(1)
            }
        );
    }
}
