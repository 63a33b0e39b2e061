use axum::extract::State;
use serde::Serialize;
use touchstone_app::person::{self, RevealEntry, RevealField};
use touchstone_domain::id::{EventId, PersonId, UserId};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, page};
use crate::api::schema;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Who saw what of a person, or tried to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RevealRecord {
    #[schema(value_type = schema::EventId)]
    id: EventId,
    #[schema(value_type = schema::UserId)]
    user: UserId,
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    #[schema(value_type = Vec<schema::RevealField>)]
    fields: Vec<RevealField>,
    /// `null` once the person was erased.
    reason: Option<String>,
    granted: bool,
}

impl From<RevealEntry> for RevealRecord {
    fn from(entry: RevealEntry) -> Self {
        Self {
            id: entry.id,
            user: entry.user,
            at: entry.at,
            fields: entry.fields,
            reason: Some(entry.reason).filter(|reason| !reason.is_empty()),
            granted: entry.granted,
        }
    }
}

/// Who saw fields of a requester in clear, or tried to; newest first.
#[utoipa::path(get, path = "/api/v1/people/{id}/reveals", tag = "people", params(("id" = String, Path), Paging),
    responses((status = 200, body = Page<RevealRecord>)))]
pub(super) async fn reveal_list(
    by: Granted<may::ReadAudit>,
    At(id): At<PersonId>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<RevealRecord>, Failure> {
    let limit = paging.limit()?;
    let entries = person::reveal_list(&state.app, &by.call(), id, paging.after()?, limit + 1).await?;
    Ok(page(entries, limit, |entry| entry.id).map(RevealRecord::from))
}
