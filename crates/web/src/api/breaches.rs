//! Promises that were not kept: which, why, and who answers for them.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_app::breach::{self, Breach as Found, BreachAsked, BreachQuery};
use touchstone_domain::clock::{BreachCause, CauseBranch, ClockBasis, Metric};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::stage::Stage;
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::{Page, Plain};
use crate::api::schema;
use crate::api::wire::Charged;
use crate::failure::Failure;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<__path_breach_list, _, _>(breach_list),
        Route::api_read::<__path_breach_sums, _, _>(breach_sums),
    ]
}

/// Which breaches.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BreachFilter {
    /// The first day, `2026-01-31`; 30 days before the last without it.
    from: Option<String>,
    /// The last day; today without it. At most 400 days.
    to: Option<String>,
    /// A cause, or `branch:` and a branch with all its causes; `unset` where nobody has said why.
    cause: Option<String>,
    #[param(value_type = Option<schema::ChargedTo>)]
    charged_to: Option<String>,
    /// Of tickets that this team has now.
    #[param(value_type = Option<schema::TeamId>)]
    team: Option<String>,
    #[param(value_type = Option<schema::ClockBasis>)]
    basis: Option<String>,
    cursor: Option<String>,
    /// 1 to 200; 50 without it.
    limit: Option<u32>,
}

/// Of which days.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct BreachDays {
    /// The first day, `2026-01-31`; 30 days before the last without it.
    from: Option<String>,
    /// The last day; today without it. At most 400 days.
    to: Option<String>,
}

/// A clock that ran out.
#[derive(Debug, Serialize, ToSchema)]
struct Breach {
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
    #[schema(value_type = schema::Metric)]
    metric: Metric,
    instance: u32,
    #[schema(value_type = schema::ClockBasis)]
    basis: ClockBasis,
    /// Its due time.
    #[schema(value_type = schema::Time)]
    breached_at: Timestamp,
    /// When what it measures happened after all.
    #[schema(value_type = Option<schema::Time>)]
    met_at: Option<Timestamp>,
    /// Where the ticket stood when it ran out.
    #[schema(value_type = Option<schema::Stage>)]
    breached_in: Option<Stage>,
    #[schema(value_type = schema::BreachCause)]
    cause: BreachCause,
    charged: Option<Charged>,
    #[schema(value_type = Option<schema::UserId>)]
    assignee: Option<UserId>,
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<TeamId>,
}

impl From<Found> for Breach {
    fn from(found: Found) -> Self {
        Self {
            ticket: found.ticket,
            number: found.number,
            metric: found.metric,
            instance: found.instance,
            basis: found.basis,
            breached_at: found.breached_at,
            met_at: found.met_at,
            breached_in: found.breached_in,
            cause: found.cause,
            charged: found.charged.map(Charged::from),
            assignee: found.assignee.map(|user| user.id),
            team: found.team.map(|team| team.id),
        }
    }
}

/// Breaches of a period by cause and by who answers.
#[derive(Debug, Serialize, ToSchema)]
struct BreachSums {
    /// At most 10,000: the newest are counted.
    count: i64,
    /// There are more, which are older and not counted.
    capped: bool,
    /// Nobody has said why.
    unset: i64,
    /// Nobody answers for it yet.
    uncharged: i64,
    branches: Vec<BranchSum>,
    /// The twenty that answer for most.
    parties: Vec<PartySum>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BranchSum {
    #[schema(value_type = schema::CauseBranch)]
    branch: CauseBranch,
    count: i64,
    causes: Vec<CauseSum>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CauseSum {
    #[schema(value_type = schema::BreachCause)]
    cause: BreachCause,
    count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartySum {
    charged: Charged,
    count: i64,
}

impl From<breach::BreachSums> for BreachSums {
    fn from(sums: breach::BreachSums) -> Self {
        let cause = |sum: breach::CauseSum| CauseSum {
            cause: sum.cause,
            count: sum.count,
        };
        let branch = |sum: breach::BranchSum| BranchSum {
            branch: sum.branch,
            count: sum.count,
            causes: sum.causes.into_iter().map(cause).collect(),
        };
        let party = |sum: breach::PartySum| PartySum {
            charged: sum.charged.into(),
            count: sum.count,
        };
        Self {
            count: sums.count,
            capped: sums.capped,
            unset: sums.unset,
            uncharged: sums.uncharged,
            branches: sums.branches.into_iter().map(branch).collect(),
            parties: sums.parties.into_iter().map(party).collect(),
        }
    }
}

/// Clocks that ran out, newest first, with why and who answers for it.
#[utoipa::path(get, path = "/api/v1/breaches", tag = "standards", params(BreachFilter),
    responses((status = 200, body = Page<Breach>)))]
async fn breach_list(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<BreachFilter>,
    State(state): State<WebState>,
) -> Result<Page<Breach>, Failure> {
    let asked = BreachAsked {
        from: asked.from.as_deref(),
        to: asked.to.as_deref(),
        cause: asked.cause.as_deref(),
        charged_to: asked.charged_to.as_deref(),
        team: asked.team.as_deref(),
        basis: asked.basis.as_deref(),
        cursor: asked.cursor.as_deref(),
        limit: asked.limit,
    };
    let query = BreachQuery::read(&state.app, &asked)?;
    let page = breach::breach_list(&state.app, &by.caller, query).await?;
    Ok(Page {
        items: page.items.into_iter().map(Breach::from).collect(),
        next_cursor: page.next_cursor,
    })
}

/// Breaches of a period counted along the tree of causes, and by who answers for them.
#[utoipa::path(get, path = "/api/v1/breaches/sums", tag = "standards", params(BreachDays),
    responses((status = 200, body = BreachSums)))]
async fn breach_sums(
    by: Granted<may::ReadBoard>,
    Query(asked): Query<BreachDays>,
    State(state): State<WebState>,
) -> Result<Plain<BreachSums>, Failure> {
    let asked = BreachAsked {
        from: asked.from.as_deref(),
        to: asked.to.as_deref(),
        ..BreachAsked::default()
    };
    let days = BreachQuery::read(&state.app, &asked)?.filter.days;
    Ok(Plain(
        breach::breach_sums(&state.app, &by.caller, days).await?.into(),
    ))
}
