//! The mail that came in, for those who keep the product running: what waits, what was set aside and why, its bytes, and
//! what a person decides about it.

use touchstone_domain::access::{Permission, Scope};
use touchstone_domain::contact::mask_email;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{MailId, NotificationId, TicketId};
use touchstone_domain::mail::{MailReason, MailState, SenderChecks};
use touchstone_domain::text::{REASON, bounded};
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::Locked;
use touchstone_store::mail::{
    MAIL_COUNTED, MailRow, mail_by_id, mail_count, mail_list, mail_lock, mail_oldest, mail_raw, mail_save,
};

use super::keep::{bytes_open, head_open};
use crate::account::input::text_refused;
use crate::core::{Actor, App, AppError, Call, Caller, Cx, page_limit};

/// Which mails.
#[derive(Debug, Clone, Default)]
pub struct MailQuery {
    pub state: Option<MailState>,
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A mail as it is shown.
#[derive(Debug, Clone)]
pub struct MailEntry {
    pub id: MailId,
    pub mailbox: String,
    pub state: MailState,
    pub reason: Option<MailReason>,
    /// Bytes as it came.
    pub size: i64,
    pub received_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// How often it came.
    pub copies: i64,
    /// Whom it says it is from, masked.
    pub from: Option<String>,
    /// For those who may read every ticket.
    pub subject: Option<String>,
    pub ticket: Option<TicketId>,
    /// The letter of ours that it reports about.
    pub letter: Option<NotificationId>,
    /// Added from another address than the requester's.
    pub other_sender: bool,
    /// What was found out about its sender.
    pub checks: SenderChecks,
    pub released: bool,
    pub attempts: u32,
    pub problem: Option<String>,
    /// Why it was dropped.
    pub note: Option<String>,
    /// Its bytes are there.
    pub readable: bool,
    pub version: i64,
}

/// One page, newest first.
#[derive(Debug, Clone)]
pub struct MailPage {
    pub items: Vec<MailEntry>,
    pub next_cursor: Option<String>,
}

/// How much there is in each state, counted up to a thousand.
#[derive(Debug, Clone, Default)]
pub struct MailBacklog {
    pub counts: Vec<(MailState, i64)>,
    /// Since when the mail that waits longest does.
    pub waiting_since: Option<Timestamp>,
    /// The addresses that mail is taken for.
    pub mailboxes: Vec<String>,
}

/// A mail as it came.
#[derive(Debug, Clone)]
pub struct MailRaw {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Mails, newest first.
pub async fn mail_queue(app: &App, caller: &Caller, query: MailQuery) -> Result<MailPage, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    let before = match &query.cursor {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| AppError::field("cursor", "malformed"))?),
    };
    let limit = page_limit(query.limit)?;
    let (handle, subjects) = (app.clone(), sees_subjects(&caller.actor));
    app.query(Lane::Fast, move |tx| {
        let mut rows = mail_list(tx, query.state, before, limit + 1)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next_cursor = rows.last().filter(|_| more).map(|last| last.id.to_string());
        let items = rows
            .into_iter()
            .map(|row| entry(&handle, row, subjects))
            .collect();
        Ok(MailPage { items, next_cursor })
    })
    .await
}

/// One mail.
pub async fn mail_get(app: &App, caller: &Caller, id: MailId) -> Result<MailEntry, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    let (handle, subjects) = (app.clone(), sees_subjects(&caller.actor));
    app.query(Lane::Fast, move |tx| {
        let row = mail_by_id(tx, id)?.ok_or(AppError::NotFound { what: "mail" })?;
        Ok(entry(&handle, row, subjects))
    })
    .await
}

/// How much waits, and for how long.
pub async fn mail_backlog(app: &App, caller: &Caller) -> Result<MailBacklog, AppError> {
    caller.actor.holds(Permission::JobManage)?;
    let mailboxes = app
        .mail
        .mailboxes
        .iter()
        .map(|mailbox| mailbox.address.clone())
        .collect();
    app.query(Lane::Fast, move |tx| {
        let mut counts = Vec::with_capacity(MailState::ALL.len());
        for state in MailState::ALL {
            counts.push((*state, mail_count(tx, *state)?.min(MAIL_COUNTED)));
        }
        Ok(MailBacklog {
            counts,
            waiting_since: mail_oldest(tx)?,
            mailboxes,
        })
    })
    .await
}

/// A mail as it came, everything in clear. That it was read is an event, committed before the first byte leaves.
pub async fn mail_raw_take(app: &App, call: &Call, id: MailId) -> Result<MailRaw, AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    may_read_all(&call.caller.actor)?;
    let gone = || AppError::NotFound { what: "mail" };
    let read = app.query(Lane::Fast, move |tx| {
        let row = mail_by_id(tx, id)?.ok_or_else(gone)?;
        Ok(row.data_key.zip(mail_raw(tx, id)?))
    });
    let (data_key, sealed) = read.await?.ok_or_else(gone)?;
    let handle = app.clone();
    let opening = tokio::task::spawn_blocking(move || bytes_open(&handle, id, &data_key, &sealed));
    let bytes = opening
        .await
        .map_err(|error| AppError::Internal(error.to_string()))??;
    app.command(call, move |cx| {
        cx.emit(Subject::System, EventBody::MailOpened { mail: id })?;
        Ok(())
    })
    .await?;
    Ok(MailRaw {
        name: format!("{id}.eml"),
        bytes,
    })
}

/// Has a mail that was set aside looked at again, and taken whatever its header says it is.
pub async fn mail_retry(app: &App, call: &Call, id: MailId) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    app.command(call, move |cx| {
        let mut row = held(cx, id)?;
        row.state = MailState::Waiting;
        row.reason = None;
        row.settled_at = None;
        row.run_at = cx.now;
        row.attempts = 0;
        row.released = true;
        row.problem = None;
        row.note = None;
        mail_save(cx.tx, &row)?;
        cx.emit(Subject::System, EventBody::MailRetried { mail: id })?;
        Ok(())
    })
    .await
}

/// Decides that a mail is nothing, for a reason that is kept with it.
pub async fn mail_drop(app: &App, call: &Call, id: MailId, reason: &str) -> Result<(), AppError> {
    call.caller.actor.holds(Permission::JobManage)?;
    let note = bounded("reason", reason, REASON)
        .map_err(|error| AppError::Validation(vec![text_refused(&error)]))?;
    app.command(call, move |cx| {
        let mut row = held(cx, id)?;
        row.state = MailState::Dropped;
        row.settled_at = Some(cx.now);
        row.note = Some(note.clone());
        mail_save(cx.tx, &row)?;
        cx.emit(Subject::System, EventBody::MailDropped { mail: id })?;
        Ok(())
    })
    .await
}

/// A mail that a person may still decide about: what is part of a ticket is dealt with there.
fn held(cx: &mut Cx<'_, '_>, id: MailId) -> Result<Locked<MailRow>, AppError> {
    let row = mail_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "mail" })?;
    let settled = matches!(row.state, MailState::Done | MailState::Waiting);
    if settled || row.data_key.is_none() {
        return Err(AppError::Conflict { code: "mail_settled" });
    }
    Ok(row)
}

fn sees_subjects(actor: &Actor) -> bool {
    match actor {
        Actor::User(user) => user.grants.scope(Permission::TicketRead) == Some(Scope::All),
        Actor::System(_) => true,
        Actor::Requester(_) | Actor::Public => false,
    }
}

fn may_read_all(actor: &Actor) -> Result<(), AppError> {
    let permission = Permission::PersonReveal;
    match actor {
        Actor::User(user) if user.grants.scope(permission) == Some(Scope::All) => Ok(()),
        Actor::System(_) => Ok(()),
        _ => Err(AppError::Forbidden { permission }),
    }
}

fn entry(app: &App, row: MailRow, subjects: bool) -> MailEntry {
    // One head that does not open must not hide the others.
    let head = head_open(app, row.id, row.data_key.as_deref(), row.head.as_deref())
        .inspect_err(|error| tracing::error!(mail = %row.id, %error, "a mail's head does not open"))
        .ok()
        .flatten();
    let subject = head
        .as_ref()
        .filter(|_| subjects)
        .map(|head| head.subject.clone());
    let checks = row.checks();
    MailEntry {
        id: row.id,
        mailbox: row.mailbox,
        state: row.state,
        reason: row.reason,
        size: row.size,
        received_at: row.received_at,
        settled_at: row.settled_at,
        copies: row.copies,
        from: head.and_then(|head| head.from).map(|from| mask_email(&from)),
        subject: subject.filter(|subject| !subject.is_empty()),
        ticket: row.ticket,
        letter: row.letter,
        other_sender: row.other_sender,
        checks,
        released: row.released,
        attempts: row.attempts,
        problem: row.problem,
        note: row.note,
        readable: row.data_key.is_some(),
        version: row.version,
    }
}
