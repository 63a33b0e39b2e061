//! Signed-in sessions of staff, found by the keyed hash of their token. One that ended is deleted.

use touchstone_domain::access::Role;
use touchstone_domain::id::{RoleId, SessionId, TeamId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    pub struct SessionRow {
        pub id: SessionId,
        pub user_id: UserId,
        pub created_at: Timestamp,
        pub last_seen_at: Timestamp,
        /// Absolute end, however busy the session is.
        pub expires_at: Timestamp,
        pub address: Option<String>,
        pub agent: Option<String>,
    }
}

record! {
    /// A session with its user, once per team of the user (once without a team).
    pub struct SessionActorRow {
        pub id: SessionId,
        pub last_seen_at: Timestamp,
        pub expires_at: Timestamp,
        pub user_id: UserId,
        pub name: String,
        pub role: Role,
        pub custom_role: Option<RoleId>,
        /// Name and grants of that role.
        pub custom_name: Option<String>,
        pub custom_grants: Option<String>,
        pub language: Language,
        pub team: Option<TeamId>,
        pub second_factor_at: Option<Timestamp>,
        /// Whether the role needs a second factor; none where nothing was decided.
        pub second_factor_required: Option<bool>,
        /// The identity provider asked for one.
        pub second_factor_elsewhere: bool,
    }
}

sql!(
    SESSION_INSERT =
        "INSERT INTO session (id, user_id, mac, created_at, last_seen_at, expires_at, address, agent)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
);
macro_rules! actor {
    ($column:literal) => {
        concat!(
            "SELECT s.id, s.last_seen_at, s.expires_at, s.user_id, u.name, u.role, u.custom_role,
            c.name AS custom_name, c.grants AS custom_grants, u.language, m.team, u.second_factor_at,
            r.second_factor_required, s.second_factor_elsewhere
     FROM session s
     JOIN user_account u ON u.id = s.user_id
     LEFT JOIN team_member m ON m.user_id = s.user_id
     LEFT JOIN custom_role c ON c.id = u.custom_role
     LEFT JOIN role_setting r ON r.role = u.role
     WHERE s.",
            $column,
            " = ?1 AND u.archived_at IS NULL ORDER BY m.team NULLS FIRST"
        )
    };
}

sql!(SESSION_ACTOR = actor!("mac"));
sql!(SESSION_ACTOR_BY_ID = actor!("id"));
sql!(SESSION_FACTOR_ELSEWHERE = "UPDATE session SET second_factor_elsewhere = TRUE WHERE id = ?1");
sql!(SESSION_TOUCH = "UPDATE session SET last_seen_at = ?2 WHERE id = ?1 AND last_seen_at < ?2");
sql_list!(
    SESSION_OF_USER = "SELECT id, user_id, created_at, last_seen_at, expires_at, address, agent
     FROM session WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2"
);
sql!(SESSION_IDS_OF_USER = "SELECT id FROM session WHERE user_id = ?1 ORDER BY id");
sql!(SESSION_DELETE = "DELETE FROM session WHERE id = ?1 AND user_id = ?2");
sql!(SESSION_DELETE_BY_MAC = "DELETE FROM session WHERE mac = ?1 RETURNING id, user_id");
sql!(SESSION_PRUNE = "DELETE FROM session WHERE expires_at <= ?1 OR last_seen_at <= ?2");

pub fn session_insert(tx: &mut Tx<'_>, row: &SessionRow, mac: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        &SESSION_INSERT,
        &[
            &row.id,
            &row.user_id,
            &mac,
            &row.created_at,
            &row.last_seen_at,
            &row.expires_at,
            &row.address,
            &row.agent,
        ],
    )?;
    Ok(())
}

/// The session of a token with its active user and their teams; empty when there is none.
pub fn session_actor(tx: &mut Tx<'_>, mac: &[u8]) -> Result<Vec<SessionActorRow>, StoreError> {
    tx.query(&SESSION_ACTOR, &[&mac], SessionActorRow::from_row)
}

/// The same of a session that was shown before.
pub fn session_actor_by_id(tx: &mut Tx<'_>, id: SessionId) -> Result<Vec<SessionActorRow>, StoreError> {
    tx.query(&SESSION_ACTOR_BY_ID, &[&id], SessionActorRow::from_row)
}

/// Notes that the identity provider asked for the second factor of this session.
pub fn session_factor_elsewhere(tx: &mut Tx<'_>, id: SessionId) -> Result<(), StoreError> {
    tx.execute(&SESSION_FACTOR_ELSEWHERE, &[&id])?;
    Ok(())
}

/// Moves the last-seen time forward, never back.
pub fn session_touch(tx: &mut Tx<'_>, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&SESSION_TOUCH, &[&id, &now])?;
    Ok(())
}

/// Sessions of a user, newest first.
pub fn session_of_user(tx: &mut Tx<'_>, user: UserId, limit: u32) -> Result<Vec<SessionRow>, StoreError> {
    tx.query(&SESSION_OF_USER, &[&user, &limit], SessionRow::from_row)
}

/// Ids of all sessions of a user.
pub fn session_ids_of_user(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<SessionId>, StoreError> {
    tx.query(&SESSION_IDS_OF_USER, &[&user], |row| row.get("id"))
}

/// Ends a session of this user; `false` when it is not theirs or has ended.
pub fn session_delete(tx: &mut Tx<'_>, id: SessionId, user: UserId) -> Result<bool, StoreError> {
    Ok(tx.execute(&SESSION_DELETE, &[&id, &user])? == 1)
}

/// Ends the session of a token.
pub fn session_delete_by_mac(tx: &mut Tx<'_>, mac: &[u8]) -> Result<Option<(SessionId, UserId)>, StoreError> {
    tx.query_one(&SESSION_DELETE_BY_MAC, &[&mac], |row| {
        Ok((row.get("id")?, row.get("user_id")?))
    })
}

/// Deletes sessions past their absolute end, or not seen since `idle_before`.
pub fn session_prune(tx: &mut Tx<'_>, now: Timestamp, idle_before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&SESSION_PRUNE, &[&now, &idle_before])
}
