//! Teams: a name, perhaps a lead, members. Archived teams keep their tickets' history and take no new members.

use touchstone_domain::id::{TeamId, UserId};
use touchstone_domain::time::Timestamp;

use crate::user::{MemberRow, id_array};
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    pub struct TeamRow {
        pub id: TeamId,
        pub name: String,
        pub lead: Option<UserId>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "id, name, lead, created_at, updated_at, archived_at, version"
    };
}

sql!(
    TEAM_INSERT =
        "INSERT INTO team (id, name, lead, created_at, updated_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (name) WHERE archived_at IS NULL DO NOTHING"
);
sql!(TEAM_BY_ID = concat!("SELECT ", columns!(), " FROM team WHERE id = ?1"));
sql_lock!(TEAM_LOCK = concat!("SELECT ", columns!(), " FROM team WHERE id = ?1"));
sql!(TEAM_BY_NAME = "SELECT id FROM team WHERE name = ?1 AND archived_at IS NULL");
sql!(
    TEAM_SAVE =
        "UPDATE team SET name = ?2, lead = ?3, updated_at = ?4, archived_at = ?5, version = ?6 WHERE id = ?1"
);
sql_list!(
    TEAM_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM team WHERE id > ?1 ORDER BY id LIMIT ?2"
    )
);
sql!(TEAM_NAMES = sqlite
    "SELECT id, name FROM team WHERE id IN (SELECT value FROM json_each(?1))",
    postgres
    "SELECT id, name FROM team
     WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))");
sql!(TEAM_ACTIVE = sqlite
    "SELECT id FROM team WHERE id IN (SELECT value FROM json_each(?1)) AND archived_at IS NULL",
    postgres
    "SELECT id FROM team
     WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))
       AND archived_at IS NULL");
sql!(TEAM_LED_BY = concat!("SELECT ", columns!(), " FROM team WHERE lead = ?1 ORDER BY id"));
sql!(TEAM_MEMBERS_CLEAR = "DELETE FROM team_member WHERE team = ?1");
sql!(TEAM_MEMBERS = "SELECT user_id, team FROM team_member WHERE team = ?1 ORDER BY user_id");
sql!(TEAMS_MEMBERS = sqlite
    "SELECT user_id, team FROM team_member WHERE team IN (SELECT value FROM json_each(?1)) ORDER BY team, user_id",
    postgres
    "SELECT user_id, team FROM team_member
     WHERE team IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))
     ORDER BY team, user_id");

/// Adds a team; `false`, and nothing done, when an active team has this name.
pub fn team_insert(tx: &mut Tx<'_>, row: &TeamRow) -> Result<bool, StoreError> {
    let inserted = tx.execute(
        &TEAM_INSERT,
        &[
            &row.id,
            &row.name,
            &row.lead,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(inserted == 1)
}

pub fn team_by_id(tx: &mut Tx<'_>, id: TeamId) -> Result<Option<TeamRow>, StoreError> {
    tx.query_one(&TEAM_BY_ID, &[&id], TeamRow::from_row)
}

pub fn team_lock(tx: &mut Tx<'_>, id: TeamId) -> Result<Option<Locked<TeamRow>>, StoreError> {
    Ok(tx
        .query_one(&TEAM_LOCK, &[&id], TeamRow::from_row)?
        .map(Locked::new))
}

/// The active team of this name.
pub fn team_by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<TeamId>, StoreError> {
    tx.query_one(&TEAM_BY_NAME, &[&name], |row| row.get("id"))
}

/// Saves a team. The caller has raised `version`.
pub fn team_save(tx: &mut Tx<'_>, team: &Locked<TeamRow>) -> Result<(), StoreError> {
    tx.execute(
        &TEAM_SAVE,
        &[
            &team.id,
            &team.name,
            &team.lead,
            &team.updated_at,
            &team.archived_at,
            &team.version,
        ],
    )?;
    Ok(())
}

/// Teams after this id, archived ones included.
pub fn team_list(tx: &mut Tx<'_>, after: TeamId, limit: u32) -> Result<Vec<TeamRow>, StoreError> {
    tx.query(&TEAM_LIST, &[&after, &limit], TeamRow::from_row)
}

/// Names of several teams at once, in no order.
pub fn team_names(tx: &mut Tx<'_>, ids: &[TeamId]) -> Result<Vec<(TeamId, String)>, StoreError> {
    tx.query(&TEAM_NAMES, &[&id_array(ids)], |row| {
        Ok((row.get("id")?, row.get("name")?))
    })
}

/// Those of the teams that exist and are not archived.
pub fn team_active(tx: &mut Tx<'_>, ids: &[TeamId]) -> Result<Vec<TeamId>, StoreError> {
    tx.query(&TEAM_ACTIVE, &[&id_array(ids)], |row| row.get("id"))
}

/// Teams that a user leads.
pub fn team_led_by(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<TeamRow>, StoreError> {
    tx.query(&TEAM_LED_BY, &[&user], TeamRow::from_row)
}

/// Takes every member out. The team must be held.
pub fn team_members_clear(tx: &mut Tx<'_>, team: &Locked<TeamRow>) -> Result<(), StoreError> {
    tx.execute(&TEAM_MEMBERS_CLEAR, &[&team.id])?;
    Ok(())
}

pub fn team_members(tx: &mut Tx<'_>, team: TeamId) -> Result<Vec<UserId>, StoreError> {
    tx.query(&TEAM_MEMBERS, &[&team], |row| row.get("user_id"))
}

/// Memberships of several teams at once.
pub fn team_members_of(tx: &mut Tx<'_>, teams: &[TeamId]) -> Result<Vec<MemberRow>, StoreError> {
    tx.query(&TEAMS_MEMBERS, &[&id_array(teams)], MemberRow::from_row)
}
