use axum::extract::State;
use serde::Deserialize;
use touchstone_app::Call;
use touchstone_app::standard;
use touchstone_domain::id::StandardId;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::wire::{Standard, record};
use crate::access::{Granted, SignedIn, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// A step without words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardStep {
    /// The version of the record that was looked at; another one refuses the step.
    based_on: Option<i64>,
}

/// A step with something to say, if there is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardNoted {
    based_on: Option<i64>,
    note: Option<String>,
}

/// What has to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardReturn {
    based_on: Option<i64>,
    note: String,
}

/// From when it judges what arrives.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardInstant {
    based_on: Option<i64>,
    /// Now without it.
    #[schema(value_type = Option<schema::Time>)]
    from: Option<Timestamp>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardComment {
    comment: String,
}

fn call<T>(by: &SignedIn, body: &Json<T>, based_on: Option<i64>) -> Call {
    let mut call = by.call_with(body);
    call.expected_version = based_on;
    call
}

/// Gives a draft to those who approve.
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/submit", tag = "reference", params(("id" = String, Path)),
    request_body = StandardStep, responses((status = 200, body = Standard)))]
pub(super) async fn standard_submit(
    by: Granted<may::WriteStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardStep>,
) -> Result<Record<Standard>, Failure> {
    let call = call(&by, &body, body.value.based_on);
    Ok(record(standard::standard_submit(&state.app, &call, id).await?))
}

/// Approves a version. It takes two people; nobody approves what they alone have written (409 `standard_only_author`).
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/approve", tag = "reference", params(("id" = String, Path)),
    request_body = StandardNoted, responses((status = 200, body = Standard)))]
pub(super) async fn standard_approve(
    by: Granted<may::ApproveStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardNoted>,
) -> Result<Record<Standard>, Failure> {
    let call = call(&by, &body, body.value.based_on);
    Ok(record(
        standard::standard_approve(&state.app, &call, id, body.value.note).await?,
    ))
}

/// Gives a version back to its authors. What was approved has to be approved again.
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/return", tag = "reference", params(("id" = String, Path)),
    request_body = StandardReturn, responses((status = 200, body = Standard)))]
pub(super) async fn standard_return(
    by: Granted<may::ApproveStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardReturn>,
) -> Result<Record<Standard>, Failure> {
    let call = call(&by, &body, body.value.based_on);
    Ok(record(
        standard::standard_return(&state.app, &call, id, body.value.note).await?,
    ))
}

/// Puts an approved version in force, now or from an instant on. What arrived before keeps its version.
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/schedule", tag = "reference", params(("id" = String, Path)),
    request_body = StandardInstant, responses((status = 200, body = Standard)))]
pub(super) async fn standard_schedule(
    by: Granted<may::ApproveStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardInstant>,
) -> Result<Record<Standard>, Failure> {
    let call = call(&by, &body, body.value.based_on);
    Ok(record(
        standard::standard_schedule(&state.app, &call, id, body.value.from).await?,
    ))
}

/// Gives a draft up (`standard.write`), or takes back that a version was approved, which makes it a draft again
/// (`standard.approve`). What is in force stays.
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/withdraw", tag = "reference", params(("id" = String, Path)),
    request_body = StandardNoted, responses((status = 200, body = Standard)))]
pub(super) async fn standard_withdraw(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardNoted>,
) -> Result<Record<Standard>, Failure> {
    let call = call(&by, &body, body.value.based_on);
    Ok(record(
        standard::standard_withdraw(&state.app, &call, id, body.value.note).await?,
    ))
}

/// Says something about a version.
#[utoipa::path(post, path = "/api/v1/standards/{id}/comments", tag = "reference", params(("id" = String, Path)),
    request_body = StandardComment, responses((status = 200, body = Standard)))]
pub(super) async fn standard_comment(
    by: Granted<may::ReadStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<StandardComment>,
) -> Result<Record<Standard>, Failure> {
    let call = by.call_with(&body);
    Ok(record(
        standard::standard_comment(&state.app, &call, id, body.value.comment).await?,
    ))
}
