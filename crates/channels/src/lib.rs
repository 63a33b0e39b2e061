//! How people are reached: today by outgoing mail over SMTP. No SQL, no wording, no rules.
//!
//! What is sent, to whom and in which language is decided elsewhere; this crate only carries it and says honestly
//! whether it was taken, refused for good, or worth another try.

mod mail;

pub use mail::{Mail, MailError, Mailer, MailerConfig, Security};
