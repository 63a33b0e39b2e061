//! Looking at the outbox.

use std::slice;

use touchstone_domain::access::Permission;
use touchstone_domain::id::{NotificationId, PersonId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;
use touchstone_store::notification::{Delivery, Medium, NotificationRow, OutboxOf, notification_list};
use touchstone_store::{Lane, Tx};

use super::files::letter_files;
use super::queue::opened;
use super::recipient::{address, masked, requesters};
use super::resend::can_be_resent;
use crate::core::{App, AppError, Caller, LIMIT_MAX, page_limit};
use crate::letter::{letter_end_link, wording_then};

/// Template of the letters that carry a secret.
const ONE_TIME_CODE: &str = "one_time_code";

/// Which notifications.
#[derive(Debug, Clone, Default)]
pub struct OutboxQuery {
    pub of: OutboxOf,
    pub limit: u32,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A notification as it is shown.
#[derive(Debug, Clone)]
pub struct OutboxEntry {
    pub id: NotificationId,
    pub ticket: Option<TicketId>,
    pub medium: Medium,
    pub template: String,
    pub language: Language,
    /// Masked, unless the outbox is open; none once the contact is gone.
    pub to: Option<String>,
    pub state: Delivery,
    pub attempts: u32,
    pub problem: Option<String>,
    pub created_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// It came to nothing and can be sent once more.
    pub resendable: bool,
    /// Subject and text, when the outbox is open.
    pub letter: Option<(String, String)>,
}

/// One page of the outbox, newest first.
#[derive(Debug, Clone)]
pub struct OutboxPage {
    pub entries: Vec<OutboxEntry>,
    pub next_cursor: Option<String>,
}

/// The outbox with masked addresses and without contents.
pub async fn outbox_list(app: &App, caller: &Caller, query: OutboxQuery) -> Result<OutboxPage, AppError> {
    caller.actor.holds(Permission::OutboxRead)?;
    outbox(app, query, false).await
}

/// The outbox with everything in clear, one-time codes included: for demonstrations, where it stands in for everybody's
/// mailbox. Whoever calls this has made sure that nothing here is real.
pub async fn outbox_open(app: &App, query: OutboxQuery) -> Result<OutboxPage, AppError> {
    outbox(app, query, true).await
}

/// Letters to a person in clear, newest first; codes that show ownership without their text.
pub(crate) fn letters_of_person(
    tx: &mut Tx<'_>,
    app: &App,
    person: PersonId,
) -> Result<Vec<OutboxEntry>, AppError> {
    let (mut letters, mut before) = (Vec::new(), None);
    loop {
        let rows = notification_list(tx, &OutboxOf::Person(person), before, LIMIT_MAX)?;
        let more = rows.len() >= usize::try_from(LIMIT_MAX).unwrap_or(usize::MAX);
        before = rows.last().map(|row| row.id);
        for row in rows {
            let letter = (row.template != ONE_TIME_CODE)
                .then(|| worded(tx, app, &row))
                .flatten();
            letters.push(entry(row, None, letter));
        }
        if !more {
            return Ok(letters);
        }
    }
}

async fn outbox(app: &App, query: OutboxQuery, open: bool) -> Result<OutboxPage, AppError> {
    let before = match &query.cursor {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| AppError::field("cursor", "malformed"))?),
    };
    let limit = page_limit((query.limit > 0).then_some(query.limit))?;
    let handle = app.clone();
    app.query(Lane::Fast, move |tx| {
        let mut rows = notification_list(tx, &query.of, before, limit + 1)?;
        let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|last| last.id.to_string());
        Ok(OutboxPage {
            entries: entries(tx, &handle, rows, open)?,
            next_cursor,
        })
    })
    .await
}

fn entries(
    tx: &mut Tx<'_>,
    app: &App,
    rows: Vec<NotificationRow>,
    open: bool,
) -> Result<Vec<OutboxEntry>, AppError> {
    let requesters = requesters(tx, app, &rows)?;
    rows.into_iter()
        .map(|row| {
            let to = if open {
                address(tx, app, &row)?
            } else {
                masked(tx, app, &row, &requesters)?
            };
            let letter = if open { worded(tx, app, &row) } else { None };
            Ok(entry(row, to, letter))
        })
        .collect()
}

/// One letter that cannot be worded must not hide the others.
fn worded(tx: &mut Tx<'_>, app: &App, row: &NotificationRow) -> Option<(String, String)> {
    let what = opened(app, row)
        .inspect_err(|error| tracing::error!(%error, "outbox"))
        .ok()?;
    let words = wording_then(tx, &row.template, row.language, row.created_at);
    let words = words
        .inspect_err(|error| tracing::error!(%error, "outbox"))
        .ok()?;
    let end = row
        .ticket
        .and_then(|ticket| letter_end_link(app, ticket, &row.template));
    let files = letter_files(tx, app, &what, slice::from_ref(row));
    let files = files
        .inspect_err(|error| tracing::error!(%error, "outbox"))
        .ok()?;
    let rest = files.rest(end.as_deref());
    let text = app
        .renderer
        .notification_as(row.language, &what, words.as_ref(), &rest);
    let text = text.inspect_err(|error| tracing::error!(%error, "outbox")).ok()?;
    Some((text.subject, text.text))
}

fn entry(row: NotificationRow, to: Option<String>, letter: Option<(String, String)>) -> OutboxEntry {
    OutboxEntry {
        resendable: can_be_resent(&row),
        id: row.id,
        ticket: row.ticket,
        medium: row.channel,
        template: row.template,
        language: row.language,
        to,
        state: row.state,
        attempts: row.attempts,
        problem: row.problem,
        created_at: row.created_at,
        settled_at: row.settled_at,
        letter,
    }
}
