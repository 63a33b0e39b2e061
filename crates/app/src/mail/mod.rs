//! E-mail that comes in: kept before anything else, looked at beside requests, turned into a ticket, a message of one, or
//! something that a person can see waiting; and how a
//! letter about a ticket goes out so that its answer comes back.
//!
//! What a demonstration catches instead of sending is read, and answered, here too (`caught`).
//!
//! How it comes (a pipe of a mail server) is not here; neither is what letters say (`notify`).

mod answer;
mod caught;
mod check;
mod fetch;
mod invited;
mod keep;
mod look;
mod mark;
mod note;
mod queue;
mod sender;
mod settings;
mod source;
mod step;
mod sweep;
mod take;
mod thread;

pub(crate) use answer::letter_thread;
pub use caught::{
    WrittenDraft, WrittenMailFate, answered_to, caught_get, caught_list, caught_people, mail_write,
    mailbox_addresses, written_fate,
};
pub(crate) use fetch::mail_fetch;
pub use fetch::mail_fetch_once;
pub use keep::{HandedOver, MailKept, MailRefusal, mail_keep, mail_keep_handed, return_path};
pub(crate) use mark::{letter_mark, reports_to};
pub use queue::{
    MailBacklog, MailEntry, MailPage, MailQuery, MailRaw, mail_backlog, mail_drop, mail_get, mail_queue,
    mail_raw_take, mail_retry,
};
pub(crate) use sender::senders_of;
pub use sender::{MessageSender, message_senders};
pub use settings::{MailIntake, MailSource};
pub use source::{MailSourceEntry, mail_sources};
pub use step::mail_step;
pub(crate) use sweep::mails_forget;
pub use thread::thread_token;
pub use touchstone_channels::{CaughtLetter, CaughtLine};
