use axum::extract::State;
use touchstone_app::search::{self, SearchRequest};

use super::SearchAnswer;
use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::failure::Failure;
use crate::query::Pairs;
use crate::state::WebState;

#[derive(utoipa::IntoParams)]
#[expect(
    dead_code,
    reason = "describes a query that the application reads name by name"
)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParams {
    /// Words that must all be there (of Chinese, Japanese and Korean any two characters inside a sentence), `"phrases"`, and
    /// filters: `status: kind: category: urgency: channel: tier: team: assignee: owner: tag: created: updated: from: order: is:`.
    /// A ticket's number, its tracking code, or a requester's e-mail address or phone number finds it too.
    q: String,
    /// Tickets on a page, 1 to 200; 50 without. A page may be shorter although more follow.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// The tickets the caller may see that answer a query. What cannot be understood is refused (422) with `values.token`,
/// `values.start` and `values.end` of the error saying where.
#[utoipa::path(get, path = "/api/v1/search", tag = "tickets", params(SearchParams),
    responses((status = 200, body = SearchAnswer)))]
pub(super) async fn search(
    by: Granted<may::ReadTickets>,
    pairs: Pairs,
    State(state): State<WebState>,
) -> Result<Plain<SearchAnswer>, Failure> {
    let request = SearchRequest::parse(pairs.iter())?;
    let page = search::search(&state.app, &by.caller, request).await?;
    Ok(Plain(page.into()))
}
