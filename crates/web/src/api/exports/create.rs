use axum::extract::State;
use serde::Deserialize;
use touchstone_app::export::{ExportInput, export_ask};
use utoipa::ToSchema;

use super::Export;
use crate::access::{Granted, may};
use crate::api::answer::Accepted;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

/// What is to be in it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportWanted {
    /// Contacts of requesters and staff in clear; needs `person.reveal` over everything.
    #[serde(default)]
    contacts: bool,
    /// Why they are wanted in clear; required then.
    #[serde(default)]
    reason: String,
}

/// Has the whole archive written into one file, in the background. Refused while another is under way
/// (`export_under_way`).
#[utoipa::path(post, path = "/api/v1/exports", tag = "operation", request_body = ExportWanted,
    responses((status = 202, body = Export)))]
pub(super) async fn export_create(
    by: Granted<may::ManageExports>,
    State(state): State<WebState>,
    body: Json<ExportWanted>,
) -> Result<Accepted<Export>, Failure> {
    let call = by.call_with(&body);
    let input = ExportInput {
        contacts: body.value.contacts,
        reason: body.value.reason,
    };
    let view = export_ask(&state.app, &call, input).await?;
    Ok(Accepted {
        location: format!("/api/v1/exports/{}", view.id),
        body: view.into(),
    })
}
