//! One ticket as an archive: what the reader may see of it, and the files of its messages.

use bytes::Bytes;
use futures::TryStreamExt;
use futures::stream::BoxStream;
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, MessageId, TicketId};
use touchstone_store::Lane;
use touchstone_store::blob::BlobError;
use touchstone_store::file::{FileRow, file_of_messages};
use touchstone_store::ticket::ticket_by_id;

use super::archive::{ArchiveStream, archive_stream};
use crate::core::{App, AppError, Call};

/// A text of the archive, such as the conversation in the API's own shape.
#[derive(Debug, Clone)]
pub struct Document {
    pub name: &'static str,
    pub bytes: Bytes,
}

/// What goes into an archive.
pub(super) enum Part {
    Document {
        name: String,
        bytes: Bytes,
    },
    File {
        name: String,
        bytes: BoxStream<'static, Result<Bytes, BlobError>>,
    },
}

/// Notes that the ticket was exported, and begins to send the documents with every file of its messages.
pub async fn ticket_archive(
    app: &App,
    call: &Call,
    id: TicketId,
    documents: Vec<Document>,
) -> Result<ArchiveStream, AppError> {
    app.command(call, move |cx| {
        let row = ticket_by_id(cx.tx, id)?.ok_or(AppError::NotFound { what: "ticket" })?;
        cx.actor().may(Permission::TicketExport, &row.state.place())?;
        cx.emit(Subject::Ticket(id), EventBody::TicketExported)
    })
    .await?;
    let files = app
        .query(Lane::Fast, move |tx| {
            let (first, last) = (MessageId::from_raw(i64::MIN), MessageId::from_raw(i64::MAX));
            Ok(file_of_messages(tx, id, first, last)?)
        })
        .await?;
    Ok(archive_of(app, documents, files))
}

/// An archive of documents and files.
pub(crate) fn archive_of(app: &App, documents: Vec<Document>, files: Vec<FileRow>) -> ArchiveStream {
    let mut parts: Vec<Part> = documents
        .into_iter()
        .map(|Document { name, bytes }| Part::Document {
            name: name.to_owned(),
            bytes,
        })
        .collect();
    for file in files {
        parts.push(part_of(app, file));
    }
    archive_stream(parts)
}

/// Where a file lies in an archive: under a name that is its own whatever the sender called it.
pub(crate) fn file_path(file: &FileRow) -> String {
    format!("files/{}-{}", file.id, file.name)
}

/// The file under a name that is its own whatever the sender called it. It is opened when its turn comes.
fn part_of(app: &App, file: FileRow) -> Part {
    let (blobs, key) = (app.blobs.clone(), file.id.to_string());
    let opened = async move { blobs.stream(&key).await.map(|(_, bytes)| bytes) };
    Part::File {
        name: file_path(&file),
        bytes: Box::pin(futures::stream::once(opened).try_flatten()),
    }
}
