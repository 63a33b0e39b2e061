//! A list of tickets as a table, in words of the reader's language.

use touchstone_domain::access::Permission;
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::export::{ExportedList, TableFormat};

use super::ExportFile;
use super::list::{Begin, Pages, TakenList, Words, list_export};
use super::table::Cell;
use crate::core::LIMIT_MAX;
use crate::core::{App, AppError, Call, Caller};
use crate::ticket::{ListQuery, Ticket, list};

/// The tickets of a list that the caller may take away, as a file.
pub async fn tickets_export(
    app: &App,
    call: &Call,
    query: ListQuery,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::TicketExport)?;
    list_export(app, call, &Tickets { query }, format).await
}

struct Tickets {
    query: ListQuery,
}

impl TakenList for Tickets {
    const LIST: ExportedList = ExportedList::Tickets;
    const COLUMNS: &'static [&'static str] = &COLUMNS;
    type Record = Ticket;
    type Next = String;

    /// As far as the permission to export reaches.
    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let query = ListQuery {
            limit: LIMIT_MAX,
            cursor: from.and_then(|cursor| cursor.parse().ok()),
            ..self.query.clone()
        };
        let mut page = list(app, caller, query).await?;
        let may_leave = |ticket: &Ticket| caller.actor.reaches(Permission::TicketExport, &ticket.place());
        page.items.retain(may_leave);
        Ok((page.items, page.next_cursor))
    }

    fn row(&self, words: &Words<'_>, ticket: &Ticket) -> Vec<Cell> {
        row(words, ticket)
    }
}

/// The columns, in order: the key of each heading.
const COLUMNS: [&str; 31] = [
    "export-column-number",
    "export-column-id",
    "export-column-created_at",
    "input-subject",
    "input-kind",
    "input-category",
    "export-column-status",
    "input-stage",
    "export-column-priority",
    "input-urgency",
    "input-impact",
    "input-class",
    "input-tier",
    "input-channel",
    "input-language",
    "export-column-requester",
    "input-owner",
    "input-assignee",
    "input-team",
    "input-order_no",
    "input-tags",
    "metric-first_response",
    "export-column-first_response_due",
    "metric-resolution",
    "export-column-resolution_due",
    "export-column-breaches",
    "export-column-objections",
    "export-column-reopened",
    "export-column-resolved_at",
    "export-column-archived_at",
    "export-column-close_reason",
];

fn row(words: &Words<'_>, ticket: &Ticket) -> Vec<Cell> {
    let category = ticket.category.as_deref();
    let requester = &ticket.requester;
    let breached = |clock: &&crate::ticket::TicketClock| clock.state == ClockState::Breached;
    let breaches = ticket.clocks.iter().filter(breached).count();
    let (first, first_due) = clock(words, ticket, Metric::FirstResponse);
    let (resolution, resolution_due) = clock(words, ticket, Metric::Resolution);
    vec![
        Cell::Number(ticket.number),
        Cell::Text(ticket.id.to_string()),
        Cell::Time(ticket.created_at),
        Cell::text(ticket.subject.clone()),
        words.code("kind", ticket.kind),
        category.map_or(Cell::Empty, |path| words.label("category", path)),
        words.code("status", ticket.status),
        words.code("stage", ticket.stage),
        Cell::number(ticket.priority),
        words.code("urgency", ticket.urgency),
        words.code("impact", ticket.impact),
        words.code("class", ticket.class),
        words.code("tier", ticket.tier),
        words.code("channel", ticket.channel),
        words.code("language", ticket.language),
        Cell::text(requester.name.clone().or_else(|| requester.email.clone())),
        Cell::text(ticket.owner.as_ref().map(|user| user.name.clone())),
        Cell::text(ticket.assignee.as_ref().map(|user| user.name.clone())),
        Cell::text(ticket.team.as_ref().map(|team| team.name.clone())),
        Cell::text(ticket.order_no.clone()),
        Cell::text((!ticket.tags.is_empty()).then(|| ticket.tags.join(", "))),
        first,
        first_due,
        resolution,
        resolution_due,
        Cell::Number(i64::try_from(breaches).unwrap_or(i64::MAX)),
        Cell::number(ticket.objections),
        Cell::number(ticket.reopened),
        Cell::time(ticket.resolved_at),
        Cell::time(ticket.archived_at),
        ticket
            .close_reason
            .map_or(Cell::Empty, |reason| words.code("close", reason)),
    ]
}

/// How the newest clock of a metric stands, and when it was or is due.
fn clock(words: &Words<'_>, ticket: &Ticket, metric: Metric) -> (Cell, Cell) {
    let clocks = ticket.clocks.iter().filter(|clock| clock.metric == metric);
    match clocks.max_by_key(|clock| clock.instance) {
        None => (Cell::Empty, Cell::Empty),
        Some(clock) => (words.code("export-state", clock.state), Cell::Time(clock.due_at)),
    }
}
