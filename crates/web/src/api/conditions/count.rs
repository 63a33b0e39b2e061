use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_app::condition;
use utoipa::ToSchema;

use crate::access::{Granted, may};
use crate::api::answer::Plain;
use crate::api::schema;
use crate::body::Json;
use crate::failure::Failure;
use crate::state::WebState;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Tried {
    #[schema(value_type = schema::Condition)]
    when: Value,
}

/// How many tickets match.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Counted {
    /// Tickets the caller may see, counted up to 10,000.
    count: u64,
    /// Whether there are no more.
    exact: bool,
    /// Whether counting was ended because it took too long.
    timed_out: bool,
}

/// Counts the tickets a condition holds for, as far as the caller may see them.
#[utoipa::path(post, path = "/api/v1/conditions/count", tag = "tickets", request_body = Tried,
    responses((status = 200, body = Counted)))]
pub(super) async fn condition_count(
    by: Granted<may::ReadTickets>,
    State(state): State<WebState>,
    body: Json<Tried>,
) -> Result<Plain<Counted>, Failure> {
    let when = condition::condition_read("when", &body.value.when)?;
    let found = condition::condition_count(&state.app, &by.caller, when).await?;
    Ok(Plain(Counted {
        count: found.count,
        exact: found.exact,
        timed_out: found.late,
    }))
}
