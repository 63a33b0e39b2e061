//! Checking and importing rows, batch by batch. The rows' effects, what became of each and the place in the file are one
//! transaction, which does nothing when the place is another by then.

use std::sync::Arc;

use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::PersonId;
use touchstone_domain::id::{Id, ImportId};
use touchstone_domain::import::{ImportKind, ImportState, Mapping, RowCode, RowOutcome};
use touchstone_store::import::{ImportRow, import_lock, import_save};
use touchstone_store::import_row::{ImportedRow, import_row_insert};
use touchstone_store::{Lane, Locked};

use super::apply::{Became, apply};
use super::batch::{Batch, End, batch_read};
use super::party::Scene;
use super::resolve::{Prepared, Verdict, prepare, resolve};
use super::step::{call, is_passing};
use super::sweep::import_blob_drop;
use super::view::{Checked, checked_of, mapping_of};
use super::{BATCH_BYTES, BATCH_ROWS, CHECK_NOTED};
use crate::core::{App, AppError, Cx};
use crate::keys::sealed_version;
use crate::ticket::NUMBERS;

/// Rows of one transaction, and the places in the file before and after them.
#[derive(Clone)]
struct Stretch {
    rows: Arc<[Prepared]>,
    /// Which of them, from and to.
    span: (usize, usize),
    /// The row read last before them.
    before: i64,
    /// Where the row after them begins: byte and line.
    after: (i64, i64),
    /// The file ends with them.
    end: Option<End>,
    /// The first of their numbers, one for each.
    numbers: i64,
    /// A row that cannot be written at all is refused instead.
    refuse: bool,
}

impl Stretch {
    fn rows(&self) -> &[Prepared] {
        self.rows.get(self.span.0..self.span.1).unwrap_or_default()
    }
}

/// A file that vanished under an import ends it.
async fn read_on(app: &App, import: &ImportRow) -> Result<Batch, AppError> {
    match batch_read(&app.blobs, import, BATCH_ROWS, BATCH_BYTES).await {
        Err(AppError::NotFound { .. }) => Ok(Batch::broken(import, RowCode::Gone)),
        read => read,
    }
}

/// Imports the next rows.
pub(super) async fn run_step(app: &App, import: ImportRow) -> Result<(), AppError> {
    let mapping = Arc::new(mapping_of(&import)?);
    let batch = read_on(app, &import).await?;
    let (after, end) = ((batch.byte, batch.line), batch.end);
    let rows = {
        let scene = Scene::new(app, import.id, &mapping);
        prepare(app, &call(), &import, &scene, batch.rows).await
    };
    let numbers = match import.kind {
        ImportKind::Tickets if !rows.is_empty() => {
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            app.store.number_block(NUMBERS, count).await?.start
        }
        _ => 0,
    };
    let whole = Stretch {
        span: (0, rows.len()),
        rows: rows.into(),
        before: import.cursor_row,
        after,
        end,
        numbers,
        refuse: false,
    };
    match write(app, import.id, &mapping, whole.clone()).await {
        Err(error) if !is_passing(&error) && !whole.rows.is_empty() => {
            tracing::warn!(import = %import.id, %error, "a batch of an import failed and is tried row by row");
            row_by_row(app, import.id, &mapping, &whole).await?;
        }
        written => written?,
    }
    if end.is_some() {
        import_blob_drop(app, import.id).await?;
    }
    Ok(())
}

/// One bad row must not take its neighbours along.
async fn row_by_row(
    app: &App,
    id: ImportId,
    mapping: &Arc<Mapping>,
    whole: &Stretch,
) -> Result<(), AppError> {
    let count = whole.rows.len();
    for (at, row) in whole.rows.iter().enumerate() {
        let last = at + 1 == count;
        let one = Stretch {
            span: (at, at + 1),
            before: row.row - 1,
            after: if last { whole.after } else { row.after },
            end: whole.end.filter(|_| last),
            numbers: whole.numbers + i64::try_from(at).unwrap_or(0),
            ..whole.clone()
        };
        match write(app, id, mapping, one.clone()).await {
            Err(error) if !is_passing(&error) => {
                tracing::error!(import = %id, row = row.row, %error, "a row of an import cannot be written");
                let refused = Stretch { refuse: true, ..one };
                write(app, id, mapping, refused).await?;
            }
            written => written?,
        }
    }
    Ok(())
}

async fn write(app: &App, id: ImportId, mapping: &Arc<Mapping>, stretch: Stretch) -> Result<(), AppError> {
    let mapping = Arc::clone(mapping);
    app.command(&call(), move |cx| {
        let import = import_lock(cx.tx, id)?;
        let here = |import: &Locked<ImportRow>| {
            import.state == ImportState::Running && import.cursor_row == stretch.before
        };
        // Stopped meanwhile, or another process was faster.
        let Some(import) = import.filter(here) else {
            return Ok(());
        };
        stretch_write(cx, import, &mapping, &stretch)
    })
    .await
}

fn stretch_write(
    cx: &mut Cx<'_, '_>,
    mut import: Locked<ImportRow>,
    mapping: &Mapping,
    stretch: &Stretch,
) -> Result<(), AppError> {
    let mut scene = Scene::new(cx.app, import.id, mapping);
    for (number, row) in (stretch.numbers..).zip(stretch.rows()) {
        let became = if stretch.refuse {
            Became {
                code: Some(RowCode::Refused),
                ..Became::of(RowOutcome::Failed)
            }
        } else {
            let verdict = resolve(cx.tx, &mut scene, row, import.kind, cx.now)?;
            let ready = row.ready.as_ref().ok().and_then(Option::as_ref);
            apply(cx, &mut scene, ready, &verdict, import.kind, number)?
        };
        count(&mut import, became.outcome);
        import_row_insert(cx.tx, &noted(import.id, row, &became))?;
        import.cursor_row = row.row;
    }
    (import.cursor_byte, import.cursor_line) = stretch.after;
    import.beat_at = Some(cx.now);
    if let Some(end) = stretch.end {
        ended(cx, &mut import, end)?;
    }
    Ok(import_save(cx.tx, &import)?)
}

fn count(import: &mut Locked<ImportRow>, outcome: RowOutcome) {
    let counter = match outcome {
        RowOutcome::Created => &mut import.created,
        RowOutcome::Linked => &mut import.linked,
        RowOutcome::Failed => &mut import.failed,
        _ => &mut import.skipped,
    };
    *counter += 1;
}

fn noted(run: ImportId, row: &Prepared, became: &Became) -> ImportedRow {
    let raw = row.raw.clone().filter(|_| became.outcome == RowOutcome::Failed);
    ImportedRow {
        run,
        row: row.row,
        line: row.line,
        outcome: became.outcome,
        record: became.record,
        person: became.person.map(PersonId::raw),
        field: became.field,
        code: became.code,
        key_version: raw.as_deref().map_or(0, sealed_version),
        raw,
    }
}

fn ended(cx: &mut Cx<'_, '_>, import: &mut Locked<ImportRow>, end: End) -> Result<(), AppError> {
    let unsigned = |n: i64| u64::try_from(n).unwrap_or(0);
    let id = import.id;
    import.ended_at = Some(cx.now);
    import.holder = None;
    import.version += 1;
    match end {
        End::Of => {
            import.state = ImportState::Finished;
            let (created, failed) = (unsigned(import.created), unsigned(import.failed));
            let event = EventBody::ImportFinished {
                import: id,
                created,
                failed,
            };
            cx.emit(Subject::System, event)?;
        }
        End::Broken { code, line, column } => {
            import.state = ImportState::Failed;
            import.problem = Some(code);
            import.problem_line = Some(line);
            import.problem_column = Some(column);
            cx.emit(Subject::System, EventBody::ImportFailed { import: id })?;
        }
    }
    Ok(())
}

/// Reads the next rows without making anything, and adds what they would come to.
pub(super) async fn check_step(app: &App, import: ImportRow) -> Result<(), AppError> {
    let mapping = Arc::new(mapping_of(&import)?);
    let batch = read_on(app, &import).await?;
    let (after, end) = ((batch.byte, batch.line), batch.end);
    let rows = {
        let scene = Scene::new(app, import.id, &mapping);
        prepare(app, &call(), &import, &scene, batch.rows).await
    };
    let (id, kind, before, now) = (import.id, import.kind, import.cursor_row, app.clock.now());
    let handle = app.clone();
    let found: Vec<ImportedRow> = app
        .query(Lane::Slow, move |tx| {
            let mut scene = Scene::new(&handle, id, &mapping);
            let mut found = Vec::with_capacity(rows.len());
            for row in &rows {
                let verdict: Verdict = resolve(tx, &mut scene, row, kind, now)?;
                let mut note = noted(id, row, &Became::of_verdict(&verdict));
                note.raw = None;
                found.push(note);
            }
            Ok(found)
        })
        .await?;
    app.command(&call(), move |cx| {
        let here =
            |import: &Locked<ImportRow>| import.state == ImportState::Checking && import.cursor_row == before;
        match import_lock(cx.tx, id)?.filter(here) {
            Some(import) => check_note(cx, import, &found, after, end),
            None => Ok(()),
        }
    })
    .await
}

fn check_note(
    cx: &mut Cx<'_, '_>,
    mut import: Locked<ImportRow>,
    found: &[ImportedRow],
    after: (i64, i64),
    end: Option<End>,
) -> Result<(), AppError> {
    let mut checked: Checked = checked_of(&import)?.unwrap_or_default();
    for row in found {
        checked.rows += 1;
        match row.outcome {
            RowOutcome::Created => checked.created += 1,
            RowOutcome::Linked => checked.linked += 1,
            RowOutcome::Failed => checked.failed += 1,
            _ => checked.skipped += 1,
        }
        if row.outcome == RowOutcome::Failed {
            if let Some(code) = row.code {
                *checked.codes.entry(code).or_default() += 1;
            }
            if i64::try_from(checked.failed).is_ok_and(|failed| failed <= CHECK_NOTED) {
                import_row_insert(cx.tx, row)?;
            }
        }
        import.cursor_row = row.row;
    }
    (import.cursor_byte, import.cursor_line) = after;
    import.beat_at = Some(cx.now);
    if let Some(end) = end {
        checked.whole = end == End::Of;
        if let End::Broken { code, line, column } = end {
            import.problem = Some(code);
            import.problem_line = Some(line);
            import.problem_column = Some(column);
        }
        import.state = ImportState::Draft;
        import.holder = None;
        import.cursor_byte = import.begin_byte;
        import.cursor_line = import.begin_line;
        import.cursor_row = 0;
        import.version += 1;
    }
    let text = serde_json::to_string(&checked).map_err(|error| AppError::Internal(error.to_string()))?;
    import.checked = Some(text);
    Ok(import_save(cx.tx, &import)?)
}
