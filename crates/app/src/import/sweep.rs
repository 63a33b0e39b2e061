//! What imports leave behind is destroyed in time: files when they have been read or nobody wanted them, failed rows when
//! their time to be mended is over.

use touchstone_domain::id::ImportId;
use touchstone_domain::import::ImportState;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::Lane;
use touchstone_store::import::{ImportRow, import_list, import_lock, import_save, import_stored};
use touchstone_store::import_row::{import_rows_forget, import_rows_held};

use crate::core::{App, AppError};
use crate::ticket::blob_refused;

/// How long an uploaded file waits to be imported, or to be gone on with.
const FILE_KEPT: Span = Span::days(7);
/// How long failed rows can be downloaded.
const ROWS_KEPT: Span = Span::days(14);
/// Imports looked at in one sweep.
const AT_ONCE: u32 = 200;

/// Destroys what has served its time; answers how many files and lists of failed rows that were.
pub async fn import_sweep(app: &App) -> Result<u64, AppError> {
    let now = app.clock.now();
    let stored = app
        .query(Lane::Fast, move |tx| Ok(import_stored(tx, now, AT_ONCE)?))
        .await?;
    let mut swept = 0;
    for import in stored.iter().filter(|import| file_is_over(import, now)) {
        import_blob_drop(app, import.id).await?;
        swept += 1;
    }
    let recent = app
        .query(Lane::Fast, move |tx| Ok(import_list(tx, None, AT_ONCE)?))
        .await?;
    let over = |import: &&ImportRow| import.ended_at.is_some_and(|at| now - at > ROWS_KEPT);
    for id in recent.iter().filter(over).map(|import| import.id) {
        let forgotten = app
            .store
            .write(move |tx| {
                let held = import_rows_held(tx, id)?;
                Ok::<_, AppError>(if held { import_rows_forget(tx, id)? } else { 0 })
            })
            .await?;
        swept += u64::from(forgotten > 0);
    }
    Ok(swept)
}

fn file_is_over(import: &ImportRow, now: Timestamp) -> bool {
    match import.state {
        ImportState::Finished | ImportState::Failed | ImportState::Undone => true,
        ImportState::Checking | ImportState::Running | ImportState::Undoing => false,
        ImportState::Draft | ImportState::Cancelled => {
            now - import.ended_at.unwrap_or(import.created_at) > FILE_KEPT
        }
    }
}

/// Destroys the file of an import, then notes that it is gone: in that order, so that none is forgotten.
pub(super) async fn import_blob_drop(app: &App, id: ImportId) -> Result<(), AppError> {
    app.blobs.delete(&id.to_string()).await.map_err(blob_refused)?;
    app.store
        .write(move |tx| {
            if let Some(mut import) = import_lock(tx, id)?.filter(|import| import.stored) {
                import.stored = false;
                if import.state == ImportState::Draft {
                    import.state = ImportState::Cancelled;
                }
                import_save(tx, &import)?;
            }
            Ok(())
        })
        .await
}

/// Gives an upload up that did not arrive whole. What cannot be destroyed now is swept away later.
pub(super) async fn import_drop(app: &App, id: ImportId) {
    if let Err(error) = import_blob_drop(app, id).await {
        tracing::warn!(import = %id, %error, "the file of a failed upload is left to be swept");
    }
}
