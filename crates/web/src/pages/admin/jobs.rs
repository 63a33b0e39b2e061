//! Background work: what waits, and what was given up.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::search::{search_progress, search_rebuild};
use touchstone_app::work::{self, DeadWork, WaitingJob, WorkId};
use touchstone_render::view::{DeadLetter, JobLine, JobsView, SearchIndexLine};

use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::{done, notices};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/jobs";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, jobs),
        Route::post("/admin/jobs/{id}/retry", work_retry),
        Route::post("/admin/jobs/{id}/drop", work_drop),
        Route::post("/admin/jobs/search", search_rebuilt),
    ]
}

async fn jobs(by: Granted<may::ManageJobs>, State(state): State<WebState>) -> Page {
    let work = work::work_list(&state.app, &by.caller).await?;
    let index = search_progress(&state.app, &by.caller).await?;
    let view = JobsView {
        jobs: work.waiting.into_iter().map(job_line).collect(),
        dead: work.dead.into_iter().map(dead_letter).collect(),
        next: None,
        // Whoever sees this page holds the permission to act on it.
        may_manage: true,
        search: SearchIndexLine {
            ready: index.ready,
            percent: index.percent(),
            ended_at: index.ended_at,
        },
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

fn job_line(job: WaitingJob) -> JobLine {
    JobLine {
        id: job.id.to_string(),
        kind: job.kind,
        attempts: job.attempts,
        next_at: job.next_at,
        problem: job.problem,
    }
}

fn dead_letter(work: DeadWork) -> DeadLetter {
    DeadLetter {
        id: work.id.to_string(),
        kind: work.kind,
        attempts: work.attempts,
        at: work.at,
        problem: work.problem,
    }
}

async fn work_retry(
    by: Granted<may::ManageJobs>,
    At(id): At<String>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let id: WorkId = id.parse()?;
    work::work_retry(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "retried"))
}

async fn work_drop(
    by: Granted<may::ManageJobs>,
    At(id): At<String>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let id: WorkId = id.parse()?;
    work::work_drop(&state.app, &by.call_with(&form), id).await?;
    Ok(done(PATH, "dropped"))
}

async fn search_rebuilt(
    by: Granted<may::ManageJobs>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    search_rebuild(&state.app, &by.call_with(&form)).await?;
    Ok(done(PATH, "search_rebuild"))
}
