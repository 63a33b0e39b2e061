//! Second factors of staff: the sealed secret in force, the one being set up, and hashes of recovery codes. That a user has
//! one also stands in `user_account.second_factor_at`, where sign-in and lists see it without another read.

use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_lock};

record! {
    /// What is kept of a user's second factor.
    pub struct SecondFactorRow {
        pub user_id: UserId,
        /// Sealed; none until the first was confirmed.
        pub secret: Option<Vec<u8>>,
        /// Time step of the newest code that was accepted: neither it nor an older one is accepted again.
        pub last_step: Option<i64>,
        /// Sealed; shown to the user and not confirmed yet.
        pub pending: Option<Vec<u8>>,
        pub pending_at: Option<Timestamp>,
    }
}

sql!(SECOND_FACTOR_MAKE = "INSERT INTO second_factor (user_id) VALUES (?1) ON CONFLICT (user_id) DO NOTHING");
sql!(
    SECOND_FACTOR_BY_USER =
        "SELECT user_id, secret, last_step, pending, pending_at FROM second_factor WHERE user_id = ?1"
);
sql_lock!(
    SECOND_FACTOR_LOCK =
        "SELECT user_id, secret, last_step, pending, pending_at FROM second_factor WHERE user_id = ?1"
);
sql!(
    SECOND_FACTOR_SAVE = "UPDATE second_factor SET secret = ?2, last_step = ?3, pending = ?4, pending_at = ?5 WHERE user_id = ?1"
);
sql!(SECOND_FACTOR_SINCE = "UPDATE user_account SET second_factor_at = ?2 WHERE id = ?1");
sql!(
    RECOVERY_CODE_INSERT = "INSERT INTO recovery_code (user_id, mac) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
);
sql!(RECOVERY_CODE_USE = "DELETE FROM recovery_code WHERE user_id = ?1 AND mac = ?2");
sql!(RECOVERY_CODE_CLEAR = "DELETE FROM recovery_code WHERE user_id = ?1");
sql!(RECOVERY_CODES_OF_USER = "SELECT mac FROM recovery_code WHERE user_id = ?1");

pub fn second_factor_by_user(tx: &mut Tx<'_>, user: UserId) -> Result<Option<SecondFactorRow>, StoreError> {
    tx.query_one(&SECOND_FACTOR_BY_USER, &[&user], SecondFactorRow::from_row)
}

/// A user's row, held; made when there is none.
pub fn second_factor_lock(tx: &mut Tx<'_>, user: UserId) -> Result<Locked<SecondFactorRow>, StoreError> {
    tx.execute(&SECOND_FACTOR_MAKE, &[&user])?;
    let row = tx.query_one(&SECOND_FACTOR_LOCK, &[&user], SecondFactorRow::from_row)?;
    row.map(Locked::new).ok_or_else(|| tx.lost_race("second factor"))
}

pub fn second_factor_save(tx: &mut Tx<'_>, row: &Locked<SecondFactorRow>) -> Result<(), StoreError> {
    tx.execute(
        &SECOND_FACTOR_SAVE,
        &[
            &row.user_id,
            &row.secret,
            &row.last_step,
            &row.pending,
            &row.pending_at,
        ],
    )?;
    Ok(())
}

/// Remembers since when a user has a second factor, or that there is none any more.
pub fn second_factor_since(
    tx: &mut Tx<'_>,
    user: UserId,
    since: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.execute(&SECOND_FACTOR_SINCE, &[&user, &since])?;
    Ok(())
}

/// Puts these recovery codes in the place of all former ones.
pub fn recovery_codes_set(tx: &mut Tx<'_>, user: UserId, macs: &[[u8; 32]]) -> Result<(), StoreError> {
    tx.execute(&RECOVERY_CODE_CLEAR, &[&user])?;
    for mac in macs {
        tx.execute(&RECOVERY_CODE_INSERT, &[&user, &&mac[..]])?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` when there is no such one (any more).
pub fn recovery_code_use(tx: &mut Tx<'_>, user: UserId, mac: &[u8]) -> Result<bool, StoreError> {
    Ok(tx.execute(&RECOVERY_CODE_USE, &[&user, &mac])? == 1)
}

/// How many recovery codes are left: ten at most.
pub fn recovery_codes_left(tx: &mut Tx<'_>, user: UserId) -> Result<usize, StoreError> {
    let left = tx.query(&RECOVERY_CODES_OF_USER, &[&user], |row| row.get::<Vec<u8>>("mac"))?;
    Ok(left.len())
}
