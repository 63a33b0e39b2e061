//! The files of an answer that goes to its reader in the agent's own words: along with it, or named in it where they are too large.

use std::collections::BTreeSet;

use futures::TryStreamExt as _;
use touchstone_channels::AttachedFile;
use touchstone_domain::id::MessageId;
use touchstone_domain::letter_files::files_carried;
use touchstone_render::{LetterRest, Notification};
use touchstone_store::Tx;
use touchstone_store::blob::BlobError;
use touchstone_store::file::{FileRow, file_of_messages};
use touchstone_store::notification::NotificationRow;

use crate::core::{App, AppError};
use crate::ticket::blob_refused;

/// Files that belong to a letter.
#[derive(Debug, Default)]
pub(super) struct LetterFiles {
    carried: Vec<FileRow>,
    /// Name and bytes of each that is not.
    left: Vec<(String, u64)>,
    /// Where those are found.
    found: String,
}

impl LetterFiles {
    /// What stands in the letter about them, beside the link to have no more of its kind sent.
    pub(super) fn rest<'a>(&'a self, end: Option<&'a str>) -> LetterRest<'a> {
        LetterRest {
            end,
            left: &self.left,
            found: &self.found,
        }
    }
}

/// What belongs to a letter and to those it carries. Nothing to a letter without the agent's words: its reader shows first who they are.
pub(super) fn letter_files(
    tx: &mut Tx<'_>,
    app: &App,
    what: &Notification,
    letters: &[NotificationRow],
) -> Result<LetterFiles, AppError> {
    let Some(link) = what.own_words_at() else {
        return Ok(LetterFiles::default());
    };
    let told: BTreeSet<MessageId> = letters.iter().filter_map(|letter| letter.message).collect();
    let ticket = letters.first().and_then(|letter| letter.ticket);
    let (Some(ticket), Some(first), Some(last)) = (ticket, told.first(), told.last()) else {
        return Ok(LetterFiles::default());
    };
    let mut files = file_of_messages(tx, ticket, *first, *last)?;
    // Between two answers there may be notes of the desk.
    files.retain(|file| file.message.is_some_and(|message| told.contains(&message)));
    let sizes: Vec<u64> = files.iter().map(bytes).collect();
    let mut found = LetterFiles {
        found: link.to_owned(),
        ..LetterFiles::default()
    };
    for (file, goes) in files.into_iter().zip(files_carried(&sizes, app.mail.attach)) {
        if goes {
            found.carried.push(file);
        } else {
            found.left.push((file.name.clone(), bytes(&file)));
        }
    }
    Ok(found)
}

fn bytes(file: &FileRow) -> u64 {
    u64::try_from(file.size).unwrap_or(0)
}

/// The bytes of those that go along. What was destroyed since it was named goes with no letter any more.
pub(super) async fn files_read(app: &App, files: LetterFiles) -> Result<Vec<AttachedFile>, AppError> {
    let mut read = Vec::new();
    for file in files.carried {
        let pieces = match app.blobs.stream(&file.id.to_string()).await {
            Ok((_, pieces)) => pieces,
            Err(BlobError::NotFound(_)) => continue,
            Err(error) => return Err(blob_refused(error)),
        };
        let add = |mut whole: Vec<u8>, piece: bytes::Bytes| async move {
            whole.extend_from_slice(&piece);
            Ok(whole)
        };
        read.push(AttachedFile {
            name: file.name,
            media_type: file
                .media_type
                .unwrap_or_else(|| "application/octet-stream".to_owned()),
            bytes: pieces.try_fold(Vec::new(), add).await.map_err(blob_refused)?,
        });
    }
    Ok(read)
}
