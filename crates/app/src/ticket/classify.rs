//! Judging what a request is, and changing its own facts and words.

use touchstone_domain::event::{EventBody, FieldName};
use touchstone_domain::stage::{Judge, Move};
use touchstone_domain::ticket::{Class, FactChange, Facts};
use touchstone_store::ticket::{ticket_text_by_id, ticket_text_save};

use super::act_input::Judgement;
use super::assign::assign;
use super::held::Held;
use super::input::Patch;
use super::refused::category;
use super::routing::route_judged;
use crate::core::{AppError, Cx};

/// The facts that differ, by name.
pub(crate) fn changed(before: &Facts, after: &Facts) -> Vec<FieldName> {
    let differ = [
        (FieldName::Kind, before.kind != after.kind),
        (FieldName::Category, before.category != after.category),
        (FieldName::Urgency, before.urgency != after.urgency),
        (FieldName::Impact, before.impact != after.impact),
        (FieldName::Class, before.class != after.class),
        (FieldName::Tier, before.tier != after.tier),
    ];
    differ
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
}

/// Applies a classification and tells of it.
pub(super) fn classify(
    cx: &mut Cx<'_, '_>,
    held: &mut Held,
    change: FactChange,
    by: Judge,
) -> Result<(), AppError> {
    let before = held.state().facts.clone();
    let passed = held.step(&Move::Classify { change, by }, cx.now)?;
    let facts = held.state().facts.clone();
    let fields = changed(&before, &facts);
    let priority = held.standard.priority(facts.impact, facts.urgency);
    held.emit(
        cx,
        EventBody::TicketClassified {
            facts,
            priority,
            fields,
            passed,
        },
    )?;
    Ok(())
}

/// The action `classify`: facts, the reason of a class, and the team that should see it.
pub(super) fn classify_as(cx: &mut Cx<'_, '_>, held: &mut Held, by: &Judgement) -> Result<(), AppError> {
    let change = FactChange {
        kind: by.kind,
        category: category(&held.standard, by.category.as_deref())?,
        urgency: by.urgency,
        impact: by.impact,
        class: by.class,
        tier: None,
    };
    class_reason(cx, held, by.class, by.reason.as_deref())?;
    classify(cx, held, change, Judge::Person)?;
    if by.team.is_some() && by.team != held.state().team {
        cx.actor().may(
            touchstone_domain::access::Permission::TicketAssign,
            &held.state().place(),
        )?;
        assign(cx, held, None, by.team, None)?;
    }
    route_judged(cx, held)
}

/// Changes facts and words; false when everything was so already.
pub(super) fn update(cx: &mut Cx<'_, '_>, held: &mut Held, patch: &Patch) -> Result<bool, AppError> {
    let before = held.state().facts.clone();
    let change = FactChange {
        kind: None,
        category: category(&held.standard, patch.category.as_deref())?,
        urgency: patch.urgency,
        impact: patch.impact,
        class: patch.class,
        tier: None,
    };
    class_reason(cx, held, patch.class, patch.reason.as_deref())?;
    let passed = held.retarget(&change, cx.now)?;
    let mut fields = changed(&before, &held.state().facts);
    let facts = (!fields.is_empty()).then(|| held.state().facts.clone());
    if let Some(subject) = &patch.subject
        && subject_set(cx, held, subject)?
    {
        fields.push(FieldName::Subject);
    }
    if let Some(tags) = &patch.tags
        && *tags != held.row.tags
    {
        held.row.tags.clone_from(tags);
        fields.push(FieldName::Tags);
    }
    if fields.is_empty() {
        return Ok(false);
    }
    held.emit(
        cx,
        EventBody::TicketUpdated {
            fields,
            facts,
            correction: None,
            passed,
        },
    )?;
    Ok(true)
}

fn subject_set(cx: &mut Cx<'_, '_>, held: &Held, subject: &str) -> Result<bool, AppError> {
    match ticket_text_by_id(cx.tx, held.id())? {
        Some(mut text) if text.subject != subject => {
            subject.clone_into(&mut text.subject);
            ticket_text_save(cx.tx, &text)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// A class is a person's judgement and wants a reason, which is free text and therefore kept with the texts.
fn class_reason(
    cx: &mut Cx<'_, '_>,
    held: &Held,
    class: Option<Class>,
    reason: Option<&str>,
) -> Result<(), AppError> {
    let Some(class) = class.filter(|class| *class != held.state().facts.class) else {
        return Ok(());
    };
    if reason.is_none() && class != Class::General {
        return Err(AppError::field("reason", "required"));
    }
    if let Some(mut text) = ticket_text_by_id(cx.tx, held.id())? {
        text.class_reason = reason.map(str::to_owned);
        ticket_text_save(cx.tx, &text)?;
    }
    Ok(())
}
