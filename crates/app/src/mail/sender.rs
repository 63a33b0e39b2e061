//! Who wrote the messages of a ticket that came by mail, as far as mail servers can tell.

use touchstone_domain::id::{MessageId, TicketId};
use touchstone_domain::mail::SenderChecks;
use touchstone_store::mail::{MailRow, mail_of_ticket};
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Caller};
use crate::ticket::visible;

/// Mails of one ticket that are looked at.
const MOST: u32 = 200;

/// The sender of a message that came by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageSender {
    pub message: MessageId,
    /// It came from another address than the requester's.
    pub other_sender: bool,
    pub checks: SenderChecks,
}

/// The senders of a ticket's messages that came by mail, the oldest first; for whoever may see the ticket.
pub async fn message_senders(
    app: &App,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Vec<MessageSender>, AppError> {
    let actor = caller.actor.clone();
    app.query(Lane::Fast, move |tx| {
        visible(tx, &actor, ticket)?;
        senders_of(tx, ticket)
    })
    .await
}

/// The same of a ticket that was read.
pub(crate) fn senders_of(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<MessageSender>, AppError> {
    let mails = mail_of_ticket(tx, ticket, MOST)?;
    let sender = |mail: &MailRow| {
        Some(MessageSender {
            message: mail.message?,
            other_sender: mail.other_sender,
            checks: mail.checks(),
        })
    };
    Ok(mails.iter().filter_map(sender).collect())
}
