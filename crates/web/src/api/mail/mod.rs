//! Mail that came in: what waits, what was set aside, its bytes, and what a person decides.

mod act;
mod list;
mod read;
mod sender;
mod source;

use serde::Serialize;
use touchstone_app::mail::MailEntry;
use touchstone_domain::id::{MailId, NotificationId, TicketId};
use touchstone_domain::mail::{MailReason, MailState};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use self::sender::SenderFound;
use crate::api::schema;
use crate::route::Route;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read::<list::__path_mail_in_list, _, _>(list::mail_in_list),
        Route::api_read::<list::__path_mail_in_backlog, _, _>(list::mail_in_backlog),
        Route::api_read::<read::__path_mail_in_read, _, _>(read::mail_in_read),
        Route::api_read::<read::__path_mail_in_raw, _, _>(read::mail_in_raw).carrying_files(),
        Route::api_write::<act::__path_mail_in_retry, _, _>(act::mail_in_retry),
        Route::api_write::<act::__path_mail_in_drop, _, _>(act::mail_in_drop),
        Route::api_read::<source::__path_mail_source_list, _, _>(source::mail_source_list),
        Route::api_read::<sender::__path_message_sender_list, _, _>(sender::message_sender_list),
    ]
}

/// A mail that came in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Mail {
    #[schema(value_type = schema::MailId)]
    id: MailId,
    /// The address it was taken for.
    mailbox: String,
    #[schema(value_type = schema::MailState)]
    state: MailState,
    #[schema(value_type = Option<schema::MailReason>)]
    reason: Option<MailReason>,
    /// Bytes as it came.
    size: i64,
    #[schema(value_type = schema::Time)]
    received_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    settled_at: Option<Timestamp>,
    /// How often it came; it was taken once.
    copies: i64,
    /// Whom it says it is from, masked; `null` once its bytes are destroyed.
    from: Option<String>,
    /// For those who may read every ticket.
    subject: Option<String>,
    /// The ticket it became part of, or was meant for.
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    /// The letter of ours that it reports about.
    #[schema(value_type = Option<schema::NotificationId>)]
    letter: Option<NotificationId>,
    /// It was added to a ticket from another address than the requester's.
    other_sender: bool,
    #[serde(flatten)]
    sender: SenderFound,
    /// A person had it taken whatever its header says.
    released: bool,
    /// Looks that did not end.
    attempts: u32,
    /// Code of what kept it from being taken.
    problem: Option<String>,
    /// Why somebody dropped it.
    note: Option<String>,
    /// Its bytes are there.
    readable: bool,
}

impl From<MailEntry> for Mail {
    fn from(entry: MailEntry) -> Self {
        Self {
            id: entry.id,
            mailbox: entry.mailbox,
            state: entry.state,
            reason: entry.reason,
            size: entry.size,
            received_at: entry.received_at,
            settled_at: entry.settled_at,
            copies: entry.copies,
            from: entry.from,
            subject: entry.subject,
            ticket: entry.ticket,
            letter: entry.letter,
            other_sender: entry.other_sender,
            sender: entry.checks.into(),
            released: entry.released,
            attempts: entry.attempts,
            problem: entry.problem,
            note: entry.note,
            readable: entry.readable,
        }
    }
}
