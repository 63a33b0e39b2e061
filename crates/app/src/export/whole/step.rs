//! The loop of exports: the one that is wanted is made, those whose time is over are destroyed. Of several processes one
//! makes it; when that dies, another begins it again.

use std::time::Duration;

use touchstone_domain::event::{EventBody, Origin, Subject, SystemActor};
use touchstone_domain::id::{ExportId, FileId};
use touchstone_domain::time::Span;
use touchstone_store::blob::BlobWriter;
use touchstone_store::export::{
    ExportMade, ExportRow, export_again, export_beat, export_claim, export_fail, export_ready, export_remove,
    export_under_way, exports_expired,
};
use touchstone_store::{EngineKind, Lane, StoreError};

use super::make::{Making, archive_begin};
use super::manifest::ArchiveManifest;
use super::{ArchiveError, ArchiveProgress};
use crate::core::{App, AppError, Call, Caller};
use crate::export::sealed::{Facts, seal};
use crate::keys::WrappedKey;
use crate::privacy::erasures_settle;

/// How often an export that is made says that it lives, and hears whether it is still wanted.
const BEAT_EVERY: Duration = Duration::from_secs(2);
/// After this much silence the process that made an export is dead.
pub const EXPORT_SILENCE: Span = Span::minutes(1);
/// How often an export is begun before it is given up.
const ATTEMPTS: i64 = 5;
/// Exports destroyed at once.
const AT_ONCE: u32 = 100;

/// Makes the export that is wanted, if there is one; whether there was anything to do.
pub async fn export_step(app: &App) -> Result<bool, AppError> {
    let Some(row) = app.query(Lane::Fast, |tx| Ok(export_under_way(tx)?)).await? else {
        return Ok(false);
    };
    let now = app.clock.now();
    // A SQLite directory has one process: whoever worked on it before is gone.
    let silence = match app.store.engine() {
        EngineKind::Sqlite => Span::seconds(-1),
        EngineKind::Postgres => EXPORT_SILENCE,
    };
    let (id, holder, file) = (row.id, app.store.holder().to_owned(), app.ids.next::<FileId>(now));
    let claimed = app
        .store
        .write(move |tx| export_claim(tx, id, &holder, file, (now, now - silence)))
        .await?;
    let Some(row) = claimed else { return Ok(false) };
    if row.attempts > ATTEMPTS {
        fail(app, id, "interrupted").await?;
        return Ok(true);
    }
    match make(app, &row, file).await {
        Ok((manifest, facts, wrapped)) => ready(app, id, file, (manifest, facts, wrapped)).await?,
        Err(ArchiveError::Unwanted) => app.blobs.delete(&file.to_string()).await.map_err(blob_failed)?,
        Err(error) => {
            tracing::error!(export = %id, %error, "an export was not made");
            if error.is_passing() && row.attempts < ATTEMPTS {
                app.store.write(move |tx| export_again(tx, id)).await?;
                // Not at once: whatever is in the way may need a moment to go.
                return Ok(false);
            }
            fail(app, id, error.code()).await?;
        }
    }
    Ok(true)
}

fn call() -> Call {
    Call::by(Caller::system(SystemActor::Timer, Origin::Timer))
}

fn blob_failed(error: touchstone_store::blob::BlobError) -> AppError {
    AppError::Internal(format!("the bytes of an export: {error}"))
}

async fn make(
    app: &App,
    row: &ExportRow,
    file: FileId,
) -> Result<(ArchiveManifest, Facts, WrappedKey), ArchiveError> {
    let (key, wrapped) = app.keys.data_key_create(row.id);
    let mut writer = app.blobs.writer(&file.to_string()).await?;
    let Making { bytes, told, made } = archive_begin(app, row.contacts)?;
    let sealed = {
        let sealing = seal(&key, file, bytes, &mut writer);
        tokio::pin!(sealing);
        loop {
            tokio::select! {
                sealed = &mut sealing => break sealed.map_err(ArchiveError::from),
                () = tokio::time::sleep(BEAT_EVERY) => {
                    let progress = *told.borrow();
                    if let Err(error) = beat(app, row.id, progress).await {
                        break Err(error);
                    }
                }
            }
        }
    };
    match sealed {
        Ok(facts) => {
            let manifest = made.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))?;
            writer.finish().await?;
            Ok((manifest, facts, wrapped))
        }
        Err(error) => {
            abort(writer).await;
            // What went wrong where it was made says more than that its bytes ended.
            match (error, made.await) {
                (ArchiveError::Io(_), Ok(Err(reason))) => Err(reason),
                (error, _) => Err(error),
            }
        }
    }
}

async fn abort(writer: BlobWriter) {
    if let Err(error) = writer.abort().await {
        tracing::warn!(%error, "half an export could not be removed");
    }
}

/// Says that it lives. Too little space ends it: what is left is for the work of the desk.
async fn beat(app: &App, id: ExportId, progress: ArchiveProgress) -> Result<(), ArchiveError> {
    let (holder, now) = (app.store.holder().to_owned(), app.clock.now());
    let told = app
        .store
        .write(move |tx| export_beat(tx, id, &holder, now, progress))
        .await;
    match told {
        Ok(true) => Ok(()),
        Ok(false) => Err(ArchiveError::Unwanted),
        Err(StoreError::Full) => Err(AppError::StorageFull.into()),
        Err(error) => {
            tracing::warn!(%error, "an export could not say how far it is");
            Ok(())
        }
    }
}

async fn ready(
    app: &App,
    id: ExportId,
    file: FileId,
    (manifest, facts, wrapped): (ArchiveManifest, Facts, WrappedKey),
) -> Result<(), AppError> {
    let (holder, kept) = (app.store.holder().to_owned(), app.limits.export_kept);
    let records = manifest.records();
    let wanted = app
        .command(&call(), move |cx| {
            let made = ExportMade {
                file,
                data_key: wrapped.bytes.clone(),
                master_version: wrapped.master_version,
                size: i64::try_from(facts.size).unwrap_or(i64::MAX),
                sha256: facts.sha256,
                records: i64::try_from(records).unwrap_or(i64::MAX),
                of_at: manifest.at,
                at: cx.now,
                expires_at: cx.now + kept,
            };
            let wanted = export_ready(cx.tx, id, &holder, &made)?;
            if wanted {
                cx.emit(Subject::System, EventBody::ExportMade { export: id, records })?;
            }
            Ok(wanted)
        })
        .await?;
    if !wanted {
        app.blobs.delete(&file.to_string()).await.map_err(blob_failed)?;
    }
    Ok(())
}

async fn fail(app: &App, id: ExportId, problem: &'static str) -> Result<(), AppError> {
    app.command(&call(), move |cx| {
        if export_fail(cx.tx, id, cx.now, problem)? {
            cx.emit(Subject::System, EventBody::ExportFailed { export: id })?;
        }
        Ok(())
    })
    .await
}

/// Destroys the files of exports whose time is over; how many.
pub(crate) async fn exports_expire(app: &App) -> Result<u64, AppError> {
    let mut removed = 0;
    loop {
        let batch = app
            .command(&call(), |cx| {
                let over = exports_expired(cx.tx, cx.now, AT_ONCE)?;
                for id in &over {
                    if export_remove(cx.tx, *id, cx.now)? {
                        cx.emit(Subject::System, EventBody::ExportRemoved { export: *id })?;
                    }
                }
                Ok(over.len())
            })
            .await?;
        removed += batch as u64;
        if batch < AT_ONCE as usize {
            break;
        }
    }
    if removed > 0 {
        erasures_settle(app).await?;
    }
    Ok(removed)
}
