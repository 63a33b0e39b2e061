use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::TeamId;

use super::Team;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::failure::Failure;
use crate::path::At;
use crate::state::WebState;

/// One team.
#[utoipa::path(get, path = "/api/v1/teams/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Team)))]
pub(super) async fn team_read(
    by: Granted<may::ReadTeams>,
    At(id): At<TeamId>,
    State(state): State<WebState>,
) -> Result<Record<Team>, Failure> {
    let view = account::team_get(&state.app, &by.call(), id).await?;
    Ok(Team::record(view))
}
