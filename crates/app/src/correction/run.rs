//! Carrying corrections out: some tickets at a time, while the desk goes on working. Each ticket is corrected, told in its history
//! and counted in one transaction, so whatever happens to the process, it goes on where it was and corrects nothing twice.

use std::sync::Arc;

use tokio::task::JoinSet;
use touchstone_domain::condition::{Condition, Fact};
use touchstone_domain::correction::{CorrectionOutcome, CorrectionState, FactsCorrection};
use touchstone_domain::event::{EventBody, Origin, SystemActor};
use touchstone_domain::id::{CorrectionId, StandardId, TicketId};
use touchstone_domain::stage::Status;
use touchstone_domain::standard::Standard;
use touchstone_domain::time::Span;
use touchstone_store::Lane;
use touchstone_store::correction::{
    CorrectionRow, bound_tickets, corrected_insert, corrected_known, correction_advance, correction_by_id,
    correction_end, correction_lock, correction_place, corrections_under_way,
};
use touchstone_store::standard::standard_by_id;
use touchstone_store::ticket::{ticket_matching, ticket_ordered, ticket_text_by_id, ticket_text_save};

use super::{facts_of, subject};
use crate::core::{App, AppError, Call, Caller, Cx};
use crate::ticket::{Held, facts_changed};

/// Tickets of one transaction, and transactions side by side: PostgreSQL answers them at the same time.
const TICKETS: usize = 100;
const AT_ONCE: usize = 4;
/// Another process may take tickets in under the version before for so long, until its clock has passed the instant too.
const LATE_STARTS: Span = Span::seconds(30);

/// A correction of facts: for which tickets, which facts, and why.
struct Matter {
    when: Condition,
    change: FactsCorrection,
    reason: String,
}

fn by_the_system() -> Call {
    Call::by(Caller::system(SystemActor::Timer, Origin::Timer))
}

/// Carries one correction on; whether there is more to do at once.
pub async fn correction_step(app: &App) -> Result<bool, AppError> {
    let under_way = app.query(Lane::Fast, |tx| Ok(corrections_under_way(tx)?)).await?;
    for row in under_way {
        let worked = match (row.standard, row.replaced) {
            (Some(standard), Some(replaced)) => policy(app, &row, standard, replaced).await?,
            _ => facts(app, &row).await?,
        };
        if worked {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Runs a step on parts of the tickets, some side by side.
async fn in_parts<F, R>(tickets: &[TicketId], part: F) -> Result<(), AppError>
where
    F: Fn(Vec<TicketId>) -> R,
    R: Future<Output = Result<(), AppError>> + Send + 'static,
{
    let mut running = JoinSet::new();
    for some in tickets.chunks(TICKETS) {
        if running.len() >= AT_ONCE
            && let Some(ended) = running.join_next().await
        {
            ended.map_err(|error| AppError::Internal(error.to_string()))??;
        }
        running.spawn(part(some.to_vec()));
    }
    while let Some(ended) = running.join_next().await {
        ended.map_err(|error| AppError::Internal(error.to_string()))??;
    }
    Ok(())
}

/// Whether nobody has ended it.
fn goes_on(cx: &mut Cx<'_, '_>, id: CorrectionId) -> Result<bool, AppError> {
    let row = correction_by_id(cx.tx, id)?;
    Ok(row.is_some_and(|row| row.state == CorrectionState::UnderWay))
}

async fn policy(
    app: &App,
    row: &CorrectionRow,
    standard: StandardId,
    replaced: StandardId,
) -> Result<bool, AppError> {
    let (handle, now, most) = (
        app.clone(),
        app.clock.now(),
        u32::try_from(TICKETS * AT_ONCE).unwrap_or(u32::MAX),
    );
    let found = app
        .query(Lane::Fast, move |tx| {
            let Some(version) = standard_by_id(tx, standard)?.filter(|version| version.effective_from <= now)
            else {
                return Ok(None);
            };
            let late = version.effective_from + LATE_STARTS > now;
            Ok(Some((
                handle.standards.get(tx, standard)?,
                bound_tickets(tx, replaced, most)?,
                late,
            )))
        })
        .await?;
    let Some((version, tickets, late)) = found else {
        return Ok(false);
    };
    if tickets.is_empty() {
        return if late {
            Ok(false)
        } else {
            finish(app, row.id).await
        };
    }
    let (id, app) = (row.id, app.clone());
    in_parts(&tickets, |some| {
        rebind(app.clone(), id, (standard, replaced), Arc::clone(&version), some)
    })
    .await?;
    Ok(true)
}

/// Has these tickets judged by the version, if they are judged by the one before and open still.
async fn rebind(
    app: App,
    correction: CorrectionId,
    (standard, replaced): (StandardId, StandardId),
    version: Arc<Standard>,
    tickets: Vec<TicketId>,
) -> Result<(), AppError> {
    app.command(&by_the_system(), move |cx| {
        if !goes_on(cx, correction)? {
            return Ok(());
        }
        let mut reached = 0;
        for &id in &tickets {
            let mut held = match Held::lock(cx, id) {
                Err(AppError::NotFound { .. }) => continue,
                other => other?,
            };
            if held.row.standard != replaced || held.state().status() == Status::Closed {
                continue;
            }
            let passed = held.rebind(standard, Arc::clone(&version), cx.now);
            held.emit(
                cx,
                EventBody::TicketRebound {
                    standard,
                    correction,
                    passed,
                },
            )?;
            held.save_rebound(cx)?;
            reached += 1;
        }
        Ok(correction_advance(cx.tx, correction, reached, reached)?)
    })
    .await
}

async fn facts(app: &App, row: &CorrectionRow) -> Result<bool, AppError> {
    let Some((when, change)) = facts_of(row)? else {
        return Err(AppError::Internal(format!(
            "correction {} is for nothing",
            row.id
        )));
    };
    let (looked_for, place) = (when.clone(), row.place);
    let step = app
        .query(Lane::Slow, move |tx| Ok(ticket_matching(tx, &looked_for, place)?))
        .await?;
    let tickets: Vec<_> = step.found.iter().map(|found| found.id).collect();
    let (id, handle) = (row.id, app.clone());
    let matter = Arc::new(Matter {
        when,
        change,
        reason: row.reason.clone(),
    });
    in_parts(&tickets, |some| {
        set_facts(handle.clone(), id, Arc::clone(&matter), some)
    })
    .await?;
    match step.next {
        Some(next) => {
            app.command(&by_the_system(), move |cx| Ok(correction_place(cx.tx, id, next)?))
                .await?;
            Ok(true)
        }
        None => finish(app, id).await,
    }
}

async fn set_facts(
    app: App,
    correction: CorrectionId,
    matter: Arc<Matter>,
    tickets: Vec<TicketId>,
) -> Result<(), AppError> {
    app.command(&by_the_system(), move |cx| {
        if !goes_on(cx, correction)? {
            return Ok(());
        }
        let (mut reached, mut changed) = (0, 0);
        for &id in &tickets {
            let held = match Held::lock(cx, id) {
                Err(AppError::NotFound { .. }) => continue,
                other => other?,
            };
            if corrected_known(cx.tx, correction, id)? {
                continue;
            }
            let outcome = set(cx, held, correction, &matter)?;
            corrected_insert(cx.tx, correction, id, outcome)?;
            reached += 1;
            changed += i64::from(outcome == CorrectionOutcome::Changed);
        }
        Ok(correction_advance(cx.tx, correction, reached, changed)?)
    })
    .await
}

/// Corrects one ticket, as it is now.
fn set(
    cx: &mut Cx<'_, '_>,
    mut held: Held,
    correction: CorrectionId,
    Matter { when, change, reason }: &Matter,
) -> Result<CorrectionOutcome, AppError> {
    let ordered = when.looks_at(Fact::OrderNo) && !ticket_ordered(cx.tx, &[held.id()])?.is_empty();
    let before = held.state().facts.clone();
    if held.state().archived_at.is_some() {
        return Ok(CorrectionOutcome::Archived);
    }
    if !when.evaluate(&held.row.sheet(ordered)) {
        return Ok(CorrectionOutcome::Unmatched);
    }
    if change.is_so(&before) {
        return Ok(CorrectionOutcome::Unchanged);
    }
    let known = |category: &_| held.standard.categories().contains(category);
    if change.category.as_ref().is_some_and(|category| !known(category)) {
        return Ok(CorrectionOutcome::Category);
    }
    let passed = held.retarget(&change.change(), cx.now)?;
    let facts = held.state().facts.clone();
    if facts.class != before.class
        && let Some(mut text) = ticket_text_by_id(cx.tx, held.id())?
    {
        text.class_reason = Some(reason.clone());
        ticket_text_save(cx.tx, &text)?;
    }
    let told = EventBody::TicketUpdated {
        fields: facts_changed(&before, &facts),
        facts: Some(facts),
        correction: Some(correction),
        passed,
    };
    held.emit(cx, told)?;
    held.save(cx)?;
    Ok(CorrectionOutcome::Changed)
}

/// Says that everything was reached.
async fn finish(app: &App, id: CorrectionId) -> Result<bool, AppError> {
    app.command(&by_the_system(), move |cx| {
        let Some(row) = correction_lock(cx.tx, id)?.filter(|row| row.state == CorrectionState::UnderWay)
        else {
            return Ok(true);
        };
        correction_end(cx.tx, &row, CorrectionState::Done, cx.now)?;
        let tickets = u64::try_from(row.changed).unwrap_or_default();
        cx.emit(
            subject(&row),
            EventBody::CorrectionDone {
                correction: id,
                tickets,
            },
        )?;
        Ok(true)
    })
    .await
}
