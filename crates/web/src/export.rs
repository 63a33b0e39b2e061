//! Exports as downloads: tables of lists, and one ticket with everything that belongs to it. The same for the API and the
//! pages.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use serde::{Deserialize, Serialize};
use touchstone_app::audit::{AuditQuery, audit_export};
use touchstone_app::backtest::backtest_changes_export;
use touchstone_app::board::BoardInput;
use touchstone_app::core::LIMIT_MAX;
use touchstone_app::export::{
    Document, ExportDownload, ExportFile, board_export, export_take, outbox_export, people_export,
    teams_export, ticket_archive, tickets_export, users_export,
};
use touchstone_app::import::{FailedRows, import_failed};
use touchstone_app::mail::{MailRaw, mail_raw_take};
use touchstone_app::notify::OutboxOf;
use touchstone_app::standard::standard_read;
use touchstone_app::ticket::{self, ListQuery, Stretch};
use touchstone_domain::backtest::LateChange;
use touchstone_domain::export::TableFormat;
use touchstone_domain::id::{BacktestId, ExportId, ImportId, MailId, StandardId, TicketId};

use crate::access::{Granted, may};
use crate::api::wire::{HistoryEvent, Message, Ticket};
use crate::failure::Failure;
use crate::files::attachment;
use crate::state::WebState;

/// The shape that a link of a page asks for.
#[derive(Debug, Deserialize)]
pub(crate) struct TableShape {
    #[serde(default)]
    pub(crate) format: TableFormat,
}

/// A list of tickets as a table.
pub(crate) async fn tickets(
    by: &Granted<may::ExportTickets>,
    state: &WebState,
    query: ListQuery,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(
        tickets_export(&state.app, &by.call(), query, format).await?,
    ))
}

/// The audit as a table.
pub(crate) async fn audit(
    by: &Granted<may::ReadAudit>,
    state: &WebState,
    query: AuditQuery,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(audit_export(&state.app, &by.call(), query, format).await?))
}

/// The board's lines as a table.
pub(crate) async fn board(
    by: &Granted<may::ReadBoard>,
    state: &WebState,
    input: BoardInput,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(board_export(&state.app, &by.call(), input, format).await?))
}

/// Requesters as a table, masked.
pub(crate) async fn people(
    by: &Granted<may::ExportTickets>,
    state: &WebState,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(people_export(&state.app, &by.call(), format).await?))
}

/// Staff as a table.
pub(crate) async fn users(
    by: &Granted<may::ReadUsers>,
    state: &WebState,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(users_export(&state.app, &by.call(), format).await?))
}

/// Teams as a table.
pub(crate) async fn teams(
    by: &Granted<may::ReadTeams>,
    state: &WebState,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(teams_export(&state.app, &by.call(), format).await?))
}

/// Notifications as a table.
pub(crate) async fn outbox(
    by: &Granted<may::ReadOutbox>,
    state: &WebState,
    of: OutboxOf,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(outbox_export(&state.app, &by.call(), of, format).await?))
}

/// What a backtest found late on one side only, as a table.
pub(crate) async fn backtest(
    by: &Granted<may::BacktestStandards>,
    state: &WebState,
    id: BacktestId,
    change: LateChange,
    format: TableFormat,
) -> Result<Response, Failure> {
    Ok(table(
        backtest_changes_export(&state.app, &by.call(), id, change, format).await?,
    ))
}

fn table(file: ExportFile) -> Response {
    download(&file.name, file.media_type, Body::from(file.bytes))
}

/// The whole archive.
pub(crate) async fn whole(
    by: &Granted<may::ManageExports>,
    state: &WebState,
    id: ExportId,
) -> Result<Response, Failure> {
    let ExportDownload { name, bytes } = export_take(&state.app, &by.call(), id).await?;
    Ok(download(&name, "application/zip", Body::from_stream(bytes)))
}

/// A mail as it came.
pub(crate) async fn mail(
    by: &Granted<may::ManageJobs>,
    state: &WebState,
    id: MailId,
) -> Result<Response, Failure> {
    let MailRaw { name, bytes } = mail_raw_take(&state.app, &by.call(), id).await?;
    Ok(download(&name, "application/octet-stream", Body::from(bytes)))
}

/// The failed rows of an import.
pub(crate) async fn failed_rows(
    by: &Granted<may::ManageImports>,
    state: &WebState,
    id: ImportId,
) -> Result<Response, Failure> {
    let FailedRows {
        name,
        media_type,
        bytes,
    } = import_failed(&state.app, &by.call(), id).await?;
    Ok(download(&name, media_type, Body::from_stream(bytes)))
}

/// The text of a version of the standard.
pub(crate) async fn standard(
    by: &Granted<may::ReadStandards>,
    state: &WebState,
    id: StandardId,
) -> Result<Response, Failure> {
    let document = standard_read(&state.app, &by.caller, id).await?;
    let name = format!("{}-{}.toml", document.key, document.number);
    Ok(download(&name, "application/toml", Body::from(document.pack)))
}

/// One ticket: the record, the conversation and the history as the API gives them, and the files.
pub(crate) async fn ticket(
    by: &Granted<may::ExportTickets>,
    state: &WebState,
    id: TicketId,
) -> Result<Response, Failure> {
    let ticket = ticket::read(&state.app, &by.caller, id).await?;
    let name = format!("ticket-{}.zip", ticket.number);
    let documents = vec![
        document("ticket.json", &Ticket::from(ticket))?,
        document("messages.json", &messages(by, state, id).await?)?,
        document("history.json", &history(by, state, id).await?)?,
    ];
    let archive = ticket_archive(&state.app, &by.call(), id, documents).await?;
    Ok(download(&name, "application/zip", Body::from_stream(archive)))
}

async fn messages(
    by: &Granted<may::ExportTickets>,
    state: &WebState,
    id: TicketId,
) -> Result<Vec<Message>, Failure> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = ticket::messages(&state.app, &by.caller, id, stretch(cursor)).await?;
        let reader = Some(by.user.id);
        all.extend(
            page.items
                .into_iter()
                .map(|message| Message::of(message, reader, state)),
        );
        match page.next_cursor {
            None => return Ok(all),
            next => cursor = next,
        }
    }
}

async fn history(
    by: &Granted<may::ExportTickets>,
    state: &WebState,
    id: TicketId,
) -> Result<Vec<HistoryEvent>, Failure> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = ticket::history(&state.app, &by.caller, id, stretch(cursor)).await?;
        for entry in page.items {
            all.push(HistoryEvent::of(entry)?);
        }
        match page.next_cursor {
            None => return Ok(all),
            next => cursor = next,
        }
    }
}

fn stretch(cursor: Option<String>) -> Stretch {
    Stretch {
        limit: LIMIT_MAX,
        cursor,
        newest: false,
    }
}

fn document(name: &'static str, what: &impl Serialize) -> Result<Document, Failure> {
    let written = serde_json::to_vec_pretty(what);
    let bytes = written.map_err(|error| Failure::internal(&format!("{name} cannot be written: {error}")))?;
    Ok(Document {
        name,
        bytes: Bytes::from(bytes),
    })
}

pub(crate) fn download(name: &str, media_type: &'static str, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}
