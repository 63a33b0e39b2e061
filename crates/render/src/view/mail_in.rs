//! `/admin/mail-in`: mail that came in, and what a person decides about it.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

#[derive(Clone, Debug, Serialize)]
pub struct MailInView {
    /// The addresses that mail is taken for; none until they are configured.
    pub mailboxes: Vec<String>,
    /// Mailboxes of other servers that mail is fetched from.
    pub sources: Vec<MailSourceLine>,
    pub waiting_since: Option<Timestamp>,
    pub counts: Vec<MailCount>,
    /// Only one state is shown.
    pub narrowed: bool,
    pub mails: Vec<MailLine>,
    pub next: Option<String>,
}

impl View for MailInView {
    const TEMPLATE: &'static str = "admin/mail_in.html";
}

/// How much there is in a state, counted up to a thousand.
#[derive(Clone, Debug, Serialize)]
pub struct MailCount {
    pub state: Code,
    pub n: i64,
    pub chosen: bool,
}

/// A mailbox that mail is fetched from.
#[derive(Clone, Debug, Serialize)]
pub struct MailSourceLine {
    pub name: String,
    pub mailbox: String,
    pub fetched_at: Option<Timestamp>,
    pub failed_at: Option<Timestamp>,
    /// Locale key `fetch-problem-<code>`.
    pub problem: Option<Code>,
    pub taken: i64,
    pub skipped: i64,
    pub behind: i64,
}

/// One mail.
#[derive(Clone, Debug, Serialize)]
pub struct MailLine {
    pub id: String,
    pub mailbox: String,
    pub state: Code,
    pub reason: Option<Code>,
    /// Bytes.
    pub size: u64,
    pub received_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    pub copies: i64,
    /// Masked.
    pub from: Option<String>,
    pub subject: Option<String>,
    pub ticket: Option<String>,
    pub other_sender: bool,
    /// Locale key `sender-<code>`.
    pub sender: Code,
    /// Who checked: locale key `checked-<code>`.
    pub checked_by: Option<Code>,
    /// Checks: name, and locale key `check-<code>`.
    pub checks: Vec<(String, Code)>,
    pub released: bool,
    /// Code of an error.
    pub problem: Option<String>,
    pub note: Option<String>,
    pub readable: bool,
}

/// `/admin/mail-in/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct MailInOneView {
    pub mail: MailLine,
    /// It was set aside and can be taken up or dropped.
    pub may_decide: bool,
    /// Its bytes are there, and the reader may see them in clear.
    pub may_read: bool,
    /// Why it is dropped, as typed.
    pub reason: String,
    pub problems: Problems,
}

impl View for MailInOneView {
    const TEMPLATE: &'static str = "admin/mail_one.html";
}
