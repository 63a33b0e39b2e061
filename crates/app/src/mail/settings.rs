//! What an operator has decided about mail that comes in.

use touchstone_domain::mail::MailboxRule;

/// Which mail is taken.
#[derive(Debug, Clone)]
pub struct MailIntake {
    /// None: no mail is taken at all.
    pub mailboxes: Vec<MailboxRule>,
    /// Bytes of one message.
    pub bytes: u64,
    /// The mailbox that mail servers report to about letters that do not arrive; without one they report to the sender.
    pub bounces: Option<String>,
}

impl Default for MailIntake {
    fn default() -> Self {
        Self {
            mailboxes: Vec::new(),
            bytes: 25 << 20,
            bounces: None,
        }
    }
}
