//! Which user an identity provider's account belongs to.

use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// A user's account at an identity provider.
    pub struct IdentityRow {
        pub issuer: String,
        pub user_id: UserId,
        pub created_at: Timestamp,
        pub last_used_at: Timestamp,
    }
}

sql!(
    IDENTITY_USER =
        "SELECT issuer, user_id, created_at, last_used_at FROM identity WHERE issuer = ?1 AND subject = ?2"
);
sql!(
    IDENTITY_OF_USER =
        "SELECT issuer, user_id, created_at, last_used_at FROM identity WHERE user_id = ?1 ORDER BY issuer"
);
sql!(
    IDENTITY_INSERT = "INSERT INTO identity (issuer, subject, user_id, created_at, last_used_at)
     VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING"
);
sql!(IDENTITY_USED = "UPDATE identity SET last_used_at = ?3 WHERE issuer = ?1 AND subject = ?2");
sql!(IDENTITY_CLEAR = "DELETE FROM identity WHERE user_id = ?1");

/// The identity with this hashed subject.
pub fn identity_by_subject(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: &[u8],
) -> Result<Option<IdentityRow>, StoreError> {
    tx.query_one(&IDENTITY_USER, &[&issuer, &subject], IdentityRow::from_row)
}

/// A user's identities: one at most of each provider.
pub fn identity_of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<IdentityRow>, StoreError> {
    tx.query(&IDENTITY_OF_USER, &[&user], IdentityRow::from_row)
}

/// Gives an identity to a user; `false`, and nothing done, when it is taken or the user has another of that provider.
pub fn identity_insert(
    tx: &mut Tx<'_>,
    (issuer, subject): (&str, &[u8]),
    user: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&IDENTITY_INSERT, &[&issuer, &subject, &user, &now])? == 1)
}

pub fn identity_used(
    tx: &mut Tx<'_>,
    (issuer, subject): (&str, &[u8]),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&IDENTITY_USED, &[&issuer, &subject, &now])?;
    Ok(())
}

/// Takes every identity of a user away; how many there were.
pub fn identity_clear(tx: &mut Tx<'_>, user: UserId) -> Result<u64, StoreError> {
    tx.execute(&IDENTITY_CLEAR, &[&user])
}
