//! Copies of people's data that were asked for. The bytes lie in a blob, sealed; here is where each stands and until when
//! it may be fetched.

use touchstone_domain::id::{FileId, PrivacyRequestId};
use touchstone_domain::privacy::PackageState;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A package.
    pub struct PackageRow {
        pub request: PrivacyRequestId,
        pub state: PackageState,
        /// Names its blob, and nothing in the table of files.
        pub file: FileId,
        /// Bytes of the archive.
        pub size: Option<i64>,
        /// Of the archive as it is handed out.
        pub sha256: Option<Vec<u8>>,
        pub asked_at: Timestamp,
        pub made_at: Option<Timestamp>,
        pub expires_at: Option<Timestamp>,
        pub downloads: i64,
    }
}

macro_rules! columns {
    () => {
        "request, state, file, size, sha256, asked_at, made_at, expires_at, downloads"
    };
}

sql!(
    PACKAGE_ASK = "INSERT INTO privacy_package (request, state, file, asked_at, downloads) VALUES (?1, 'queued', ?2, ?3, 0)
     ON CONFLICT (request) DO UPDATE SET state = 'queued', file = excluded.file, asked_at = excluded.asked_at,
        size = NULL, sha256 = NULL, made_at = NULL, expires_at = NULL"
);
sql!(PACKAGE_BY_REQUEST = concat!("SELECT ", columns!(), " FROM privacy_package WHERE request = ?1"));
sql!(
    PACKAGE_READY =
        "UPDATE privacy_package SET state = 'ready', size = ?3, sha256 = ?4, made_at = ?5, expires_at = ?6
     WHERE request = ?1 AND file = ?2 AND state = 'queued'"
);
sql!(
    PACKAGE_FAILED =
        "UPDATE privacy_package SET state = 'failed' WHERE request = ?1 AND file = ?2 AND state = 'queued'"
);
sql!(
    PACKAGE_TAKEN =
        "UPDATE privacy_package SET downloads = downloads + 1 WHERE request = ?1 AND state = 'ready'"
);
sql!(
    PACKAGE_REMOVE = "UPDATE privacy_package SET state = 'removed', size = NULL, sha256 = NULL
     WHERE request = ?1 AND state <> 'removed'"
);
sql!(PACKAGE_CONDEMN = "INSERT INTO blob_condemned (file, at) VALUES (?1, ?2) ON CONFLICT (file) DO NOTHING");
sql_list!(
    PACKAGE_EXPIRED = concat!(
        "SELECT ",
        columns!(),
        " FROM privacy_package WHERE state = 'ready' AND expires_at <= ?1 ORDER BY expires_at, request LIMIT ?2"
    )
);

/// Wants a package, a new one in the place of an older. The older one's bytes are condemned before.
pub fn package_ask(
    tx: &mut Tx<'_>,
    request: PrivacyRequestId,
    file: FileId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&PACKAGE_ASK, &[&request, &file, &now])?;
    Ok(())
}

pub fn package_by_request(
    tx: &mut Tx<'_>,
    request: PrivacyRequestId,
) -> Result<Option<PackageRow>, StoreError> {
    tx.query_one(&PACKAGE_BY_REQUEST, &[&request], PackageRow::from_row)
}

/// What a finished package is.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    pub file: FileId,
    pub size: i64,
    pub sha256: [u8; 32],
    pub at: Timestamp,
    pub expires_at: Timestamp,
}

/// The package is there. False when it is not wanted any more.
pub fn package_ready(tx: &mut Tx<'_>, request: PrivacyRequestId, made: &Made) -> Result<bool, StoreError> {
    let touched = tx.execute(
        &PACKAGE_READY,
        &[
            &request,
            &made.file,
            &made.size,
            &&made.sha256[..],
            &made.at,
            &made.expires_at,
        ],
    )?;
    Ok(touched == 1)
}

/// It could not be made. False when it is not wanted any more.
pub fn package_failed(tx: &mut Tx<'_>, request: PrivacyRequestId, file: FileId) -> Result<bool, StoreError> {
    Ok(tx.execute(&PACKAGE_FAILED, &[&request, &file])? == 1)
}

/// Counts a download. False when there is nothing to fetch any more.
pub fn package_taken(tx: &mut Tx<'_>, request: PrivacyRequestId) -> Result<bool, StoreError> {
    Ok(tx.execute(&PACKAGE_TAKEN, &[&request])? == 1)
}

/// Takes a package away; its bytes are condemned, to be removed after the commit. False when there is none.
pub fn package_remove(tx: &mut Tx<'_>, row: &PackageRow, now: Timestamp) -> Result<bool, StoreError> {
    package_condemn(tx, row.file, now)?;
    Ok(tx.execute(&PACKAGE_REMOVE, &[&row.request])? == 1)
}

/// Condemns the bytes of a package whose place another takes.
pub fn package_condemn(tx: &mut Tx<'_>, file: FileId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&PACKAGE_CONDEMN, &[&file, &now])?;
    Ok(())
}

/// Packages whose time is over, the longest first.
pub fn packages_expired(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<PackageRow>, StoreError> {
    tx.query(&PACKAGE_EXPIRED, &[&now, &limit], PackageRow::from_row)
}
