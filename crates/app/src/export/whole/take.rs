//! Handing an archive out. That it left the house is committed before its first byte does.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::export::ExportState;
use touchstone_domain::id::ExportId;
use touchstone_store::Lane;
use touchstone_store::export::{export_by_id, export_taken};

use super::archive_name;
use super::record::may_reveal_all;
use crate::core::{App, AppError, Call};
use crate::export::ArchiveStream;
use crate::export::sealed::open;

/// An archive on its way out.
pub struct ExportDownload {
    pub name: String,
    pub bytes: ArchiveStream,
}

/// The file of an export. One with contacts in clear is for those who could have wanted it so.
pub async fn export_take(app: &App, call: &Call, id: ExportId) -> Result<ExportDownload, AppError> {
    call.caller.actor.holds(Permission::ExportManage)?;
    let gone = || AppError::NotFound { what: "export" };
    let now = app.clock.now();
    let row = app
        .query(Lane::Fast, move |tx| Ok(export_by_id(tx, id)?))
        .await?
        .filter(|row| row.state == ExportState::Ready && row.expires_at.is_some_and(|end| now < end))
        .ok_or_else(gone)?;
    if row.contacts {
        may_reveal_all(&call.caller.actor)?;
    }
    let (file, wrapped) = row.file.zip(row.data_key).ok_or_else(gone)?;
    let key = app.keys.data_key_open(id, &wrapped)?;
    // After a restore the row may stand without its bytes.
    let (_, source) = app.blobs.stream(&file.to_string()).await.map_err(|_| gone())?;
    app.command(call, move |cx| {
        if !export_taken(cx.tx, id)? {
            return Err(AppError::NotFound { what: "export" });
        }
        cx.emit(Subject::System, EventBody::ExportDownloaded { export: id })
    })
    .await?;
    Ok(ExportDownload {
        name: archive_name(row.of_at.unwrap_or(row.created_at)),
        bytes: open(key, file, source),
    })
}
