//! How a letter about a ticket goes out so that its answer comes back to that ticket, and so that mail programs show the two as one
//! conversation.

use touchstone_channels::MailThread;
use touchstone_domain::id::TicketId;
use touchstone_store::Tx;
use touchstone_store::mail::{MailRow, mail_of_ticket};
use touchstone_store::ticket::ticket_by_id;

use super::keep::head_open;
use super::thread::thread_token;
use crate::core::{App, AppError};

/// Mails of a ticket that a letter names as gone before it.
const NAMED: u32 = 50;

/// Where a letter about a ticket stands, and the token that its Message-ID carries.
pub(crate) fn letter_thread(
    tx: &mut Tx<'_>,
    app: &App,
    ticket: TicketId,
) -> Result<(MailThread, Option<String>), AppError> {
    let Some(row) = ticket_by_id(tx, ticket)? else {
        return Ok((MailThread::default(), None));
    };
    let token = thread_token(&app.keys, row.id, row.number).to_string();
    let mails = mail_of_ticket(tx, ticket, NAMED)?;
    let mailbox = mails.last().map(|mail| mail.mailbox.as_str()).or_else(|| {
        let first = app.mail.mailboxes.first();
        first.map(|mailbox| mailbox.address.as_str())
    });
    let reply_to = mailbox.and_then(|mailbox| {
        let (local, domain) = mailbox.rsplit_once('@')?;
        Some(format!("{local}+{token}@{domain}"))
    });
    let before = mails.iter().filter_map(|mail| message_id(app, mail)).collect();
    let thread = MailThread {
        reply_to,
        before,
        ..MailThread::default()
    };
    Ok((thread, Some(token)))
}

/// Nothing for a mail without one, or whose head is destroyed.
fn message_id(app: &App, mail: &MailRow) -> Option<String> {
    let head = head_open(app, mail.id, mail.data_key.as_deref(), mail.head.as_deref());
    head.ok().flatten().and_then(|head| head.id)
}
