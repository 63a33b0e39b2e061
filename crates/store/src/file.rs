//! Uploaded files: their facts and who they belong to. The bytes lie in a blob named by the file's id.
//!
//! A row goes through reserved → stored → claimed by a message, or is swept away with its blob after a day.

use touchstone_domain::id::{FileId, MessageId, TicketId, UserId};
use touchstone_domain::ticket::AuthorKind;
use touchstone_domain::time::Timestamp;

use crate::search::search_put_file;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A file. `size`, `sha256` and `media_type` are known once it is stored.
    pub struct FileRow {
        pub id: FileId,
        pub ticket: Option<TicketId>,
        pub message: Option<MessageId>,
        pub name: String,
        /// Bytes.
        pub size: i64,
        pub sha256: Option<Vec<u8>>,
        pub media_type: Option<String>,
        pub uploader_kind: AuthorKind,
        /// Raw id of a person or a user, by `uploader_kind`; none for the public form.
        pub uploader: Option<i64>,
        /// Network address of an upload without sign-in, for a day.
        pub address: Option<String>,
        pub created_at: Timestamp,
        pub stored_at: Option<Timestamp>,
        pub claimed_at: Option<Timestamp>,
    }
}

macro_rules! columns {
    () => {
        "id, ticket, message, name, size, sha256, media_type, uploader_kind, uploader, address, created_at,
         stored_at, claimed_at"
    };
}

sql!(
    FILE_INSERT = concat!(
        "INSERT INTO file (",
        columns!(),
        ")
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
    )
);
sql!(
    FILE_STORED = "UPDATE file SET size = ?2, sha256 = ?3, media_type = ?4, stored_at = ?5
     WHERE id = ?1 AND stored_at IS NULL AND claimed_at IS NULL"
);
sql!(
    FILE_CLAIM = "UPDATE file SET ticket = ?2, message = ?3, claimed_at = ?4
     WHERE id = ?1 AND stored_at IS NOT NULL AND claimed_at IS NULL RETURNING name"
);
sql!(
    FILE_DOWNLOAD_NOTE = "INSERT INTO file_download (file, user_id, at) VALUES (?1, ?2, ?3)
     ON CONFLICT (file, user_id) DO UPDATE SET at = excluded.at WHERE file_download.at <= ?4"
);
sql!(FILE_DOWNLOADS_FORGET = "DELETE FROM file_download WHERE at <= ?1");
sql!(FILE_BY_ID = concat!("SELECT ", columns!(), " FROM file WHERE id = ?1"));
sql!(
    FILE_OF_MESSAGES = concat!(
        "SELECT ",
        columns!(),
        " FROM file WHERE ticket = ?1 AND message BETWEEN ?2 AND ?3
     ORDER BY ticket, message, created_at, id"
    )
);
sql_list!(
    FILE_UNCLAIMED = concat!(
        "SELECT ",
        columns!(),
        " FROM file WHERE claimed_at IS NULL AND created_at < ?1
     ORDER BY created_at, id LIMIT ?2"
    )
);
sql_list!(
    FILE_AFTER = concat!(
        "SELECT ",
        columns!(),
        " FROM file WHERE id > ?1 ORDER BY id LIMIT ?2"
    )
);
sql!(FILE_CONDEMN = "UPDATE file SET stored_at = NULL WHERE id = ?1 AND claimed_at IS NULL");
sql!(FILE_DELETE_UNCLAIMED = "DELETE FROM file WHERE id = ?1 AND claimed_at IS NULL");
sql!(
    FILE_BYTES_OF_ADDRESS = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM file WHERE address = ?1 AND created_at >= ?2"
);
sql!(FILE_FORGET_ADDRESSES = "UPDATE file SET address = NULL WHERE address IS NOT NULL AND created_at < ?1");

/// Reserves the row of a file whose bytes are about to come.
pub fn file_insert(tx: &mut Tx<'_>, row: &FileRow) -> Result<(), StoreError> {
    tx.execute(
        &FILE_INSERT,
        &[
            &row.id,
            &row.ticket,
            &row.message,
            &row.name,
            &row.size,
            &row.sha256,
            &row.media_type,
            &row.uploader_kind,
            &row.uploader,
            &row.address,
            &row.created_at,
            &row.stored_at,
            &row.claimed_at,
        ],
    )?;
    Ok(())
}

/// Marks the bytes as safely stored. False when the file is gone or was stored before.
pub fn file_stored(
    tx: &mut Tx<'_>,
    id: FileId,
    size: i64,
    sha256: &[u8],
    media_type: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&FILE_STORED, &[&id, &size, &sha256, &media_type, &at])? == 1)
}

/// Gives a stored, unclaimed file to a message. False when it is gone, incomplete, or already given.
pub fn file_claim(
    tx: &mut Tx<'_>,
    id: FileId,
    ticket: TicketId,
    message: MessageId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let name: Option<String> =
        tx.query_one(&FILE_CLAIM, &[&id, &ticket, &message, &at], |row| row.get("name"))?;
    if let Some(name) = &name {
        search_put_file(tx, (id, ticket), message, name)?;
    }
    Ok(name.is_some())
}

/// Notes that somebody fetches a file; false when they have since `before`. What lies before that is forgotten.
pub fn file_download_note(
    tx: &mut Tx<'_>,
    (file, user): (FileId, UserId),
    at: Timestamp,
    before: Timestamp,
) -> Result<bool, StoreError> {
    let noted = tx.execute(&FILE_DOWNLOAD_NOTE, &[&file, &user, &at, &before])? == 1;
    if noted {
        tx.execute(&FILE_DOWNLOADS_FORGET, &[&before])?;
    }
    Ok(noted)
}

/// The file of this id.
pub fn file_by_id(tx: &mut Tx<'_>, id: FileId) -> Result<Option<FileRow>, StoreError> {
    tx.query_one(&FILE_BY_ID, &[&id], FileRow::from_row)
}

/// Files of a range of one ticket's messages, in the order of messages and uploads.
pub fn file_of_messages(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    first: MessageId,
    last: MessageId,
) -> Result<Vec<FileRow>, StoreError> {
    tx.query(&FILE_OF_MESSAGES, &[&ticket, &first, &last], FileRow::from_row)
}

/// Files by id, behind one, whoever they belong to.
pub fn file_after(tx: &mut Tx<'_>, after: FileId, limit: u32) -> Result<Vec<FileRow>, StoreError> {
    tx.query(&FILE_AFTER, &[&after, &limit], FileRow::from_row)
}

/// Unclaimed files reserved before an instant, oldest first.
pub fn file_unclaimed(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<Vec<FileRow>, StoreError> {
    tx.query(&FILE_UNCLAIMED, &[&before, &limit], FileRow::from_row)
}

/// Takes an unclaimed file out of everybody's reach, so that its blob can be removed. False when somebody claimed it
/// meanwhile.
pub fn file_condemn(tx: &mut Tx<'_>, id: FileId) -> Result<bool, StoreError> {
    Ok(tx.execute(&FILE_CONDEMN, &[&id])? == 1)
}

/// Removes an unclaimed file. False when somebody claimed it meanwhile.
pub fn file_delete_unclaimed(tx: &mut Tx<'_>, id: FileId) -> Result<bool, StoreError> {
    Ok(tx.execute(&FILE_DELETE_UNCLAIMED, &[&id])? == 1)
}

/// Bytes uploaded from an address without sign-in since an instant.
pub fn file_bytes_of_address(tx: &mut Tx<'_>, address: &str, since: Timestamp) -> Result<i64, StoreError> {
    let bytes = tx.query_one(&FILE_BYTES_OF_ADDRESS, &[&address, &since], |row| {
        row.get::<i64>("bytes")
    })?;
    Ok(bytes.unwrap_or(0))
}

/// Forgets the addresses of uploads made before an instant.
pub fn file_forget_addresses(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&FILE_FORGET_ADDRESSES, &[&before])
}
