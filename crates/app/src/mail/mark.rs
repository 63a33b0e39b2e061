//! The mark of a letter: by it a report is known to be about a letter that was made here.

use touchstone_domain::id::{Id, NotificationId};
use touchstone_domain::mail::{LetterMark, mailbox_of};

use crate::core::App;
use crate::keys::{KeyRing, Purpose};

/// Longest left part of an address (RFC 5321, 4.5.3.1.1).
const LOCAL_PART: usize = 64;

/// The mark of a letter, which only the product can make of its id.
pub(crate) fn letter_mark(keys: &KeyRing, letter: NotificationId) -> LetterMark {
    let hash = keys.mac(Purpose::LetterMark, &[&letter.raw().to_be_bytes()]);
    LetterMark::new(letter, &hash)
}

/// The letters that marks name which were made here, in order.
pub(super) fn letters_of(keys: &KeyRing, marks: &[LetterMark]) -> Vec<NotificationId> {
    let own = |mark: &&LetterMark| letter_mark(keys, mark.letter) == **mark;
    marks.iter().filter(own).map(|mark| mark.letter).collect()
}

/// The address that mail servers report to about a letter; nothing when they are to report to its sender.
pub(crate) fn reports_to(app: &App, mark: &LetterMark) -> Option<String> {
    let (mailbox, _) = mailbox_of(&app.mail.mailboxes, app.mail.bounces.as_deref()?)?;
    let (local, domain) = mailbox.address.rsplit_once('@')?;
    let local = format!("{local}+{mark}");
    (local.len() <= LOCAL_PART).then(|| format!("{local}@{domain}"))
}
