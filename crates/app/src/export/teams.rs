//! Teams as a table, with who leads them and who is in them.

use std::collections::BTreeMap;

use touchstone_domain::access::Permission;
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::id::{TeamId, UserId};

use super::ExportFile;
use super::list::{Begin, Pages, TakenList, Words, list_export};
use super::table::Cell;
use crate::account::{TeamView, team_list, user_list};
use crate::core::LIMIT_MAX;
use crate::core::{App, AppError, Call, Caller};

/// Every team in the order they were made, as a file.
pub async fn teams_export(app: &App, call: &Call, format: TableFormat) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::TeamRead)?;
    let list = Teams {
        users: users_named(app, call).await?,
    };
    list_export(app, call, &list, format).await
}

/// Names of users; of nobody for those who may not see users.
async fn users_named(app: &App, call: &Call) -> Result<BTreeMap<UserId, String>, AppError> {
    let (mut names, mut after) = (BTreeMap::new(), None);
    if call.caller.actor.holds(Permission::UserRead).is_err() {
        return Ok(names);
    }
    loop {
        let page = user_list(app, call, after, LIMIT_MAX).await?;
        names.extend(page.items.into_iter().map(|user| (user.id, user.name)));
        after = page.next;
        if after.is_none() {
            return Ok(names);
        }
    }
}

/// Every team.
pub(super) async fn teams_all(app: &App, caller: &Caller) -> Result<Vec<TeamView>, AppError> {
    let (mut all, mut from) = (Vec::new(), None);
    loop {
        let (teams, next) = page(app, caller, from).await?;
        all.extend(teams);
        if next.is_none() {
            return Ok(all);
        }
        from = next;
    }
}

async fn page(
    app: &App,
    caller: &Caller,
    from: Option<TeamId>,
) -> Result<(Vec<TeamView>, Option<TeamId>), AppError> {
    let teams = team_list(app, &Call::by(caller.clone()), from, LIMIT_MAX).await?;
    let full = teams.len() == LIMIT_MAX as usize;
    let next = teams.last().filter(|_| full).map(|team| team.id);
    Ok((teams, next))
}

struct Teams {
    users: BTreeMap<UserId, String>,
}

impl TakenList for Teams {
    const LIST: ExportedList = ExportedList::Teams;
    const COLUMNS: &'static [&'static str] = &[
        "export-column-id",
        "input-name",
        "input-lead",
        "input-members",
        "export-column-made_at",
        "export-column-archived_at",
    ];
    type Record = TeamView;
    type Next = TeamId;

    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        page(app, caller, from).await
    }

    fn row(&self, _: &Words<'_>, team: &TeamView) -> Vec<Cell> {
        let named = |id: &UserId| self.users.get(id).cloned().unwrap_or_else(|| id.to_string());
        let members: Vec<String> = team.members.iter().map(named).collect();
        vec![
            Cell::Text(team.id.to_string()),
            Cell::Text(team.name.clone()),
            Cell::text(team.lead.as_ref().map(named)),
            Cell::text((!members.is_empty()).then(|| members.join(", "))),
            Cell::Time(team.created_at),
            Cell::time(team.archived_at),
        ]
    }
}
