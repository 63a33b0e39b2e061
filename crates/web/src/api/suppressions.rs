//! Addresses that are written to no more, because letters came back from them.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_app::notify::{self, SuppressionEntry, SuppressionQuery};
use touchstone_domain::id::{NotificationId, SuppressionId, TicketId};
use touchstone_domain::mail::BounceCause;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::answer::{Page, Plain};
use super::schema;
use crate::access::{Granted, may};
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_suppression_list, _, _>(suppression_list),
        Route::api_read::<__path_suppression_read, _, _>(suppression_read),
        Route::api_write::<__path_suppression_release, _, _>(suppression_release),
        Route::api_read::<__path_ticket_reachability, _, _>(ticket_reachability),
    ]
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SuppressionFilter {
    /// Records on a page, 1 to 200; 50 without.
    limit: Option<u32>,
    cursor: Option<String>,
}

/// An address that is written to no more.
#[derive(Debug, Serialize, ToSchema)]
struct Suppression {
    #[schema(value_type = schema::SuppressionId)]
    id: SuppressionId,
    /// Masked; `null` when whose it was has another one by now.
    address: Option<String>,
    /// It is a member of staff's.
    staff: bool,
    #[schema(value_type = schema::BounceCause)]
    cause: BounceCause,
    /// The mail server's status code (RFC 3463).
    status: Option<String>,
    /// The last letter that came back.
    #[schema(value_type = schema::NotificationId)]
    letter: NotificationId,
    /// The ticket that letter was about.
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    /// Letters in a row that came back.
    strikes: u32,
    #[schema(value_type = schema::Time)]
    suppressed_at: Timestamp,
    /// When it is written to again by itself; `null` when not until somebody has it released.
    #[schema(value_type = Option<schema::Time>)]
    ends_at: Option<Timestamp>,
}

impl From<SuppressionEntry> for Suppression {
    fn from(entry: SuppressionEntry) -> Self {
        Self {
            id: entry.id,
            address: entry.address,
            staff: entry.staff,
            cause: entry.cause,
            status: entry.status,
            letter: entry.letter,
            ticket: entry.ticket,
            strikes: entry.strikes,
            suppressed_at: entry.suppressed_at,
            ends_at: entry.ends_at,
        }
    }
}

/// Whether mail reaches the requester.
#[derive(Debug, Serialize, ToSchema)]
struct Reachability {
    /// Why nothing is sent to them any more; `null` while mail is sent.
    #[schema(value_type = Option<schema::BounceCause>)]
    cause: Option<BounceCause>,
    #[schema(value_type = Option<schema::Time>)]
    since: Option<Timestamp>,
}

/// Addresses that are written to no more, newest first.
#[utoipa::path(get, path = "/api/v1/suppressions", tag = "operation", params(SuppressionFilter),
    responses((status = 200, body = Page<Suppression>)))]
async fn suppression_list(
    by: Granted<may::ManageJobs>,
    Query(filter): Query<SuppressionFilter>,
    State(state): State<WebState>,
) -> Result<Page<Suppression>, Failure> {
    let query = SuppressionQuery {
        limit: filter.limit,
        cursor: filter.cursor,
    };
    let page = notify::suppressions(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: page.items.into_iter().map(Suppression::from).collect(),
        next_cursor: page.next_cursor,
    })
}

/// One of them.
#[utoipa::path(get, path = "/api/v1/suppressions/{id}", tag = "operation", params(("id" = String, Path)),
    responses((status = 200, body = Suppression)))]
async fn suppression_read(
    by: Granted<may::ManageJobs>,
    At(id): At<SuppressionId>,
    State(state): State<WebState>,
) -> Result<Plain<Suppression>, Failure> {
    let entry = notify::suppression_get(&state.app, &by.caller, id).await?;
    Ok(Plain(entry.into()))
}

/// Has an address written to again. What was not sent meanwhile stays unsent.
#[utoipa::path(post, path = "/api/v1/suppressions/{id}/release", tag = "operation", params(("id" = String, Path)),
    responses((status = 204)))]
async fn suppression_release(
    by: Granted<may::ManageJobs>,
    At(id): At<SuppressionId>,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<StatusCode, Failure> {
    notify::suppression_release(&state.app, &by.call_with(&body), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether mail reaches the requester of a ticket, and if not, why.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/reachability", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Reachability)))]
async fn ticket_reachability(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Plain<Reachability>, Failure> {
    let found = notify::requester_unreachable(&state.app, &by.caller, id).await?;
    Ok(Plain(Reachability {
        cause: found.map(|found| found.cause),
        since: found.map(|found| found.since),
    }))
}
