//! API tokens, found by the keyed hash of their text; the one-time token of the set-up beside them.

use touchstone_domain::access::Role;
use touchstone_domain::id::{RoleId, TeamId, TokenId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A token without its hash. `scopes` is a JSON array of permission codes.
    pub struct TokenRow {
        pub id: TokenId,
        pub user_id: UserId,
        pub name: String,
        pub scopes: String,
        pub created_at: Timestamp,
        pub expires_at: Timestamp,
        pub last_used_at: Option<Timestamp>,
        pub revoked_at: Option<Timestamp>,
    }
}

record! {
    /// A token that was not revoked with its active user, once per team of the user (once without a team).
    pub struct TokenActorRow {
        pub id: TokenId,
        pub scopes: String,
        pub expires_at: Timestamp,
        pub last_used_at: Option<Timestamp>,
        pub user_id: UserId,
        pub name: String,
        pub role: Role,
        pub custom_role: Option<RoleId>,
        /// Name and grants of that role.
        pub custom_name: Option<String>,
        pub custom_grants: Option<String>,
        pub language: Language,
        pub team: Option<TeamId>,
    }
}

record! {
    /// The set-up token's state.
    pub struct SetupTokenRow {
        pub expires_at: Timestamp,
        pub used_at: Option<Timestamp>,
    }
}

macro_rules! columns {
    () => {
        "id, user_id, name, scopes, created_at, expires_at, last_used_at, revoked_at"
    };
}

sql!(
    TOKEN_INSERT = "INSERT INTO api_token (id, user_id, name, mac, scopes, created_at, expires_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
);
macro_rules! actor {
    ($column:literal) => {
        concat!(
            "SELECT t.id, t.scopes, t.expires_at, t.last_used_at, t.user_id, u.name, u.role, u.custom_role,
            c.name AS custom_name, c.grants AS custom_grants, u.language, m.team
     FROM api_token t
     JOIN user_account u ON u.id = t.user_id
     LEFT JOIN custom_role c ON c.id = u.custom_role
     LEFT JOIN team_member m ON m.user_id = t.user_id
     WHERE t.",
            $column,
            " = ?1 AND t.revoked_at IS NULL AND u.archived_at IS NULL ORDER BY m.team NULLS FIRST"
        )
    };
}

sql!(TOKEN_ACTOR = actor!("mac"));
sql!(TOKEN_ACTOR_BY_ID = actor!("id"));
sql!(
    TOKEN_TOUCH = "UPDATE api_token SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at < ?2)"
);
sql!(TOKEN_BY_ID = concat!("SELECT ", columns!(), " FROM api_token WHERE id = ?1"));
sql_list!(
    TOKEN_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM api_token WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    TOKEN_OF_USER = concat!(
        "SELECT ",
        columns!(),
        " FROM api_token WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
    )
);
sql!(TOKEN_REVOKE = "UPDATE api_token SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL");
sql!(
    TOKEN_REVOKE_OF_USER = "UPDATE api_token SET revoked_at = ?2 WHERE user_id = ?1 AND revoked_at IS NULL AND expires_at > ?2 RETURNING id"
);
sql!(
    SETUP_TOKEN_SET = "INSERT INTO setup_token (slot, mac, created_at, expires_at) VALUES (1, ?1, ?2, ?3)
     ON CONFLICT (slot) DO UPDATE SET mac = excluded.mac, created_at = excluded.created_at,
        expires_at = excluded.expires_at WHERE setup_token.used_at IS NULL"
);
sql!(SETUP_TOKEN_BY_MAC = "SELECT expires_at, used_at FROM setup_token WHERE slot = 1 AND mac = ?1");
sql!(
    SETUP_TOKEN_USE = "UPDATE setup_token SET used_at = ?2 WHERE slot = 1 AND mac = ?1 AND used_at IS NULL AND expires_at > ?2"
);

pub fn token_insert(tx: &mut Tx<'_>, row: &TokenRow, mac: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        &TOKEN_INSERT,
        &[
            &row.id,
            &row.user_id,
            &row.name,
            &mac,
            &row.scopes,
            &row.created_at,
            &row.expires_at,
        ],
    )?;
    Ok(())
}

/// The token with its active user and their teams; empty when there is none or it was revoked.
pub fn token_actor(tx: &mut Tx<'_>, mac: &[u8]) -> Result<Vec<TokenActorRow>, StoreError> {
    tx.query(&TOKEN_ACTOR, &[&mac], TokenActorRow::from_row)
}

/// The same of a token that was shown before.
pub fn token_actor_by_id(tx: &mut Tx<'_>, id: TokenId) -> Result<Vec<TokenActorRow>, StoreError> {
    tx.query(&TOKEN_ACTOR_BY_ID, &[&id], TokenActorRow::from_row)
}

/// Moves the last use forward, never back.
pub fn token_touch(tx: &mut Tx<'_>, id: TokenId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&TOKEN_TOUCH, &[&id, &now])?;
    Ok(())
}

pub fn token_by_id(tx: &mut Tx<'_>, id: TokenId) -> Result<Option<TokenRow>, StoreError> {
    tx.query_one(&TOKEN_BY_ID, &[&id], TokenRow::from_row)
}

/// Tokens of everybody before this id, newest first.
pub fn token_list(tx: &mut Tx<'_>, before: TokenId, limit: u32) -> Result<Vec<TokenRow>, StoreError> {
    tx.query(&TOKEN_LIST, &[&before, &limit], TokenRow::from_row)
}

/// Tokens of one user before this id, newest first.
pub fn token_of_user(
    tx: &mut Tx<'_>,
    user: UserId,
    before: TokenId,
    limit: u32,
) -> Result<Vec<TokenRow>, StoreError> {
    tx.query(&TOKEN_OF_USER, &[&user, &before, &limit], TokenRow::from_row)
}

/// Revokes a token; `false` when it was revoked before.
pub fn token_revoke(tx: &mut Tx<'_>, id: TokenId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&TOKEN_REVOKE, &[&id, &now])? == 1)
}

/// Revokes every token of a user that still worked, and names them.
pub fn token_revoke_of_user(
    tx: &mut Tx<'_>,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<TokenId>, StoreError> {
    tx.query(&TOKEN_REVOKE_OF_USER, &[&user, &now], |row| row.get("id"))
}

/// Puts a set-up token in place of an unused one; `false` when one was used already.
pub fn setup_token_set(
    tx: &mut Tx<'_>,
    mac: &[u8],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&SETUP_TOKEN_SET, &[&mac, &now, &expires_at])? == 1)
}

pub fn setup_token_by_mac(tx: &mut Tx<'_>, mac: &[u8]) -> Result<Option<SetupTokenRow>, StoreError> {
    tx.query_one(&SETUP_TOKEN_BY_MAC, &[&mac], SetupTokenRow::from_row)
}

/// Uses the set-up token; `false` when it is not this one, is used or is too old. Of two uses at once one succeeds.
pub fn setup_token_use(tx: &mut Tx<'_>, mac: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&SETUP_TOKEN_USE, &[&mac, &now])? == 1)
}
