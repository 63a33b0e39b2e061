//! Roles of an installation's own, and how many people have each role. Archived roles stay for the history of those who
//! had them.

use touchstone_domain::access::Role;
use touchstone_domain::id::RoleId;
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    pub struct RoleRow {
        pub id: RoleId,
        pub name: String,
        pub description: String,
        /// The built-in role it was copied from. It never changes.
        pub base: Role,
        /// A JSON object of permission and scope.
        pub grants: String,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        pub version: i64,
    }
}

record! {
    /// What is to be known of a role beside a user who has it.
    pub struct RoleBrief {
        pub id: RoleId,
        pub name: String,
        pub grants: String,
    }
}

macro_rules! columns {
    () => {
        "id, name, description, base, grants, created_at, updated_at, archived_at, version"
    };
}

sql!(
    ROLE_INSERT =
        "INSERT INTO custom_role (id, name, description, base, grants, created_at, updated_at, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (name) WHERE archived_at IS NULL DO NOTHING"
);
sql!(ROLE_BY_ID = concat!("SELECT ", columns!(), " FROM custom_role WHERE id = ?1"));
sql_lock!(ROLE_LOCK = concat!("SELECT ", columns!(), " FROM custom_role WHERE id = ?1"));
sql!(ROLE_BY_NAME = "SELECT id FROM custom_role WHERE name = ?1 AND archived_at IS NULL");
sql!(
    ROLE_SAVE =
        "UPDATE custom_role SET name = ?2, description = ?3, grants = ?4, updated_at = ?5, archived_at = ?6,
            version = ?7 WHERE id = ?1"
);
sql_list!(
    ROLE_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM custom_role WHERE (name, id) > (?1, ?2) ORDER BY name, id LIMIT ?3"
    )
);
sql!(ROLE_BRIEFS = sqlite
    "SELECT id, name, grants FROM custom_role WHERE id IN (SELECT value FROM json_each(?1))",
    postgres
    "SELECT id, name, grants FROM custom_role
     WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))");
// No further than the limit: how many people there are is never counted whole.
sql_list!(
    ROLE_PEOPLE = "SELECT id FROM user_account WHERE custom_role = ?1 AND archived_at IS NULL ORDER BY custom_role LIMIT ?2"
);
sql_list!(
    ROLE_PEOPLE_BUILT_IN = "SELECT id FROM user_account
     WHERE role = ?1 AND archived_at IS NULL AND custom_role IS NULL ORDER BY role LIMIT ?2"
);

/// Adds a role; `false`, and nothing done, when one in use has this name.
pub fn role_insert(tx: &mut Tx<'_>, row: &RoleRow) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        &ROLE_INSERT,
        &[
            &row.id,
            &row.name,
            &row.description,
            &row.base,
            &row.grants,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(inserted == 1)
}

pub fn role_by_id(tx: &mut Tx<'_>, id: RoleId) -> Result<Option<RoleRow>, StoreError> {
    tx.query_one(&ROLE_BY_ID, &[&id], RoleRow::from_row)
}

/// The role, held: neither archived nor given to anybody meanwhile.
pub fn role_lock(tx: &mut Tx<'_>, id: RoleId) -> Result<Option<Locked<RoleRow>>, StoreError> {
    Ok(tx
        .query_one(&ROLE_LOCK, &[&id], RoleRow::from_row)?
        .map(Locked::new))
}

/// The role in use of this name.
pub fn role_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<RoleId>, StoreError> {
    tx.query_one(&ROLE_BY_NAME, &[&name], |row| row.get("id"))
}

/// Saves a role. The caller has raised `version`.
pub fn role_save(tx: &mut Tx<'_>, role: &Locked<RoleRow>) -> Result<(), StoreError> {
    tx.execute(
        &ROLE_SAVE,
        &[
            &role.id,
            &role.name,
            &role.description,
            &role.grants,
            &role.updated_at,
            &role.archived_at,
            &role.version,
        ],
    )?;
    Ok(())
}

/// Roles by name after `(name, id)`, archived ones included.
pub fn role_list(tx: &mut Tx<'_>, after: (&str, RoleId), limit: u32) -> Result<Vec<RoleRow>, StoreError> {
    tx.query(&ROLE_LIST, &[&after.0, &after.1, &limit], RoleRow::from_row)
}

/// Names and grants of several roles at once, in no order.
pub fn role_briefs(tx: &mut Tx<'_>, ids: &[RoleId]) -> Result<Vec<RoleBrief>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&ROLE_BRIEFS, &[&id_array(ids)], RoleBrief::from_row)
}

/// How many active users have the role, counted up to `limit`.
pub fn role_people(tx: &mut Tx<'_>, id: RoleId, limit: u32) -> Result<usize, StoreError> {
    Ok(tx.query(&ROLE_PEOPLE, &[&id, &limit], |_| Ok(()))?.len())
}

/// How many active users have the built-in role itself, counted up to `limit`.
pub fn role_people_built_in(tx: &mut Tx<'_>, role: Role, limit: u32) -> Result<usize, StoreError> {
    Ok(tx
        .query(&ROLE_PEOPLE_BUILT_IN, &[&role, &limit], |_| Ok(()))?
        .len())
}
