use axum::extract::State;
use serde::Deserialize;
use touchstone_app::privacy::request::{PrivacyQuery, privacy_requests};
use touchstone_domain::id::PersonId;
use touchstone_domain::privacy::{PrivacyKind, PrivacyPhase};

use super::PrivacyRequest;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, cursor};
use crate::api::schema;
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PrivacyFilter {
    /// `open` without.
    #[param(value_type = Option<schema::PrivacyPhase>)]
    phase: Option<PrivacyPhase>,
    #[param(value_type = Option<schema::PrivacyKind>)]
    kind: Option<PrivacyKind>,
    /// Everything this person has asked, newest first, whatever the phase and kind.
    #[param(value_type = Option<schema::PersonId>)]
    person: Option<PersonId>,
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Privacy requests, the nearest due first.
#[utoipa::path(get, path = "/api/v1/privacy/requests", tag = "privacy", params(PrivacyFilter),
    responses((status = 200, body = Page<PrivacyRequest>)))]
pub(super) async fn privacy_list(
    by: Granted<may::ReadPrivacy>,
    Query(filter): Query<PrivacyFilter>,
    State(state): State<WebState>,
) -> Result<Page<PrivacyRequest>, Failure> {
    let paging = Paging::new(filter.limit, filter.cursor);
    let query = PrivacyQuery {
        phase: filter.phase.unwrap_or(PrivacyPhase::Open),
        kind: filter.kind,
        person: filter.person,
        after: paging.after()?,
        limit: paging.limit()?,
    };
    let page = privacy_requests(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: page.items.into_iter().map(PrivacyRequest::from).collect(),
        next_cursor: page.next.and_then(|next| cursor(&next)),
    })
}
