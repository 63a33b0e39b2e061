//! The audit as a table, in words of the reader's language. That it was taken away is an entry of it.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{ActorRef, EventBody, Subject};
use touchstone_domain::export::{ExportedList, TableFormat};
use touchstone_domain::language::Language;
use touchstone_render::Renderer;

use super::entry::AuditEntry;
use super::filter::{AuditQuery, LIMIT_MAX};
use super::list::audit_list;
use crate::core::{App, AppError, Call, Caller, FieldError};
use crate::export::table::{Cell, Table, table_file};
use crate::export::{EXPORT_ROWS_MAX, ExportFile};

/// The entries that a filter finds, as a file.
pub async fn audit_export(
    app: &App,
    call: &Call,
    query: AuditQuery,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::AuditRead)?;
    let entries = gather(app, &call.caller, query).await?;
    let rows = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    app.command(call, move |cx| {
        let (list, format) = (ExportedList::Audit, format);
        cx.emit(Subject::System, EventBody::ListExported { list, format, rows })
    })
    .await?;
    let (renderer, language) = (app.renderer.clone(), call.caller.language);
    table_file(app, "audit", format, move || {
        let words = Words {
            renderer: &renderer,
            language,
        };
        words.table(&entries)
    })
    .await
}

async fn gather(app: &App, caller: &Caller, mut query: AuditQuery) -> Result<Vec<AuditEntry>, AppError> {
    query.limit = LIMIT_MAX;
    query.cursor = None;
    let mut entries = Vec::new();
    loop {
        let page = audit_list(app, caller, query.clone()).await?;
        entries.extend(page.items);
        if entries.len() > EXPORT_ROWS_MAX {
            let error = FieldError::new("format", "too_many_rows").with("max", EXPORT_ROWS_MAX);
            return Err(AppError::Validation(vec![error]));
        }
        match page.next_cursor {
            None => return Ok(entries),
            Some(cursor) => query.cursor = cursor.parse().ok(),
        }
    }
}

/// The columns, in order: the key of each heading.
const COLUMNS: [&str; 12] = [
    "audit-column-at",
    "audit-column-who",
    "audit-column-actor",
    "audit-column-token",
    "audit-column-what",
    "audit-column-kind",
    "audit-column-subject",
    "audit-column-origin",
    "audit-column-address",
    "audit-column-stored",
    "audit-column-hash",
    "audit-column-id",
];

/// Codes in the reader's words.
struct Words<'a> {
    renderer: &'a Renderer,
    language: Language,
}

impl Words<'_> {
    fn table(&self, entries: &[AuditEntry]) -> Table {
        let heading = |key: &&str| {
            self.renderer
                .text(self.language, key)
                .unwrap_or_else(|| (*key).to_owned())
        };
        Table {
            headings: COLUMNS.iter().map(heading).collect(),
            rows: entries.iter().map(|entry| self.row(entry)).collect(),
        }
    }

    fn label(&self, family: &str, code: &str) -> Cell {
        Cell::Text(self.renderer.label(self.language, family, code))
    }

    fn row(&self, entry: &AuditEntry) -> Vec<Cell> {
        let actor = match entry.actor {
            ActorRef::System(part) => part.as_str(),
            other => other.kind().as_str(),
        };
        let who = match &entry.actor_name {
            Some(name) => Cell::Text(name.clone()),
            None => self.label("actor", actor),
        };
        vec![
            Cell::time(Some(entry.at)),
            who,
            Cell::Text(entry.actor.to_text()),
            Cell::text(entry.token.as_ref().map(|token| token.name.clone())),
            self.label("event", entry.kind.as_str()),
            Cell::Text(entry.kind.to_string()),
            Cell::Text(subject_text(entry.subject)),
            self.label("origin", entry.origin.as_str()),
            Cell::text(entry.address.clone()),
            Cell::Text(entry.stored.clone()),
            Cell::Text(entry.hash.clone()),
            Cell::Text(entry.id.to_string()),
        ]
    }
}

/// A subject as a filter names it.
pub fn subject_text(subject: Subject) -> String {
    match subject {
        Subject::Ticket(id) => id.to_string(),
        Subject::Person(id) => id.to_string(),
        Subject::User(id) => id.to_string(),
        Subject::Team(id) => id.to_string(),
        Subject::Token(id) => id.to_string(),
        Subject::Session(id) => id.to_string(),
        Subject::Standard(id) => id.to_string(),
        Subject::PrivacyRequest(id) => id.to_string(),
        Subject::System => subject.parts().0.to_string(),
    }
}
