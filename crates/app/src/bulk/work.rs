//! Carrying jobs on: some tickets at a time, each in a transaction of its own together with what became of it. So whatever
//! happens to the process, a job goes on where it was and reaches no ticket twice.

use std::collections::BTreeSet;

use tokio::task::JoinSet;
use touchstone_domain::access::Permission;
use touchstone_domain::bulk::{BulkOutcome, BulkState};
use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{BulkId, Id, SessionId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::ticket::TicketBefore;
use touchstone_store::Lane;
use touchstone_store::bulk::{
    BulkRow, bulk_by_id, bulk_lock, bulk_state, bulk_ticket, bulk_ticket_set, bulk_tickets_in, bulks_running,
};
use touchstone_store::ticket::ticket_by_id;

use super::undo::{Was, take_back};
use super::{BulkRequest, request_of};
use crate::account::user_standing;
use crate::core::{Actor, App, AppError, Call, Caller, Credential, Cx};
use crate::ticket::Held;

/// Tickets of one step, and how many of them side by side.
const STEP: u32 = 200;
const AT_ONCE: usize = 8;

/// Carries one job on; whether there is more to do at once.
pub async fn bulk_step(app: &App) -> Result<bool, AppError> {
    let running = app.query(Lane::Fast, |tx| Ok(bulks_running(tx)?)).await?;
    for row in running {
        if carry_on(app, &row).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Carries a job on until it stands still.
pub(super) async fn bulk_drive(app: &App, id: BulkId) -> Result<(), AppError> {
    loop {
        let row = app.query(Lane::Fast, move |tx| Ok(bulk_by_id(tx, id)?)).await?;
        match row {
            Some(row) if row.state.is_running() => carry_on(app, &row).await?,
            _ => return Ok(()),
        };
    }
}

/// Which tickets are still to be reached.
fn waiting(state: BulkState) -> BulkOutcome {
    match state {
        BulkState::Undoing => BulkOutcome::Changed,
        _ => BulkOutcome::Waiting,
    }
}

async fn carry_on(app: &App, row: &BulkRow) -> Result<bool, AppError> {
    let (id, from) = (row.id, waiting(row.state));
    let tickets = app
        .query(Lane::Fast, move |tx| Ok(bulk_tickets_in(tx, id, from, STEP)?))
        .await?;
    if tickets.is_empty() {
        return finish(app, id).await;
    }
    let (call, request) = (as_author(app, row).await?, request_of(row)?);
    let mut running = JoinSet::new();
    for ticket in tickets {
        if running.len() >= AT_ONCE
            && let Some(ended) = running.join_next().await
        {
            ended.map_err(|error| AppError::Internal(error.to_string()))??;
        }
        let (app, call, request) = (app.clone(), call.clone(), request.clone());
        running.spawn(async move { reach(&app, call, id, ticket, request).await });
    }
    while let Some(ended) = running.join_next().await {
        ended.map_err(|error| AppError::Internal(error.to_string()))??;
    }
    Ok(true)
}

/// The author's call, with what they may do now; none when they are not here any more.
async fn as_author(app: &App, row: &BulkRow) -> Result<Option<Call>, AppError> {
    let carried: BTreeSet<Permission> = serde_json::from_str(&row.permissions)
        .map_err(|error| AppError::Internal(format!("bulk {}: {error}", row.id)))?;
    let credential = match (row.session, row.token) {
        (_, Some(token)) => Credential::Token(token),
        (session, None) => Credential::Session(session.unwrap_or_else(|| SessionId::from_raw(0))),
    };
    let author = row.author;
    let user = app
        .query(Lane::Fast, move |tx| {
            user_standing(tx, author, credential, &carried)
        })
        .await?;
    Ok(user.map(|user| {
        Call::by(Caller {
            actor: Actor::User(user),
            origin: match credential {
                Credential::Session(_) => Origin::Desk,
                Credential::Token(_) => Origin::Api,
            },
            address: None,
            agent: None,
            language: Language::default(),
        })
    }))
}

/// Reaches one ticket. A refusal is what became of it; a machine that fails has it tried again.
async fn reach(
    app: &App,
    call: Option<Call>,
    bulk: BulkId,
    ticket: TicketId,
    request: BulkRequest,
) -> Result<(), AppError> {
    let done = match &call {
        Some(call) => app.command(call, move |cx| one(cx, bulk, ticket, &request)).await,
        None => Err(AppError::Unauthenticated),
    };
    match done {
        Ok(()) => Ok(()),
        Err(
            error @ (AppError::Busy | AppError::Unavailable | AppError::StorageFull | AppError::Internal(_)),
        ) => Err(error),
        Err(refused) => {
            let why = why(&refused);
            let by = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
            app.command(&by, move |cx| refuse(cx, bulk, ticket, &why)).await
        }
    }
}

/// Key of the words for a refusal.
fn why(refused: &AppError) -> String {
    match refused.fields().first() {
        Some(field) => format!("field-{}", field.code),
        None => format!("error-{}", refused.code()),
    }
}

fn one(cx: &mut Cx<'_, '_>, bulk: BulkId, ticket: TicketId, request: &BulkRequest) -> Result<(), AppError> {
    // The ticket is held before anything is looked at: whoever reached it first has noted so.
    let held = Held::lock(cx, ticket)?;
    let Some(job) = bulk_by_id(cx.tx, bulk)?.filter(|job| job.state.is_running()) else {
        return Ok(());
    };
    let Some(known) = bulk_ticket(cx.tx, bulk, ticket)?.filter(|known| known.outcome == waiting(job.state))
    else {
        return Ok(());
    };
    if job.state == BulkState::Undoing {
        let (outcome, why) = take_back(cx, held, &known, request)?;
        let kept = (None, None);
        bulk_ticket_set(cx.tx, (bulk, ticket), BulkOutcome::Changed, outcome, why, kept)?;
        return Ok(());
    }
    let was = Was {
        before: TicketBefore::of(held.state(), &held.clocks),
        tags: held.row.tags.clone(),
    };
    let outcome = request.carry_out(cx, &held.row)?;
    let changed = outcome == BulkOutcome::Changed && request.action().can_be_undone();
    let (mut before, mut version) = (None, None);
    if changed {
        let written = serde_json::to_string(&was).map_err(|error| AppError::Internal(error.to_string()))?;
        before = Some(written);
        version = ticket_by_id(cx.tx, ticket)?.map(|row| row.version);
    }
    let note = (before.as_deref(), version);
    bulk_ticket_set(cx.tx, (bulk, ticket), BulkOutcome::Waiting, outcome, None, note)?;
    Ok(())
}

fn refuse(cx: &mut Cx<'_, '_>, bulk: BulkId, ticket: TicketId, why: &str) -> Result<(), AppError> {
    let Some(job) = bulk_by_id(cx.tx, bulk)?.filter(|job| job.state.is_running()) else {
        return Ok(());
    };
    let (from, to) = match job.state {
        BulkState::Undoing => (BulkOutcome::Changed, BulkOutcome::Kept),
        _ => (BulkOutcome::Waiting, BulkOutcome::Refused),
    };
    bulk_ticket_set(cx.tx, (bulk, ticket), from, to, Some(why), (None, None))?;
    Ok(())
}

/// Says that everything was reached.
async fn finish(app: &App, id: BulkId) -> Result<bool, AppError> {
    let by = Call::by(Caller::system(SystemActor::Timer, Origin::Timer));
    app.command(&by, move |cx| {
        let Some(row) = bulk_lock(cx.tx, id)?.filter(|row| row.state.is_running()) else {
            return Ok(true);
        };
        let n = |n: i64| u64::try_from(n).unwrap_or_default();
        let (state, told) = match row.state {
            BulkState::Undoing => (
                BulkState::Undone,
                EventBody::BulkUndone {
                    bulk: id,
                    restored: n(row.restored),
                    kept: n(row.kept),
                },
            ),
            _ => (
                BulkState::Done,
                EventBody::BulkDone {
                    bulk: id,
                    changed: n(row.changed),
                    refused: n(row.refused),
                },
            ),
        };
        bulk_state(cx.tx, &row, state, Some(cx.now))?;
        cx.emit(Subject::System, told)?;
        Ok(true)
    })
    .await
}
