//! Runs as operators begin, watch and end them.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, RetentionRunId, TicketId};
use touchstone_domain::retention::{RetentionClass, RetentionMode, RetentionState};
use touchstone_domain::time::Timestamp;
use touchstone_store::retention::{self as rows, RunRow};
use touchstone_store::ticket::ticket_by_id;
use touchstone_store::{Lane, Tx};

use super::policy::named;
use crate::core::{App, AppError, Call, Caller, Cx};

/// A run and what it found so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunView {
    pub id: RetentionRunId,
    pub policy: i64,
    pub mode: RetentionMode,
    pub state: RetentionState,
    pub automatic: bool,
    /// What counted as now.
    pub at: Timestamp,
    /// Of its three parts (requests, letters, traces), how many are done.
    pub parts: u8,
    pub ended_at: Option<Timestamp>,
    pub counts: Vec<Count>,
    /// The first it found, of each class.
    pub samples: Vec<Sample>,
}

/// What a run found of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub class: RetentionClass,
    pub found: u64,
    pub held: u64,
    /// Of files.
    pub bytes: u64,
    pub people: u64,
}

/// One of the first that a run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    pub class: RetentionClass,
    /// The request, where it is one.
    pub ticket: Option<(TicketId, i64)>,
    /// When it was archived or made.
    pub at: Timestamp,
}

/// A page of runs, newest first.
#[derive(Debug, Clone)]
pub struct RunPage {
    pub items: Vec<RunView>,
    pub next: Option<RetentionRunId>,
}

/// Begins a run of the newest rules: one that counts, or, of rules that were approved, one that destroys.
pub async fn run_start(app: &App, call: &Call, mode: RetentionMode) -> Result<RunView, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        let policy = named(cx)?;
        if mode == RetentionMode::Real && policy.approved_at.is_none() {
            return Err(AppError::Conflict {
                code: "retention_not_approved",
            });
        }
        let id = begin(cx, policy.version, mode, false)?;
        view(cx.tx, id)
    })
    .await
}

/// Begins a run, unless another is under way.
pub(super) fn begin(
    cx: &mut Cx<'_, '_>,
    policy: i64,
    mode: RetentionMode,
    automatic: bool,
) -> Result<RetentionRunId, AppError> {
    let run: RetentionRunId = cx.id();
    if !rows::run_insert(cx.tx, run, policy, mode, automatic, cx.now)? {
        return Err(AppError::Conflict {
            code: "retention_under_way",
        });
    }
    cx.tx.nudge();
    cx.emit(Subject::System, EventBody::RetentionStarted { run, policy, mode })?;
    Ok(run)
}

/// Ends a run where it is. What it destroyed stays destroyed.
pub async fn run_cancel(app: &App, call: &Call, id: RetentionRunId) -> Result<RunView, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        if rows::run_by_id(cx.tx, id)?.is_none() {
            return Err(missing());
        }
        if !rows::run_end(cx.tx, id, RetentionState::Cancelled, cx.now)? {
            return Err(AppError::Conflict {
                code: "retention_ended",
            });
        }
        cx.emit(Subject::System, EventBody::RetentionCancelled { run: id })?;
        view(cx.tx, id)
    })
    .await
}

fn missing() -> AppError {
    AppError::NotFound {
        what: "retention_run",
    }
}

/// Runs, newest first.
pub async fn runs(
    app: &App,
    caller: &Caller,
    before: Option<RetentionRunId>,
    limit: u32,
) -> Result<RunPage, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    let before = before.map_or(i64::MAX, Id::raw);
    app.query(Lane::Fast, move |tx| {
        let mut found = rows::run_list(tx, before, limit + 1)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let next = found.last().filter(|_| more).map(|last| last.id);
        let items = found.into_iter().map(|run| of(tx, run));
        Ok(RunPage {
            items: items.collect::<Result<_, _>>()?,
            next,
        })
    })
    .await
}

/// One run.
pub async fn run(app: &App, caller: &Caller, id: RetentionRunId) -> Result<RunView, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    app.query(Lane::Fast, move |tx| view(tx, id)).await
}

fn view(tx: &mut Tx<'_>, id: RetentionRunId) -> Result<RunView, AppError> {
    let row = rows::run_by_id(tx, id)?.ok_or_else(missing)?;
    of(tx, row)
}

fn of(tx: &mut Tx<'_>, row: RunRow) -> Result<RunView, AppError> {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let counts = rows::counts(tx, row.id)?.into_iter().map(|count| Count {
        class: count.class,
        found: number(count.found),
        held: number(count.held),
        bytes: number(count.bytes),
        people: number(count.people),
    });
    let counts = counts.collect();
    let mut samples = Vec::new();
    for sample in rows::samples(tx, row.id)? {
        let ticket = if sample.class.is_ticket() {
            ticket_by_id(tx, TicketId::from_raw(sample.subject))?
        } else {
            None
        };
        samples.push(Sample {
            class: sample.class,
            ticket: ticket.map(|ticket| (ticket.id, ticket.number)),
            at: sample.at,
        });
    }
    Ok(RunView {
        id: row.id,
        policy: row.policy,
        mode: row.mode,
        state: row.state,
        automatic: row.automatic,
        at: row.at,
        parts: u8::try_from(row.step).unwrap_or(u8::MAX),
        ended_at: row.ended_at,
        counts,
        samples,
    })
}
