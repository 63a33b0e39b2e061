//! Making, changing, ordering and taking away saved lists.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{SavedViewId, TeamId, UserId};
use touchstone_domain::saved_view::{VIEWS_MAX, ViewAudience, ViewShare};
use touchstone_store::saved_view::{
    SavedViewRow, view_insert, view_lock, view_places_set, view_remove as row_remove, view_save,
    views_of_owner,
};
use touchstone_store::team::team_active;

use super::input::{ViewContent, stored};
use super::read::{SavedView, audience, one, views_of};
use crate::core::{App, AppError, Call, Cx};

/// Saves a list.
pub async fn view_create(app: &App, call: &Call, content: ViewContent) -> Result<SavedView, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        if views_of_owner(cx.tx, user.id, u32::MAX)?.len() >= VIEWS_MAX {
            return Err(AppError::Conflict { code: "views_full" });
        }
        let mut row = SavedViewRow {
            id: cx.id(),
            owner: user.id,
            share: ViewShare::Own,
            team: None,
            name: String::new(),
            filter: String::new(),
            sort: String::new(),
            columns: String::new(),
            grouped: false,
            created_at: cx.now,
            updated_at: cx.now,
            version: 1,
        };
        fill(cx, &mut row, &content)?;
        view_insert(cx.tx, &row)?;
        saved(cx, &row)?;
        one(cx.tx, &user, row.id)
    })
    .await
}

/// Replaces a saved list.
pub async fn view_replace(
    app: &App,
    call: &Call,
    id: SavedViewId,
    content: ViewContent,
) -> Result<SavedView, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        let mut row = changeable(cx, id)?;
        fill(cx, &mut row, &content)?;
        row.updated_at = cx.now;
        row.version += 1;
        view_save(cx.tx, &row)?;
        saved(cx, &row)?;
        one(cx.tx, &user, id)
    })
    .await
}

/// Takes a saved list away, from everybody who has it; answers what it was.
pub async fn view_remove(app: &App, call: &Call, id: SavedViewId) -> Result<SavedView, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        let row = changeable(cx, id)?;
        let was = one(cx.tx, &user, id)?;
        row_remove(cx.tx, &row)?;
        cx.emit(Subject::User(user.id), EventBody::ViewRemoved { view: id })?;
        Ok(was)
    })
    .await
}

/// Sets the order of the lists on the caller's own desk; those not named come behind. Answers all of them.
pub async fn views_order(
    app: &App,
    call: &Call,
    order: Vec<SavedViewId>,
) -> Result<Vec<SavedView>, AppError> {
    call.caller.actor.holds(Permission::TicketRead)?;
    app.command(call, move |cx| {
        let user = cx.actor().user()?.clone();
        let known = views_of(cx.tx, &user)?;
        let mut wanted: Vec<SavedViewId> = Vec::new();
        for (at, id) in order.iter().enumerate() {
            if known.iter().all(|view| view.id != *id) {
                return Err(AppError::field(format!("views[{at}]"), "not_found"));
            }
            if !wanted.contains(id) {
                wanted.push(*id);
            }
        }
        view_places_set(cx.tx, user.id, &wanted)?;
        views_of(cx.tx, &user)
    })
    .await
}

/// A saved list that the caller may change, at the version the caller saw.
fn changeable(
    cx: &mut Cx<'_, '_>,
    id: SavedViewId,
) -> Result<touchstone_store::Locked<SavedViewRow>, AppError> {
    let user = cx.actor().user()?.clone();
    // What is on nobody's desk that the caller sees is not there.
    one(cx.tx, &user, id)?;
    let row = view_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "view" })?;
    if !audience(&row).may_change(&user.grants, &user.reach) {
        return Err(AppError::Forbidden {
            permission: Permission::ViewShare,
        });
    }
    cx.check_version(row.version)?;
    Ok(row)
}

/// Sets what a saved list is, if the caller may give it to those it is to be for.
fn fill(cx: &mut Cx<'_, '_>, row: &mut SavedViewRow, content: &ViewContent) -> Result<(), AppError> {
    let user = cx.actor().user()?.clone();
    let wanted = audience_wanted(cx, row.owner, content.share, content.team)?;
    if !wanted.may_change(&user.grants, &user.reach) {
        return Err(AppError::field("share", "view_share_refused"));
    }
    row.share = content.share;
    row.team = content.team;
    row.name.clone_from(&content.name);
    row.filter = stored(&content.filter);
    row.sort = content.sort.as_str().to_owned();
    let columns: Vec<_> = content.columns.iter().map(|column| column.as_str()).collect();
    row.columns = columns.join(",");
    row.grouped = content.grouped;
    Ok(())
}

/// Those somebody wants to share something of `owner`'s with; a team must be there.
pub(crate) fn audience_wanted(
    cx: &mut Cx<'_, '_>,
    owner: UserId,
    share: ViewShare,
    team: Option<TeamId>,
) -> Result<ViewAudience, AppError> {
    let wanted = ViewAudience::of(owner, share, team);
    match wanted {
        ViewAudience::Team(team) if team_active(cx.tx, &[team])?.is_empty() => {
            Err(AppError::field("team", "not_found"))
        }
        _ => Ok(wanted),
    }
}

fn saved(cx: &mut Cx<'_, '_>, row: &SavedViewRow) -> Result<(), AppError> {
    let user = cx.actor().user()?.id;
    let (view, share, team) = (row.id, row.share, row.team);
    cx.emit(Subject::User(user), EventBody::ViewSaved { view, share, team })?;
    Ok(())
}
