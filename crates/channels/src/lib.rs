//! How people and other programs are reached: outgoing mail over SMTP, calls over HTTP. No SQL, no wording, no rules.
//!
//! What is sent, to whom and in which language is decided elsewhere; this crate only carries it and says honestly
//! whether it was taken, refused for good, or worth another try.

mod http;
mod mail;

pub use http::{ANSWER_MAX, Outbound, OutboundError, client as http_client};
pub use mail::{Mail, MailError, Mailer, MailerConfig, Security};
