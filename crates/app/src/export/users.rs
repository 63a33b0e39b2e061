//! Staff accounts as a table: to each reader what the list shows them.

use std::collections::BTreeMap;

use touchstone_domain::access::Permission;
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::id::TeamId;
use touchstone_domain::time::Timestamp;

use super::ExportFile;
use super::list::{Begin, Pages, TakenList, Words, list_export};
use super::table::Cell;
use super::teams::teams_all;
use crate::account::{UserCursor, UserView, user_list};
use crate::core::LIMIT_MAX;
use crate::core::{App, AppError, Call, Caller};

/// Every member of staff by name, as a file. E-mail addresses are in it for those who manage users alone.
pub async fn users_export(app: &App, call: &Call, format: TableFormat) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::UserRead)?;
    let teams = match call.caller.actor.holds(Permission::TeamRead) {
        Ok(()) => teams_all(app, &call.caller).await?,
        Err(_) => Vec::new(),
    };
    let list = Users {
        teams: teams.into_iter().map(|team| (team.id, team.name)).collect(),
        now: app.clock.now(),
    };
    list_export(app, call, &list, format).await
}

struct Users {
    teams: BTreeMap<TeamId, String>,
    now: Timestamp,
}

impl TakenList for Users {
    const LIST: ExportedList = ExportedList::Users;
    const COLUMNS: &'static [&'static str] = &[
        "export-column-id",
        "input-name",
        "input-email",
        "input-role",
        "input-teams",
        "user-state",
        "input-language",
        "export-column-second_factor",
        "user-signed-in",
        "export-column-made_at",
        "export-column-archived_at",
    ];
    type Record = UserView;
    type Next = UserCursor;

    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let page = user_list(app, &Call::by(caller.clone()), from, LIMIT_MAX).await?;
        Ok((page.items, page.next))
    }

    fn row(&self, words: &Words<'_>, user: &UserView) -> Vec<Cell> {
        let teams: Vec<&str> = user
            .teams
            .iter()
            .filter_map(|team| self.teams.get(team))
            .map(String::as_str)
            .collect();
        let role = match &user.custom_role {
            Some(own) => Cell::Text(own.name.clone()),
            None => words.code("role", user.role),
        };
        vec![
            Cell::Text(user.id.to_string()),
            Cell::Text(user.name.clone()),
            Cell::text(user.email.clone()),
            role,
            Cell::text((!teams.is_empty()).then(|| teams.join(", "))),
            words.label("user-state", user.state(self.now)),
            words.code("language", user.language),
            // Shown like the address.
            user.email
                .as_ref()
                .map_or(Cell::Empty, |_| words.yes(user.second_factor_at.is_some())),
            Cell::time(user.signed_in_at),
            Cell::Time(user.created_at),
            Cell::time(user.archived_at),
        ]
    }
}
