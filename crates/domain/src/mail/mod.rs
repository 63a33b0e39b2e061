//! E-mail that comes in: what a message is (a person's words, a machine's, our own come back), which request it belongs
//! to, and what becomes of it. Reading the bytes is `channels`', keeping them the store's.
//!
//! Nothing in a message is believed because it says so: the sender is a claim, a subject is only a text. What ties a
//! message to a request is a token that was made here.

mod bounce;
mod check;
mod fetch;
mod fold;
mod mailbox;
mod mark;
mod nature;
mod plan;
mod token;
mod tongue;

pub use bounce::{
    AddressStanding, BounceCause, BounceWeight, MailStatus, REST, STRIKES, STRIKES_WITHIN, bounce_cause,
    bounce_weight,
};
pub use check::{CheckResult, CheckedBy, SenderChecks, SenderStanding, sender_checks};
pub use fetch::{FetchProblem, FetchStart, fetch_rest, fetch_start};
pub use fold::folded_at;
pub use mailbox::{MailboxRule, mailbox_of};
pub use mark::{LetterMark, marks_in};
pub use nature::{MailField, MailNature, mail_nature};
pub use plan::{ACKNOWLEDGED_PER_HOUR, BURST_PER_HOUR, MailFacts, MailPlan, mail_plan};
pub use token::{TOKEN_DIGITS, ThreadToken, tokens_in};
pub use tongue::language_of;

codes! {
    /// Where a received message stands.
    pub enum MailState ("mail state") {
        /// Kept, and not looked at yet.
        Waiting = "waiting",
        /// It became a request, or a message of one.
        Done = "done",
        /// It is nothing for a request; its reason says why.
        Refused = "refused",
        /// It could not be read, or not be taken in.
        Unreadable = "unreadable",
        /// A person decides.
        Quarantined = "quarantined",
        /// A person decided that it is nothing.
        Dropped = "dropped",
    }
}

codes! {
    /// Why a message is where it is, or what it became.
    pub enum MailReason ("mail reason") {
        /// It opened a request.
        Opened = "opened",
        /// It was added to a request.
        Appended = "appended",
        /// A letter of our own that came back.
        OwnLetter = "own_letter",
        /// It says that it is from one of our own mailboxes.
        OwnAddress = "own_address",
        /// An automatic answer: out of office, received with thanks.
        AutomaticReply = "automatic_reply",
        /// A report of a mail server: delivered, delayed, failed.
        Report = "report",
        /// A newsletter or a mailing list.
        Bulk = "bulk",
        /// Too many from one sender within an hour.
        Burst = "burst",
        /// Its bytes are no mail.
        Malformed = "malformed",
        /// Nobody is named as its sender, or nobody who could be answered.
        NoSender = "no_sender",
        /// It was refused by a rule of the product; a repair may help.
        NotTaken = "not_taken",
        /// Every attempt ended with its process.
        Crashed = "crashed",
    }
}
