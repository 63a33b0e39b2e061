use axum::extract::State;
use touchstone_app::privacy::request;
use touchstone_domain::id::PrivacyRequestId;

use super::PrivacyRequest;
use crate::access::{Granted, may};
use crate::api::answer::{Page, Record};
use crate::api::wire::HistoryEvent;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One privacy request.
#[utoipa::path(get, path = "/api/v1/privacy/requests/{id}", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = PrivacyRequest)))]
pub(super) async fn privacy_read(
    by: Granted<may::ReadPrivacy>,
    At(id): At<PrivacyRequestId>,
    State(state): State<WebState>,
) -> Result<Record<PrivacyRequest>, Failure> {
    let found = request::privacy_request(&state.app, &by.caller, id).await?;
    Ok(PrivacyRequest::record(found))
}

/// What happened to a privacy request, oldest first.
#[utoipa::path(get, path = "/api/v1/privacy/requests/{id}/events", tag = "privacy", params(("id" = String, Path)),
    responses((status = 200, body = Page<HistoryEvent>)))]
pub(super) async fn privacy_events(
    by: Granted<may::ReadPrivacy>,
    At(id): At<PrivacyRequestId>,
    State(state): State<WebState>,
) -> Result<Page<HistoryEvent>, Failure> {
    let entries = request::privacy_history(&state.app, &by.caller, id).await?;
    Ok(Page {
        items: entries
            .into_iter()
            .map(HistoryEvent::of)
            .collect::<Result<_, _>>()?,
        next_cursor: None,
    })
}
