//! Notifications as the two outbox pages show them.

use touchstone_app::notify::{Delivery, OutboxEntry};
use touchstone_render::view::OutboxLine;

/// Stands for an address that is not kept any more.
const GONE: &str = "—";

pub(super) fn outbox_line(entry: OutboxEntry) -> OutboxLine {
    let (subject, text) = entry.letter.unzip();
    OutboxLine {
        id: entry.id.to_string(),
        template: entry.template.into(),
        medium: entry.medium.as_str().into(),
        language: entry.language.as_str().into(),
        to: entry.to.unwrap_or_else(|| GONE.to_owned()),
        state: entry.state.as_str().into(),
        attempts: entry.attempts,
        created_at: entry.created_at,
        sent_at: entry.settled_at.filter(|_| entry.state == Delivery::Sent),
        problem: entry.problem,
        again: false,
        subject,
        text,
    }
}

/// Address of the next page. Cursors of the outbox are made of letters and digits.
pub(super) fn next_address(path: &str, cursor: Option<String>) -> Option<String> {
    cursor.map(|cursor| format!("{path}?cursor={cursor}"))
}
