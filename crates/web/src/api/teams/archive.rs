use axum::extract::State;
use touchstone_app::account;
use touchstone_domain::id::TeamId;

use super::Team;
use crate::access::{Granted, may};
use crate::api::answer::Record;
use crate::body::NoBody;
use crate::failure::Failure;
use crate::path::At;
use crate::precondition::IfMatch;
use crate::state::WebState;

/// Archives a team. Its history stays.
#[utoipa::path(delete, path = "/api/v1/teams/{id}", tag = "administration", params(("id" = String, Path)),
    responses((status = 200, body = Team)))]
pub(super) async fn team_archive(
    by: Granted<may::ManageTeams>,
    At(id): At<TeamId>,
    IfMatch(version): IfMatch,
    State(state): State<WebState>,
    body: NoBody,
) -> Result<Record<Team>, Failure> {
    let call = by.call_with(&body).expecting(version);
    let view = account::team_archive(&state.app, &call, id).await?;
    Ok(Team::record(view))
}
