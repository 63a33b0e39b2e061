//! Background work as an operator sees it: jobs that wait for another attempt, and work that was given up until somebody
//! has it tried again or drops it.

use std::str::FromStr;

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::JobId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::job::{Job, job_drop, job_requeue, jobs_dead, jobs_queued};
use touchstone_store::reader::{DeadLetter, Retried, dead_letter_drop, dead_letters};

use crate::core::{App, AppError, Call, Caller};
use crate::reactions::digest_of;

/// How much of each kind is shown; given-up work is rare, and what is dealt with makes room.
const SHOWN: u32 = 200;

/// A piece of work that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum WorkId {
    Job(JobId),
    /// An event that a reaction could not digest.
    Letter {
        reader: String,
        pos: i64,
    },
}

/// A job that waits for its time.
#[derive(Debug, Clone)]
pub struct WaitingJob {
    pub id: JobId,
    pub kind: String,
    pub attempts: u32,
    pub next_at: Timestamp,
    pub problem: Option<String>,
}

/// Work that was given up.
#[derive(Debug, Clone)]
pub struct DeadWork {
    pub id: WorkId,
    /// Kind of the job, or name of the reaction.
    pub kind: String,
    pub attempts: u32,
    pub at: Timestamp,
    pub problem: String,
}

/// The state of background work.
#[derive(Debug, Clone, Default)]
pub struct WorkView {
    pub waiting: Vec<WaitingJob>,
    pub dead: Vec<DeadWork>,
}

/// What waits and what was given up, at most 200 of each.
pub async fn work_list(app: &App, caller: &Caller) -> Result<WorkView, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    app.query(Lane::Fast, |tx| {
        let mut dead: Vec<DeadWork> = jobs_dead(tx, None, SHOWN)?.into_iter().map(dead_job).collect();
        dead.extend(dead_letters(tx, None, SHOWN)?.into_iter().map(dead_letter));
        let waiting = jobs_queued(tx, None, SHOWN)?
            .into_iter()
            .map(waiting_job)
            .collect();
        Ok(WorkView { waiting, dead })
    })
    .await
}

/// Has given-up work tried again. A letter is read at once, a job at the next look.
pub async fn work_retry(app: &App, call: &Call, id: WorkId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    match &id {
        WorkId::Job(job) => {
            let job = *job;
            app.command(call, move |cx| {
                if !job_requeue(cx.tx, job, cx.now)? {
                    return Err(AppError::NotFound { what: "work" });
                }
                cx.emit(
                    Subject::System,
                    EventBody::WorkRetried {
                        work: job.to_string(),
                    },
                )?;
                Ok(())
            })
            .await
        }
        WorkId::Letter { reader, pos } => {
            let digest = digest_of(app, reader).ok_or(AppError::NotFound { what: "work" })?;
            let retried = app.store.dead_letter_retry(reader, *pos, &digest).await?;
            let work = id.to_string();
            match retried {
                Retried::Gone => Err(AppError::NotFound { what: "work" }),
                Retried::Failed(_) => Err(AppError::Conflict {
                    code: "work_failed_again",
                }),
                Retried::Digested => {
                    app.command(call, move |cx| {
                        cx.emit(Subject::System, EventBody::WorkRetried { work: work.clone() })?;
                        Ok(())
                    })
                    .await
                }
            }
        }
    }
}

/// Drops given-up work for good.
pub async fn work_drop(app: &App, call: &Call, id: WorkId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    app.command(call, move |cx| {
        let dropped = match &id {
            WorkId::Job(job) => job_drop(cx.tx, *job)?,
            WorkId::Letter { reader, pos } => dead_letter_drop(cx.tx, reader, *pos)?,
        };
        if !dropped {
            return Err(AppError::NotFound { what: "work" });
        }
        cx.emit(Subject::System, EventBody::WorkDropped { work: id.to_string() })?;
        Ok(())
    })
    .await
}

fn waiting_job(job: Job) -> WaitingJob {
    WaitingJob {
        id: job.id,
        kind: job.kind,
        attempts: job.attempts,
        next_at: job.run_at,
        problem: job.problem,
    }
}

fn dead_job(job: Job) -> DeadWork {
    DeadWork {
        id: WorkId::Job(job.id),
        kind: job.kind,
        attempts: job.attempts,
        at: job.created_at,
        problem: job.problem.unwrap_or_default(),
    }
}

fn dead_letter(letter: DeadLetter) -> DeadWork {
    DeadWork {
        id: WorkId::Letter {
            reader: letter.reader.clone(),
            pos: letter.pos,
        },
        kind: letter.reader,
        attempts: letter.attempts,
        at: letter.at,
        problem: letter.problem,
    }
}

impl std::fmt::Display for WorkId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Job(id) => write!(f, "{id}"),
            Self::Letter { reader, pos } => write!(f, "{reader}:{pos}"),
        }
    }
}

impl FromStr for WorkId {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Self, AppError> {
        let unknown = || AppError::NotFound { what: "work" };
        match text.rsplit_once(':') {
            Some((reader, pos)) => Ok(Self::Letter {
                reader: reader.to_owned(),
                pos: pos.parse().map_err(|_| unknown())?,
            }),
            None => text.parse().map(Self::Job).map_err(|_| unknown()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WorkId;

    #[test]
    fn work_ids_round_trip_as_text() {
        for text in ["job_0000000000001", "notify_requester:42"] {
            assert_eq!(text.parse::<WorkId>().unwrap().to_string(), text);
        }
        for text in ["", "job_", "notify_requester:x", "tkt_0000000000001"] {
            assert!(text.parse::<WorkId>().is_err(), "{text}");
        }
    }
}
