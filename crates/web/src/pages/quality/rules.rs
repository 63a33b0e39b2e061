//! The condition of one rule of a draft, written with fields and buttons: each button sends the whole form and gets it back
//! with what was asked for; saving puts the condition into the text of the pack.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use touchstone_app::AppError;
use touchstone_app::condition::condition_count;
use touchstone_app::standard::{StandardDocument, standard_edit, standard_read};
use touchstone_domain::access::Permission;
use touchstone_domain::clock::ClockBasis;
use touchstone_domain::condition::Condition;
use touchstone_domain::id::StandardId;
use touchstone_domain::standard::lifecycle::StandardAction;
use touchstone_domain::standard::{AppliedRule, RewriteError, Standard, condition_rewrite};
use touchstone_render::view::{MatchesView, Problems, RuleEditView, RuleLine};

use super::address;
use super::condition_fields::{Extent, Node};
use crate::access::{Granted, SignedIn, may};
use crate::body::Form;
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::again::{about_the_form, again};
use crate::pages::desk::address::address as linked;
use crate::pages::shared::{category_groups, condition_view, done, problems, typed};
use crate::path::At;
use crate::route::Route;
use crate::state::WebState;

type Staff = Granted<may::WriteStandards>;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/quality/standards/{id}/rules/{rule}", form),
        Route::post("/quality/standards/{id}/rules/{rule}", edit),
    ]
}

/// Which rule: its basis and its place, from 1, as `sla-3`.
#[derive(Clone, Copy)]
struct Which {
    basis: ClockBasis,
    place: usize,
}

impl Which {
    fn read(name: &str) -> Result<Self, Failure> {
        let (basis, number) = name.split_once('-').ok_or_else(Failure::not_found)?;
        let basis: ClockBasis = basis.parse().map_err(|_| Failure::not_found())?;
        let number: usize = number.parse().map_err(|_| Failure::not_found())?;
        let place = number.checked_sub(1).ok_or_else(Failure::not_found)?;
        Ok(Self { basis, place })
    }

    fn name(self) -> String {
        format!("{}-{}", self.basis, self.place + 1)
    }
}

/// The rules of a text, for a list; nothing when it cannot be read.
pub(super) fn rule_lines(pack: &str) -> Vec<RuleLine> {
    let Ok(standard) = Standard::parse(pack) else {
        return Vec::new();
    };
    let of = |basis: ClockBasis| {
        let places = 0..standard.rule_count(basis);
        let lines = places.filter_map(|place| {
            let rule = standard.applied_rule(basis, place)?;
            Some(rule_line(Which { basis, place }, &rule))
        });
        lines.collect::<Vec<_>>()
    };
    [of(ClockBasis::Sla), of(ClockBasis::Procedure)].concat()
}

fn rule_line(which: Which, rule: &AppliedRule) -> RuleLine {
    RuleLine {
        name: which.name(),
        basis: which.basis.as_str().into(),
        number: rule.number,
        figures: rule
            .figures
            .iter()
            .map(|(metric, span)| (metric.as_str().into(), *span))
            .collect(),
        when: condition_view(&rule.when),
    }
}

/// A draft, the standard its text says, and one of its rules.
struct Opened {
    document: StandardDocument,
    standard: Standard,
    rule: AppliedRule,
    which: Which,
}

async fn open(by: &Staff, state: &WebState, id: StandardId, name: &str) -> Result<Opened, Failure> {
    let which = Which::read(name)?;
    let document = standard_read(&state.app, &by.caller, id).await?;
    if !document.actions.contains(&StandardAction::Edit) {
        return Err(AppError::Conflict {
            code: "standard_state",
        }
        .into());
    }
    let standard = Standard::parse(&document.pack).map_err(|_| AppError::Conflict {
        code: "rule_unreadable",
    })?;
    let rule = standard
        .applied_rule(which.basis, which.place)
        .ok_or_else(Failure::not_found)?;
    Ok(Opened {
        document,
        standard,
        rule,
        which,
    })
}

async fn form(by: Staff, At((id, rule)): At<(StandardId, String)>, State(state): State<WebState>) -> Page {
    let opened = open(&by, &state, id, &rule).await?;
    let node = Node::of(&opened.rule.when);
    let view = view(&by, &state, &opened, &node).await?;
    page(&state, &by.frame(&state), &view)
}

async fn edit(
    by: Staff,
    At((id, rule)): At<(StandardId, String)>,
    State(state): State<WebState>,
    form: Form<Value>,
) -> Result<Response, Failure> {
    let opened = open(&by, &state, id, &rule).await?;
    let mut node = Node::typed(&form.typed);
    let asked = typed(&form.typed, "do");
    let version = typed(&form.typed, "version").parse().unwrap_or_default();
    let here = format!("{}/rules/{}", address(id), opened.which.name());
    if asked != "save" {
        node.edit(&asked);
        let mut shown = view(&by, &state, &opened, &node).await?;
        shown.version = version;
        let mut frame = by.frame(&state);
        frame.path = here;
        return Ok(page(&state, &frame, &shown)?.into_response());
    }
    let failure = match save(&by, &state, &opened, &node, version, &form).await {
        Ok(()) => return Ok(done(&format!("{}/edit#rules", address(id)), "standard_edited")),
        Err(failure) => about_the_form(failure)?,
    };
    let mut shown = view(&by, &state, &opened, &node).await?;
    shown.version = version;
    shown.problems = problems(&failure, str::to_owned);
    again(&state, by.frame(&state), &here, &shown, &failure)
}

/// Puts the condition into the text, and the text into the draft.
async fn save(
    by: &Staff,
    state: &WebState,
    opened: &Opened,
    node: &Node,
    version: i64,
    form: &Form<Value>,
) -> Result<(), Failure> {
    let when = node
        .condition(opened.standard.categories(), Extent::Rule)
        .map_err(AppError::Validation)?;
    let Which { basis, place } = opened.which;
    let text =
        condition_rewrite(&opened.document.pack, basis, place, &when).map_err(|error| match error {
            RewriteError::Missing => AppError::NotFound { what: "rule" },
            RewriteError::Spread => AppError::Conflict { code: "rule_spread" },
            RewriteError::Fault(fault) => AppError::Validation(vec![(&fault).into()]),
        })?;
    let call = by.call_with(form).expecting(version);
    standard_edit(&state.app, &call, opened.document.id, text).await?;
    Ok(())
}

async fn view(by: &Staff, state: &WebState, opened: &Opened, node: &Node) -> Result<RuleEditView, Failure> {
    let condition = node.condition(opened.standard.categories(), Extent::Rule);
    let matches = match &condition {
        Ok(condition) => matches(by, state, condition).await?,
        Err(_) => None,
    };
    Ok(RuleEditView {
        id: opened.document.id.to_string(),
        number: opened.document.number,
        version: opened.document.version,
        rule: rule_line(opened.which, &opened.rule),
        root: node.view(),
        facts: Extent::Rule.facts().map(|fact| fact.as_str().into()).collect(),
        categories: category_groups(&opened.standard),
        unfinished: condition.is_err(),
        when: condition.as_ref().map(condition_view).unwrap_or_default(),
        matches,
        problems: Problems::none(),
    })
}

/// How many tickets match, and where they are listed; nothing for whoever may not read tickets.
pub(in crate::pages) async fn matches(
    by: &SignedIn,
    state: &WebState,
    condition: &Condition,
) -> Result<Option<MatchesView>, Failure> {
    if !by.user.grants.holds(Permission::TicketRead) {
        return Ok(None);
    }
    let found = condition_count(&state.app, &by.caller, condition.clone()).await?;
    let json = condition.to_json().to_string();
    Ok(Some(MatchesView {
        count: found.count,
        exact: found.exact,
        late: found.late,
        href: linked("/desk", [("when", json.as_str()), ("sort", "-created")]),
    }))
}
