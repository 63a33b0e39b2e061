use axum::extract::State;
use serde::Deserialize;
use touchstone_app::privacy::request;
use touchstone_domain::id::PrivacyRequestId;
use touchstone_domain::privacy::{IdentityProof, PrivacyRefusal};
use utoipa::ToSchema;

use super::PrivacyRequest;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::privacy::{StepFields, step_named};
use crate::state::WebState;

/// What a step needs; each takes only its own fields: `identify {proof}`, `extend {days, reason}`, `package {}`,
/// `complete {answer?, name?, email?, phone?}` (the last three for a correction), `refuse {refusal, reason}`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivacyAction {
    /// Version of the request the caller saw; another one refuses the step.
    based_on: Option<i64>,
    #[schema(value_type = Option<schema::IdentityProof>)]
    proof: Option<IdentityProof>,
    #[schema(value_type = Option<schema::PrivacyRefusal>)]
    refusal: Option<PrivacyRefusal>,
    /// Working days more; at most what the service standard allows.
    days: Option<u32>,
    reason: Option<String>,
    answer: Option<String>,
    name: Option<String>,
    /// An empty text takes the address away.
    email: Option<String>,
    /// An empty text takes the number away.
    phone: Option<String>,
}

/// Does one step with a privacy request: shows who asks, takes more time, has the copy made, does what was asked, or
/// refuses it. What its state does not allow: 409 `privacy_step_refused`. Completing an erasure destroys the person's data
/// for good; a legal hold refuses that (409 `legal_hold` with `holds`).
#[utoipa::path(post, path = "/api/v1/privacy/requests/{id}/actions/{action}", tag = "privacy",
    params(("id" = String, Path), ("action" = schema::PrivacyStep, Path)), request_body = PrivacyAction,
    responses((status = 200, body = PrivacyRequest)))]
pub(super) async fn privacy_act(
    by: Granted<may::ManagePrivacy>,
    At((id, action)): At<(PrivacyRequestId, String)>,
    State(state): State<WebState>,
    body: Json<PrivacyAction>,
) -> Result<Record<PrivacyRequest>, Failure> {
    let step = step_named(&action)?;
    let mut call = by.call_with(&body);
    let given = body.value;
    call.expected_version = given.based_on;
    let fields = StepFields {
        proof: given.proof,
        refusal: given.refusal,
        days: given.days,
        reason: given.reason,
        answer: given.answer,
        name: given.name,
        email: given.email,
        phone: given.phone,
    };
    let done = request::privacy_step(&state.app, &call, id, fields.step(step)?).await?;
    Ok(PrivacyRequest::record(done))
}
