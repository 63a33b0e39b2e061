//! What an operator has decided about mail that comes in.

use touchstone_domain::mail::MailboxRule;

/// Which mail is taken.
#[derive(Debug, Clone)]
pub struct MailIntake {
    /// None: no mail is taken at all.
    pub mailboxes: Vec<MailboxRule>,
    /// Bytes of one message.
    pub bytes: u64,
}

impl Default for MailIntake {
    fn default() -> Self {
        Self {
            mailboxes: Vec::new(),
            bytes: 25 << 20,
        }
    }
}
