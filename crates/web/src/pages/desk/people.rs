//! The teams and colleagues a form offers. Whoever may not read them is offered none.

use touchstone_app::Call;
use touchstone_app::account::{team_list, user_choices};
use touchstone_app::core::AppError;
use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::saved_view::ViewShare;
use touchstone_render::view::{Choice, Code};

use crate::access::SignedIn;
use crate::failure::Failure;
use crate::state::WebState;

/// Entries of a select at most.
const OFFERED: u32 = 200;

/// Teams in use, by name.
pub(in crate::pages) async fn team_choices(state: &WebState, call: &Call) -> Result<Vec<Choice>, Failure> {
    if !call.caller.actor.permissions().contains(&Permission::TeamRead) {
        return Ok(Vec::new());
    }
    let teams = team_list(&state.app, call, None, OFFERED).await?;
    Ok(teams
        .into_iter()
        .filter(|team| team.archived_at.is_none())
        .map(|team| Choice::new(team.id, team.name))
        .collect())
}

/// For whom somebody may make something, as far as this permission lets them share it, and with which of these teams.
pub(super) fn shares_offered(
    by: &SignedIn,
    sharing: Permission,
    mut teams: Vec<Choice>,
) -> (Vec<Code>, Vec<Choice>) {
    let scope = by.user.grants.scope(sharing);
    let own = |team: &Choice| {
        by.user
            .reach
            .teams
            .iter()
            .any(|own| own.to_string() == team.value)
    };
    match scope {
        Some(Scope::All) => {}
        Some(Scope::Team) => teams.retain(own),
        Some(Scope::Own) | None => teams.clear(),
    }
    let mut shares = vec![ViewShare::Own];
    shares.extend((!teams.is_empty()).then_some(ViewShare::Team));
    shares.extend((scope == Some(Scope::All)).then_some(ViewShare::All));
    (shares.iter().map(|share| share.as_str().into()).collect(), teams)
}

/// Colleagues who work on tickets, by name.
pub(in crate::pages) async fn agent_choices(state: &WebState, call: &Call) -> Result<Vec<Choice>, Failure> {
    let users = match user_choices(&state.app, call, Permission::TicketWork, OFFERED).await {
        Err(AppError::Forbidden { .. }) => return Ok(Vec::new()),
        other => other?,
    };
    Ok(users
        .into_iter()
        .map(|user| Choice::new(user.id, user.name))
        .collect())
}
