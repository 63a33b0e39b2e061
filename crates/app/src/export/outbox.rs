//! Notifications as a table: addresses masked, without what was written.

use touchstone_domain::access::Permission;
use touchstone_domain::export::{ExportedList, TableFormat};

use super::ExportFile;
use super::list::{Begin, Pages, TakenList, Words, list_export};
use super::table::Cell;
use crate::core::LIMIT_MAX;
use crate::core::{App, AppError, Call, Caller};
use crate::notify::{OutboxEntry, OutboxOf, OutboxQuery, outbox_list};

/// Notifications, newest first, as a file.
pub async fn outbox_export(
    app: &App,
    call: &Call,
    of: OutboxOf,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::OutboxRead)?;
    list_export(app, call, &Outbox { of }, format).await
}

struct Outbox {
    of: OutboxOf,
}

impl TakenList for Outbox {
    const LIST: ExportedList = ExportedList::Outbox;
    const COLUMNS: &'static [&'static str] = &[
        "export-column-id",
        "outbox-what",
        "export-column-medium",
        "input-language",
        "outbox-to",
        "outbox-state",
        "export-column-attempts",
        "export-column-problem",
        "export-column-ticket",
        "export-column-made_at",
        "export-column-settled_at",
    ];
    type Record = OutboxEntry;
    type Next = String;

    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let query = OutboxQuery {
            of: self.of.clone(),
            limit: LIMIT_MAX,
            cursor: from,
        };
        let page = outbox_list(app, caller, query).await?;
        Ok((page.entries, page.next_cursor))
    }

    fn row(&self, words: &Words<'_>, entry: &OutboxEntry) -> Vec<Cell> {
        let problem = entry.problem.as_deref();
        vec![
            Cell::Text(entry.id.to_string()),
            words.label("notification", &entry.template),
            words.code("medium", entry.medium),
            words.code("language", entry.language),
            Cell::text(entry.to.clone()),
            words.code("delivery", entry.state),
            Cell::number(entry.attempts),
            problem.map_or(Cell::Empty, |code| words.label("send-problem", code)),
            Cell::text(entry.ticket.map(|ticket| ticket.to_string())),
            Cell::Time(entry.created_at),
            Cell::time(entry.settled_at),
        ]
    }
}
