use axum::extract::State;
use touchstone_app::account;

use super::Team;
use crate::access::{Granted, may};
use crate::api::answer::Page;
use crate::api::paging::{Paging, page};
use crate::failure::Failure;
use crate::query::Query;
use crate::state::WebState;

/// Teams in the order they were made, archived ones included.
#[utoipa::path(get, path = "/api/v1/teams", tag = "administration", params(Paging),
    responses((status = 200, body = Page<Team>)))]
pub(super) async fn team_list(
    by: Granted<may::ReadTeams>,
    Query(paging): Query<Paging>,
    State(state): State<WebState>,
) -> Result<Page<Team>, Failure> {
    let limit = paging.limit()?;
    let teams = account::team_list(&state.app, &by.call(), paging.after()?, limit + 1).await?;
    Ok(page(teams, limit, |team| team.id).map(Team::from))
}
