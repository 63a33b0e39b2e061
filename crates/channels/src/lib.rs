//! How people and other programs are reached, and reach us: outgoing mail over SMTP, calls over HTTP, mail that comes in. No
//! SQL, no wording, no rules.
//!
//! What is sent, to whom and in which language is decided elsewhere; this crate only carries it and says honestly
//! whether it was taken, refused for good, or worth another try.

mod catcher;
mod dkim;
mod fetch;
mod handover;
mod hook_inbox;
mod http;
mod invitation;
mod mail;
mod parts;
mod received;
mod refresh;
mod report;
mod sender_check;
mod target;
mod tnef;
mod webhook;
mod written;

pub use catcher::{CaughtLetter, CaughtLine, MailCatcher};
pub use dkim::{DkimFault, DkimSigner};
pub use fetch::{FetchError, ImapAccount, ImapFolder, ImapSecret};
pub use handover::{Envelope, Handover, HandoverOutcome, HandoverStep, LINE_BYTES, MessageReader};
pub use hook_inbox::{HOOK_BYTES, HookClaim, HookInbox, HookTaken, Reception, SecretMalformed};
pub use http::{ANSWER_MAX, Outbound, OutboundError, client as http_client};
pub use invitation::{Invitation, InvitationMethod, InvitationTime};
pub use mail::{AttachedFile, Mail, MailError, MailThread, Mailer, MailerConfig, Security};
pub use received::{
    MailContent, MailFile, MailHead, MailParty, MailUnreadable, mail_content, mail_head, message_start,
};
pub use refresh::TokenRefresh;
pub use report::{DeliveryReport, ReportOutcome, delivery_report};
pub use sender_check::{HandedBy, Resolver, SenderChecker};
pub use target::{TARGET_CHARS, TargetRefused, TargetRule, Targets};
pub use webhook::{Hook, HookAnswer, HookProblem, HookSender};
pub use written::{WrittenMail, mail_written};
