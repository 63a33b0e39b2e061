//! Passkeys of staff, and which ceremonies have been answered. A passkey is found by the id its authenticator gave it.

use touchstone_domain::id::{PasskeyId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// A passkey.
    pub struct PasskeyRow {
        pub id: PasskeyId,
        pub user_id: UserId,
        /// As the authenticator names it.
        pub credential_id: Vec<u8>,
        /// Public key, counter and flags, as the WebAuthn library writes them (JSON).
        pub credential: String,
        pub name: String,
        pub created_at: Timestamp,
        pub last_used_at: Option<Timestamp>,
    }
}

sql!(
    PASSKEY_INSERT = "INSERT INTO passkey (id, user_id, credential_id, credential, name, created_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (credential_id) DO NOTHING"
);
sql!(
    PASSKEY_OF_USER =
        "SELECT id, user_id, credential_id, credential, name, created_at, last_used_at FROM passkey
     WHERE user_id = ?1 ORDER BY id"
);
sql!(
    PASSKEY_BY_CREDENTIAL =
        "SELECT id, user_id, credential_id, credential, name, created_at, last_used_at FROM passkey
     WHERE credential_id = ?1"
);
sql!(PASSKEY_USE = "UPDATE passkey SET credential = ?3, last_used_at = ?4 WHERE id = ?1 AND credential = ?2");
sql!(PASSKEY_DELETE = "DELETE FROM passkey WHERE id = ?1 AND user_id = ?2");
sql!(PASSKEY_CLEAR = "DELETE FROM passkey WHERE user_id = ?1");
sql!(
    CEREMONY_ANSWER =
        "INSERT INTO ceremony_answered (mac, expires_at) VALUES (?1, ?2) ON CONFLICT (mac) DO NOTHING"
);
sql!(CEREMONY_PRUNE = "DELETE FROM ceremony_answered WHERE expires_at < ?1");

/// Adds a passkey; `false`, and nothing done, when the credential is known already.
pub fn passkey_insert(tx: &mut Tx<'_>, row: &PasskeyRow) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        &PASSKEY_INSERT,
        &[
            &row.id,
            &row.user_id,
            &row.credential_id,
            &row.credential,
            &row.name,
            &row.created_at,
        ],
    )?;
    Ok(inserted == 1)
}

/// A user's passkeys, oldest first; the application bounds how many there are.
pub fn passkey_of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<PasskeyRow>, StoreError> {
    tx.query(&PASSKEY_OF_USER, &[&user], PasskeyRow::from_row)
}

pub fn passkey_by_credential(tx: &mut Tx<'_>, credential: &[u8]) -> Result<Option<PasskeyRow>, StoreError> {
    tx.query_one(&PASSKEY_BY_CREDENTIAL, &[&credential], PasskeyRow::from_row)
}

/// Remembers that a passkey was used and what its credential is by now; `false` when it is not any more what it was when
/// it was checked.
pub fn passkey_use(
    tx: &mut Tx<'_>,
    checked: &PasskeyRow,
    credential: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = tx.execute(
        &PASSKEY_USE,
        &[&checked.id, &checked.credential, &credential, &now],
    )?;
    Ok(used == 1)
}

/// Deletes a user's passkey; `false` when there is no such one.
pub fn passkey_delete(tx: &mut Tx<'_>, id: PasskeyId, user: UserId) -> Result<bool, StoreError> {
    Ok(tx.execute(&PASSKEY_DELETE, &[&id, &user])? == 1)
}

/// Deletes every passkey of a user.
pub fn passkey_clear(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    tx.execute(&PASSKEY_CLEAR, &[&user])?;
    Ok(())
}

/// Remembers that a ceremony was answered; `false` when it was before.
pub fn ceremony_answer(tx: &mut Tx<'_>, mac: &[u8], expires_at: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&CEREMONY_ANSWER, &[&mac, &expires_at])? == 1)
}

/// Forgets ceremonies that ended before this instant.
pub fn ceremony_prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&CEREMONY_PRUNE, &[&before])
}
