//! Telling people things, requesters and staff: an outbox of notifications, and the job that hands them to the mail server.
//!
//! A notification is queued in the transaction that calls for it, sealed, and worded only when it is sent or looked at.
//! Whoever has no means of sending (no mail server configured, no SMS gateway yet) keeps it in the outbox as held. When
//! and why something is told is decided elsewhere (`reactions`, one-time codes).

mod bounce;
mod burst;
mod files;
mod held;
mod outbox;
mod queue;
mod recipient;
mod resend;
mod send;
mod suppression;

pub(crate) use bounce::letter_returned;
pub(crate) use burst::{answer_put, answers_hasten};
pub(crate) use held::held_letters;
pub use held::{HeldFate, HeldLetters, held_settle};
pub(crate) use outbox::letters_of_person;
pub use outbox::{OutboxEntry, OutboxPage, OutboxQuery, outbox_list, outbox_open};
pub use queue::{Letter, notification_queue};
pub(crate) use queue::{letter_purpose, notification_put};
pub use resend::letter_resend;
pub use send::{SEND_JOB, notification_send};
pub use suppression::{
    SuppressionEntry, SuppressionPage, SuppressionQuery, Unreachable, requester_unreachable, suppression_get,
    suppression_release, suppressions,
};
pub(crate) use suppression::{suppressions_forget, unreachable_of};
pub use touchstone_store::notification::{Delivery, Medium, OutboxOf, Recipient};
