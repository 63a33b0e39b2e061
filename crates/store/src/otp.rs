//! One-time codes that show that a contact is the requester's. Only a keyed hash of the code is kept; a ticket's newest
//! code is the only one that counts.

use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_lock};

record! {
    /// A code that was sent.
    pub struct OtpRow {
        pub ticket: TicketId,
        pub created_at: Timestamp,
        pub person: PersonId,
        pub contact_kind: ContactKind,
        /// Keyed hash of the contact it was sent to: a contact changed meanwhile is not verified by it.
        pub contact_lookup: Vec<u8>,
        pub code_mac: Vec<u8>,
        pub expires_at: Timestamp,
        pub tries_left: u32,
        pub used_at: Option<Timestamp>,
    }
}

sql!(OTP_INSERT =
    "INSERT INTO otp (ticket, created_at, person, contact_kind, contact_lookup, code_mac, expires_at, tries_left)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
sql_lock!(OTP_NEWEST_LOCK =
    "SELECT ticket, created_at, person, contact_kind, contact_lookup, code_mac, expires_at, tries_left, used_at
     FROM otp WHERE ticket = ?1 ORDER BY created_at DESC LIMIT 1");
sql!(OTP_NEWEST_AT = "SELECT created_at FROM otp WHERE ticket = ?1 ORDER BY created_at DESC LIMIT 1");
sql!(OTP_SAVE = "UPDATE otp SET tries_left = ?3, used_at = ?4 WHERE ticket = ?1 AND created_at = ?2");
sql!(OTP_PRUNE = "DELETE FROM otp WHERE expires_at < ?1");

pub fn otp_insert(tx: &mut Tx<'_>, row: &OtpRow) -> Result<(), StoreError> {
    tx.execute(
        &OTP_INSERT,
        &[
            &row.ticket,
            &row.created_at,
            &row.person,
            &row.contact_kind,
            &row.contact_lookup,
            &row.code_mac,
            &row.expires_at,
            &row.tries_left,
        ],
    )?;
    Ok(())
}

/// The newest code of a ticket, held.
pub fn otp_newest_lock(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Locked<OtpRow>>, StoreError> {
    Ok(tx
        .query_one(&OTP_NEWEST_LOCK, &[&ticket], OtpRow::from_row)?
        .map(Locked::new))
}

/// When the newest code of a ticket was sent.
pub fn otp_newest_at(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&OTP_NEWEST_AT, &[&ticket], |row| row.get("created_at"))
}

pub fn otp_save(tx: &mut Tx<'_>, code: &Locked<OtpRow>) -> Result<(), StoreError> {
    tx.execute(
        &OTP_SAVE,
        &[&code.ticket, &code.created_at, &code.tries_left, &code.used_at],
    )?;
    Ok(())
}

/// Deletes codes that ended before this instant.
pub fn otp_prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&OTP_PRUNE, &[&before])
}
