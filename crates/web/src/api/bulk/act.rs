use axum::extract::State;
use touchstone_app::bulk;
use touchstone_domain::id::BulkId;

use super::wire::{Bulk, accepted};
use crate::access::{Granted, may};
use crate::api::answer::{Accepted, Plain};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// Ends a job where it is. What was changed stays so until it is taken back.
#[utoipa::path(post, path = "/api/v1/bulk/{id}/cancel", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Bulk)))]
pub(super) async fn bulk_cancel(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Plain<Bulk>, Failure> {
    let ended = bulk::bulk_cancel(&state.app, &by.call_with(&body), id).await?;
    Ok(Plain(ended.into()))
}

/// Sets back what a job changed where nothing has changed since; the rest is `kept`, with a reason each.
#[utoipa::path(post, path = "/api/v1/bulk/{id}/undo", tag = "tickets", params(("id" = String, Path)),
    responses((status = 202, body = Bulk)))]
pub(super) async fn bulk_undo(
    by: Granted<may::ReadTickets>,
    At(id): At<BulkId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Accepted<Bulk>, Failure> {
    let begun = bulk::bulk_undo(&state.app, &by.call_with(&body), id).await?;
    Ok(accepted(begun))
}
