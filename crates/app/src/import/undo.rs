//! Taking back what an import made, the last row first: tickets and requesters are removed, users and teams archived, links
//! forgotten. What anybody has touched since stays, and its row says why.

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, PersonId, TeamId, TicketId, UserId};
use touchstone_domain::import::{ImportKind, ImportState, RowCode, RowOutcome};
use touchstone_store::Lane;
use touchstone_store::hold::{holds_over_person, holds_over_ticket};
use touchstone_store::import::{ImportRow, import_lock, import_save};
use touchstone_store::import_row::{ImportedRow, import_row_settle, import_rows_back};
use touchstone_store::person::person_lock;
use touchstone_store::reference::reference_delete;
use touchstone_store::removal::{person_has_tickets, person_remove, ticket_remove};
use touchstone_store::team::{team_lock, team_members};
use touchstone_store::ticket::ticket_lock;
use touchstone_store::timer::timer_clear;
use touchstone_store::user::user_lock;

use super::BATCH_ROWS;
use super::step::{call, is_passing};
use super::sweep::import_blob_drop;
use crate::account::team::team_end;
use crate::account::user_end::user_leave;
use crate::core::{App, AppError, Cx};
use crate::ticket::{TICKET_TIMER, queue_leave};

/// What undoing a row came to: it is undone, or kept for a reason.
type Undone = Result<(), RowCode>;

/// Takes the next rows back.
pub(super) async fn undo_step(app: &App, import: ImportRow) -> Result<(), AppError> {
    let (id, before) = (import.id, import.cursor_row);
    let most = u32::try_from(BATCH_ROWS).unwrap_or(u32::MAX);
    let rows = app
        .query(Lane::Fast, move |tx| Ok(import_rows_back(tx, id, before, most)?))
        .await?;
    match write(app, &import, before, rows.clone(), None).await {
        Err(error) if !is_passing(&error) && !rows.is_empty() => {
            tracing::info!(import = %id, %error, "rows are undone one by one");
            let mut before = before;
            for row in rows {
                let at = row.row;
                let one = write(app, &import, before, vec![row.clone()], None).await;
                match one {
                    // Something refers to it that undoing does not know.
                    Err(error) if !is_passing(&error) => {
                        write(app, &import, before, vec![row], Some(RowCode::InUse)).await?;
                    }
                    written => written?,
                }
                before = at;
            }
        }
        written => written?,
    }
    Ok(())
}

async fn write(
    app: &App,
    import: &ImportRow,
    before: i64,
    rows: Vec<ImportedRow>,
    keep: Option<RowCode>,
) -> Result<(), AppError> {
    let (id, kind) = (import.id, import.kind);
    let over = app
        .command(&call(), move |cx| {
            let held = import_lock(cx.tx, id)?;
            let here =
                held.filter(|import| import.state == ImportState::Undoing && import.cursor_row == before);
            let Some(mut import) = here else {
                return Ok(false);
            };
            for row in &rows {
                import.cursor_row = row.row;
                if !matches!(row.outcome, RowOutcome::Created | RowOutcome::Linked) {
                    continue;
                }
                let undone = match keep {
                    Some(code) => Err(code),
                    None => row_undo(cx, kind, row)?,
                };
                let (outcome, code) = match undone {
                    Ok(()) => (RowOutcome::Undone, None),
                    Err(code) => (RowOutcome::Kept, Some(code)),
                };
                import.undone += i64::from(outcome == RowOutcome::Undone);
                import.kept += i64::from(outcome == RowOutcome::Kept);
                import_row_settle(cx.tx, row, outcome, code)?;
            }
            import.beat_at = Some(cx.now);
            let over = rows.is_empty();
            if over {
                import.state = ImportState::Undone;
                import.ended_at = Some(cx.now);
                import.holder = None;
                import.version += 1;
                let unsigned = |n: i64| u64::try_from(n).unwrap_or(0);
                let (undone, kept) = (unsigned(import.undone), unsigned(import.kept));
                cx.emit(
                    Subject::System,
                    EventBody::ImportUndone {
                        import: id,
                        undone,
                        kept,
                    },
                )?;
            }
            import_save(cx.tx, &import)?;
            Ok(over)
        })
        .await?;
    if over {
        import_blob_drop(app, id).await?;
    }
    Ok(())
}

fn row_undo(cx: &mut Cx<'_, '_>, kind: ImportKind, row: &ImportedRow) -> Result<Undone, AppError> {
    let Some(record) = row.record else {
        return Ok(Err(RowCode::Gone));
    };
    let undone = match (row.outcome, kind) {
        (RowOutcome::Linked, _) => Ok(()),
        (_, ImportKind::Tickets) => ticket_undo(cx, TicketId::from_raw(record))?,
        (_, ImportKind::Requesters) => person_undo(cx, PersonId::from_raw(record))?,
        (_, ImportKind::Users) => user_undo(cx, UserId::from_raw(record))?,
        (_, ImportKind::Teams) => team_undo(cx, TeamId::from_raw(record))?,
    };
    if undone.is_ok() {
        reference_delete(cx.tx, kind, record, row.run)?;
        if let Some(person) = row.person.map(PersonId::from_raw)
            && person_undo(cx, person)?.is_ok()
        {
            reference_delete(cx.tx, ImportKind::Requesters, person.raw(), row.run)?;
        }
    }
    Ok(undone)
}

fn ticket_undo(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Undone, AppError> {
    let Some(ticket) = ticket_lock(cx.tx, id)? else {
        return Ok(Err(RowCode::Gone));
    };
    if ticket.version != 1 {
        return Ok(Err(RowCode::ChangedSince));
    }
    let holds = holds_over_ticket(cx.tx, id)?;
    if holds
        .iter()
        .any(|hold| hold.until.is_none_or(|until| until > cx.now))
    {
        return Ok(Err(RowCode::UnderHold));
    }
    timer_clear(cx.tx, TICKET_TIMER, id)?;
    queue_leave(cx.tx, &ticket);
    ticket_remove(cx.tx, &ticket)?;
    cx.emit(Subject::Ticket(id), EventBody::TicketRemoved)?;
    Ok(Ok(()))
}

fn person_undo(cx: &mut Cx<'_, '_>, id: PersonId) -> Result<Undone, AppError> {
    let Some(person) = person_lock(cx.tx, id)? else {
        return Ok(Err(RowCode::Gone));
    };
    if person.version != 1 {
        return Ok(Err(RowCode::ChangedSince));
    }
    if person_has_tickets(cx.tx, id)? {
        return Ok(Err(RowCode::InUse));
    }
    let holds = holds_over_person(cx.tx, id)?;
    if holds
        .iter()
        .any(|hold| hold.until.is_none_or(|until| until > cx.now))
    {
        return Ok(Err(RowCode::UnderHold));
    }
    person_remove(cx.tx, &person)?;
    Ok(Ok(()))
}

fn user_undo(cx: &mut Cx<'_, '_>, id: UserId) -> Result<Undone, AppError> {
    let Some(user) = user_lock(cx.tx, id)? else {
        return Ok(Err(RowCode::Gone));
    };
    let touched = user.version != 1 || user.signed_in_at.is_some() || user.password_changed_at.is_some();
    if touched {
        return Ok(Err(RowCode::ChangedSince));
    }
    if user.archived_at.is_none() {
        user_leave(cx, user)?;
    }
    Ok(Ok(()))
}

fn team_undo(cx: &mut Cx<'_, '_>, id: TeamId) -> Result<Undone, AppError> {
    let Some(team) = team_lock(cx.tx, id)? else {
        return Ok(Err(RowCode::Gone));
    };
    if team.version != 1 || team.archived_at.is_some() {
        return Ok(Err(RowCode::ChangedSince));
    }
    let lead: Vec<UserId> = team.lead.into_iter().collect();
    if team_members(cx.tx, id)? != lead {
        return Ok(Err(RowCode::InUse));
    }
    team_end(cx, team)?;
    Ok(Ok(()))
}
