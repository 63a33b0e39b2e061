//! What an administrator decides about an import.

use touchstone_domain::access::{Permission, Role};
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::ImportId;
use touchstone_domain::import::{ImportKind, ImportState, Mapping, MappingError};
use touchstone_store::Locked;
use touchstone_store::import::{ImportRow, import_begin, import_lock, import_save};
use touchstone_store::import_row::{import_rows_clear, import_rows_forget, import_rows_held};

use super::sweep::import_blob_drop;
use super::view::{Checked, ImportAction, ImportView, actions, mapping_of, view};
use crate::core::{App, AppError, Call, Cx, FieldError};

/// Says how the columns of an import are to be understood.
pub async fn import_map(
    app: &App,
    call: &Call,
    id: ImportId,
    mapping: Mapping,
) -> Result<ImportView, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    let text = serde_json::to_string(&mapping)
        .map_err(|error| AppError::Internal(format!("a mapping cannot be written: {error}")))?;
    app.command(call, move |cx| {
        let mut import = held(cx, id, ImportAction::Map)?;
        cx.check_version(import.version)?;
        let wrong: Vec<MappingError> = mapping.check(import.kind);
        // What must be mapped may be missing until the import is run: it is told then, and shown until then.
        let refused: Vec<FieldError> = wrong
            .iter()
            .filter(|error| !matches!(error, MappingError::Missing(_)))
            .map(refusal)
            .collect();
        if !refused.is_empty() {
            return Err(AppError::Validation(refused));
        }
        import.mapping.clone_from(&text);
        import.checked = None;
        import.version += 1;
        import_rows_clear(cx.tx, id, i64::MAX)?;
        import_save(cx.tx, &import)?;
        view(import.into_inner(), false)
    })
    .await
}

/// What stands against running an import as it is mapped, by field.
pub fn import_unmapped(import: &ImportView) -> Vec<FieldError> {
    import.mapping.check(import.kind).iter().map(refusal).collect()
}

fn refusal(error: &MappingError) -> FieldError {
    let field = match error {
        MappingError::Zone => "zone",
        other => other.field().map_or("mapping", |field| field.as_str()),
    };
    let refused = FieldError::new(field, error.code());
    match error {
        MappingError::TooLarge => refused.with("max", 1_000),
        _ => refused,
    }
}

/// Has every row read without anything being made.
pub async fn import_check(app: &App, call: &Call, id: ImportId) -> Result<ImportView, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    app.command(call, move |cx| {
        let mut import = held(cx, id, ImportAction::Check)?;
        complete(&import)?;
        begin(cx, &import)?;
        rewind(cx, &mut import)?;
        import.state = ImportState::Checking;
        let nothing = serde_json::to_string(&Checked::default());
        import.checked = Some(nothing.map_err(|error| AppError::Internal(error.to_string()))?);
        saved(cx, import)
    })
    .await
}

/// Has the rows imported, from the first or, after a stop, from where it was.
pub async fn import_run(app: &App, call: &Call, id: ImportId) -> Result<ImportView, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    app.command(call, move |cx| {
        let mut import = held(cx, id, ImportAction::Run)?;
        complete(&import)?;
        may_make(cx, import.kind)?;
        begin(cx, &import)?;
        if import.state == ImportState::Draft {
            rewind(cx, &mut import)?;
            import.started_at = Some(cx.now);
        }
        import.state = ImportState::Running;
        import.ended_at = None;
        let records = import.kind;
        cx.emit(Subject::System, EventBody::ImportStarted { import: id, records })?;
        saved(cx, import)
    })
    .await
}

/// Stops a check or a run. What was imported stays, and a run may go on later.
pub async fn import_cancel(app: &App, call: &Call, id: ImportId) -> Result<ImportView, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    app.command(call, move |cx| {
        let mut import = held(cx, id, ImportAction::Cancel)?;
        if import.state == ImportState::Checking {
            rewind(cx, &mut import)?;
            import.checked = None;
            import.state = ImportState::Draft;
        } else {
            import.state = ImportState::Cancelled;
            import.ended_at = Some(cx.now);
            cx.emit(Subject::System, EventBody::ImportCancelled { import: id })?;
        }
        import.holder = None;
        saved(cx, import)
    })
    .await
}

/// Has what an import made taken away again, as far as nobody has touched it.
pub async fn import_undo(app: &App, call: &Call, id: ImportId) -> Result<ImportView, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    app.command(call, move |cx| {
        let mut import = held(cx, id, ImportAction::Undo)?;
        begin(cx, &import)?;
        import.state = ImportState::Undoing;
        import.cursor_row += 1;
        import.ended_at = None;
        saved(cx, import)
    })
    .await
}

/// Destroys the file and what failed rows held. What was imported stays.
pub async fn import_discard(app: &App, call: &Call, id: ImportId) -> Result<ImportView, AppError> {
    call.caller.actor.holds(Permission::ImportManage)?;
    let shown = app
        .command(call, move |cx| {
            let mut import = held(cx, id, ImportAction::Discard)?;
            import_rows_forget(cx.tx, id)?;
            if matches!(import.state, ImportState::Draft | ImportState::Cancelled) {
                import.state = ImportState::Cancelled;
                import.ended_at = import.ended_at.or(Some(cx.now));
            }
            import.version += 1;
            import_save(cx.tx, &import)?;
            let mut row = import.into_inner();
            row.stored = false;
            view(row, false)
        })
        .await?;
    import_blob_drop(app, id).await?;
    Ok(shown)
}

/// An import held for something that may be done with it now.
fn held(cx: &mut Cx<'_, '_>, id: ImportId, action: ImportAction) -> Result<Locked<ImportRow>, AppError> {
    cx.actor().holds(Permission::ImportManage)?;
    let import = import_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "import" })?;
    let failed_kept = import_rows_held(cx.tx, id)?;
    if actions(&import, failed_kept).contains(&action) {
        return Ok(import);
    }
    Err(AppError::Conflict {
        code: "import_not_now",
    })
}

/// Nobody makes by an import what they may not make by hand, nor anybody who may do more than they.
fn may_make(cx: &mut Cx<'_, '_>, kind: ImportKind) -> Result<(), AppError> {
    let permission = match kind {
        ImportKind::Teams => Permission::TeamManage,
        ImportKind::Users => Permission::UserManage,
        ImportKind::Requesters | ImportKind::Tickets => Permission::TicketCreate,
    };
    cx.actor().holds(permission)?;
    let exceeded =
        |role: &Role| *role != Role::Administrator && !cx.actor().exceeded_by(&role.grants()).is_empty();
    if kind == ImportKind::Users && Role::ALL.iter().any(exceeded) {
        return Err(AppError::Forbidden { permission });
    }
    Ok(())
}

/// One import is worked on at a time, so that what one makes the next finds.
fn begin(cx: &mut Cx<'_, '_>, import: &Locked<ImportRow>) -> Result<(), AppError> {
    if import_begin(cx.tx, import)? {
        cx.tx.nudge();
        return Ok(());
    }
    Err(AppError::Conflict {
        code: "import_under_way",
    })
}

fn complete(import: &ImportRow) -> Result<(), AppError> {
    let wrong: Vec<FieldError> = mapping_of(import)?
        .check(import.kind)
        .iter()
        .map(refusal)
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(AppError::Validation(wrong))
    }
}

fn rewind(cx: &mut Cx<'_, '_>, import: &mut Locked<ImportRow>) -> Result<(), AppError> {
    import_rows_clear(cx.tx, import.id, i64::MAX)?;
    import.cursor_byte = import.begin_byte;
    import.cursor_line = import.begin_line;
    import.cursor_row = 0;
    Ok(())
}

fn saved(cx: &mut Cx<'_, '_>, mut import: Locked<ImportRow>) -> Result<ImportView, AppError> {
    import.version += 1;
    import_save(cx.tx, &import)?;
    let failed_kept = import_rows_held(cx.tx, import.id)?;
    view(import.into_inner(), failed_kept)
}
