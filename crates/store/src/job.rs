//! Work queued in the transaction that caused it, done afterwards, at least once.
//!
//! A job is a kind and a JSON payload of ids and codes (never personal data). It is claimed under a lease, tried again
//! with growing pauses, and set aside as dead when that does not help, until a person puts it back or drops it. What a
//! kind means is `app`'s; an effect outside the database must bear being had twice.

use std::fmt;
use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use futures::future::join_all;
use touchstone_domain::id::{Id, JobId};
use touchstone_domain::time::{Span, Timestamp};

use crate::backoff::pause_after;
use crate::{Store, StoreError, Tx, record, sql, sql_list};

/// How long a claim holds: longer than any job may take.
const LEASE: Span = Span::minutes(5);
const PROBLEM_CHARS: usize = 500;

/// A job about to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub id: JobId,
    pub kind: &'static str,
    /// JSON.
    pub payload: String,
    pub run_at: Timestamp,
    pub attempts_at_most: u32,
}

record! {
    /// A job, claimed or shown.
    #[derive(PartialEq, Eq)]
    pub struct Job {
        pub id: JobId,
        pub kind: String,
        pub payload: String,
        pub run_at: Timestamp,
        /// Which claim this is; a stale one settles nothing.
        pub claim: i64,
        /// Claims so far, this one included.
        pub attempts: u32,
        pub attempts_at_most: u32,
        pub created_at: Timestamp,
        pub problem: Option<String>,
    }
}

/// Why a job was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobError {
    /// It may succeed later.
    Retry(String),
    /// It never will.
    GiveUp(String),
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Retry(reason) | Self::GiveUp(reason)) = self;
        f.write_str(reason)
    }
}

/// What became of a job that was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobFate {
    /// Tried again then.
    Again(Timestamp),
    /// Set aside.
    Dead,
    /// Another claim has it.
    NotOurs,
}

/// What one look at the queue did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worked {
    pub done: u32,
    pub failed: u32,
    pub dead: u32,
    /// More may be due than were claimed at once.
    pub more: bool,
}

macro_rules! job_columns {
    () => {
        "id, kind, payload, run_at, claim, attempts, attempts_at_most, created_at, problem"
    };
}

sql!(
    JOB_INSERT =
        "INSERT INTO job (id, kind, payload, state, run_at, claim, attempts, attempts_at_most, created_at)
     VALUES (?1, ?2, ?3, 'queued', ?4, 0, 0, ?5, ?6)"
);
sql!(JOB_CLAIM =
    sqlite concat!("UPDATE job SET run_at = ?2, claim = claim + 1, attempts = attempts + 1 WHERE id IN
         (SELECT id FROM job WHERE state = 'queued' AND run_at <= ?1 ORDER BY run_at, id LIMIT ?3)
     RETURNING ", job_columns!()),
    postgres "WITH due AS MATERIALIZED (SELECT id FROM job WHERE state = 'queued' AND run_at <= ?1
         ORDER BY run_at, id LIMIT ?3 FOR UPDATE SKIP LOCKED)
     UPDATE job SET run_at = ?2, claim = claim + 1, attempts = attempts + 1 FROM due WHERE job.id = due.id
     RETURNING job.id, kind, payload, run_at, claim, attempts, attempts_at_most, created_at, problem");
sql!(JOB_DONE = "DELETE FROM job WHERE id = ?1 AND claim = ?2 AND state = 'queued'");
sql!(
    JOB_AGAIN = "UPDATE job SET run_at = ?3, problem = ?4 WHERE id = ?1 AND claim = ?2 AND state = 'queued'"
);
sql!(
    JOB_DIE = "UPDATE job SET state = 'dead', problem = ?3 WHERE id = ?1 AND claim = ?2 AND state = 'queued'"
);
sql!(
    JOB_REQUEUE = "UPDATE job SET state = 'queued', run_at = ?2, claim = claim + 1, attempts = 0
     WHERE id = ?1 AND state = 'dead'"
);
sql!(JOB_DROP = "DELETE FROM job WHERE id = ?1 AND state = 'dead'");
sql!(JOB_BY_ID = concat!("SELECT ", job_columns!(), " FROM job WHERE id = ?1"));
sql_list!(JOB_NEXT = "SELECT run_at FROM job WHERE state = 'queued' ORDER BY run_at, id LIMIT 1");
sql_list!(
    JOB_DEAD = concat!(
        "SELECT ",
        job_columns!(),
        " FROM job WHERE state = 'dead' AND id < ?1
     ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    JOB_QUEUED = concat!(
        "SELECT ",
        job_columns!(),
        " FROM job WHERE state = 'queued'
     AND (run_at, id) > (?1, ?2) ORDER BY run_at, id LIMIT ?3"
    )
);

/// Queues a job; it is due when the transaction has committed and `run_at` is past.
pub fn job_enqueue(tx: &mut Tx<'_>, job: &NewJob, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        &JOB_INSERT,
        &[
            &job.id,
            &job.kind,
            &job.payload,
            &job.run_at,
            &job.attempts_at_most,
            &now,
        ],
    )?;
    tx.nudge();
    Ok(())
}

/// Claims what is due, longest waiting first. Two claimants never get the same one.
pub fn job_claim(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<Job>, StoreError> {
    let mut claimed = tx.query(&JOB_CLAIM, &[&now, &(now + LEASE), &limit], Job::from_row)?;
    claimed.sort_by_key(|job| job.id);
    Ok(claimed)
}

/// Removes a job that was done; `false` when another claim has it. A job whose effect is in the database calls this in
/// the same transaction and gives up when it is `false`.
pub fn job_done(tx: &mut Tx<'_>, job: &Job) -> Result<bool, StoreError> {
    Ok(tx.execute(&JOB_DONE, &[&job.id, &job.claim])? == 1)
}

/// Notes that a claimed job was not done: tried again later, or set aside.
pub fn job_fail(tx: &mut Tx<'_>, job: &Job, now: Timestamp, error: &JobError) -> Result<JobFate, StoreError> {
    let problem: String = error
        .to_string()
        .chars()
        .filter(|c| *c != '\0')
        .take(PROBLEM_CHARS)
        .collect();
    let hopeless = matches!(error, JobError::GiveUp(_)) || job.attempts >= job.attempts_at_most;
    let run_at = now + pause_after(job.attempts);
    let touched = if hopeless {
        tx.execute(&JOB_DIE, &[&job.id, &job.claim, &problem])?
    } else {
        tx.execute(&JOB_AGAIN, &[&job.id, &job.claim, &run_at, &problem])?
    };
    Ok(match (touched, hopeless) {
        (0, _) => JobFate::NotOurs,
        (_, true) => JobFate::Dead,
        (_, false) => JobFate::Again(run_at),
    })
}

/// Puts a dead job back, as if it were new; `false` when it is not dead.
pub fn job_requeue(tx: &mut Tx<'_>, id: JobId, now: Timestamp) -> Result<bool, StoreError> {
    tx.nudge();
    Ok(tx.execute(&JOB_REQUEUE, &[&id, &now])? == 1)
}

/// Drops a dead job; `false` when it is not dead.
pub fn job_drop(tx: &mut Tx<'_>, id: JobId) -> Result<bool, StoreError> {
    Ok(tx.execute(&JOB_DROP, &[&id])? == 1)
}

/// One job.
pub fn job_by_id(tx: &mut Tx<'_>, id: JobId) -> Result<Option<Job>, StoreError> {
    tx.query_one(&JOB_BY_ID, &[&id], Job::from_row)
}

/// When to look next.
pub fn job_next(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&JOB_NEXT, &[], |row| row.get("run_at"))
}

/// Dead jobs, newest first, behind `after`.
pub fn jobs_dead(tx: &mut Tx<'_>, after: Option<JobId>, limit: u32) -> Result<Vec<Job>, StoreError> {
    tx.query(
        &JOB_DEAD,
        &[&after.map_or(i64::MAX, Id::raw), &limit],
        Job::from_row,
    )
}

/// Waiting jobs, the next one first, behind `after`.
pub fn jobs_queued(
    tx: &mut Tx<'_>,
    after: Option<(Timestamp, JobId)>,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let (run_at, id) = after.map_or((i64::MIN, i64::MIN), |(run_at, id)| {
        (run_at.as_micros(), id.raw())
    });
    tx.query(&JOB_QUEUED, &[&run_at, &id, &limit], Job::from_row)
}

impl Store {
    /// Claims up to `at_once` jobs and works on them side by side; what succeeds is removed, what fails is tried again
    /// or set aside.
    pub async fn jobs_work<F, Fut>(&self, now: Timestamp, at_once: u32, work: F) -> Result<Worked, StoreError>
    where
        F: Fn(Job) -> Fut,
        Fut: Future<Output = Result<(), JobError>>,
    {
        let claimed = self.write(move |tx| job_claim(tx, now, at_once)).await?;
        let more = claimed.len() >= at_once as usize;
        let fates = join_all(claimed.into_iter().map(|job| {
            // A job that took its process with it every time is not given another chance to.
            let effect = (job.attempts <= job.attempts_at_most).then(|| work(job.clone()));
            async move {
                let outcome = match effect {
                    Some(effect) => AssertUnwindSafe(effect)
                        .catch_unwind()
                        .await
                        .unwrap_or_else(|_| Err(JobError::Retry("it panicked".into()))),
                    None => Err(JobError::GiveUp("every attempt ended with its process".into())),
                };
                self.job_settle(job, now, outcome).await
            }
        }))
        .await;
        let mut worked = Worked {
            more,
            ..Worked::default()
        };
        for fate in fates {
            match fate? {
                None => worked.done += 1,
                Some(JobFate::Dead) => worked.dead += 1,
                Some(JobFate::Again(_) | JobFate::NotOurs) => worked.failed += 1,
            }
        }
        Ok(worked)
    }

    async fn job_settle(
        &self,
        job: Job,
        now: Timestamp,
        outcome: Result<(), JobError>,
    ) -> Result<Option<JobFate>, StoreError> {
        let Err(error) = outcome else {
            // The job may have removed itself together with its effect.
            return self.write(move |tx| job_done(tx, &job)).await.map(|_| None);
        };
        tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, %error, "a job failed");
        self.write(move |tx| job_fail(tx, &job, now, &error))
            .await
            .map(Some)
    }
}
