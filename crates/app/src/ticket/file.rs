//! Files: uploaded first, named by a message later, swept away when no message does.
//!
//! An upload's id is random, unlike other ids: whoever knows it may put the file into a message. What a file is, is found
//! in its bytes; what its sender called it is only a name.

use bytes::Bytes;
use futures::stream::{BoxStream, Stream, StreamExt};
use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{ActorRef, EventBody, Subject};
use touchstone_domain::id::{FileId, Id, MessageId, TicketId, UserId};
use touchstone_domain::text::{FILE_BYTES, FILES_PER_MESSAGE, file_name};
use touchstone_domain::ticket::AuthorKind;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::blob::{BlobError, BlobFacts};
use touchstone_store::counter::counter_sum;
use touchstone_store::file::{
    FileRow, file_by_id, file_bytes_of_address, file_claim, file_condemn, file_delete_unclaimed,
    file_download_note, file_insert, file_stored,
};
use touchstone_store::{Lane, Tx};

use super::media::{HEAD, media_type};
use crate::core::{Actor, App, AppError, Call, Cx};
use crate::keys::{FileAddress, random};

/// Counter of unclaimed bytes uploaded without sign-in.
const ANONYMOUS_BYTES: &str = "upload:anonymous";
/// Time over which an address's uploads are added up.
const ADDRESS_WINDOW: Span = Span::hours(1);
/// For how long the same file fetched by the same member of staff is told of once.
const DOWNLOAD_TOLD: Span = Span::hours(24);

/// A file that lies ready to be named by a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    pub id: FileId,
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Hexadecimal.
    pub sha256: String,
    pub media_type: String,
}

/// A file on its way to its reader.
pub struct Download {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub media_type: String,
    pub bytes: BoxStream<'static, Result<Bytes, BlobError>>,
}

/// Takes a file in, at most [`FILE_BYTES`] of it. It is on the disk when this returns.
pub async fn upload<S, E>(app: &App, call: &Call, name: &str, body: S) -> Result<Uploaded, AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: std::fmt::Display,
{
    let row = reserved(app, call, name)?;
    let (id, limited) = (row.id, row.address.clone());
    let (handle, reserve) = (app.clone(), row.clone());
    app.store
        .write(move |tx| {
            quota_check(tx, &handle, reserve.address.as_deref(), reserve.created_at)?;
            Ok::<_, AppError>(file_insert(tx, &reserve)?)
        })
        .await?;
    let taken = match take(app, id, body).await {
        Ok((facts, head)) => stored(app, &row, facts, limited, media_type(&head)).await,
        Err(error) => Err(error),
    };
    if taken.is_err() {
        give_up(app, id).await;
    }
    taken
}

/// The row of a file whose bytes are about to come.
fn reserved(app: &App, call: &Call, name: &str) -> Result<FileRow, AppError> {
    let (uploader_kind, uploader) = match &call.caller.actor {
        Actor::User(user) => {
            call.caller.actor.holds(Permission::TicketNote)?;
            (AuthorKind::Agent, Some(user.id.raw()))
        }
        Actor::Requester(requester) => (AuthorKind::Requester, Some(requester.person.raw())),
        Actor::Public => (AuthorKind::Requester, None),
        Actor::System(_) => (AuthorKind::System, None),
    };
    let anonymous = matches!(call.caller.actor, Actor::Public);
    let address = call
        .caller
        .address
        .filter(|_| anonymous)
        .map(|address| address.to_string());
    Ok(FileRow {
        id: FileId::from_raw(i64::from_be_bytes(random()) & i64::MAX),
        ticket: None,
        message: None,
        name: file_name(name),
        size: 0,
        sha256: None,
        media_type: None,
        uploader_kind,
        uploader,
        address,
        created_at: call.at.unwrap_or_else(|| app.clock.now()),
        stored_at: None,
        claimed_at: None,
    })
}

/// Refuses more uploads without sign-in from one address, or altogether, than are allowed.
fn quota_check(tx: &mut Tx<'_>, app: &App, address: Option<&str>, now: Timestamp) -> Result<(), AppError> {
    let Some(address) = address else { return Ok(()) };
    let bytes = |n: i64| u64::try_from(n).unwrap_or(0);
    let from_address = bytes(file_bytes_of_address(tx, address, now - ADDRESS_WINDOW)?);
    let altogether = bytes(counter_sum(tx, ANONYMOUS_BYTES)?);
    let limits = &app.limits;
    if from_address >= limits.anonymous_upload_bytes_per_address
        || altogether >= limits.anonymous_upload_bytes
    {
        return Err(AppError::RateLimited {
            retry_after: ADDRESS_WINDOW,
        });
    }
    Ok(())
}

/// Writes the bytes; answers what they are and how they begin.
async fn take<S, E>(app: &App, id: FileId, mut body: S) -> Result<(BlobFacts, Vec<u8>), AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin + Send,
    E: std::fmt::Display,
{
    let mut writer = app.blobs.writer(&id.to_string()).await.map_err(blob_refused)?;
    let mut head = Vec::new();
    while let Some(piece) = body.next().await {
        let piece = match piece {
            Ok(piece) if writer.size() + piece.len() as u64 <= FILE_BYTES => piece,
            refused => {
                writer.abort().await.map_err(blob_refused)?;
                return Err(match refused {
                    Ok(_) => AppError::TooLarge { limit: FILE_BYTES },
                    Err(_) => AppError::field("file", "interrupted"),
                });
            }
        };
        head.extend_from_slice(&piece[..piece.len().min(HEAD - head.len())]);
        writer.write(&piece).await.map_err(blob_refused)?;
    }
    if writer.size() == 0 {
        writer.abort().await.map_err(blob_refused)?;
        return Err(AppError::field("file", "required"));
    }
    Ok((writer.finish().await.map_err(blob_refused)?, head))
}

async fn stored(
    app: &App,
    row: &FileRow,
    facts: BlobFacts,
    address: Option<String>,
    media_type: &'static str,
) -> Result<Uploaded, AppError> {
    let (handle, id) = (app.clone(), row.id);
    let (now, since) = (app.clock.now().max(row.created_at), row.created_at);
    let anonymous = is_anonymous(row);
    let size = i64::try_from(facts.size).unwrap_or(i64::MAX);
    app.store
        .write(move |tx| {
            // Uploads side by side all passed the first check.
            quota_check(tx, &handle, address.as_deref(), since)?;
            if !file_stored(tx, id, size, &facts.sha256, media_type, now)? {
                return Err(AppError::NotFound { what: "file" });
            }
            if anonymous {
                tx.counter_add(ANONYMOUS_BYTES, size);
            }
            Ok(())
        })
        .await?;
    Ok(Uploaded {
        id,
        name: row.name.clone(),
        size: facts.size,
        sha256: data_encoding::HEXLOWER.encode(&facts.sha256),
        media_type: media_type.to_owned(),
    })
}

/// Removes what an upload that failed has left, the row last. What cannot be removed now is swept away later.
async fn give_up(app: &App, id: FileId) {
    let removed = match app.blobs.delete(&id.to_string()).await {
        Ok(()) => app
            .store
            .write(move |tx| Ok(file_delete_unclaimed(tx, id)?))
            .await
            .map(|_| ()),
        Err(error) => Err(blob_refused(error)),
    };
    if let Err(error) = removed {
        tracing::warn!(file = %id, %error, "a failed upload is left to be swept");
    }
}

pub(crate) fn blob_refused(error: BlobError) -> AppError {
    match error {
        BlobError::NotFound(_) => AppError::NotFound { what: "file" },
        BlobError::Full => AppError::StorageFull,
        BlobError::Unavailable(reason) => {
            tracing::error!(%reason, "blobs");
            AppError::Unavailable
        }
        BlobError::Key(_) => AppError::Internal(error.to_string()),
    }
}

/// Whether a file was uploaded without sign-in.
fn is_anonymous(file: &FileRow) -> bool {
    file.uploader.is_none() && file.uploader_kind == AuthorKind::Requester
}

/// Gives uploads to a message, in the transaction that adds it. Only their uploader's are taken.
pub(super) fn files_claim(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    message: MessageId,
    files: &[FileId],
) -> Result<(), AppError> {
    for (at, id) in files.iter().enumerate() {
        let refused = || AppError::field(format!("attachments[{at}]"), "not_found");
        let file = file_by_id(cx.tx, *id)?
            .filter(|file| may_claim(cx.actor(), file))
            .ok_or_else(refused)?;
        if !file_claim(cx.tx, *id, ticket, message, cx.now)? {
            return Err(refused());
        }
        if is_anonymous(&file) {
            cx.tx.counter_add(ANONYMOUS_BYTES, -file.size);
        }
        cx.emit(
            Subject::Ticket(ticket),
            EventBody::FileAdded {
                file: *id,
                message: Some(message),
            },
        )?;
    }
    Ok(())
}

fn may_claim(actor: &Actor, file: &FileRow) -> bool {
    match actor {
        Actor::User(user) => file.uploader_kind == AuthorKind::Agent && file.uploader == Some(user.id.raw()),
        Actor::Requester(requester) => {
            file.uploader_kind == AuthorKind::Requester
                && file
                    .uploader
                    .is_none_or(|uploader| uploader == requester.person.raw())
        }
        Actor::Public => is_anonymous(file),
        Actor::System(_) => true,
    }
}

/// Of these uploads, the ones that still wait to be named, in the order given: for a form that is shown again.
pub async fn uploads_waiting(app: &App, ids: Vec<FileId>) -> Result<Vec<Uploaded>, AppError> {
    app.query(Lane::Fast, move |tx| {
        let mut waiting = Vec::new();
        for id in ids.into_iter().take(FILES_PER_MESSAGE) {
            waiting.extend(file_by_id(tx, id)?.and_then(uploaded));
        }
        Ok(waiting)
    })
    .await
}

/// A stored file that nothing has claimed.
fn uploaded(row: FileRow) -> Option<Uploaded> {
    if row.claimed_at.is_some() {
        return None;
    }
    Some(Uploaded {
        id: row.id,
        name: row.name,
        size: u64::try_from(row.size).ok()?,
        sha256: data_encoding::HEXLOWER.encode(&row.sha256?),
        media_type: row.media_type?,
    })
}

/// A file of a message. Whoever calls this has checked a signed address, which is given only to those who may read the
/// message.
pub async fn file_open(app: &App, id: FileId) -> Result<Download, AppError> {
    let row = app.query(Lane::Fast, move |tx| Ok(file_by_id(tx, id)?)).await?;
    let row = row
        .filter(|row| row.claimed_at.is_some())
        .ok_or(AppError::NotFound { what: "file" })?;
    let (size, bytes) = app.blobs.stream(&id.to_string()).await.map_err(blob_refused)?;
    let media_type = row
        .media_type
        .unwrap_or_else(|| "application/octet-stream".to_owned());
    Ok(Download {
        name: row.name,
        size,
        media_type,
        bytes,
    })
}

/// The same by a signed address. Where staff were given it, the audit says that they fetched the file: when they do and not when
/// they are given the address, since every look at a ticket gives addresses of all its files; and once in [`DOWNLOAD_TOLD`], since
/// programs fetch the same file in pieces and again.
pub async fn file_fetch(app: &App, call: &Call, address: FileAddress) -> Result<Download, AppError> {
    let download = file_open(app, address.file).await?;
    let Some(reader) = address.reader else {
        return Ok(download);
    };
    let told = app
        .command(call, move |cx| download_note(cx, address.file, reader))
        .await;
    match told {
        // Where nothing can be written, reading goes on.
        Err(error @ (AppError::StorageFull | AppError::Unavailable)) => {
            tracing::error!(file = %address.file, user = %reader, %error, "a download is told here alone");
        }
        told => told?,
    }
    Ok(download)
}

fn download_note(cx: &mut Cx<'_, '_>, file: FileId, reader: UserId) -> Result<(), AppError> {
    let ticket = file_by_id(cx.tx, file)?.and_then(|row| row.ticket);
    let Some(ticket) = ticket else { return Ok(()) };
    if file_download_note(cx.tx, (file, reader), cx.now, cx.now - DOWNLOAD_TOLD)? {
        let body = EventBody::FileDownloaded { file };
        cx.emit_by(ActorRef::User(reader), Subject::Ticket(ticket), body)?;
    }
    Ok(())
}

/// Removes an upload nobody claimed; false when somebody did meanwhile. First nobody can claim it any more, then the blob goes, then the row: dying in
/// between leaves something to be swept again, never a message without its file or a blob nobody knows of.
pub(crate) async fn file_sweep(app: &App, file: FileRow) -> Result<bool, AppError> {
    let id = file.id;
    if !app
        .store
        .write(move |tx| Ok::<_, AppError>(file_condemn(tx, id)?))
        .await?
    {
        return Ok(false);
    }
    app.blobs.delete(&id.to_string()).await.map_err(blob_refused)?;
    app.store
        .write(move |tx| {
            let removed = file_delete_unclaimed(tx, id)?;
            if removed && is_anonymous(&file) {
                tx.counter_add(ANONYMOUS_BYTES, -file.size);
            }
            Ok(removed)
        })
        .await
}
