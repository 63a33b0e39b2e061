use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::correction::{self, FactsInput};
use touchstone_domain::id::{CorrectionId, StandardId};
use utoipa::ToSchema;

use super::wire::{Correction, Facts};
use crate::access::{Granted, may};
use crate::api::answer::{Accepted, Plain};
use crate::api::schema;
use crate::body::{Json, NoBody};
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Facts to be set anew for every open ticket that a condition holds for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectionWanted {
    #[schema(value_type = schema::Condition)]
    when: Value,
    change: Facts,
    reason: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CorrectionReason {
    reason: String,
}

fn accepted(found: correction::Correction) -> Accepted<Correction> {
    let body = Correction::from(found);
    Accepted {
        location: format!("/api/v1/corrections/{}", body.id),
        body,
    }
}

/// Begins to correct facts in the background. `POST /api/v1/conditions/count` says beforehand how many tickets match.
#[utoipa::path(post, path = "/api/v1/corrections", tag = "standards", request_body = CorrectionWanted,
    responses((status = 202, body = Correction)))]
pub(super) async fn correction_begin(
    by: Granted<may::ApproveStandards>,
    State(state): State<WebState>,
    body: Json<CorrectionWanted>,
) -> Result<Accepted<Correction>, Failure> {
    let call = by.call_with(&body);
    let CorrectionWanted { when, change, reason } = body.value;
    let input = FactsInput {
        when,
        change: change.into(),
        reason,
    };
    Ok(accepted(
        correction::facts_correct(&state.app, &call, &input).await?,
    ))
}

/// Has a version that is scheduled or in force reach the open tickets that the version before it judges: their live clocks are
/// counted anew from the start, what was judged stays judged. Begins when the version is in force.
#[utoipa::path(post, path = "/api/v1/standards/{id}/actions/correct", tag = "standards", request_body = CorrectionReason,
    params(("id" = String, Path)), responses((status = 202, body = Correction)))]
pub(super) async fn standard_correct(
    by: Granted<may::ApproveStandards>,
    At(id): At<StandardId>,
    State(state): State<WebState>,
    body: Json<CorrectionReason>,
) -> Result<Accepted<Correction>, Failure> {
    let call = by.call_with(&body);
    Ok(accepted(
        correction::standard_correct(&state.app, &call, id, &body.value.reason).await?,
    ))
}

/// Ends a correction where it is. What was reached stays corrected.
#[utoipa::path(post, path = "/api/v1/corrections/{id}/actions/cancel", tag = "standards", params(("id" = String, Path)),
    responses((status = 200, body = Correction)))]
pub(super) async fn correction_cancel(
    by: Granted<may::ApproveStandards>,
    At(id): At<CorrectionId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Correction>, Failure> {
    let found = correction::correction_cancel(&state.app, &by.call_with(&body), id).await?;
    Ok(Plain(found.into()))
}
