//! The mailboxes of a demonstration's people: letters that were caught, one of them, and writing one.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, RequestLimits, View};

/// `/demo/mail`
#[derive(Clone, Debug, Serialize)]
pub struct DemoMailView {
    /// Who has mail, by when the newest came.
    pub people: Vec<PersonMail>,
    /// Whose letters are shown; everybody's when none.
    pub of: Option<String>,
    /// This page, for asking again.
    pub here: String,
    pub letters: Vec<CaughtMailLine>,
    pub next: Option<String>,
    /// What became of the mail that was written just now.
    pub written: Option<WrittenNote>,
    /// The addresses that mail is taken for.
    pub mailboxes: Vec<String>,
}

impl View for DemoMailView {
    const TEMPLATE: &'static str = "demo/mail.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct PersonMail {
    pub address: String,
    pub href: String,
    pub letters: usize,
    pub chosen: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct CaughtMailLine {
    pub number: u64,
    pub to: String,
    pub from: String,
    pub subject: String,
    pub at: Timestamp,
}

/// What became of a mail.
#[derive(Clone, Debug, Serialize)]
pub struct WrittenNote {
    /// Locale key `mail-reason-<code>`; none while nobody has looked at it.
    pub reason: Option<Code>,
    pub ticket: Option<String>,
}

/// `/demo/mail/{number}`
#[derive(Clone, Debug, Serialize)]
pub struct DemoLetterView {
    pub line: CaughtMailLine,
    pub reply_to: Option<String>,
    /// The other letters of whom it is to.
    pub mailbox: String,
    pub text: String,
    /// It has an HTML part, which a frame shows.
    pub html: bool,
    pub files: Vec<String>,
}

impl View for DemoLetterView {
    const TEMPLATE: &'static str = "demo/letter.html";
}

/// `/demo/mail/new`
#[derive(Clone, Debug, Serialize)]
pub struct DemoMailWriteView {
    /// The letter that is answered.
    pub answers: Option<CaughtMailLine>,
    pub from: String,
    pub name: String,
    pub to: String,
    pub subject: String,
    pub body: String,
    /// The addresses that mail is taken for.
    pub mailboxes: Vec<String>,
    pub limits: RequestLimits,
    pub problems: Problems,
    pub idempotency_key: String,
}

impl View for DemoMailWriteView {
    const TEMPLATE: &'static str = "demo/write.html";
}
