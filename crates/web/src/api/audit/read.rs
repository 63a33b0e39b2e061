use axum::extract::State;
use serde::Serialize;
use touchstone_app::audit;
use touchstone_domain::id::EventId;
use utoipa::ToSchema;

use super::AuditEvent;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One entry with everything that is stored of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditDetail {
    #[serde(flatten)]
    event: AuditEvent,
    /// Its place in the log.
    position: Option<i64>,
    /// The body as it is stored, byte for byte.
    stored: String,
    /// SHA-256 of what is stored now, hexadecimal; `intact` says whether it equals `hash`.
    hash_again: String,
    /// Why personal data was asked for.
    reason: Option<String>,
}

/// One entry, held against its hash.
#[utoipa::path(get, path = "/api/v1/audit/{id}", tag = "audit", params(("id" = String, Path)),
    responses((status = 200, body = AuditDetail)))]
pub(super) async fn audit_read(
    by: Granted<may::ReadAudit>,
    At(id): At<EventId>,
    State(state): State<WebState>,
) -> Result<Plain<AuditDetail>, Failure> {
    let detail = audit::audit_read(&state.app, &by.caller, id).await?;
    Ok(Plain(AuditDetail {
        position: detail.position,
        stored: detail.entry.stored.clone(),
        hash_again: detail.hash_again,
        reason: detail.reason,
        event: detail.entry.into(),
    }))
}
