//! Saved lists, and the order in which people have them. Who may see or change one is decided above.

use touchstone_domain::id::{SavedViewId, TeamId, UserId};
use touchstone_domain::saved_view::ViewShare;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    #[derive(PartialEq, Eq)]
    pub struct SavedViewRow {
        pub id: SavedViewId,
        pub owner: UserId,
        pub share: ViewShare,
        pub team: Option<TeamId>,
        pub name: String,
        /// JSON: the parts of a list's address that narrow it.
        pub filter: String,
        pub sort: String,
        /// Codes with commas between.
        pub columns: String,
        pub grouped: bool,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

macro_rules! columns {
    () => {
        "id, owner, share, team, name, filter, sort, columns, grouped, created_at, updated_at, version"
    };
}

sql!(
    VIEW_INSERT = concat!(
        "INSERT INTO saved_view (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
    )
);
sql!(
    VIEW_SAVE =
        "UPDATE saved_view SET share = ?2, team = ?3, name = ?4, filter = ?5, sort = ?6, columns = ?7,
        grouped = ?8, updated_at = ?9, version = ?10 WHERE id = ?1"
);
sql!(VIEW_BY_ID = concat!("SELECT ", columns!(), " FROM saved_view WHERE id = ?1"));
sql_lock!(VIEW_LOCK = concat!("SELECT ", columns!(), " FROM saved_view WHERE id = ?1"));
sql!(VIEW_REMOVE = "DELETE FROM saved_view WHERE id = ?1");
sql!(VIEW_PLACES_REMOVE = "DELETE FROM saved_view_place WHERE view = ?1");
sql_list!(
    VIEWS_OF_OWNER = concat!(
        "SELECT ",
        columns!(),
        " FROM saved_view WHERE owner = ?1 ORDER BY owner, id LIMIT ?2"
    )
);
sql_list!(
    VIEWS_OF_TEAM = concat!(
        "SELECT ",
        columns!(),
        " FROM saved_view WHERE team = ?1 AND share = 'team' ORDER BY team, id LIMIT ?2"
    )
);
sql_list!(
    VIEWS_OF_ALL = concat!(
        "SELECT ",
        columns!(),
        " FROM saved_view WHERE share = 'all' ORDER BY share, id LIMIT ?1"
    )
);
sql!(VIEW_PLACES = "SELECT view FROM saved_view_place WHERE user_id = ?1 ORDER BY place, view");
sql!(VIEW_PLACES_CLEAR = "DELETE FROM saved_view_place WHERE user_id = ?1");
sql!(VIEW_PLACE_PUT = "INSERT INTO saved_view_place (user_id, view, place) VALUES (?1, ?2, ?3)");

pub fn view_insert(tx: &mut Tx<'_>, row: &SavedViewRow) -> Result<(), StoreError> {
    tx.execute(
        &VIEW_INSERT,
        &[
            &row.id,
            &row.owner,
            &row.share,
            &row.team,
            &row.name,
            &row.filter,
            &row.sort,
            &row.columns,
            &row.grouped,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

pub fn view_by_id(tx: &mut Tx<'_>, id: SavedViewId) -> Result<Option<SavedViewRow>, StoreError> {
    tx.query_one(&VIEW_BY_ID, &[&id], SavedViewRow::from_row)
}

pub fn view_lock(tx: &mut Tx<'_>, id: SavedViewId) -> Result<Option<Locked<SavedViewRow>>, StoreError> {
    Ok(tx
        .query_one(&VIEW_LOCK, &[&id], SavedViewRow::from_row)?
        .map(Locked::new))
}

/// Saves what its editors may change.
pub fn view_save(tx: &mut Tx<'_>, row: &Locked<SavedViewRow>) -> Result<(), StoreError> {
    tx.execute(
        &VIEW_SAVE,
        &[
            &row.id,
            &row.share,
            &row.team,
            &row.name,
            &row.filter,
            &row.sort,
            &row.columns,
            &row.grouped,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

/// Takes a saved list away, from everybody's desk.
pub fn view_remove(tx: &mut Tx<'_>, row: &Locked<SavedViewRow>) -> Result<(), StoreError> {
    tx.execute(&VIEW_PLACES_REMOVE, &[&row.id])?;
    tx.execute(&VIEW_REMOVE, &[&row.id])?;
    Ok(())
}

/// What somebody has made, shared or not, the oldest first.
pub fn views_of_owner(tx: &mut Tx<'_>, owner: UserId, limit: u32) -> Result<Vec<SavedViewRow>, StoreError> {
    tx.query(&VIEWS_OF_OWNER, &[&owner, &limit], SavedViewRow::from_row)
}

/// What is shared with a team.
pub fn views_of_team(tx: &mut Tx<'_>, team: TeamId, limit: u32) -> Result<Vec<SavedViewRow>, StoreError> {
    tx.query(&VIEWS_OF_TEAM, &[&team, &limit], SavedViewRow::from_row)
}

/// What is shared with everybody.
pub fn views_of_all(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<SavedViewRow>, StoreError> {
    tx.query(&VIEWS_OF_ALL, &[&limit], SavedViewRow::from_row)
}

/// The order in which somebody has them; not all need be named.
pub fn view_places(tx: &mut Tx<'_>, user: UserId) -> Result<Vec<SavedViewId>, StoreError> {
    tx.query(&VIEW_PLACES, &[&user], |row| row.get("view"))
}

/// Sets that order.
pub fn view_places_set(tx: &mut Tx<'_>, user: UserId, views: &[SavedViewId]) -> Result<(), StoreError> {
    tx.execute(&VIEW_PLACES_CLEAR, &[&user])?;
    for (place, view) in (0_i64..).zip(views) {
        tx.execute(&VIEW_PLACE_PUT, &[&user, view, &place])?;
    }
    Ok(())
}
