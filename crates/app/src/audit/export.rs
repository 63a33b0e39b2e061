//! The audit as a table, in words of the reader's language. That it was taken away is an entry of it.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{ActorRef, Subject};
use touchstone_domain::export::{ExportedList, TableFormat};

use super::entry::AuditEntry;
use super::filter::AuditQuery;
use super::list::audit_list;
use crate::core::LIMIT_MAX;
use crate::core::{App, AppError, Call, Caller};
use crate::export::ExportFile;
use crate::export::list::{Begin, Pages, TakenList, Words, list_export};
use crate::export::table::Cell;

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

/// The entries that a filter finds, as a file.
pub async fn audit_export(
    app: &App,
    call: &Call,
    query: AuditQuery,
    format: TableFormat,
) -> Result<ExportFile, AppError> {
    call.caller.actor.holds(Permission::AuditRead)?;
    list_export(app, call, &Entries { query }, format).await
}

struct Entries {
    query: AuditQuery,
}

impl TakenList for Entries {
    const LIST: ExportedList = ExportedList::Audit;
    const COLUMNS: &'static [&'static str] = &COLUMNS;
    type Record = AuditEntry;
    type Next = String;

    async fn page(&self, app: &App, caller: &Caller, from: Begin<Self>) -> Result<Pages<Self>, AppError> {
        let query = AuditQuery {
            limit: LIMIT_MAX,
            cursor: from.and_then(|cursor| cursor.parse().ok()),
            ..self.query.clone()
        };
        let page = audit_list(app, caller, query).await?;
        Ok((page.items, page.next_cursor))
    }

    fn row(&self, words: &Words<'_>, entry: &AuditEntry) -> Vec<Cell> {
        let actor = match entry.actor {
            ActorRef::System(part) => part.as_str(),
            other => other.kind().as_str(),
        };
        let who = match &entry.actor_name {
            Some(name) => Cell::Text(name.clone()),
            None => words.label("actor", actor),
        };
        vec![
            Cell::time(Some(entry.at)),
            who,
            Cell::Text(entry.actor.to_text()),
            Cell::text(entry.token.as_ref().map(|token| token.name.clone())),
            words.label("event", entry.kind.as_str()),
            Cell::Text(entry.kind.to_string()),
            Cell::Text(subject_text(entry.subject)),
            words.label("origin", entry.origin.as_str()),
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
