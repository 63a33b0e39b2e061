use axum::extract::State;
use serde::Deserialize;
use touchstone_app::retention;
use touchstone_domain::id::RetentionRunId;
use touchstone_domain::retention::RetentionMode;
use utoipa::ToSchema;

use super::wire::RetentionRun;
use crate::access::{Granted, may};
use crate::api::answer::{Created, Page, Plain};
use crate::api::paging::{Paging, cursor};
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Runs, newest first.
#[utoipa::path(get, path = "/api/v1/retention/runs", tag = "privacy", params(Paging),
    responses((status = 200, body = Page<RetentionRun>)))]
pub(super) async fn retention_runs(
    by: Granted<may::ReadPrivacy>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<RetentionRun>, Failure> {
    let found = retention::runs(&state.app, &by.caller, paging.after()?, paging.limit()?).await?;
    Ok(Page {
        items: found.items.into_iter().map(RetentionRun::from).collect(),
        next_cursor: found.next.and_then(|next| cursor(&next)),
    })
}

/// Which run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRetentionRun {
    #[schema(value_type = schema::RetentionMode)]
    mode: RetentionMode,
}

/// Begins a run of the newest rules: `dry` only counts; `real` destroys what is over, of rules that were approved (otherwise 409
/// `retention_not_approved`). One at a time (409 `retention_under_way`).
#[utoipa::path(post, path = "/api/v1/retention/runs", tag = "privacy", request_body = NewRetentionRun,
    responses((status = 201, body = RetentionRun)))]
pub(super) async fn retention_start(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    body: Json<NewRetentionRun>,
) -> Result<Created<RetentionRun>, Failure> {
    let run = retention::run_start(&state.app, &by.call_with(&body), body.value.mode).await?;
    Ok(Created {
        location: format!("/api/v1/retention/runs/{}", run.id),
        version: None,
        body: run.into(),
    })
}

/// One run and what it found so far.
#[utoipa::path(get, path = "/api/v1/retention/runs/{id}", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = RetentionRun)))]
pub(super) async fn retention_run(
    by: Granted<may::ReadPrivacy>,
    At(id): At<RetentionRunId>,
    State(state): State<WebState>,
) -> Result<Plain<RetentionRun>, Failure> {
    Ok(Plain(retention::run(&state.app, &by.caller, id).await?.into()))
}

/// Ends a run where it is. What it destroyed stays destroyed.
#[utoipa::path(post, path = "/api/v1/retention/runs/{id}/cancel", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = RetentionRun)))]
pub(super) async fn retention_cancel(
    by: Granted<may::ManagePrivacy>,
    At(id): At<RetentionRunId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<RetentionRun>, Failure> {
    let ended = retention::run_cancel(&state.app, &by.call_with(&body), id).await?;
    Ok(Plain(ended.into()))
}
