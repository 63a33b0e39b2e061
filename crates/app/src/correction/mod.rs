//! Corrections that reach running work in bulk, without stopping the desk: begun by a person with a reason, carried out in the
//! background a hundred tickets a transaction, cancelled at any time. What was carried out is told in each ticket's history.

mod begin;
mod run;

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::condition::Condition;
use touchstone_domain::correction::{CorrectionKind, CorrectionOutcome, CorrectionState, FactsCorrection};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{CorrectionId, Id, StandardId, TicketId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::correction::{
    CorrectionRow, corrected_list, correction_by_id, correction_end, correction_list, correction_lock,
    correction_of_standard,
};
use touchstone_store::standard_document::document_by_id;
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Call, Caller, Cx};
use crate::ticket::Named;

pub use self::begin::{FactsInput, FactsWanted, facts_correct, open_only, standard_correct};
pub use self::run::correction_step;

/// A correction and how far it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Correction {
    pub id: CorrectionId,
    pub kind: CorrectionKind,
    pub state: CorrectionState,
    /// The version of the standard that reaches running work, and the one it takes the place of, with their numbers.
    pub standard: Option<(StandardId, i64)>,
    pub replaced: Option<(StandardId, i64)>,
    pub when: Option<Condition>,
    pub change: Option<FactsCorrection>,
    pub reason: String,
    pub author: Named<UserId>,
    /// Open tickets it was for when it began; a lower bound where they were too many to be counted at once.
    pub total: u64,
    pub reached: u64,
    pub changed: u64,
    /// Its version of the standard is not in force yet.
    pub waits: bool,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// What became of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectedTicket {
    pub ticket: TicketId,
    pub number: i64,
    pub outcome: CorrectionOutcome,
}

/// Whoever approves standards looks after corrections.
fn overseer(caller: &Caller) -> Result<(), AppError> {
    caller.actor.holds(Permission::StandardApprove)
}

fn missing() -> AppError {
    AppError::NotFound { what: "correction" }
}

/// Corrections, the last first, those begun before the one of this id; at most `limit`.
pub async fn corrections(
    app: &App,
    caller: &Caller,
    before: Option<CorrectionId>,
    limit: u32,
) -> Result<Vec<Correction>, AppError> {
    overseer(caller)?;
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let before = before.unwrap_or_else(|| CorrectionId::from_raw(i64::MAX));
        let rows = correction_list(tx, before, limit)?;
        rows.into_iter().map(|row| shown(tx, row, now)).collect()
    })
    .await
}

/// One correction.
pub async fn correction(app: &App, caller: &Caller, id: CorrectionId) -> Result<Correction, AppError> {
    overseer(caller)?;
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let row = correction_by_id(tx, id)?.ok_or_else(missing)?;
        shown(tx, row, now)
    })
    .await
}

/// The correction that a version of the standard was approved as, unless it was cancelled.
pub async fn correction_of(app: &App, standard: StandardId) -> Result<Option<Correction>, AppError> {
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let row = correction_of_standard(tx, standard)?;
        row.map(|row| shown(tx, row, now)).transpose()
    })
    .await
}

/// What became of its tickets, behind one of them. A correction of the standard is told in the tickets' histories alone.
pub async fn correction_tickets(
    app: &App,
    caller: &Caller,
    id: CorrectionId,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<CorrectedTicket>, AppError> {
    overseer(caller)?;
    app.query(Lane::Fast, move |tx| {
        correction_by_id(tx, id)?.ok_or_else(missing)?;
        let rows = corrected_list(tx, id, after, limit)?.into_iter();
        let one = rows.map(|row| CorrectedTicket {
            ticket: row.ticket,
            number: row.number,
            outcome: row.outcome,
        });
        Ok(one.collect())
    })
    .await
}

/// Ends a correction where it is; what was reached stays corrected.
pub async fn correction_cancel(app: &App, call: &Call, id: CorrectionId) -> Result<Correction, AppError> {
    overseer(&call.caller)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::StandardApprove)?;
        cancel(cx, id)?;
        let row = correction_by_id(cx.tx, id)?.ok_or_else(missing)?;
        shown(cx.tx, row, cx.now)
    })
    .await
}

fn cancel(cx: &mut Cx<'_, '_>, id: CorrectionId) -> Result<(), AppError> {
    let row = correction_lock(cx.tx, id)?.ok_or_else(missing)?;
    if row.state != CorrectionState::UnderWay {
        return Err(AppError::Conflict {
            code: "correction_ended",
        });
    }
    correction_end(cx.tx, &row, CorrectionState::Cancelled, cx.now)?;
    cx.emit(subject(&row), EventBody::CorrectionCancelled { correction: id })?;
    Ok(())
}

/// A version that will not come into force after all reaches nothing.
pub(crate) fn correction_withdraw(cx: &mut Cx<'_, '_>, standard: StandardId) -> Result<(), AppError> {
    match correction_of_standard(cx.tx, standard)? {
        Some(row) if row.state == CorrectionState::UnderWay => cancel(cx, row.id),
        _ => Ok(()),
    }
}

fn subject(row: &CorrectionRow) -> Subject {
    row.standard.map_or(Subject::System, Subject::Standard)
}

/// The condition and the change of a correction of facts.
fn facts_of(row: &CorrectionRow) -> Result<Option<(Condition, FactsCorrection)>, AppError> {
    let (Some(when), Some(change)) = (&row.condition, &row.change) else {
        return Ok(None);
    };
    let unread = |error: serde_json::Error| AppError::Internal(format!("correction {}: {error}", row.id));
    let when = serde_json::from_str(when).map_err(unread)?;
    Ok(Some((when, serde_json::from_str(change).map_err(unread)?)))
}

fn shown(tx: &mut Tx<'_>, row: CorrectionRow, now: Timestamp) -> Result<Correction, AppError> {
    let facts = facts_of(&row)?;
    let mut waits = false;
    let mut numbered = |id: Option<StandardId>| -> Result<Option<(StandardId, i64)>, AppError> {
        let Some(id) = id else { return Ok(None) };
        let found = document_by_id(tx, id)?;
        waits |= found
            .as_ref()
            .is_some_and(|found| found.effective_from.is_some_and(|from| from > now));
        Ok(found.map(|found| (id, found.number)))
    };
    let (standard, replaced) = (numbered(row.standard)?, numbered(row.replaced)?);
    let name = user_names(tx, &[row.author])?
        .into_iter()
        .next()
        .map(|(_, name)| name);
    let (when, change) = facts.unzip();
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    Ok(Correction {
        id: row.id,
        kind: row.kind,
        state: row.state,
        standard,
        replaced,
        when,
        change,
        reason: row.reason,
        author: Named {
            id: row.author,
            name: name.unwrap_or_default(),
        },
        total: count(row.total),
        reached: count(row.reached),
        changed: count(row.changed),
        waits: waits && row.state == CorrectionState::UnderWay,
        created_at: row.created_at,
        ended_at: row.ended_at,
    })
}
