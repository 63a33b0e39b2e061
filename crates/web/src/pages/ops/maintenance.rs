//! Planned work as administrators write it down.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::maintenance::{
    MaintenanceCursor, MaintenanceView, maintenance_cancel, maintenance_change, maintenance_finish,
    maintenance_get, maintenance_list, maintenance_plan,
};
use touchstone_domain::id::MaintenanceId;
use touchstone_domain::language::Language;
use touchstone_domain::maintenance::{
    MAINTENANCE_TEXT, MAINTENANCE_TITLE, Maintenance, MaintenanceImpact, MaintenanceKind, MaintenancePhase,
};
use touchstone_domain::time::Timestamp;
use touchstone_render::view::{
    Choice, MaintenanceForm, MaintenanceLine, MaintenanceListView, MaintenancePageView, Problems,
};

use crate::access::{Granted, may};
use crate::api::paging::{Paging, cursor};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::public::maintenance::plan_line;
use crate::pages::shared::{done, instant, notices, problems, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/ops/maintenance";

type Administrator = Granted<may::ManageSettings>;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, plans),
        Route::post(PATH, add),
        Route::get("/ops/maintenance/{id}", one),
        Route::post("/ops/maintenance/{id}", change),
        Route::post("/ops/maintenance/{id}/cancel", cancel),
        Route::post("/ops/maintenance/{id}/finish", finish),
    ]
}

async fn plans(by: Administrator, Query(paging): Query<Paging>, State(state): State<WebState>) -> Page {
    let after = paging.after()?;
    let view = list(&state, &by, after, form(&state, None, 0)).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn list(
    state: &WebState,
    by: &Administrator,
    after: Option<MaintenanceCursor>,
    form: MaintenanceForm,
) -> Result<MaintenanceListView, Failure> {
    let (plans, next) = maintenance_list(&state.app, &by.caller, after, None).await?;
    Ok(MaintenanceListView {
        plans: plans.iter().map(|plan| line(state, by, plan)).collect(),
        next: next
            .as_ref()
            .and_then(cursor)
            .map(|cursor| format!("{PATH}?cursor={cursor}")),
        form,
    })
}

fn line(state: &WebState, by: &Administrator, found: &MaintenanceView) -> MaintenanceLine {
    let phase = found.phase(state.app.clock.now());
    plan_line(found.id, &found.plan, phase, by.language())
}

async fn add(
    by: Administrator,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let made = match plan_typed(&state, &form.typed) {
        Ok(plan) => maintenance_plan(&state.app, &by.call_with(&form), plan).await,
        Err(error) => Err(error),
    };
    let failure = match made {
        Ok(made) => return Ok(done(&format!("{PATH}/{}", made.id), "maintenance_planned")),
        Err(error) => about_the_form(error.into())?,
    };
    let again_form = form_again(&state, &form.typed, &failure);
    let view = list(&state, &by, None, again_form).await?;
    again(&state, by.frame(&state), PATH, &view, &failure)
}

async fn one(by: Administrator, At(id): At<MaintenanceId>, State(state): State<WebState>) -> Page {
    let view = plan_page(&state, &by, id).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn plan_page(
    state: &WebState,
    by: &Administrator,
    id: MaintenanceId,
) -> Result<MaintenancePageView, Failure> {
    let found = maintenance_get(&state.app, &by.caller, id).await?;
    let phase = found.phase(state.app.clock.now());
    Ok(MaintenancePageView {
        line: line(state, by, &found),
        open: matches!(phase, MaintenancePhase::Ahead | MaintenancePhase::UnderWay),
        form: form(state, Some(&found.plan), found.version),
    })
}

async fn change(
    by: Administrator,
    At(id): At<MaintenanceId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let call = by.call_with(&form).expecting(version(&form.typed));
    let changed = match plan_typed(&state, &form.typed) {
        Ok(plan) => maintenance_change(&state.app, &call, id, plan).await,
        Err(error) => Err(error),
    };
    ended(&state, &by, id, &form.typed, (changed, "saved")).await
}

async fn cancel(
    by: Administrator,
    At(id): At<MaintenanceId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let call = by.call_with(&form).expecting(version(&form.typed));
    let cancelled = maintenance_cancel(&state.app, &call, id).await;
    ended(&state, &by, id, &form.typed, (cancelled, "maintenance_cancelled")).await
}

async fn finish(
    by: Administrator,
    At(id): At<MaintenanceId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let call = by.call_with(&form).expecting(version(&form.typed));
    let finished = maintenance_finish(&state.app, &call, id).await;
    ended(&state, &by, id, &form.typed, (finished, "maintenance_finished")).await
}

/// Back to the plan: changed, or with what was typed and why it was not taken.
async fn ended(
    state: &WebState,
    by: &Administrator,
    id: MaintenanceId,
    pairs: &[(String, String)],
    (outcome, notice): (Result<MaintenanceView, AppError>, &'static str),
) -> Result<Response, Failure> {
    let address = format!("{PATH}/{id}");
    let failure = match outcome {
        Ok(_) => return Ok(done(&address, notice)),
        Err(error) => about_the_form(error.into())?,
    };
    let mut view = plan_page(state, by, id).await?;
    // Buttons carry a version and nothing that was typed.
    if pairs.iter().any(|(name, _)| name == "starts_at") {
        view.form = form_again(state, pairs, &failure);
    } else {
        view.form.problems = problems(&failure, field);
    }
    again(state, by.frame(state), &address, &view, &failure)
}

fn version(pairs: &[(String, String)]) -> i64 {
    typed(pairs, "version").parse().unwrap_or_default()
}

/// A form of a plan, or of a new one.
fn form(state: &WebState, plan: Option<&Maintenance>, version: i64) -> MaintenanceForm {
    let local = |at: Timestamp| {
        let local = state.renderer.local(at);
        local.map_or_else(String::new, |local| local.strftime("%Y-%m-%dT%H:%M").to_string())
    };
    let at = |of: fn(&Maintenance) -> Timestamp| plan.map(|plan| local(of(plan))).unwrap_or_default();
    let words = |of: fn(&Maintenance) -> &BTreeMap<Language, String>| {
        let word = |language: &Language| {
            let kept = plan.and_then(|plan| of(plan).get(language).cloned());
            Choice::new(language, kept.unwrap_or_default())
        };
        Language::ALL.iter().map(word).collect()
    };
    MaintenanceForm {
        kind: plan
            .map_or(MaintenanceKind::default(), |plan| plan.kind)
            .as_str()
            .into(),
        kinds: MaintenanceKind::NAMES.iter().map(|&name| name.into()).collect(),
        impact: plan
            .map_or(MaintenanceImpact::default(), |plan| plan.impact)
            .as_str()
            .into(),
        impacts: MaintenanceImpact::NAMES.iter().map(|&name| name.into()).collect(),
        starts_at: at(|plan| plan.starts_at),
        ends_at: at(|plan| plan.ends_at),
        announced_at: at(|plan| plan.announced_at),
        titles: words(|plan| &plan.title),
        texts: words(|plan| &plan.text),
        title_max: MAINTENANCE_TITLE,
        text_max: MAINTENANCE_TEXT,
        version,
        open: false,
        problems: Problems::none(),
    }
}

/// The form as it was typed.
fn form_again(state: &WebState, pairs: &[(String, String)], failure: &Failure) -> MaintenanceForm {
    let said = |name: &str| typed(pairs, name);
    let mut form = form(state, None, version(pairs));
    for (name, words) in [("title", &mut form.titles), ("text", &mut form.texts)] {
        for word in words {
            word.label = typed(pairs, &format!("{name}_{}", word.value));
        }
    }
    MaintenanceForm {
        kind: said("maintenance_kind").into(),
        impact: said("maintenance_impact").into(),
        starts_at: said("starts_at"),
        ends_at: said("ends_at"),
        announced_at: said("announced_at"),
        open: true,
        problems: problems(failure, field),
        ..form
    }
}

/// Fields of a plan as the form names them; words are asked for in the first language.
fn field(name: &str) -> String {
    match name {
        "title" | "text" => format!("{name}_{}", Language::default()),
        "kind" | "impact" => format!("maintenance_{name}"),
        other => other.to_owned(),
    }
}

fn plan_typed(state: &WebState, pairs: &[(String, String)]) -> Result<Maintenance, AppError> {
    let required = |field: &'static str| {
        let at = instant(state, field, &typed(pairs, field))?;
        at.ok_or_else(|| AppError::field(field, "required"))
    };
    let words = |name: &str| -> BTreeMap<Language, String> {
        let word = |language: &Language| (*language, typed(pairs, &format!("{name}_{language}")));
        Language::ALL.iter().map(word).collect()
    };
    let unknown = |field: &'static str| move |_| AppError::field(field, "unknown_value");
    let starts_at = required("starts_at")?;
    // Without a date it is told at once.
    let announced = instant(state, "announced_at", &typed(pairs, "announced_at"))?;
    Ok(Maintenance {
        kind: typed(pairs, "maintenance_kind")
            .parse()
            .map_err(unknown("kind"))?,
        impact: typed(pairs, "maintenance_impact")
            .parse()
            .map_err(unknown("impact"))?,
        starts_at,
        ends_at: required("ends_at")?,
        announced_at: announced.unwrap_or_else(|| state.app.clock.now().min(starts_at)),
        title: words("title"),
        text: words("text"),
    })
}
