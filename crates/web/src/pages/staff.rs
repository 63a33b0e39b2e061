//! Everybody who works here and every team, for names and choices. Staff are few enough to be listed whole.

use touchstone_app::account::{self, TeamView, UserView};
use touchstone_domain::access::Permission;
use touchstone_domain::id::TeamId;
use touchstone_render::view::Choice;

use crate::access::SignedIn;
use crate::failure::Failure;
use crate::state::WebState;

const STEP: u32 = 200;

/// Every user, by name, archived ones included; nobody for those who may not see users.
pub(super) async fn users(state: &WebState, by: &SignedIn) -> Result<Vec<UserView>, Failure> {
    let mut all = Vec::new();
    if !by.user.grants.holds(Permission::UserRead) {
        return Ok(all);
    }
    let mut after = None;
    loop {
        let page = account::user_list(&state.app, &by.call(), after, STEP).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// Every team in the order they were made, archived ones included; none for those who may not see teams.
pub(super) async fn teams(state: &WebState, by: &SignedIn) -> Result<Vec<TeamView>, Failure> {
    let mut all: Vec<TeamView> = Vec::new();
    if !by.user.grants.holds(Permission::TeamRead) {
        return Ok(all);
    }
    loop {
        let after = all.last().map(|team| team.id);
        let step = account::team_list(&state.app, &by.call(), after, STEP).await?;
        let more = step.len() == STEP as usize;
        all.extend(step);
        if !more {
            return Ok(all);
        }
    }
}

/// Those who may be chosen.
pub(super) fn user_choices(users: &[UserView]) -> Vec<Choice> {
    let active = users.iter().filter(|user| user.archived_at.is_none());
    active.map(|user| Choice::new(user.id, &user.name)).collect()
}

/// Those that may be chosen.
pub(super) fn team_choices(teams: &[TeamView]) -> Vec<Choice> {
    let active = teams.iter().filter(|team| team.archived_at.is_none());
    active.map(|team| Choice::new(team.id, &team.name)).collect()
}

/// Names of these teams.
pub(super) fn team_names(teams: &[TeamView], wanted: &[TeamId]) -> Vec<String> {
    let of = teams.iter().filter(|team| wanted.contains(&team.id));
    of.map(|team| team.name.clone()).collect()
}
