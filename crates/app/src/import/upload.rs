//! Taking a file in.

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::Stream;
use touchstone_domain::access::Permission;
use touchstone_domain::id::ImportId;
use touchstone_domain::import::{
    ImportEncoding, ImportFormat, ImportKind, ImportState, Mapping, PREVIEW_ROWS, Preset, columns_of, suggest,
};
use touchstone_domain::text::file_name;
use touchstone_store::import::{ImportRow, import_insert, import_lock, import_save};

use super::batch::batch_read;
use super::file::{HEAD, Reading};
use super::view::{ImportView, view};
use super::{BATCH_BYTES, sweep};
use crate::core::{App, AppError, Call};
use crate::ticket::blob_refused;

/// A file about to be sent, and what its sender says about it.
#[derive(Debug, Clone)]
pub struct ImportFile {
    pub kind: ImportKind,
    pub preset: Preset,
    /// As its sender calls it.
    pub name: String,
    /// Found out without.
    pub format: Option<ImportFormat>,
    /// UTF-8 or GB18030, whichever fits, without.
    pub encoding: Option<ImportEncoding>,
    /// Instead of the preset's mapping.
    pub mapping: Option<Mapping>,
}

/// Takes a file in and guesses how it is to be understood. Nothing is imported yet.
pub async fn import_upload<S, E>(
    app: &App,
    call: &Call,
    file: ImportFile,
    body: S,
) -> Result<ImportView, AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: std::fmt::Display,
{
    call.caller.actor.holds(Permission::ImportManage)?;
    let row = begun(app, call, &file);
    let id = row.id;
    // The row stands before its blob is written, so that no blob is ever without one.
    app.store
        .write(move |tx| Ok::<_, AppError>(import_insert(tx, &row)?))
        .await?;
    let taken = match take(app, id, body).await {
        Ok((size, head)) => understood(app, id, size, &head, &file).await,
        Err(error) => Err(error),
    };
    if taken.is_err() {
        sweep::import_drop(app, id).await;
    }
    taken
}

fn begun(app: &App, call: &Call, file: &ImportFile) -> ImportRow {
    let now = app.clock.now();
    ImportRow {
        id: app.ids.next(now),
        kind: file.kind,
        state: ImportState::Draft,
        preset: file.preset,
        file_name: file_name(&file.name),
        size: 0,
        stored: true,
        format: ImportFormat::Csv,
        encoding: ImportEncoding::Utf8,
        delimiter: u32::from(b','),
        headings: "[]".to_owned(),
        columns: "[]".to_owned(),
        mapping: r#"{"source":""}"#.to_owned(),
        begin_byte: 0,
        begin_line: 1,
        cursor_byte: 0,
        cursor_line: 1,
        cursor_row: 0,
        created: 0,
        linked: 0,
        skipped: 0,
        failed: 0,
        undone: 0,
        kept: 0,
        checked: None,
        asked_by: call.caller.actor.user().ok().map(|user| user.id),
        created_at: now,
        started_at: None,
        beat_at: None,
        holder: None,
        ended_at: None,
        problem: None,
        problem_line: None,
        problem_column: None,
        version: 1,
    }
}

/// Writes the bytes; answers how many they are and how they begin.
async fn take<S, E>(app: &App, id: ImportId, mut body: S) -> Result<(u64, Vec<u8>), AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: std::fmt::Display,
{
    let limit = app.limits.import_bytes;
    let mut writer = app.blobs.writer(&id.to_string()).await.map_err(blob_refused)?;
    let mut head = Vec::new();
    while let Some(piece) = body.next().await {
        let piece = match piece {
            Ok(piece) if writer.size() + piece.len() as u64 <= limit => piece,
            refused => {
                writer.abort().await.map_err(blob_refused)?;
                return Err(match refused {
                    Ok(_) => AppError::TooLarge { limit },
                    Err(_) => AppError::field("file", "interrupted"),
                });
            }
        };
        head.extend_from_slice(
            piece
                .get(..piece.len().min(HEAD - head.len()))
                .unwrap_or_default(),
        );
        writer.write(&piece).await.map_err(blob_refused)?;
    }
    let size = writer.size();
    if size == 0 {
        writer.abort().await.map_err(blob_refused)?;
        return Err(AppError::field("file", "import_empty"));
    }
    writer.finish().await.map_err(blob_refused)?;
    Ok((size, head))
}

async fn understood(
    app: &App,
    id: ImportId,
    size: u64,
    head: &[u8],
    file: &ImportFile,
) -> Result<ImportView, AppError> {
    let whole = size <= head.len() as u64;
    let reading = Reading::of(head, whole, file.format, file.encoding)?;
    let mut import = app
        .query(touchstone_store::Lane::Fast, move |tx| {
            Ok(touchstone_store::import::import_by_id(tx, id)?)
        })
        .await?
        .ok_or(AppError::NotFound { what: "import" })?;
    let json = |names: &[String]| serde_json::Value::from(names).to_string();
    import.size = i64::try_from(size).unwrap_or(i64::MAX);
    import.format = reading.format;
    import.encoding = reading.encoding;
    import.delimiter = u32::from(reading.delimiter);
    import.headings = json(&reading.headings);
    import.begin_byte = i64::try_from(reading.begin_byte).unwrap_or(0);
    import.begin_line = reading.begin_line;
    import.cursor_byte = import.begin_byte;
    import.cursor_line = import.begin_line;
    let first = batch_read(&app.blobs, &import, PREVIEW_ROWS, BATCH_BYTES).await?;
    let rows: Vec<_> = first
        .rows
        .iter()
        .filter_map(|row| row.content.as_ref().ok().cloned())
        .collect();
    let columns = if reading.headings.is_empty() {
        columns_of(&rows)
    } else {
        reading.headings.clone()
    };
    import.columns = json(&columns);
    let guessed = || {
        suggest(
            file.preset.mapping(file.kind).fitted(&columns),
            file.kind,
            &columns,
        )
    };
    let mapping = file.mapping.clone().unwrap_or_else(guessed);
    import.mapping = serde_json::to_string(&mapping)
        .map_err(|error| AppError::Internal(format!("a mapping cannot be written: {error}")))?;
    let kept = import.clone();
    app.store
        .write(move |tx| {
            let mut held = import_lock(tx, id)?.ok_or(AppError::NotFound { what: "import" })?;
            *held = kept.clone();
            import_save(tx, &held)?;
            Ok::<_, AppError>(())
        })
        .await?;
    view(import, false)
}
