use axum::extract::State;
use serde::Serialize;
use touchstone_app::work::{self, DeadWork, WaitingJob};
use touchstone_domain::id::JobId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// The state of background work, at most 200 of each.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Work {
    waiting: Vec<WorkWaiting>,
    dead: Vec<WorkDead>,
}

/// A job that waits for its time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkWaiting {
    #[schema(value_type = schema::JobId)]
    id: JobId,
    kind: String,
    attempts: u32,
    #[schema(value_type = schema::Time)]
    next_at: Timestamp,
    /// What went wrong last.
    problem: Option<String>,
}

/// Work that was given up: a job, or an event that a reaction could not digest.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkDead {
    id: String,
    kind: String,
    attempts: u32,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    problem: String,
}

impl From<WaitingJob> for WorkWaiting {
    fn from(job: WaitingJob) -> Self {
        let WaitingJob {
            id,
            kind,
            attempts,
            next_at,
            problem,
        } = job;
        Self {
            id,
            kind,
            attempts,
            next_at,
            problem,
        }
    }
}

impl From<DeadWork> for WorkDead {
    fn from(work: DeadWork) -> Self {
        let DeadWork {
            id,
            kind,
            attempts,
            at,
            problem,
        } = work;
        Self {
            id: id.to_string(),
            kind,
            attempts,
            at,
            problem,
        }
    }
}

/// What waits for another attempt, and what was given up until somebody has it tried again or drops it.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "operation", responses((status = 200, body = Work)))]
pub(super) async fn work_list(
    by: Granted<may::ManageJobs>,
    State(state): State<WebState>,
) -> Result<Plain<Work>, Failure> {
    let view = work::work_list(&state.app, &by.caller).await?;
    Ok(Plain(Work {
        waiting: view.waiting.into_iter().map(WorkWaiting::from).collect(),
        dead: view.dead.into_iter().map(WorkDead::from).collect(),
    }))
}
