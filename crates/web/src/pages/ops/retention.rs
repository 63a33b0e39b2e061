//! How long what was written is kept: rules, a dry run, an approval, runs.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;
use touchstone_app::core::FieldError;
use touchstone_app::retention::{self, RunView};
use touchstone_domain::access::Permission;
use touchstone_domain::id::RetentionRunId;
use touchstone_domain::retention::{RetentionClass, RetentionMode, RetentionRule};
use touchstone_render::view::{
    Problems, RetentionCountLine, RetentionRuleLine, RetentionRunLine, RetentionSampleLine, RetentionView,
};

use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::shared::{done, notices, problems, typed};
use crate::path::At;
use crate::query::Query;
use crate::route::Route;
use crate::state::WebState;

const PATH: &str = "/ops/retention";
/// Runs on a page.
const RUNS: u32 = 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get(PATH, look),
        Route::post(PATH, set),
        Route::post("/ops/retention/approve", approve),
        Route::post("/ops/retention/runs", start),
        Route::post("/ops/retention/runs/{id}/cancel", cancel),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    cursor: Option<RetentionRunId>,
}

async fn look(
    by: Granted<may::ReadPrivacy>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let view = view(&state, &by, asked.cursor).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

async fn set(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    let outcome = match rules_typed(&form.typed) {
        Ok(rules) => retention::policy_set(&state.app, &call, rules)
            .await
            .map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let Err(failure) = outcome else {
        return Ok(done(PATH, "retention_set"));
    };
    let failure = about_the_form(failure)?;
    let mut view = view(&state, &by, None).await?;
    for rule in &mut view.rules {
        rule.days = typed(&form.typed, &rule.class);
        let act = typed(&form.typed, &format!("{}.act", rule.class));
        if let Some(chosen) = rule.acts.iter().find(|known| **known == act) {
            rule.act = chosen.clone();
        }
    }
    view.problems = problems(&failure, str::to_owned);
    again(&state, by.frame(&state), PATH, &view, &failure)
}

fn rules_typed(pairs: &[(String, String)]) -> Result<BTreeMap<RetentionClass, RetentionRule>, Failure> {
    let (mut rules, mut errors) = (BTreeMap::new(), Vec::new());
    for class in RetentionClass::ALL {
        let days = typed(pairs, class.as_str());
        let act = typed(pairs, &format!("{class}.act")).parse();
        match (days.trim().parse(), act) {
            (Ok(days), Ok(act)) => drop(rules.insert(*class, RetentionRule { days, act })),
            (Err(_), _) if days.trim().is_empty() => errors.push(FieldError::new(class.as_str(), "required")),
            _ => errors.push(FieldError::new(class.as_str(), "unknown_value")),
        }
    }
    if errors.is_empty() {
        Ok(rules)
    } else {
        Err(Failure::fields(errors))
    }
}

async fn approve(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mut call = by.call_with(&form);
    call.expected_version = typed(&form.typed, "version").parse().ok();
    let automatic = typed(&form.typed, "automatic") == "yes";
    retention::policy_approve(&state.app, &call, automatic).await?;
    Ok(done(PATH, "retention_approved"))
}

async fn start(
    by: Granted<may::ManagePrivacy>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let mode: RetentionMode = typed(&form.typed, "mode")
        .parse()
        .map_err(|_| Failure::fields(vec![FieldError::new("mode", "unknown_value")]))?;
    retention::run_start(&state.app, &by.call_with(&form), mode).await?;
    Ok(done(&format!("{PATH}#runs"), "retention_started"))
}

async fn cancel(
    by: Granted<may::ManagePrivacy>,
    At(id): At<RetentionRunId>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    retention::run_cancel(&state.app, &by.call_with(&form), id).await?;
    Ok(done(&format!("{PATH}#runs"), "retention_cancelled"))
}

async fn view(
    state: &WebState,
    by: &SignedIn,
    before: Option<RetentionRunId>,
) -> Result<RetentionView, Failure> {
    let policy = retention::policy(&state.app, &by.caller).await?;
    let found = retention::runs(&state.app, &by.caller, before, RUNS).await?;
    let rule = |(class, rule): (RetentionClass, RetentionRule)| RetentionRuleLine {
        class: class.as_str().into(),
        days: rule.days.to_string(),
        act: rule.act.as_str().into(),
        acts: class.acts().iter().map(|act| act.as_str().into()).collect(),
        at_least: class.at_least(),
    };
    Ok(RetentionView {
        version: policy.version,
        rules: policy.rules.iter().map(rule).collect(),
        checked: policy.checked,
        approved_at: policy.approved_at,
        automatic: policy.automatic,
        runs: found.items.into_iter().map(line).collect(),
        next: found.next.map(|next| format!("{PATH}?cursor={next}")),
        may_manage: by.user.grants.holds(Permission::PrivacyManage),
        problems: Problems::none(),
    })
}

fn line(run: RunView) -> RetentionRunLine {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    RetentionRunLine {
        id: run.id.to_string(),
        policy: run.policy,
        mode: run.mode.as_str().into(),
        state: run.state.as_str().into(),
        automatic: run.automatic,
        at: run.at,
        parts: run.parts,
        counts: run
            .counts
            .into_iter()
            .map(|count| RetentionCountLine {
                class: count.class.as_str().into(),
                found: number(count.found),
                held: number(count.held),
                bytes: count.bytes,
                people: number(count.people),
            })
            .collect(),
        samples: run
            .samples
            .into_iter()
            .map(|sample| RetentionSampleLine {
                class: sample.class.as_str().into(),
                ticket: sample.ticket.map(|(id, number)| (id.to_string(), number)),
                at: sample.at,
            })
            .collect(),
    }
}
