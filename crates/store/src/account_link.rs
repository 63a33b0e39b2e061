//! Links by which an account gets a password, found by the keyed hash of their secret. One that was used is deleted; an
//! invitation that ran out stays to be seen and sent again.

use touchstone_domain::account_link::LinkKind;
use touchstone_domain::id::UserId;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A link that was sent.
    #[derive(PartialEq, Eq)]
    pub struct AccountLinkRow {
        pub user_id: UserId,
        pub kind: LinkKind,
        pub created_at: Timestamp,
        pub expires_at: Timestamp,
    }
}

sql!(
    ACCOUNT_LINK_PUT =
        "INSERT INTO account_link (user_id, kind, mac, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (user_id, kind) DO UPDATE
        SET mac = excluded.mac, created_at = excluded.created_at, expires_at = excluded.expires_at"
);
sql!(ACCOUNT_LINK_BY_MAC = "SELECT user_id, kind, created_at, expires_at FROM account_link WHERE mac = ?1");
sql!(
    ACCOUNT_LINK_OF_USER =
        "SELECT user_id, kind, created_at, expires_at FROM account_link WHERE user_id = ?1 AND kind = ?2"
);
sql_list!(
    ACCOUNT_LINK_LIST = "SELECT user_id, kind, created_at, expires_at FROM account_link
     WHERE kind = ?1 AND user_id > ?2 ORDER BY user_id LIMIT ?3"
);
sql!(ACCOUNT_LINK_PRUNE = "DELETE FROM account_link WHERE kind = 'password_reset' AND expires_at < ?1");
sql!(ACCOUNT_LINK_CLEAR = "DELETE FROM account_link WHERE user_id = ?1");

/// Puts a link in force; a former one of the same kind stops working.
pub fn account_link_put(tx: &mut Tx<'_>, link: &AccountLinkRow, mac: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        &ACCOUNT_LINK_PUT,
        &[
            &link.user_id,
            &link.kind,
            &mac,
            &link.created_at,
            &link.expires_at,
        ],
    )?;
    Ok(())
}

/// The link with this secret's hash, whether or not it still works.
pub fn account_link_by_mac(tx: &mut Tx<'_>, mac: &[u8]) -> Result<Option<AccountLinkRow>, StoreError> {
    tx.query_one(&ACCOUNT_LINK_BY_MAC, &[&mac], AccountLinkRow::from_row)
}

/// A user's link of one kind.
pub fn account_link_of_user(
    tx: &mut Tx<'_>,
    user: UserId,
    kind: LinkKind,
) -> Result<Option<AccountLinkRow>, StoreError> {
    tx.query_one(&ACCOUNT_LINK_OF_USER, &[&user, &kind], AccountLinkRow::from_row)
}

/// Links of one kind, by user, after this one.
pub fn account_link_list(
    tx: &mut Tx<'_>,
    kind: LinkKind,
    after: UserId,
    limit: u32,
) -> Result<Vec<AccountLinkRow>, StoreError> {
    tx.query(
        &ACCOUNT_LINK_LIST,
        &[&kind, &after, &limit],
        AccountLinkRow::from_row,
    )
}

/// Takes every link of a user away.
pub fn account_link_clear(tx: &mut Tx<'_>, user: UserId) -> Result<(), StoreError> {
    tx.execute(&ACCOUNT_LINK_CLEAR, &[&user])?;
    Ok(())
}

/// Deletes resets that ran out before this instant.
pub fn account_link_prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&ACCOUNT_LINK_PRUNE, &[&before])
}
