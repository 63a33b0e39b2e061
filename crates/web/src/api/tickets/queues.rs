use std::collections::BTreeMap;

use axum::extract::State;
use serde::Serialize;
use touchstone_app::ticket::{self, Queue};
use touchstone_domain::id::TeamId;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::schema;
use crate::failure::Failure;
use crate::state::WebState;

/// One queue of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketQueue {
    /// `mine`, `mine_resolved`, `unassigned`, `team`, `no_team`, `all`, or a status.
    code: String,
    /// For `team`: which one.
    #[schema(value_type = Option<schema::TeamId>)]
    team: Option<TeamId>,
    team_name: Option<String>,
    /// Kept as tickets move, not counted.
    count: u64,
    /// The query of the list behind it.
    filter: BTreeMap<String, String>,
}

impl From<Queue> for TicketQueue {
    fn from(queue: Queue) -> Self {
        Self {
            code: queue.code,
            team: queue.team,
            team_name: queue.team_name,
            count: queue.count,
            filter: queue.filter.into_iter().collect(),
        }
    }
}

/// The caller's queues with their counts. All on one page.
#[utoipa::path(get, path = "/api/v1/queues", tag = "account", responses((status = 200, body = Page<TicketQueue>)))]
pub(super) async fn queue_list(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
) -> Result<Page<TicketQueue>, Failure> {
    let queues = ticket::queues(&state.app, &by.caller).await?;
    Ok(Page {
        items: queues.into_iter().map(TicketQueue::from).collect(),
        next_cursor: None,
    })
}
