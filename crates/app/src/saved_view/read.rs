//! Reading saved lists: those somebody has on their desk, in their order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code;
use touchstone_domain::id::{SavedViewId, TeamId, UserId};
use touchstone_domain::saved_view::{ListColumn, ViewAudience, ViewShare};
use touchstone_domain::time::Timestamp;
use touchstone_store::saved_view::{
    SavedViewRow, view_by_id, view_places, views_of_all, views_of_owner, views_of_team,
};
use touchstone_store::{Lane, Tx};

use super::count::ViewCount;
use super::input::read_stored;
use crate::core::{App, AppError, Caller, UserActor};
use crate::ticket::{Named, Names, Sort};

/// Lists read of one sharing, and had on one desk.
const SHOWN: u32 = 100;

/// A saved list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: SavedViewId,
    pub owner: Option<Named<UserId>>,
    pub share: ViewShare,
    pub team: Option<Named<TeamId>>,
    pub name: String,
    /// Pairs of a list's address.
    pub filter: BTreeMap<String, String>,
    pub sort: Sort,
    pub columns: Vec<ListColumn>,
    /// It has headings where its order enters another stretch.
    pub grouped: bool,
    /// The reader may change it and take it away.
    pub may_change: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: i64,
    /// How many tickets it shows the reader; none where that was not asked.
    pub count: Option<ViewCount>,
}

pub(super) fn audience(row: &SavedViewRow) -> ViewAudience {
    ViewAudience::of(row.owner, row.share, row.team)
}

/// The lists on the caller's desk, in the caller's order, with their counts.
pub async fn views(app: &App, caller: &Caller) -> Result<Vec<SavedView>, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let (handle, actor) = (app.clone(), caller.actor.clone());
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let user = actor.user()?;
        let mut found = views_of(tx, user)?;
        handle.view_counts.count(tx, &actor, &mut found, now)?;
        Ok(found)
    })
    .await
}

/// One list on the caller's desk, or that the caller may change.
pub async fn view_get(app: &App, caller: &Caller, id: SavedViewId) -> Result<SavedView, AppError> {
    caller.actor.holds(Permission::TicketRead)?;
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| one(tx, actor.user()?, id)).await
}

pub(super) fn one(tx: &mut Tx<'_>, user: &UserActor, id: SavedViewId) -> Result<SavedView, AppError> {
    let missing = AppError::NotFound { what: "view" };
    let row = view_by_id(tx, id)?.ok_or(missing.clone())?;
    let audience = audience(&row);
    if !audience.includes(&user.reach)
        && row.owner != user.id
        && !audience.may_change(&user.grants, &user.reach)
    {
        return Err(missing);
    }
    told(tx, user, vec![row])?.pop().ok_or(missing)
}

/// The lists on somebody's desk, in their order: theirs, their teams', everybody's.
pub(super) fn views_of(tx: &mut Tx<'_>, user: &UserActor) -> Result<Vec<SavedView>, AppError> {
    let mut rows = views_of_owner(tx, user.id, SHOWN)?;
    for team in &user.reach.teams {
        rows.extend(views_of_team(tx, *team, SHOWN)?);
    }
    rows.extend(views_of_all(tx, SHOWN)?);
    rows.retain(|row| row.owner == user.id || audience(row).includes(&user.reach));
    rows.sort_unstable_by_key(|row| (row.share, row.id));
    rows.dedup_by_key(|row| row.id);
    let places = view_places(tx, user.id)?;
    rows.sort_by_key(|row| places.iter().position(|id| *id == row.id).unwrap_or(usize::MAX));
    rows.truncate(SHOWN as usize);
    told(tx, user, rows)
}

fn told(tx: &mut Tx<'_>, user: &UserActor, rows: Vec<SavedViewRow>) -> Result<Vec<SavedView>, AppError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let users = Names::of_users(tx, rows.iter().map(|row| Some(row.owner)))?;
    let teams = Names::of_teams(tx, rows.iter().map(|row| row.team))?;
    let one = |row: SavedViewRow| SavedView {
        may_change: audience(&row).may_change(&user.grants, &user.reach),
        id: row.id,
        owner: users.named(Some(row.owner)),
        share: row.share,
        team: teams.named(row.team),
        filter: read_stored(&row.filter),
        sort: Sort::from_code(&row.sort).unwrap_or(Sort::Due),
        columns: row
            .columns
            .split(',')
            .filter_map(|code| ListColumn::from_code(code).ok())
            .collect(),
        grouped: row.grouped,
        name: row.name,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
        count: None,
    };
    Ok(rows.into_iter().map(one).collect())
}
