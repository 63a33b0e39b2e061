//! Changes of keys: what is wanted, which version is in use, how far the rows have followed, and which process knows which
//! version. Keys themselves never come near SQL.

use touchstone_domain::keys::{KeyChange, KeyFamily};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// One change.
    #[derive(PartialEq, Eq)]
    pub struct KeyRotationRow {
        pub family: KeyFamily,
        /// The version it leads to.
        pub version: u32,
        pub state: KeyChange,
        /// The process that puts the version into the key ring.
        pub node: u16,
        /// The process that moves rows, and its last sign of life.
        pub worker: Option<u16>,
        pub beat_at: Option<Timestamp>,
        /// Where the pass over the rows is: which kind of row, and behind which id.
        pub stage: u32,
        pub place: i64,
        /// Rows moved, of about so many.
        pub done: i64,
        pub total: i64,
        /// Rows of this pass that could not be moved.
        pub stuck: i64,
        pub created_at: Timestamp,
        pub activated_at: Option<Timestamp>,
        pub ended_at: Option<Timestamp>,
        pub problem: Option<String>,
    }
}

/// Longest text kept of what went wrong.
const PROBLEM_CHARS: usize = 500;

macro_rules! columns {
    () => {
        "family, version, state, node, worker, beat_at, stage, place, done, total, stuck, created_at, activated_at,
         ended_at, problem"
    };
}

sql!(
    KEY_ROTATIONS = concat!(
        "SELECT ",
        columns!(),
        " FROM key_rotation ORDER BY family, version"
    )
);
sql!(
    KEY_ROTATION_INSERT =
        "INSERT INTO key_rotation (family, version, state, under_way, node, stage, place, done, total, stuck, created_at)
     VALUES (?1, ?2, 'wanted', 1, ?3, 0, 0, 0, 0, 0, ?4) ON CONFLICT DO NOTHING"
);
sql!(
    KEY_ROTATION_TAKE = "UPDATE key_rotation SET node = ?3, problem = NULL WHERE family = ?1 AND version = ?2 AND state = 'wanted'"
);
sql!(
    KEY_ROTATION_PREPARED = "UPDATE key_rotation SET state = 'prepared', problem = NULL
     WHERE family = ?1 AND version = ?2 AND state = 'wanted'"
);
sql!(
    KEY_ROTATION_ACTIVATE = "UPDATE key_rotation SET state = 'moving', activated_at = ?3, problem = NULL
     WHERE family = ?1 AND version = ?2 AND state = 'prepared'"
);
sql!(
    KEY_ROTATION_BEAT = "UPDATE key_rotation SET worker = ?3, beat_at = ?4
     WHERE family = ?1 AND version = ?2 AND state = 'moving' AND (worker IS NULL OR worker = ?3 OR beat_at < ?5)"
);
sql!(
    KEY_ROTATION_MOVED_ON =
        "UPDATE key_rotation SET stage = ?3, place = ?4, done = done + ?5, stuck = ?6, problem = ?7
     WHERE family = ?1 AND version = ?2 AND state = 'moving'"
);
sql!(KEY_ROTATION_TOTAL = "UPDATE key_rotation SET total = ?3 WHERE family = ?1 AND version = ?2");
sql!(
    KEY_ROTATION_MOVED =
        "UPDATE key_rotation SET state = 'moved', under_way = NULL, ended_at = ?3, problem = NULL, stuck = 0
     WHERE family = ?1 AND version = ?2 AND state = 'moving'"
);
sql!(
    KEY_ROTATION_RETIRE =
        "UPDATE key_rotation SET state = 'retired' WHERE family = ?1 AND version = ?2 AND state = 'moved'"
);
sql!(
    KEY_ROTATION_PROBLEM = "UPDATE key_rotation SET problem = ?3 WHERE family = ?1 AND version = ?2 AND (problem IS NULL OR problem <> ?3)"
);
sql!(
    KEY_HOLDER_SAVE = "INSERT INTO key_holder (node, sealing, lookup) VALUES (?1, ?2, ?3)
     ON CONFLICT (node) DO UPDATE SET sealing = excluded.sealing, lookup = excluded.lookup"
);
sql!(KEY_HOLDER = "SELECT sealing, lookup FROM key_holder WHERE node = ?1");
// One process owns an embedded database: it needs to wait for nobody.
sql!(KEY_HOLDERS_LIVE =
    sqlite "SELECT CAST(0 AS INTEGER) AS node, CAST(0 AS INTEGER) AS sealing, CAST(0 AS INTEGER) AS lookup WHERE FALSE",
    postgres "SELECT n.id AS node, COALESCE(h.sealing, 0) AS sealing, COALESCE(h.lookup, 0) AS lookup
     FROM node n LEFT JOIN key_holder h ON h.node = n.id
     WHERE n.lease_until > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) ORDER BY n.id");

record! {
    /// A living process and the newest versions in its key ring; 0 when it has not said.
    #[derive(PartialEq, Eq)]
    pub struct KeyHolderRow {
        pub node: u16,
        pub sealing: u32,
        pub lookup: u32,
    }
}

impl KeyHolderRow {
    /// The newest version of a family that the process has.
    pub fn newest(&self, family: KeyFamily) -> u32 {
        match family {
            KeyFamily::Sealing => self.sealing,
            KeyFamily::Lookup => self.lookup,
        }
    }
}

/// Every change there ever was, by family and version: a handful.
pub fn key_rotations(tx: &mut Tx<'_>) -> Result<Vec<KeyRotationRow>, StoreError> {
    tx.query(&KEY_ROTATIONS, &[], KeyRotationRow::from_row)
}

/// Wants a version. False when a change of the family is under way, or led there before.
pub fn key_rotation_insert(
    tx: &mut Tx<'_>,
    family: KeyFamily,
    version: u32,
    node: u16,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&KEY_ROTATION_INSERT, &[&family, &version, &node, &now])? == 1)
}

/// Makes this process the one that puts the version into the key ring.
pub fn key_rotation_take(
    tx: &mut Tx<'_>,
    family: KeyFamily,
    version: u32,
    node: u16,
) -> Result<(), StoreError> {
    tx.execute(&KEY_ROTATION_TAKE, &[&family, &version, &node])?;
    Ok(())
}

/// The version is in a key ring now.
pub fn key_rotation_prepared(tx: &mut Tx<'_>, family: KeyFamily, version: u32) -> Result<bool, StoreError> {
    Ok(tx.execute(&KEY_ROTATION_PREPARED, &[&family, &version])? == 1)
}

/// The version is used from now on.
pub fn key_rotation_activate(
    tx: &mut Tx<'_>,
    family: KeyFamily,
    version: u32,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&KEY_ROTATION_ACTIVATE, &[&family, &version, &now])? == 1)
}

/// Takes or keeps the moving of rows for one process; false while another one that lives has it.
pub fn key_rotation_beat(
    tx: &mut Tx<'_>,
    (family, version): (KeyFamily, u32),
    node: u16,
    now: Timestamp,
    dead_before: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(
        &KEY_ROTATION_BEAT,
        &[&family, &version, &node, &now, &dead_before],
    )? == 1)
}

/// How far a pass is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyPlace {
    pub stage: u32,
    pub place: i64,
    /// Rows moved since it was last said.
    pub moved: i64,
    pub stuck: i64,
    pub problem: Option<String>,
}

pub fn key_rotation_moved_on(
    tx: &mut Tx<'_>,
    (family, version): (KeyFamily, u32),
    now: &KeyPlace,
) -> Result<(), StoreError> {
    tx.execute(
        &KEY_ROTATION_MOVED_ON,
        &[
            &family,
            &version,
            &now.stage,
            &now.place,
            &now.moved,
            &now.stuck,
            &now.problem,
        ],
    )?;
    Ok(())
}

/// About how many rows there are to move.
pub fn key_rotation_total(
    tx: &mut Tx<'_>,
    family: KeyFamily,
    version: u32,
    total: i64,
) -> Result<(), StoreError> {
    tx.execute(&KEY_ROTATION_TOTAL, &[&family, &version, &total])?;
    Ok(())
}

/// Nothing is left of older versions.
pub fn key_rotation_moved(
    tx: &mut Tx<'_>,
    family: KeyFamily,
    version: u32,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&KEY_ROTATION_MOVED, &[&family, &version, &now])? == 1)
}

/// Older versions are no longer needed.
pub fn key_rotation_retire(tx: &mut Tx<'_>, family: KeyFamily, version: u32) -> Result<bool, StoreError> {
    Ok(tx.execute(&KEY_ROTATION_RETIRE, &[&family, &version])? == 1)
}

/// What keeps a change from going on.
pub fn key_rotation_problem(
    tx: &mut Tx<'_>,
    family: KeyFamily,
    version: u32,
    problem: &str,
) -> Result<(), StoreError> {
    let problem: String = problem
        .chars()
        .filter(|c| *c != '\0')
        .take(PROBLEM_CHARS)
        .collect();
    tx.execute(&KEY_ROTATION_PROBLEM, &[&family, &version, &problem])?;
    Ok(())
}

/// Says which versions this process has, unless it said so before.
pub fn key_holder_save(tx: &mut Tx<'_>, node: u16, sealing: u32, lookup: u32) -> Result<(), StoreError> {
    tx.execute(&KEY_HOLDER_SAVE, &[&node, &sealing, &lookup])?;
    Ok(())
}

/// What this process said last: newest sealing and look-up version.
pub fn key_holder(tx: &mut Tx<'_>, node: u16) -> Result<Option<(u32, u32)>, StoreError> {
    tx.query_one(&KEY_HOLDER, &[&node], |row| {
        Ok((row.get("sealing")?, row.get("lookup")?))
    })
}

/// Living processes of a shared database with the versions they have; none for an embedded one.
pub fn key_holders_live(tx: &mut Tx<'_>) -> Result<Vec<KeyHolderRow>, StoreError> {
    tx.query(&KEY_HOLDERS_LIVE, &[], KeyHolderRow::from_row)
}
