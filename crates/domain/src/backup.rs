//! When backups are due and which are kept. How one is made is not here.

use crate::time::{Span, Timestamp};
use std::collections::BTreeSet;

codes! {
    /// Where a backup stands.
    pub enum BackupState ("backup state") {
        /// Waits for a process to take it up.
        Queued = "queued",
        Running = "running",
        /// Written and checked.
        Completed = "completed",
        Failed = "failed",
        /// It was made; newer ones took its place and its file is gone.
        Removed = "removed",
    }
}

codes! {
    /// Why a backup is made.
    pub enum BackupCause ("backup cause") {
        Scheduled = "scheduled",
        /// Somebody asked for it.
        Asked = "asked",
    }
}

/// How soon a failed scheduled backup is tried again.
const AGAIN: Span = Span::hours(1);
const DAY: i64 = 86_400_000_000;

/// Whether a backup is due, given the newest one.
pub fn backup_due(newest: Option<(BackupState, Timestamp)>, every: Span, now: Timestamp) -> bool {
    match newest {
        None => true,
        Some((BackupState::Queued | BackupState::Running, _)) => false,
        Some((BackupState::Failed, at)) => now - at >= every.min(AGAIN),
        Some((_, at)) => now - at >= every,
    }
}

/// Which of the backups made at these instants are kept: the newest of each of the last `daily` days that have one, the
/// newest of each of the last `weekly` weeks that have one, and the newest of all whatever else is said. Days and weeks
/// are those of UTC.
pub fn backups_kept(made: &[Timestamp], daily: u32, weekly: u32) -> BTreeSet<Timestamp> {
    let mut newest_first: Vec<Timestamp> = made.to_vec();
    newest_first.sort_unstable_by(|a, b| b.cmp(a));
    let mut kept: BTreeSet<Timestamp> = newest_first.first().copied().into_iter().collect();
    // Day 0 was a Thursday; weeks begin on Monday.
    for (count, length, shift) in [(daily, DAY, 0), (weekly, 7 * DAY, 3 * DAY)] {
        let mut seen = BTreeSet::new();
        for at in &newest_first {
            let period = (at.as_micros() + shift).div_euclid(length);
            if seen.len() < count as usize && seen.insert(period) {
                kept.insert(*at);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hours(n: i64) -> Timestamp {
        // A Monday, 00:00.
        Timestamp::from_micros(1_772_409_600_000_000) + Span::hours(n)
    }

    #[test]
    fn seven_days_and_four_weeks_of_daily_backups() {
        let made: Vec<_> = (0..60).map(|day| hours(day * 24 + 3)).collect();
        let kept = backups_kept(&made, 7, 4);
        let days: Vec<i64> = kept.iter().map(|at| (*at - hours(0)).as_micros() / DAY).collect();
        // The last seven days, and Sundays, which end the three weeks before this one: one of them is a day kept anyhow.
        assert_eq!(days, [41, 48, 53, 54, 55, 56, 57, 58, 59]);
    }

    #[test]
    fn a_backup_is_due_when_the_newest_is_old_and_sooner_after_a_failure() {
        let every = Span::hours(24);
        let due = |newest, now| backup_due(newest, every, hours(now));
        assert!(due(None, 0));
        assert!(!due(Some((BackupState::Completed, hours(0))), 23));
        assert!(due(Some((BackupState::Completed, hours(0))), 24));
        assert!(due(Some((BackupState::Failed, hours(0))), 1));
        assert!(!due(Some((BackupState::Running, hours(0))), 100));
    }

    proptest! {
        #[test]
        fn the_newest_is_always_kept_and_never_more_than_asked_for(
            at in proptest::collection::vec(0..5_000i64, 1..80), daily in 0..9u32, weekly in 0..6u32,
        ) {
            let made: Vec<_> = at.into_iter().map(hours).collect();
            let kept = backups_kept(&made, daily, weekly);
            prop_assert!(kept.contains(made.iter().max().unwrap()));
            prop_assert!(kept.len() <= (daily + weekly).max(1) as usize);
            prop_assert!(kept.iter().all(|at| made.contains(at)));
        }
    }
}
