//! A saved list being made or changed: which tickets, in which order, what is shown of them, and who has it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use touchstone_app::AppError;
use touchstone_app::core::FieldError;
use touchstone_app::saved_view::{self, SavedView, ViewContent};
use touchstone_app::standard::standard_current;
use touchstone_app::ticket::Fields;
use touchstone_domain::access::Permission;
use touchstone_domain::codes::Code;
use touchstone_domain::condition::{Condition, Fact, Reading};
use touchstone_domain::id::SavedViewId;
use touchstone_domain::saved_view::ListColumn;
use touchstone_domain::standard::Standard;
use touchstone_render::view::{Problems, SavedViewForm, SavedViewView};

use super::super::list::{Asked, chosen};
use super::super::lists::{lists, view_href};
use super::super::people::{agent_choices, shares_offered, team_choices};
use crate::access::{Granted, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::quality::condition_fields::{Extent, Node};
use crate::pages::quality::rules::matches;
use crate::pages::shared::{category_groups, condition_view, done, form_key, problems, typed, typed_all};
use crate::path::At;
use crate::query::Pairs;
use crate::state::WebState;

type Staff = Granted<may::ReadTickets>;

const NEW: &str = "/desk/views/new";

/// A list as it is being written.
struct Draft {
    id: Option<SavedViewId>,
    form: SavedViewForm,
    node: Node,
    /// A condition that fields cannot write.
    kept: Option<Condition>,
}

/// `GET /desk/views/new`, with the address of a list behind it.
pub(in super::super) async fn form_new(by: Staff, query: Pairs, State(state): State<WebState>) -> Page {
    let asked = Asked::read(&query)?;
    let queues = lists(&state, &by).await?.all();
    let queue = chosen(&queues, &asked);
    let own = |name: &str| {
        let pairs = queue.map(|queue| queue.filter.as_slice()).unwrap_or_default();
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map_or_else(|| asked.filter(name).to_owned(), |(_, value)| value.clone())
    };
    let condition = narrowed(&asked, &own("when"));
    let form = SavedViewForm {
        status: own("status")
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        assignee: own("assignee"),
        in_team: own("team"),
        sort: own("sort"),
        columns: usual(),
        grouped: asked.grouped(None),
        ..SavedViewForm::default()
    };
    let view = edit(&state, &by, Draft::of(None, form, condition)).await?;
    page(&state, &by.frame(&state), &view)
}

fn usual() -> Vec<String> {
    ListColumn::USUAL
        .iter()
        .map(|column| column.as_str().to_owned())
        .collect()
}

/// What the address of a list narrows beside its queue, as one condition.
fn narrowed(asked: &Asked, when: &str) -> Condition {
    let mut parts = Vec::new();
    for name in ["stage", "kind", "category", "urgency", "channel"] {
        let values: Vec<_> = asked
            .filter(name)
            .split(',')
            .filter(|value| !value.is_empty())
            .collect();
        if !values.is_empty() {
            parts.push(json!({ name: values }));
        }
    }
    let mut created = serde_json::Map::new();
    for (name, bound) in [("created_from", "from"), ("created_to", "before")] {
        if !asked.filter(name).is_empty() {
            created.insert(bound.to_owned(), asked.filter(name).into());
        }
    }
    if !created.is_empty() {
        parts.push(json!({ "created": created }));
    }
    parts.extend(serde_json::from_str::<Value>(when).ok());
    match parts.as_slice() {
        [alone] => read(alone),
        _ => read(&json!({ "all": parts })),
    }
}

/// What cannot be read any more is everything.
fn read(when: &Value) -> Condition {
    Condition::from_json(when, Reading::default()).unwrap_or_default()
}

/// `GET /desk/views/{id}`
pub(in super::super) async fn form(
    by: Staff,
    At(id): At<SavedViewId>,
    State(state): State<WebState>,
) -> Page {
    let found = saved_view::view_get(&state.app, &by.caller, id).await?;
    let when = found
        .filter
        .get("when")
        .and_then(|json| serde_json::from_str(json).ok());
    let condition = when.as_ref().map(read).unwrap_or_default();
    let view = edit(&state, &by, Draft::of(Some(id), shown(&found), condition)).await?;
    page(&state, &by.frame(&state), &view)
}

fn shown(view: &SavedView) -> SavedViewForm {
    let pair = |name: &str| view.filter.get(name).cloned().unwrap_or_default();
    SavedViewForm {
        version: view.version,
        name: view.name.clone(),
        share: view.share.as_str().to_owned(),
        team: view
            .team
            .as_ref()
            .map(|team| team.id.to_string())
            .unwrap_or_default(),
        status: pair("status")
            .split(',')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        assignee: pair("assignee"),
        in_team: pair("team"),
        when: pair("when"),
        sort: view.sort.as_str().to_owned(),
        columns: view
            .columns
            .iter()
            .map(|column| column.as_str().to_owned())
            .collect(),
        grouped: view.grouped,
    }
}

/// `POST /desk/views/new`
pub(in super::super) async fn save_new(
    by: Staff,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    saved(&by, &state, None, form).await
}

/// `POST /desk/views/{id}`
pub(in super::super) async fn save(
    by: Staff,
    At(id): At<SavedViewId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    saved(&by, &state, Some(id), form).await
}

async fn saved(
    by: &Staff,
    state: &WebState,
    id: Option<SavedViewId>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut draft = Draft::typed(id, &form.typed);
    let here = draft.action();
    let asked = typed(&form.typed, "do");
    if asked != "save" {
        draft.node.edit(&asked);
        if asked == "anew" {
            draft.kept = None;
            draft.form.when.clear();
        }
        let mut frame = by.frame(state);
        frame.path.clone_from(&here);
        let shown = edit(state, by, draft).await?;
        return Ok(page(state, &frame, &shown)?.into_response());
    }
    let standard = standard_current(&state.app).await?.standard;
    let outcome = match draft.content(&standard) {
        Ok(content) => {
            let mut call = by.call_with(&form);
            match id {
                None => saved_view::view_create(&state.app, &call, content).await,
                Some(id) => {
                    call.expected_version = Some(draft.form.version);
                    saved_view::view_replace(&state.app, &call, id, content).await
                }
            }
        }
        Err(error) => Err(error),
    };
    let failure = match outcome {
        Ok(view) => return Ok(done(&view_href(&view), "view_saved")),
        Err(error) => about_the_form(error.into())?,
    };
    let mut shown = edit(state, by, draft).await?;
    shown.problems = problems(&failure, in_form);
    again(state, by.frame(state), &here, &shown, &failure)
}

/// The form's name of a field.
fn in_form(field: &str) -> String {
    match field {
        "filter.team" => "in_team".to_owned(),
        other => other.strip_prefix("filter.").unwrap_or(other).to_owned(),
    }
}

impl Draft {
    fn of(id: Option<SavedViewId>, mut form: SavedViewForm, condition: Condition) -> Self {
        let strange = Fact::VALUES
            .iter()
            .any(|fact| condition.looks_at(*fact) && Extent::Tickets.facts().all(|known| known != *fact));
        let node = Node::of(&condition);
        form.when = condition.to_json().to_string();
        Self {
            id,
            form,
            node,
            kept: strange.then_some(condition),
        }
    }

    fn typed(id: Option<SavedViewId>, pairs: &[(String, String)]) -> Self {
        let all = |name| typed_all(pairs, name).map(str::to_owned).collect();
        let form = SavedViewForm {
            version: typed(pairs, "version").parse().unwrap_or_default(),
            name: typed(pairs, "name"),
            share: typed(pairs, "share"),
            team: typed(pairs, "team"),
            status: all("status"),
            assignee: typed(pairs, "assignee"),
            in_team: typed(pairs, "in_team"),
            when: typed(pairs, "when"),
            sort: typed(pairs, "sort"),
            columns: all("columns"),
            grouped: !typed(pairs, "grouped").is_empty(),
        };
        let kept: Option<Value> = serde_json::from_str(&form.when).ok();
        Self {
            id,
            node: Node::typed(pairs),
            kept: kept.as_ref().map(read),
            form,
        }
    }

    fn action(&self) -> String {
        self.id
            .map_or_else(|| NEW.to_owned(), |id| format!("/desk/views/{id}"))
    }

    /// The condition, or what is not finished.
    fn condition(&self, standard: &Standard) -> Result<Condition, Vec<FieldError>> {
        match &self.kept {
            Some(condition) => Ok(condition.clone()),
            None => self.node.condition(standard.categories(), Extent::Tickets),
        }
    }

    fn content(&self, standard: &Standard) -> Result<ViewContent, AppError> {
        let condition = self.condition(standard).map_err(AppError::Validation)?;
        let mut filter = serde_json::Map::new();
        let form = &self.form;
        filter.insert("status".to_owned(), json!(form.status));
        for (name, value) in [("assignee", &form.assignee), ("team", &form.in_team)] {
            filter.insert(name.to_owned(), json!(value));
        }
        if !condition.is_everything() {
            filter.insert("when".to_owned(), condition.to_json());
        }
        let body = json!({
            "name": form.name, "share": form.share, "team": form.team, "sort": form.sort,
            "columns": form.columns, "grouped": form.grouped, "filter": filter,
        });
        ViewContent::read(Fields::from_json(body)?)
    }
}

async fn edit(state: &WebState, by: &Staff, draft: Draft) -> Result<SavedViewView, Failure> {
    let standard = standard_current(&state.app).await?.standard;
    let condition = draft.condition(&standard);
    let matching = match &condition {
        Ok(condition) if draft.kept.is_none() => matches(by, state, condition).await?,
        _ => None,
    };
    let call = by.call();
    let teams = team_choices(state, &call).await?;
    let (shares, share_teams) = shares_offered(by, Permission::ViewShare, teams.clone());
    Ok(SavedViewView {
        id: draft.id.map(|id| id.to_string()),
        action: draft.action(),
        shares,
        share_teams,
        teams,
        agents: agent_choices(state, &call).await?,
        root: draft.node.view(),
        facts: Extent::Tickets.facts().map(|fact| fact.as_str().into()).collect(),
        categories: category_groups(&standard),
        kept: draft.kept.is_some(),
        unfinished: condition.is_err(),
        when: condition
            .as_ref()
            .map_or_else(|_| condition_view(&Condition::default()), condition_view),
        matches: matching,
        form: draft.form,
        problems: Problems::none(),
        key: form_key(),
    })
}
