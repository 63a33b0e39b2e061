//! Due times: one row per subject, the earliest instant at which something about it may be due.
//!
//! A timer is set in the transaction that changes what is due, claimed in batches by whoever looks first, and removed
//! in the transaction that has the effect. A claim that is not made good ends with its lease, so nothing is lost with
//! its process and nothing happens twice. What is due, and what follows, is `app`'s.

use std::fmt::Display;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::join_all;
use touchstone_domain::id::Id;
use touchstone_domain::time::{Span, Timestamp};

use crate::backoff::pause_after;
use crate::{Store, StoreError, Tx, record, sql, sql_list};

/// How many are claimed at once.
pub const TIMERS_AT_ONCE: u32 = 100;
/// How long a claim holds: longer than any effect takes, short enough to wait for when a process dies.
const LEASE: Span = Span::seconds(60);
const PROBLEM_CHARS: usize = 500;

record! {
    /// A timer, claimed or shown.
    #[derive(PartialEq, Eq)]
    pub struct Timer {
        pub kind: String,
        pub subject: i64,
        pub due_at: Timestamp,
        /// When it is looked at next: later than `due_at` while it is claimed or waits to be tried again.
        pub wake_at: Timestamp,
        /// Which claim this is; a stale one takes nothing.
        pub claim: i64,
        pub attempts: u32,
        pub problem: Option<String>,
    }
}

impl Timer {
    /// The subject as the id it is.
    pub fn subject<I: Id>(&self) -> I {
        I::from_raw(self.subject)
    }
}

/// What one look at the timers did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fired {
    pub fired: u32,
    pub failed: u32,
    /// More may be due than were claimed at once.
    pub more: bool,
}

sql!(
    TIMER_SET =
        "INSERT INTO timer (kind, subject, due_at, wake_at, claim, attempts) VALUES (?1, ?2, ?3, ?3, 0, 0)
     ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, wake_at = excluded.wake_at,
         claim = timer.claim + 1, attempts = 0, problem = NULL"
);
sql!(TIMER_CLEAR = "DELETE FROM timer WHERE kind = ?1 AND subject = ?2");
sql!(TIMER_CLAIM =
    sqlite "UPDATE timer SET wake_at = ?2, claim = claim + 1 WHERE (kind, subject) IN
         (SELECT kind, subject FROM timer WHERE wake_at <= ?1 ORDER BY wake_at, kind, subject LIMIT ?3)
     RETURNING kind, subject, due_at, wake_at, claim, attempts, problem",
    postgres "WITH due AS MATERIALIZED (SELECT kind, subject FROM timer WHERE wake_at <= ?1
         ORDER BY wake_at, kind, subject LIMIT ?3 FOR UPDATE SKIP LOCKED)
     UPDATE timer SET wake_at = ?2, claim = timer.claim + 1 FROM due
     WHERE timer.kind = due.kind AND timer.subject = due.subject
     RETURNING timer.kind, timer.subject, due_at, wake_at, claim, attempts, problem");
sql!(TIMER_TAKE = "DELETE FROM timer WHERE kind = ?1 AND subject = ?2 AND claim = ?3");
sql!(
    TIMER_FAIL = "UPDATE timer SET attempts = ?4, wake_at = ?5, problem = ?6
     WHERE kind = ?1 AND subject = ?2 AND claim = ?3"
);
sql!(
    TIMER_OF = "SELECT kind, subject, due_at, wake_at, claim, attempts, problem FROM timer
     WHERE kind = ?1 AND subject = ?2"
);
sql_list!(
    TIMER_DUE = "SELECT kind, subject, due_at, wake_at, claim, attempts, problem FROM timer
     WHERE wake_at <= ?1 ORDER BY wake_at, kind, subject LIMIT ?2"
);
sql_list!(TIMER_NEXT = "SELECT wake_at FROM timer ORDER BY wake_at, kind, subject LIMIT 1");
sql_list!(
    TIMER_FAILING = "SELECT kind, subject, due_at, wake_at, claim, attempts, problem FROM timer
     WHERE attempts > 0 ORDER BY wake_at, kind, subject LIMIT ?1"
);

/// What is due, earliest first, claimed by nobody: for a loader that is alone with its database. [`timer_take`] still
/// refuses what has been set anew meanwhile.
pub fn timers_due(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<Timer>, StoreError> {
    tx.query(&TIMER_DUE, &[&now, &limit], Timer::from_row)
}

/// Sets the subject's one timer, whatever it was before, claimed or not.
pub fn timer_set<I: Id>(
    tx: &mut Tx<'_>,
    kind: &str,
    subject: I,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&TIMER_SET, &[&kind, &subject.raw(), &due_at])?;
    tx.nudge();
    Ok(())
}

/// Nothing about the subject can become due any more.
pub fn timer_clear<I: Id>(tx: &mut Tx<'_>, kind: &str, subject: I) -> Result<(), StoreError> {
    tx.execute(&TIMER_CLEAR, &[&kind, &subject.raw()])?;
    Ok(())
}

/// Claims what is due, earliest first. Two claimants never get the same one.
pub fn timer_claim(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<Timer>, StoreError> {
    let mut claimed = tx.query(&TIMER_CLAIM, &[&now, &(now + LEASE), &limit], Timer::from_row)?;
    claimed.sort_by_key(|timer| (timer.due_at, timer.subject));
    Ok(claimed)
}

/// Removes a claimed timer, in the transaction that has its effect; `false` when it has been set anew or claimed by
/// another meanwhile, and then there is nothing to do. Lock the subject first: commands lock it before they set its
/// timer, and two orders would wait for each other.
pub fn timer_take(tx: &mut Tx<'_>, timer: &Timer) -> Result<bool, StoreError> {
    Ok(tx.execute(&TIMER_TAKE, &[&timer.kind, &timer.subject, &timer.claim])? == 1)
}

/// Notes that the effect of a claimed timer failed; it is tried again, later each time, for ever.
pub fn timer_fail(tx: &mut Tx<'_>, timer: &Timer, now: Timestamp, problem: &str) -> Result<(), StoreError> {
    let attempts = timer.attempts + 1;
    let problem: String = problem
        .chars()
        .filter(|c| *c != '\0')
        .take(PROBLEM_CHARS)
        .collect();
    let wake_at = now + pause_after(attempts);
    tx.execute(
        &TIMER_FAIL,
        &[
            &timer.kind,
            &timer.subject,
            &timer.claim,
            &attempts,
            &wake_at,
            &problem,
        ],
    )?;
    Ok(())
}

/// The subject's one timer, whether it is due or not.
pub fn timer_of<I: Id>(tx: &mut Tx<'_>, kind: &str, subject: I) -> Result<Option<Timer>, StoreError> {
    tx.query_one(&TIMER_OF, &[&kind, &subject.raw()], Timer::from_row)
}

/// When to look next.
pub fn timer_next(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&TIMER_NEXT, &[], |row| row.get("wake_at"))
}

/// Timers whose effect failed, the soonest to be tried again first.
pub fn timers_failing(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Timer>, StoreError> {
    tx.query(&TIMER_FAILING, &[&limit], Timer::from_row)
}

impl Store {
    /// Claims what is due and has the effects, side by side so that they share commits. `fire` runs one transaction
    /// that calls [`timer_take`]; when it fails, the timer is tried again later.
    pub async fn timers_fire<F, Fut, E>(&self, now: Timestamp, fire: F) -> Result<Fired, StoreError>
    where
        F: Fn(Timer) -> Fut,
        Fut: Future<Output = Result<(), E>>,
        E: Display,
    {
        let claimed = self.write(move |tx| timer_claim(tx, now, TIMERS_AT_ONCE)).await?;
        let more = claimed.len() >= TIMERS_AT_ONCE as usize;
        let outcomes = join_all(claimed.into_iter().map(|timer| {
            let effect = fire(timer.clone());
            async move {
                let problem = match AssertUnwindSafe(effect).catch_unwind().await {
                    Ok(Ok(())) => return Ok(true),
                    Ok(Err(problem)) => problem.to_string(),
                    Err(_) => "its effect panicked".to_owned(),
                };
                tracing::warn!(
                    kind = timer.kind,
                    subject = timer.subject,
                    problem,
                    "a timer's effect failed"
                );
                self.write(move |tx| timer_fail(tx, &timer, now, &problem))
                    .await
                    .map(|()| false)
            }
        }))
        .await;
        let mut done = Fired {
            more,
            ..Fired::default()
        };
        for outcome in outcomes {
            if outcome? {
                done.fired += 1;
            } else {
                done.failed += 1;
            }
        }
        Ok(done)
    }
}
