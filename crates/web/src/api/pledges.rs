//! Public pledges: how they stand on a request, how often they were kept, and what became of the remedies of broken ones.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_app::pledge::{
    BrokenPledge, BrokenPledgeQuery, PledgeFigures, RemedyInput, TicketPledge, pledge_breach_list,
    pledge_figures, pledge_remedy, ticket_pledges,
};
use touchstone_domain::clock::Metric;
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::standard::pledge::{PledgeState, RemedyState};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::api::wire::fields_based_on;
use crate::body::Json;
use crate::failure::Failure;
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_ticket_pledge_list, _, _>(ticket_pledge_list),
        Route::api_write::<__path_ticket_pledge_remedy, _, _>(ticket_pledge_remedy),
        Route::api_read::<__path_pledge_list, _, _>(pledge_list),
        Route::api_read::<__path_broken_list, _, _>(broken_list),
    ]
}

/// A public pledge on one request.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct PledgeStanding {
    pledge: String,
    /// In the caller's language, like `text` and `remedy_text`, which are Markdown.
    title: String,
    text: String,
    remedy_text: String,
    #[schema(value_type = schema::PledgeState)]
    state: PledgeState,
    /// When it was kept or broken, or will be broken.
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    /// Of a broken one: what became of its remedy.
    #[schema(value_type = Option<schema::RemedyState>)]
    remedy: Option<RemedyState>,
    #[schema(value_type = Option<schema::Time>)]
    decided_at: Option<Timestamp>,
}

impl From<TicketPledge> for PledgeStanding {
    fn from(one: TicketPledge) -> Self {
        Self {
            pledge: one.pledge,
            title: one.title,
            text: one.text,
            remedy_text: one.remedy_text,
            state: one.state,
            at: one.at,
            remedy: one.remedy.as_ref().map(|remedy| remedy.state),
            decided_at: one.remedy.and_then(|remedy| remedy.decided_at),
        }
    }
}

fn standings(found: Vec<TicketPledge>) -> Page<PledgeStanding> {
    Page {
        items: found.into_iter().map(PledgeStanding::from).collect(),
        next_cursor: None,
    }
}

/// How the public pledges stand on a ticket, by the version of the standard that judges it. All on one page.
#[utoipa::path(get, path = "/api/v1/tickets/{id}/pledges", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Page<PledgeStanding>)))]
async fn ticket_pledge_list(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    State(state): State<WebState>,
) -> Result<Page<PledgeStanding>, Failure> {
    Ok(standings(ticket_pledges(&state.app, &by.caller, id).await?))
}

/// What became of a remedy.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes a body that the application reads field by field"
)]
struct RemedyBody {
    /// Version of the ticket the caller saw; another one refuses it.
    based_on: Option<i64>,
    /// `given`, or `waived` (needs `clock.extend`).
    outcome: String,
    /// What was done, or why nothing was; kept as an internal note.
    reason: String,
}

/// Records the remedy of a pledge that was broken on a ticket, once.
#[utoipa::path(post, path = "/api/v1/tickets/{id}/pledges/{pledge}/remedy", tag = "tickets",
    params(("id" = String, Path), ("pledge" = String, Path)), request_body = RemedyBody,
    responses((status = 200, body = Page<PledgeStanding>)))]
async fn ticket_pledge_remedy(
    by: Granted<may::ReadTickets>,
    At((id, pledge)): At<(TicketId, String)>,
    State(state): State<WebState>,
    body: Json<Value>,
) -> Result<Page<PledgeStanding>, Failure> {
    let mut call = by.call_with(&body);
    let (fields, based_on) = fields_based_on(body.value)?;
    call.expected_version = based_on;
    let input = RemedyInput::read(fields)?;
    Ok(standings(
        pledge_remedy(&state.app, &call, id, pledge, input).await?,
    ))
}

/// Of which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PledgeDays {
    /// The first day, `2026-01-31`; 30 days before the last without it.
    from: Option<String>,
    /// The last day; today without it. At most 400 days.
    to: Option<String>,
}

/// How often a pledge was kept: each clock that was met in time keeps it, each that ran out breaks it.
#[derive(Debug, Serialize, ToSchema)]
struct PledgeLine {
    pledge: String,
    title: String,
    remedy_text: String,
    kept: i64,
    broken: i64,
    /// Between 0 and 1; `null` where nothing was decided.
    share: Option<f64>,
}

impl From<PledgeFigures> for PledgeLine {
    fn from(one: PledgeFigures) -> Self {
        Self {
            pledge: one.pledge,
            title: one.title,
            remedy_text: one.remedy_text,
            kept: one.kept,
            broken: one.broken,
            share: one.share,
        }
    }
}

/// The tracked pledges of the standard in force over a period. All on one page.
#[utoipa::path(get, path = "/api/v1/pledges", tag = "standards", params(PledgeDays),
    responses((status = 200, body = Page<PledgeLine>)))]
async fn pledge_list(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<PledgeDays>,
    State(state): State<WebState>,
) -> Result<Page<PledgeLine>, Failure> {
    let (from, to) = (asked.from.as_deref(), asked.to.as_deref());
    let (_, figures) = pledge_figures(&state.app, &by.caller, from, to).await?;
    Ok(Page {
        items: figures.into_iter().map(PledgeLine::from).collect(),
        next_cursor: None,
    })
}

/// Which broken pledges.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BrokenFilter {
    /// What became of the remedy; `owed` without it.
    #[param(value_type = Option<schema::RemedyState>)]
    state: Option<RemedyState>,
    cursor: Option<String>,
    /// 1 to 200; 50 without it.
    limit: Option<u32>,
}

/// A pledge that was broken on a ticket.
#[derive(Debug, Serialize, ToSchema)]
struct Broken {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
    pledge: String,
    title: String,
    #[schema(value_type = schema::Metric)]
    metric: Metric,
    #[schema(value_type = schema::Time)]
    broken_at: Timestamp,
    #[schema(value_type = schema::RemedyState)]
    state: RemedyState,
    #[schema(value_type = Option<schema::UserId>)]
    decided_by: Option<UserId>,
    #[schema(value_type = Option<schema::Time>)]
    decided_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::UserId>)]
    assignee: Option<UserId>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<TeamId>,
}

impl From<BrokenPledge> for Broken {
    fn from(one: BrokenPledge) -> Self {
        Self {
            ticket: one.ticket,
            number: one.number,
            pledge: one.pledge,
            title: one.title,
            metric: one.metric,
            broken_at: one.broken_at,
            state: one.state,
            decided_by: one.decided_by.map(|user| user.id),
            decided_at: one.decided_at,
            assignee: one.assignee.map(|user| user.id),
            team: one.team.map(|team| team.id),
        }
    }
}

/// Pledges that were broken on tickets the caller may see, by what became of their remedies, the oldest first.
#[utoipa::path(get, path = "/api/v1/pledges/broken", tag = "standards", params(BrokenFilter),
    responses((status = 200, body = Page<Broken>)))]
async fn broken_list(
    by: Granted<may::ReadTickets>,
    Query(asked): Query<BrokenFilter>,
    State(state): State<WebState>,
) -> Result<Page<Broken>, Failure> {
    let query = BrokenPledgeQuery::read(asked.state, asked.cursor.as_deref(), asked.limit)?;
    let page = pledge_breach_list(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: page.items.into_iter().map(Broken::from).collect(),
        next_cursor: page.next_cursor,
    })
}
