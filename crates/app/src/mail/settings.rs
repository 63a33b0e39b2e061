//! What an operator has decided about mail, in and out, beside the server it goes through.

use std::sync::Arc;

use touchstone_channels::{DkimSigner, ImapAccount, SenderChecker};
use touchstone_domain::mail::MailboxRule;
use touchstone_domain::time::Span;

/// A mailbox of another server that mail is fetched from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSource {
    pub account: ImapAccount,
    /// The mailbox that its messages are taken for.
    pub mailbox: String,
    /// Whatever is in it when it is first seen, too; else what comes from then on.
    pub all: bool,
}

impl MailSource {
    /// What it is called where its place is kept, and to people.
    pub fn name(&self) -> String {
        format!(
            "{}@{}/{}",
            self.account.user, self.account.host, self.account.folder
        )
    }
}

/// Which mail is taken, and what others are told of ours.
#[derive(Debug, Clone)]
pub struct MailIntake {
    /// None: no mail is taken at all.
    pub mailboxes: Vec<MailboxRule>,
    /// Bytes of one message.
    pub bytes: u64,
    /// The mailbox that mail servers report to about letters that do not arrive; without one they report to the sender.
    pub bounces: Option<String>,
    /// The mail server in front whose word on senders counts, by the name it gives itself (RFC 8601).
    pub checked_by: Option<String>,
    /// Checks senders of mail that is handed over directly, where no server in front does.
    pub checker: Option<Arc<SenderChecker>>,
    /// Where mail is fetched from.
    pub sources: Vec<MailSource>,
    /// How long answers to a requester that follow a first one are gathered into one letter; none for no time at all.
    pub burst: Span,
    /// Bytes of an answer's files that go along in its letter; what is beyond is named in it.
    pub attach: u64,
    /// Signs what goes out.
    pub signer: Option<Arc<DkimSigner>>,
}

impl Default for MailIntake {
    fn default() -> Self {
        Self {
            mailboxes: Vec::new(),
            bytes: 25 << 20,
            bounces: None,
            checked_by: None,
            checker: None,
            sources: Vec::new(),
            burst: Span::minutes(3),
            attach: 10 << 20,
            signer: None,
        }
    }
}
