use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use touchstone_app::account;
use touchstone_domain::access::Role;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Whether a role needs a second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Requirement {
    required: bool,
}

/// Decides whether those with a role need a second factor. Who has none is let do nothing before it is set up.
#[utoipa::path(post, path = "/api/v1/roles/{role}/second-factor", tag = "administration",
    params(("role" = String, Path)), request_body = Requirement, responses((status = 204)))]
pub(super) async fn role_second_factor(
    by: Granted<may::ManageUsers>,
    At(role): At<Role>,
    State(state): State<WebState>,
    body: Json<Requirement>,
) -> Result<StatusCode, Failure> {
    let call = by.call_with(&body);
    account::role_second_factor(&state.app, &call, role, body.value.required).await?;
    Ok(StatusCode::NO_CONTENT)
}
