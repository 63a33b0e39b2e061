//! Beginning a correction: who may, for what, and why.

use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::condition::{Condition, Reading};
use touchstone_domain::correction::{CorrectionKind, CorrectionState, FactsCorrection};
use touchstone_domain::event::{EventBody, FieldName};
use touchstone_domain::id::{CorrectionId, StandardId};
use touchstone_domain::text::{REASON, TextError, bounded};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::correction::{CorrectionRow, bound_count, correction_by_id, correction_insert};
use touchstone_store::standard_document::{authors, document_by_id, document_in_force};
use touchstone_store::ticket::ticket_number_last;

use super::{Correction, missing, overseer, shown, subject};
use crate::condition::{condition_count, condition_read};
use crate::core::{Actor, App, AppError, Call, Caller, Cx, FieldError};
use crate::ticket::category_of;

/// Facts to be corrected, as they are asked for.
#[derive(Debug, Clone)]
pub struct FactsInput {
    /// A condition as JSON.
    pub when: serde_json::Value,
    pub change: FactsWanted,
    pub reason: String,
}

/// The facts as they are asked for: a category by whatever name it has.
#[derive(Debug, Clone, Default)]
pub struct FactsWanted {
    pub facts: FactsCorrection,
    pub category: Option<String>,
}

fn reason(text: &str) -> Result<String, AppError> {
    bounded("reason", text, REASON).map_err(|error| {
        let told = FieldError::new(error.field(), error.code());
        AppError::Validation(vec![match error {
            TextError::TooLong { max, .. } => told.with("max", max),
            _ => told,
        }])
    })
}

/// Approves that a version of the standard, scheduled or in force, reaches the open tickets that the version before it judges.
pub async fn standard_correct(
    app: &App,
    call: &Call,
    id: StandardId,
    said: &str,
) -> Result<Correction, AppError> {
    overseer(&call.caller)?;
    let reason = reason(said)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardApprove)?;
        let replaced = replaced_by(cx, id)?;
        let row = CorrectionRow {
            standard: Some(id),
            replaced: Some(replaced),
            total: bound_count(cx.tx, replaced)?,
            ..fresh(cx, CorrectionKind::Policy, &reason)?
        };
        add(cx, &row, Vec::new())
    })
    .await
}

/// The version that this one takes the place of.
fn replaced_by(cx: &mut Cx<'_, '_>, id: StandardId) -> Result<StandardId, AppError> {
    let document = document_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "standard" })?;
    let state = AppError::Conflict {
        code: "standard_state",
    };
    let from = document.effective_from.ok_or_else(|| state.clone())?;
    let current = document_in_force(cx.tx, cx.now)?;
    if from <= cx.now && current.is_some_and(|current| current.id != id) {
        return Err(state);
    }
    if authors(cx.tx, id)?.as_slice() == [cx.actor().user()?.id] {
        return Err(AppError::Conflict {
            code: "standard_only_author",
        });
    }
    let nothing = AppError::Conflict {
        code: "correction_nothing",
    };
    if from == Timestamp::MIN {
        return Err(nothing);
    }
    let before = document_in_force(cx.tx, from - Span::from_micros(1))?;
    let before = before.filter(|before| before.key == document.key && before.id != id);
    before.map(|before| before.id).ok_or(nothing)
}

fn fresh(cx: &mut Cx<'_, '_>, kind: CorrectionKind, reason: &str) -> Result<CorrectionRow, AppError> {
    Ok(CorrectionRow {
        id: cx.id(),
        kind,
        state: CorrectionState::UnderWay,
        standard: None,
        replaced: None,
        condition: None,
        change: None,
        reason: reason.to_owned(),
        author: cx.actor().user()?.id,
        place: 0,
        total: 0,
        reached: 0,
        changed: 0,
        created_at: cx.now,
        ended_at: None,
    })
}

fn add(cx: &mut Cx<'_, '_>, row: &CorrectionRow, fields: Vec<FieldName>) -> Result<Correction, AppError> {
    if !correction_insert(cx.tx, row)? {
        return Err(AppError::Conflict {
            code: "correction_exists",
        });
    }
    let (correction, of, standard): (CorrectionId, _, _) = (row.id, row.kind, row.standard);
    let begun = EventBody::CorrectionBegun {
        correction,
        of,
        standard,
        fields,
    };
    cx.emit(subject(row), begun)?;
    let row = correction_by_id(cx.tx, correction)?.ok_or_else(missing)?;
    shown(cx.tx, row, cx.now)
}

/// Begins to set facts anew for every open ticket that a condition holds for. Whoever does so may classify everywhere.
pub async fn facts_correct(app: &App, call: &Call, input: &FactsInput) -> Result<Correction, AppError> {
    overseer(&call.caller)?;
    classifies_everywhere(&call.caller)?;
    let reason = reason(&input.reason)?;
    let when = open_only(condition_read("when", &input.when)?);
    when.check(Reading::default())
        .map_err(|error| AppError::Validation(vec![crate::condition::condition_field("when", &error)]))?;
    let mut change = input.change.facts.clone();
    change.category = category(app, input.change.category.as_deref()).await?;
    if change.is_empty() {
        return Err(AppError::field("change", "required"));
    }
    let total = condition_count(app, &call.caller, when.clone()).await?.count;
    let total = i64::try_from(total).unwrap_or(i64::MAX);
    let (condition, written) = (when.to_json().to_string(), json(&change)?);
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardApprove)?;
        let row = CorrectionRow {
            condition: Some(condition.clone()),
            change: Some(written.clone()),
            // What arrives from now on is no part of it.
            place: ticket_number_last(cx.tx)?,
            total,
            ..fresh(cx, CorrectionKind::Facts, &reason)?
        };
        add(cx, &row, fields(&change))
    })
    .await
}

fn json(change: &FactsCorrection) -> Result<String, AppError> {
    serde_json::to_string(change).map_err(|error| AppError::Internal(error.to_string()))
}

/// Closed tickets keep the facts they were closed with.
pub fn open_only(when: Condition) -> Condition {
    use touchstone_domain::condition::{Comparison, Fact, Operator};
    let open = Comparison::new(Fact::Status, Operator::NoneOf, &["closed"], None);
    let open = open.map_or_else(|_| Condition::default(), Condition::Is);
    Condition::All(vec![open, when])
}

fn classifies_everywhere(caller: &Caller) -> Result<(), AppError> {
    let permission = Permission::TicketClassify;
    match &caller.actor {
        Actor::User(user) if user.grants.scope(permission) != Some(Scope::All) => {
            Err(AppError::Forbidden { permission })
        }
        actor => actor.holds(permission),
    }
}

async fn category(
    app: &App,
    name: Option<&str>,
) -> Result<Option<touchstone_domain::category::CategoryPath>, AppError> {
    let Some(name) = name.map(str::to_owned) else {
        return Ok(None);
    };
    let (handle, now): (_, Timestamp) = (app.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let (_, standard) = handle.standards.in_force(tx, now)?;
        category_of(&standard, Some(&name)).map_err(|_| AppError::field("change.category", "unknown_value"))
    })
    .await
}

fn fields(change: &FactsCorrection) -> Vec<FieldName> {
    let set = [
        (FieldName::Kind, change.kind.is_some()),
        (FieldName::Category, change.category.is_some()),
        (FieldName::Urgency, change.urgency.is_some()),
        (FieldName::Impact, change.impact.is_some()),
        (FieldName::Class, change.class.is_some()),
        (FieldName::Tier, change.tier.is_some()),
    ];
    set.into_iter()
        .filter(|(_, set)| *set)
        .map(|(name, _)| name)
        .collect()
}
