//! A list of tickets as a table, in words of the reader's language.

use touchstone_domain::access::Permission;
use touchstone_domain::clock::{ClockState, Metric};
use touchstone_domain::codes::Code;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::language::Language;
use touchstone_render::Renderer;

use super::ExportFile;
use super::table::{Cell, Table, table_file};
use crate::core::{App, AppError, Call, Caller, FieldError};
use crate::ticket::{LIMIT_MAX, ListQuery, Ticket, list};

/// Rows of one table. More is narrowed by a filter, or taken as the whole archive.
pub const EXPORT_ROWS_MAX: usize = 50_000;

/// The tickets of a list that the caller may take away, as a file.
pub async fn tickets_export(
    app: &App,
    call: &Call,
    query: ListQuery,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::TicketExport)?;
    let tickets = gather(app, &call.caller, query).await?;
    let rows = u64::try_from(tickets.len()).unwrap_or(u64::MAX);
    app.command(call, move |cx| {
        let (list, format) = (ExportedList::Tickets, format);
        cx.emit(Subject::System, EventBody::ListExported { list, format, rows })
    })
    .await?;
    let (renderer, language) = (app.renderer.clone(), call.caller.language);
    table_file(app, "tickets", format, move || {
        let words = Words {
            renderer: &renderer,
            language,
        };
        words.table(&tickets)
    })
    .await
}

/// Every page of the list, as far as the permission to export reaches.
async fn gather(app: &App, caller: &Caller, mut query: ListQuery) -> Result<Vec<Ticket>, AppError> {
    query.limit = LIMIT_MAX;
    query.cursor = None;
    let mut tickets = Vec::new();
    loop {
        let page = list(app, caller, query.clone()).await?;
        let may_leave = |ticket: &Ticket| caller.actor.reaches(Permission::TicketExport, &ticket.place());
        tickets.extend(page.items.into_iter().filter(may_leave));
        if tickets.len() > EXPORT_ROWS_MAX {
            let error = FieldError::new("format", "too_many_rows").with("max", EXPORT_ROWS_MAX);
            return Err(AppError::Validation(vec![error]));
        }
        match page.next_cursor {
            None => return Ok(tickets),
            Some(cursor) => query.cursor = cursor.parse().ok(),
        }
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

/// Codes in the reader's words.
struct Words<'a> {
    renderer: &'a Renderer,
    language: Language,
}

impl Words<'_> {
    fn table(&self, tickets: &[Ticket]) -> Table {
        let heading = |key: &&str| {
            self.renderer
                .text(self.language, key)
                .unwrap_or_else(|| (*key).to_owned())
        };
        Table {
            headings: COLUMNS.iter().map(heading).collect(),
            rows: tickets.iter().map(|ticket| self.row(ticket)).collect(),
        }
    }

    fn code<C: Code>(&self, family: &str, code: C) -> Cell {
        Cell::Text(self.renderer.label(self.language, family, code.code()))
    }

    fn row(&self, ticket: &Ticket) -> Vec<Cell> {
        let category = ticket.category.as_deref();
        let requester = &ticket.requester;
        let breached = |clock: &&crate::ticket::TicketClock| clock.state == ClockState::Breached;
        let breaches = ticket.clocks.iter().filter(breached).count();
        let (first, first_due) = self.clock(ticket, Metric::FirstResponse);
        let (resolution, resolution_due) = self.clock(ticket, Metric::Resolution);
        vec![
            Cell::Number(ticket.number),
            Cell::Text(ticket.id.to_string()),
            Cell::Time(ticket.created_at),
            Cell::text(ticket.subject.clone()),
            self.code("kind", ticket.kind),
            Cell::text(category.map(|path| self.renderer.label(self.language, "category", path))),
            self.code("status", ticket.status),
            self.code("stage", ticket.stage),
            Cell::number(ticket.priority),
            self.code("urgency", ticket.urgency),
            self.code("impact", ticket.impact),
            self.code("class", ticket.class),
            self.code("tier", ticket.tier),
            self.code("channel", ticket.channel),
            self.code("language", ticket.language),
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
                .map_or(Cell::Empty, |reason| self.code("close", reason)),
        ]
    }

    /// How the newest clock of a metric stands, and when it was or is due.
    fn clock(&self, ticket: &Ticket, metric: Metric) -> (Cell, Cell) {
        let clocks = ticket.clocks.iter().filter(|clock| clock.metric == metric);
        match clocks.max_by_key(|clock| clock.instance) {
            None => (Cell::Empty, Cell::Empty),
            Some(clock) => (self.code("export-state", clock.state), Cell::Time(clock.due_at)),
        }
    }
}
