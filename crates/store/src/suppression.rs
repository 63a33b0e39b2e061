//! Addresses that letters came back from: how often, and which are written to no more. An address is known by a keyed hash
//! alone.

use touchstone_domain::id::{Id, NotificationId, SuppressionId};
use touchstone_domain::mail::{AddressStanding, BounceCause};
use touchstone_domain::time::Timestamp;

use crate::notification::{Recipient, RecipientKind};
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// An address that letters came back from.
    #[derive(PartialEq, Eq)]
    pub struct SuppressionRow {
        pub id: SuppressionId,
        /// Keyed hash.
        pub address: Vec<u8>,
        /// See [`SuppressionRow::of`].
        pub recipient: RecipientKind,
        pub recipient_id: i64,
        /// Why the last one came back.
        pub cause: BounceCause,
        /// What the server said of it (RFC 3463).
        pub status: Option<String>,
        pub letter: NotificationId,
        pub strikes: u32,
        pub struck_at: Timestamp,
        pub suppressed_at: Option<Timestamp>,
        pub ends_at: Option<Timestamp>,
    }
}

impl SuppressionRow {
    /// Whose address it was when it was written to.
    pub fn of(&self) -> Recipient {
        Recipient::from_parts(self.recipient, self.recipient_id)
    }

    pub fn standing(&self) -> AddressStanding {
        AddressStanding {
            strikes: self.strikes,
            struck_at: self.struck_at,
            suppressed_at: self.suppressed_at,
            ends_at: self.ends_at,
        }
    }
}

macro_rules! columns {
    () => {
        "id, address, recipient, person AS recipient_id, cause, status, letter, strikes, struck_at, suppressed_at, ends_at"
    };
}

sql!(
    SUPPRESSION_INSERT = "INSERT INTO suppression (id, address, recipient, person, cause, status, letter, strikes, struck_at,
        suppressed_at, ends_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (address) DO NOTHING"
);
sql!(
    SUPPRESSION_SAVE =
        "UPDATE suppression SET cause = ?2, status = ?3, letter = ?4, strikes = ?5, struck_at = ?6,
        suppressed_at = ?7, ends_at = ?8, recipient = ?9, person = ?10 WHERE id = ?1"
);
sql!(SUPPRESSION_DELETE = "DELETE FROM suppression WHERE id = ?1");
sql!(SUPPRESSION_BY_ADDRESS = concat!("SELECT ", columns!(), " FROM suppression WHERE address = ?1"));
sql!(SUPPRESSION_BY_ID = concat!("SELECT ", columns!(), " FROM suppression WHERE id = ?1"));
sql_lock!(SUPPRESSION_LOCK = concat!("SELECT ", columns!(), " FROM suppression WHERE id = ?1"));
sql_lock!(SUPPRESSION_LOCK_ADDRESS = concat!("SELECT ", columns!(), " FROM suppression WHERE address = ?1"));
sql_list!(
    SUPPRESSION_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM suppression WHERE suppressed_at IS NOT NULL AND id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql!(
    pub(crate) SUPPRESSION_OF_PERSON = "DELETE FROM suppression WHERE person = ?1 AND recipient = 'person'"
);
sql!(SUPPRESSION_COUNTED_FORGET = "DELETE FROM suppression WHERE suppressed_at IS NULL AND struck_at < ?1");
sql!(SUPPRESSION_ENDED_FORGET = "DELETE FROM suppression WHERE ends_at < ?1");

/// Adds an address; tried again from the beginning when another was first.
pub fn suppression_insert(tx: &mut Tx<'_>, row: &SuppressionRow) -> Result<(), StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &row.id,
        &row.address,
        &row.recipient,
        &row.recipient_id,
        &row.cause,
        &row.status,
        &row.letter,
        &row.strikes,
        &row.struck_at,
        &row.suppressed_at,
        &row.ends_at,
    ];
    if tx.execute(&SUPPRESSION_INSERT, params)? == 0 {
        return Err(tx.lost_race("an address that letters came back from"));
    }
    Ok(())
}

pub fn suppression_save(tx: &mut Tx<'_>, row: &Locked<SuppressionRow>) -> Result<(), StoreError> {
    let params: &[&dyn crate::ToValue] = &[
        &row.id,
        &row.cause,
        &row.status,
        &row.letter,
        &row.strikes,
        &row.struck_at,
        &row.suppressed_at,
        &row.ends_at,
        &row.recipient,
        &row.recipient_id,
    ];
    tx.execute(&SUPPRESSION_SAVE, params)?;
    Ok(())
}

/// The address is written to again, and nothing is counted of it any more.
pub fn suppression_delete(tx: &mut Tx<'_>, row: &Locked<SuppressionRow>) -> Result<(), StoreError> {
    tx.execute(&SUPPRESSION_DELETE, &[&row.id])?;
    Ok(())
}

pub fn suppression_by_id(tx: &mut Tx<'_>, id: SuppressionId) -> Result<Option<SuppressionRow>, StoreError> {
    tx.query_one(&SUPPRESSION_BY_ID, &[&id], SuppressionRow::from_row)
}

pub fn suppression_by_address(tx: &mut Tx<'_>, address: &[u8]) -> Result<Option<SuppressionRow>, StoreError> {
    tx.query_one(&SUPPRESSION_BY_ADDRESS, &[&address], SuppressionRow::from_row)
}

pub fn suppression_lock(
    tx: &mut Tx<'_>,
    id: SuppressionId,
) -> Result<Option<Locked<SuppressionRow>>, StoreError> {
    let found = tx.query_one(&SUPPRESSION_LOCK, &[&id], SuppressionRow::from_row)?;
    Ok(found.map(Locked::new))
}

pub fn suppression_lock_address(
    tx: &mut Tx<'_>,
    address: &[u8],
) -> Result<Option<Locked<SuppressionRow>>, StoreError> {
    let found = tx.query_one(&SUPPRESSION_LOCK_ADDRESS, &[&address], SuppressionRow::from_row)?;
    Ok(found.map(Locked::new))
}

/// Addresses that are written to no more, before one, newest first.
pub fn suppression_list(
    tx: &mut Tx<'_>,
    before: Option<SuppressionId>,
    limit: u32,
) -> Result<Vec<SuppressionRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    tx.query(&SUPPRESSION_LIST, &[&before, &limit], SuppressionRow::from_row)
}

/// Forgets what was only counted and not again since an instant, and what ended before another.
pub fn suppression_forget(
    tx: &mut Tx<'_>,
    counted_before: Timestamp,
    ended_before: Timestamp,
) -> Result<u64, StoreError> {
    let counted = tx.execute(&SUPPRESSION_COUNTED_FORGET, &[&counted_before])?;
    Ok(counted + tx.execute(&SUPPRESSION_ENDED_FORGET, &[&ended_before])?)
}
