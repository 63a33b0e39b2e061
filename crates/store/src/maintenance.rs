//! Planned work on systems.

use touchstone_domain::id::{MaintenanceId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    pub struct MaintenanceRow {
        pub id: MaintenanceId,
        /// JSON.
        pub plan: String,
        pub starts_at: Timestamp,
        pub ends_at: Timestamp,
        pub cancelled_at: Option<Timestamp>,
        pub finished_at: Option<Timestamp>,
        pub created_by: UserId,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "id, plan, starts_at, ends_at, cancelled_at, finished_at, created_by, created_at, updated_at, version"
    };
}

sql!(
    MAINTENANCE_INSERT = concat!(
        "INSERT INTO maintenance (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    )
);
sql!(MAINTENANCE_BY_ID = concat!("SELECT ", columns!(), " FROM maintenance WHERE id = ?1"));
sql_lock!(MAINTENANCE_LOCK = concat!("SELECT ", columns!(), " FROM maintenance WHERE id = ?1"));
sql!(
    MAINTENANCE_SAVE =
        "UPDATE maintenance SET plan = ?2, starts_at = ?3, ends_at = ?4, cancelled_at = ?5, finished_at = ?6,
        updated_at = ?7, version = ?8 WHERE id = ?1"
);
sql_list!(
    MAINTENANCE_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM maintenance WHERE (starts_at, id) < (?1, ?2) ORDER BY starts_at DESC, id DESC LIMIT ?3"
    )
);
sql_list!(
    MAINTENANCE_SINCE = concat!(
        "SELECT ",
        columns!(),
        " FROM maintenance WHERE ends_at > ?1 ORDER BY ends_at, id LIMIT ?2"
    )
);

pub fn maintenance_insert(tx: &mut Tx<'_>, row: &MaintenanceRow) -> Result<(), StoreError> {
    tx.execute(
        &MAINTENANCE_INSERT,
        &[
            &row.id,
            &row.plan,
            &row.starts_at,
            &row.ends_at,
            &row.cancelled_at,
            &row.finished_at,
            &row.created_by,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

pub fn maintenance_by_id(tx: &mut Tx<'_>, id: MaintenanceId) -> Result<Option<MaintenanceRow>, StoreError> {
    tx.query_one(&MAINTENANCE_BY_ID, &[&id], MaintenanceRow::from_row)
}

pub fn maintenance_lock(
    tx: &mut Tx<'_>,
    id: MaintenanceId,
) -> Result<Option<Locked<MaintenanceRow>>, StoreError> {
    Ok(tx
        .query_one(&MAINTENANCE_LOCK, &[&id], MaintenanceRow::from_row)?
        .map(Locked::new))
}

/// Saves a plan. The caller has raised `version`.
pub fn maintenance_save(tx: &mut Tx<'_>, row: &Locked<MaintenanceRow>) -> Result<(), StoreError> {
    tx.execute(
        &MAINTENANCE_SAVE,
        &[
            &row.id,
            &row.plan,
            &row.starts_at,
            &row.ends_at,
            &row.cancelled_at,
            &row.finished_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

/// Plans that start before this one, the latest first.
pub fn maintenance_list(
    tx: &mut Tx<'_>,
    before: (Timestamp, MaintenanceId),
    limit: u32,
) -> Result<Vec<MaintenanceRow>, StoreError> {
    tx.query(
        &MAINTENANCE_LIST,
        &[&before.0, &before.1, &limit],
        MaintenanceRow::from_row,
    )
}

/// Plans that end after this instant, the earliest end first.
pub fn maintenance_since(
    tx: &mut Tx<'_>,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<MaintenanceRow>, StoreError> {
    tx.query(&MAINTENANCE_SINCE, &[&since, &limit], MaintenanceRow::from_row)
}
