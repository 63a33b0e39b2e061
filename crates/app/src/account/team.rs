//! Teams: who works together, and who leads. What a team's members reach is the domain's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::{Id, TeamId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::handover::handover_team_left;
use touchstone_store::team::{
    TeamRow, team_by_id, team_by_name, team_insert, team_list as rows_after, team_lock, team_members,
    team_members_clear, team_members_of, team_save,
};
use touchstone_store::user::{user_by_id, user_teams_add};
use touchstone_store::{Lane, Locked, Tx};

use super::input::name_accept;
use crate::core::{App, AppError, Call, Cx};
use crate::ticket::team_open;

/// A team with its members.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TeamView {
    pub id: TeamId,
    pub name: String,
    pub lead: Option<UserId>,
    pub members: Vec<UserId>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub archived_at: Option<Timestamp>,
    pub version: i64,
}

/// A team to create. The lead becomes a member.
#[derive(Debug, Clone, Default)]
pub struct TeamInput {
    pub name: String,
    pub lead: Option<UserId>,
    pub members: Vec<UserId>,
}

/// What to change about a team; what is `None` stays. `lead: Some(None)` leaves it without one.
#[derive(Debug, Clone, Default)]
pub struct TeamPatch {
    pub name: Option<String>,
    pub lead: Option<Option<UserId>>,
    pub members: Option<Vec<UserId>>,
}

/// Teams in the order they were made, archived ones included, after `after`.
pub async fn team_list(
    app: &App,
    call: &Call,
    after: Option<TeamId>,
    limit: u32,
) -> Result<Vec<TeamView>, AppError> {
    call.caller.actor.holds(Permission::TeamRead)?;
    app.query(Lane::Fast, move |tx| teams_read(tx, after, limit))
        .await
}

/// Teams with their members, after `after`. Whoever calls has asked whether they may be seen.
pub(crate) fn teams_read(
    tx: &mut Tx<'_>,
    after: Option<TeamId>,
    limit: u32,
) -> Result<Vec<TeamView>, AppError> {
    let rows = rows_after(tx, after.unwrap_or(TeamId::from_raw(0)), limit)?;
    let ids: Vec<TeamId> = rows.iter().map(|row| row.id).collect();
    let mut members: BTreeMap<TeamId, Vec<UserId>> = BTreeMap::new();
    for member in team_members_of(tx, &ids)? {
        members.entry(member.team).or_default().push(member.user_id);
    }
    let view = |row: TeamRow| {
        let members = members.remove(&row.id).unwrap_or_default();
        team_view(row, members)
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One team.
pub async fn team_get(app: &App, call: &Call, id: TeamId) -> Result<TeamView, AppError> {
    call.caller.actor.holds(Permission::TeamRead)?;
    app.query(Lane::Fast, move |tx| team_read(tx, id)).await
}

/// Creates a team.
pub async fn team_create(app: &App, call: &Call, input: TeamInput) -> Result<TeamView, AppError> {
    call.caller.actor.holds(Permission::TeamManage)?;
    let name = name_accept("name", &input.name).map_err(|error| AppError::Validation(vec![error]))?;
    app.command(call, move |cx| {
        let row = TeamRow {
            id: cx.id(),
            name: name.clone(),
            lead: input.lead,
            created_at: cx.now,
            updated_at: cx.now,
            archived_at: None,
            version: 1,
        };
        let members = with_lead(&input.members, input.lead);
        users_active(cx, &members)?;
        if !team_insert(cx.tx, &row)? {
            return Err(AppError::field("name", "taken"));
        }
        members_add(cx, row.id, &members)?;
        cx.emit(Subject::Team(row.id), EventBody::TeamCreated)?;
        team_read(cx.tx, row.id)
    })
    .await
}

/// Changes a team.
pub async fn team_update(app: &App, call: &Call, id: TeamId, patch: TeamPatch) -> Result<TeamView, AppError> {
    call.caller.actor.holds(Permission::TeamManage)?;
    let name = patch
        .name
        .as_deref()
        .map(|name| name_accept("name", name))
        .transpose();
    let name = name.map_err(|error| AppError::Validation(vec![error]))?;
    app.command(call, move |cx| {
        let mut team = team_held(cx, id)?;
        let mut fields = Vec::new();
        if let Some(name) = name.as_ref().filter(|name| **name != team.name) {
            if team_by_name(cx.tx, name)?.is_some() {
                return Err(AppError::field("name", "taken"));
            }
            team.name.clone_from(name);
            fields.push(FieldName::Name);
        }
        if let Some(lead) = patch.lead.filter(|lead| *lead != team.lead) {
            team.lead = lead;
            fields.push(FieldName::Lead);
        }
        if team_members_change(cx, &team, patch.members.as_deref())? {
            fields.push(FieldName::Members);
        }
        if !fields.is_empty() {
            team.updated_at = cx.now;
            team.version += 1;
            team_save(cx.tx, &team)?;
            cx.emit(Subject::Team(id), EventBody::TeamUpdated { fields })?;
        }
        team_read(cx.tx, id)
    })
    .await
}

/// Archives a team and takes its members out: nobody reaches its tickets as a team member from then on. As long as it has
/// tickets that are not closed it stays, and the refusal says how many; they are given to another team first.
pub async fn team_archive(app: &App, call: &Call, id: TeamId) -> Result<TeamView, AppError> {
    call.caller.actor.holds(Permission::TeamManage)?;
    app.command(call, move |cx| {
        let team = team_held(cx, id)?;
        let open = team_open(cx.tx, id)?;
        if open > 0 {
            return Err(AppError::InUse {
                code: "team_in_use",
                n: open.to_string(),
            });
        }
        team_end(cx, team)?;
        team_read(cx.tx, id)
    })
    .await
}

/// Archives a team that is held.
pub(crate) fn team_end(cx: &mut Cx<'_, '_>, mut team: Locked<TeamRow>) -> Result<(), AppError> {
    team.archived_at = Some(cx.now);
    team.updated_at = cx.now;
    team.version += 1;
    team_save(cx.tx, &team)?;
    handover_team_left(cx.tx, team.id, cx.now)?;
    team_members_clear(cx.tx, &team)?;
    cx.emit(
        Subject::Team(team.id),
        EventBody::TeamUpdated {
            fields: vec![FieldName::State, FieldName::Members],
        },
    )?;
    Ok(())
}

fn team_held(cx: &mut Cx<'_, '_>, id: TeamId) -> Result<Locked<TeamRow>, AppError> {
    let team = team_lock(cx.tx, id)?.filter(|team| team.archived_at.is_none());
    let team = team.ok_or(AppError::NotFound { what: "team" })?;
    cx.check_version(team.version)?;
    Ok(team)
}

fn team_read(tx: &mut Tx<'_>, id: TeamId) -> Result<TeamView, AppError> {
    let row = team_by_id(tx, id)?.ok_or(AppError::NotFound { what: "team" })?;
    let members = team_members(tx, id)?;
    Ok(team_view(row, members))
}

fn team_view(row: TeamRow, members: Vec<UserId>) -> TeamView {
    TeamView {
        id: row.id,
        name: row.name,
        lead: row.lead,
        members,
        created_at: row.created_at,
        updated_at: row.updated_at,
        archived_at: row.archived_at,
        version: row.version,
    }
}

/// Makes these and the lead the members; without a list, only sees to it that the lead is one. Whether anything changed.
fn team_members_change(
    cx: &mut Cx<'_, '_>,
    team: &Locked<TeamRow>,
    members: Option<&[UserId]>,
) -> Result<bool, AppError> {
    let before = team_members(cx.tx, team.id)?;
    let wanted = with_lead(members.unwrap_or(&before), team.lead);
    if before == wanted {
        return Ok(false);
    }
    let added: Vec<UserId> = wanted
        .iter()
        .filter(|user| !before.contains(user))
        .copied()
        .collect();
    users_active(cx, &added)?;
    team_members_clear(cx.tx, team)?;
    members_add(cx, team.id, &wanted)?;
    Ok(true)
}

fn with_lead(members: &[UserId], lead: Option<UserId>) -> Vec<UserId> {
    let mut all: Vec<UserId> = members.iter().copied().chain(lead).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn members_add(cx: &mut Cx<'_, '_>, team: TeamId, members: &[UserId]) -> Result<(), AppError> {
    for user in members {
        user_teams_add(cx.tx, *user, &[team])?;
    }
    Ok(())
}

fn users_active(cx: &mut Cx<'_, '_>, users: &[UserId]) -> Result<(), AppError> {
    for (n, user) in users.iter().enumerate() {
        if user_by_id(cx.tx, *user)?.is_none_or(|user| user.archived_at.is_some()) {
            return Err(AppError::field(format!("members[{n}]"), "not_found"));
        }
    }
    Ok(())
}
