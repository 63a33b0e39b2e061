//! Teams.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::Call;
use touchstone_app::account::{self, TeamInput, TeamPatch, TeamView, UserView};
use touchstone_domain::access::Permission;
use touchstone_domain::id::{TeamId, UserId};
use touchstone_render::view::{TeamForm, TeamLine, TeamsView};

use super::{record_problems, version_after};
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::export::{self, TableShape};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, typed, typed_all};
use crate::pages::staff;
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/admin/teams";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, teams),
        Route::post(PATH, team_create),
        Route::get("/admin/teams/export", teams_export),
        Route::post("/admin/teams/{id}", team_change),
        Route::post("/admin/teams/{id}/archive", team_archive),
    ]
}

/// Which team is being changed.
#[derive(Debug, Deserialize)]
struct Shown {
    edit: Option<TeamId>,
}

async fn teams(
    by: Granted<may::ReadTeams>,
    Query(shown): Query<Shown>,
    State(state): State<WebState>,
) -> Page {
    let form = match shown.edit {
        Some(id) => form_of(&account::team_get(&state.app, &by.call(), id).await?),
        None => TeamForm::default(),
    };
    let view = teams_view(&state, &by, form).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn teams_view(state: &WebState, by: &SignedIn, form: TeamForm) -> Result<TeamsView, Failure> {
    let users = staff::users(state, by).await?;
    let teams = staff::teams(state, by).await?;
    Ok(TeamsView {
        teams: teams.into_iter().map(|team| team_line(team, &users)).collect(),
        may_manage: by.user.grants.holds(Permission::TeamManage),
        form,
        users: staff::user_choices(&users),
    })
}

fn team_line(team: TeamView, users: &[UserView]) -> TeamLine {
    let members = users.iter().filter(|user| team.members.contains(&user.id));
    let lead = users.iter().find(|user| team.lead == Some(user.id));
    TeamLine {
        id: team.id.to_string(),
        lead: lead.map(|user| user.name.clone()).unwrap_or_default(),
        members: members.map(|user| user.name.clone()).collect(),
        name: team.name,
        archived: team.archived_at.is_some(),
    }
}

/// The form about this team; an archived one is not changed any more.
fn form_of(team: &TeamView) -> TeamForm {
    if team.archived_at.is_some() {
        return TeamForm::default();
    }
    TeamForm {
        id: team.id.to_string(),
        name: team.name.clone(),
        lead: team.lead.map(|lead| lead.to_string()).unwrap_or_default(),
        members: team.members.iter().map(ToString::to_string).collect(),
        version: team.version,
        open: true,
        ..TeamForm::default()
    }
}

/// A team as the form sends it.
#[derive(Debug, Deserialize)]
struct TeamTyped {
    name: String,
    lead: Option<UserId>,
    #[serde(default)]
    members: Vec<UserId>,
    #[serde(default)]
    version: i64,
}

async fn team_create(
    by: Granted<may::ManageTeams>,
    State(state): State<WebState>,
    form: Form<TeamTyped>,
) -> Result<Response, Failure> {
    let made = save(&state, by.call_with(&form), None, form.value).await;
    answer(&state, &by, None, &form.typed, made).await
}

async fn team_change(
    by: Granted<may::ManageTeams>,
    At(id): At<TeamId>,
    State(state): State<WebState>,
    form: Form<TeamTyped>,
) -> Result<Response, Failure> {
    let changed = save(&state, by.call_with(&form), Some(id), form.value).await;
    answer(&state, &by, Some(id), &form.typed, changed).await
}

/// Whatever was changed about it meanwhile, it ends: no version is asked for.
async fn team_archive(
    by: Granted<may::ManageTeams>,
    At(id): At<TeamId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let Err(error) = account::team_archive(&state.app, &by.call_with(&form), id).await else {
        return Ok(done(PATH, "team_archived"));
    };
    let failure = about_the_form(error.into())?;
    let form = TeamForm {
        problems: record_problems(&failure),
        ..form_of(&account::team_get(&state.app, &by.call(), id).await?)
    };
    let view = teams_view(&state, &by, form).await?;
    again(
        &state,
        by.frame(&state),
        &format!("{PATH}?edit={id}"),
        &view,
        &failure,
    )
}

async fn save(
    state: &WebState,
    call: Call,
    id: Option<TeamId>,
    typed: Result<TeamTyped, Failure>,
) -> Result<TeamView, Failure> {
    let TeamTyped {
        name,
        lead,
        members,
        version,
    } = typed?;
    let saved = match id {
        Some(id) => {
            let patch = TeamPatch {
                name: Some(name),
                lead: Some(lead),
                members: Some(members),
            };
            account::team_update(&state.app, &call.expecting(version), id, patch).await
        }
        None => {
            let input = TeamInput { name, lead, members };
            account::team_create(&state.app, &call, input).await
        }
    };
    Ok(saved?)
}

async fn answer(
    state: &WebState,
    by: &SignedIn,
    id: Option<TeamId>,
    pairs: &[(String, String)],
    saved: Result<TeamView, Failure>,
) -> Result<Response, Failure> {
    let Err(failure) = saved else {
        return Ok(done(PATH, "saved"));
    };
    let failure = about_the_form(failure)?;
    let form = TeamForm {
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        name: typed(pairs, "name"),
        lead: typed(pairs, "lead"),
        members: typed_all(pairs, "members").map(str::to_owned).collect(),
        version: version_after(&failure, &typed(pairs, "version")),
        open: true,
        problems: record_problems(&failure),
    };
    let view = teams_view(state, by, form).await?;
    let path = id.map_or_else(|| PATH.to_owned(), |id| format!("{PATH}?edit={id}"));
    again(state, by.frame(state), &path, &view, &failure)
}

async fn teams_export(
    by: Granted<may::ReadTeams>,
    Query(shape): Query<TableShape>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    export::teams(&by, &state, shape.format).await
}
