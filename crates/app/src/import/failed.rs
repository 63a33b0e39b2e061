//! Failed rows as a file of the same kind, to be mended and imported again.

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::ImportId;
use touchstone_domain::import::{ImportEncoding, ImportFormat, RowOutcome, csv_fields, csv_inert};
use touchstone_store::Lane;
use touchstone_store::import::{ImportRow, import_by_id};
use touchstone_store::import_row::{ImportedRow, import_rows, import_rows_held};

use super::file::decode;
use super::resolve::RAW_PURPOSE;
use crate::core::{App, AppError, Call};

/// Rows read at once.
const PAGE: u32 = 100;
/// Tells spreadsheet programs that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Headings of what is added to each row of a table: which line it was, and what is wrong with it.
const ADDED: [&str; 3] = ["import_line", "import_field", "import_problem"];

/// A file on its way.
pub struct FailedRows {
    pub name: String,
    pub media_type: &'static str,
    pub bytes: BoxStream<'static, Result<Bytes, AppError>>,
}

/// The failed rows of an import as far as they were kept. A table gets three columns more, which a mapping leaves alone.
pub async fn import_failed(app: &App, call: &Call, id: ImportId) -> Result<FailedRows, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    let told = app
        .command(call, move |cx| {
            cx.actor().holds(Permission::ImportManage)?;
            let import = import_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "import" })?;
            if !import_rows_held(cx.tx, id)? {
                return Err(AppError::Conflict {
                    code: "import_rows_gone",
                });
            }
            let rows = u64::try_from(import.failed).unwrap_or(0);
            cx.emit(
                Subject::System,
                EventBody::ImportRowsExported { import: id, rows },
            )?;
            Ok(())
        })
        .await;
    told?;
    let found = app.query(Lane::Fast, move |tx| Ok(import_by_id(tx, id)?)).await?;
    let import = found.ok_or(AppError::NotFound { what: "import" })?;
    let (ending, media_type) = match import.format {
        ImportFormat::Csv => ("csv", "text/csv; charset=utf-8"),
        ImportFormat::Ndjson | ImportFormat::Json => ("ndjson", "application/x-ndjson"),
    };
    let head = head(&import)?;
    let rows = rows(app.clone(), import);
    Ok(FailedRows {
        name: format!("{id}-failed.{ending}"),
        media_type,
        bytes: futures::stream::once(async { Ok(Bytes::from(head)) })
            .chain(rows)
            .boxed(),
    })
}

fn head(import: &ImportRow) -> Result<String, AppError> {
    if import.format != ImportFormat::Csv {
        return Ok(String::new());
    }
    let headings: Vec<String> = serde_json::from_str(&import.headings)
        .map_err(|error| AppError::Internal(format!("headings of {}: {error}", import.id)))?;
    let all = headings.iter().map(String::as_str).chain(ADDED);
    Ok(format!("{BYTE_ORDER_MARK}{}", csv_line(delimiter(import), all)))
}

fn delimiter(import: &ImportRow) -> char {
    u8::try_from(import.delimiter).map_or(',', char::from)
}

fn rows(app: App, import: ImportRow) -> BoxStream<'static, Result<Bytes, AppError>> {
    let start = Some(0_i64);
    futures::stream::unfold((app, import, start), |(app, import, after)| async move {
        let after = after?;
        let id = import.id;
        let page = app
            .query(Lane::Slow, move |tx| {
                Ok(import_rows(tx, id, Some(RowOutcome::Failed), after, PAGE)?)
            })
            .await;
        let page = match page {
            Ok(page) => page,
            Err(error) => return Some((Err(error), (app, import, None))),
        };
        let next = page.last().map(|last| last.row);
        let text: String = page.iter().filter_map(|row| line(&app, &import, row)).collect();
        let more = next.filter(|_| page.len() >= PAGE as usize);
        Some((Ok(Bytes::from(text)), (app, import, more)))
    })
    .boxed()
}

/// A row as it came, in UTF-8; none when it was not kept.
fn line(app: &App, import: &ImportRow, row: &ImportedRow) -> Option<String> {
    let sealed = row.raw.as_ref()?;
    let raw = app.keys.open_system(RAW_PURPOSE, sealed).ok()?;
    let text = decode(import.encoding, &raw)
        .or_else(|_| decode(ImportEncoding::Windows1252, &raw))
        .ok()?;
    if import.format != ImportFormat::Csv {
        // An object that was spread over lines becomes one of them.
        return Some(format!("{}\n", text.replace(['\r', '\n'], " ")));
    }
    let delimiter = delimiter(import);
    let fields = csv_fields(&text, delimiter).unwrap_or_else(|_| vec![text.clone()]);
    let number = row.line.to_string();
    let field = row.field.map_or("", |field| field.as_str());
    let code = row.code.map_or("", |code| code.as_str());
    let headings: Vec<String> = serde_json::from_str(&import.headings).ok()?;
    // A row with too few fields still shows what is wrong in the right columns.
    let missing = headings.len().saturating_sub(fields.len());
    let all = fields
        .iter()
        .map(String::as_str)
        .chain(std::iter::repeat_n("", missing))
        .chain([number.as_str(), field, code]);
    Some(csv_line(delimiter, all))
}

/// One row of CSV. What a spreadsheet program would take for a formula is made text, which reading it undoes.
fn csv_line<'a>(delimiter: char, fields: impl Iterator<Item = &'a str>) -> String {
    let quoted = fields.map(|field| {
        let field = csv_inert(field);
        let plain = !field.contains([delimiter, '"', '\n', '\r']);
        if plain {
            field
        } else {
            format!("\"{}\"", field.replace('"', "\"\""))
        }
    });
    let fields: Vec<String> = quoted.collect();
    format!("{}\r\n", fields.join(&delimiter.to_string()))
}
