//! Corrections that reach running work in bulk, and what became of each ticket. What they do to a ticket is decided above.

use touchstone_domain::correction::{CorrectionKind, CorrectionOutcome, CorrectionState};
use touchstone_domain::id::{CorrectionId, Id, StandardId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    #[derive(PartialEq, Eq)]
    pub struct CorrectionRow {
        pub id: CorrectionId,
        pub kind: CorrectionKind,
        pub state: CorrectionState,
        /// The version of the standard that reaches running work, and the one it takes the place of.
        pub standard: Option<StandardId>,
        pub replaced: Option<StandardId>,
        /// For which tickets, as JSON, and which facts.
        pub condition: Option<String>,
        pub change: Option<String>,
        pub reason: String,
        pub author: UserId,
        /// The number of the ticket that the walk goes on with.
        pub place: i64,
        /// Tickets it was for when it began.
        pub total: i64,
        pub reached: i64,
        pub changed: i64,
        pub created_at: Timestamp,
        pub ended_at: Option<Timestamp>,
    }
}

record! {
    /// What became of one ticket.
    #[derive(PartialEq, Eq)]
    pub struct CorrectedRow {
        pub ticket: TicketId,
        pub number: i64,
        pub outcome: CorrectionOutcome,
    }
}

macro_rules! columns {
    () => {
        "id, kind, state, standard, replaced, condition, change, reason, author, place, total, reached, changed,
         created_at, ended_at"
    };
}

sql!(CORRECTION_BY_ID = concat!("SELECT ", columns!(), " FROM correction WHERE id = ?1"));
sql_lock!(CORRECTION_LOCK = concat!("SELECT ", columns!(), " FROM correction WHERE id = ?1"));
sql_list!(
    CORRECTION_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM correction WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
    )
);
sql_list!(
    CORRECTION_UNDER_WAY = concat!(
        "SELECT ",
        columns!(),
        " FROM correction WHERE state = 'under_way' AND id > ?1 ORDER BY id LIMIT 20"
    )
);
sql!(
    CORRECTION_OF_STANDARD = concat!(
        "SELECT ",
        columns!(),
        " FROM correction WHERE standard = ?1 AND standard IS NOT NULL AND state <> 'cancelled'"
    )
);
sql!(
    CORRECTION_INSERT = concat!(
        "INSERT INTO correction (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT DO NOTHING"
    )
);
sql!(CORRECTION_END = "UPDATE correction SET state = ?2, ended_at = ?3 WHERE id = ?1");
sql!(
    CORRECTION_ADVANCE = "UPDATE correction SET reached = reached + CAST(?2 AS BIGINT), changed = changed + CAST(?3 AS BIGINT) WHERE id = ?1"
);
sql!(CORRECTION_PLACE = "UPDATE correction SET place = ?2 WHERE id = ?1");
sql!(
    CORRECTED_INSERT = "INSERT INTO correction_ticket (correction, ticket, outcome) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"
);
sql!(CORRECTED_KNOWN = "SELECT ticket FROM correction_ticket WHERE correction = ?1 AND ticket = ?2");
sql_list!(
    CORRECTED_LIST =
        "SELECT c.ticket, t.number, c.outcome FROM correction_ticket c JOIN ticket t ON t.id = c.ticket
     WHERE c.correction = ?1 AND c.ticket > ?2 ORDER BY c.correction, c.ticket LIMIT ?3"
);
sql_list!(
    BOUND_TICKETS = "SELECT id FROM ticket WHERE standard = ?1 AND status <> 'closed' AND id > ?2
     ORDER BY standard, id LIMIT ?3"
);
// The part of an index that one version of the standard has, once, when a correction begins.
sql!(BOUND_COUNT = "SELECT COUNT(*) AS n FROM ticket WHERE standard = ?1 AND status <> 'closed'");

/// The correction of this id.
pub fn correction_by_id(tx: &mut Tx<'_>, id: CorrectionId) -> Result<Option<CorrectionRow>, StoreError> {
    tx.query_one(&CORRECTION_BY_ID, &[&id], CorrectionRow::from_row)
}

/// The correction, held.
pub fn correction_lock(
    tx: &mut Tx<'_>,
    id: CorrectionId,
) -> Result<Option<Locked<CorrectionRow>>, StoreError> {
    Ok(tx
        .query_one(&CORRECTION_LOCK, &[&id], CorrectionRow::from_row)?
        .map(Locked::new))
}

/// Corrections, the last first, those begun before the one of this id.
pub fn correction_list(
    tx: &mut Tx<'_>,
    before: CorrectionId,
    limit: u32,
) -> Result<Vec<CorrectionRow>, StoreError> {
    tx.query(&CORRECTION_LIST, &[&before, &limit], CorrectionRow::from_row)
}

/// Corrections that are under way, the first begun first.
pub fn corrections_under_way(tx: &mut Tx<'_>) -> Result<Vec<CorrectionRow>, StoreError> {
    tx.query(&CORRECTION_UNDER_WAY, &[&i64::MIN], CorrectionRow::from_row)
}

/// The correction that a version of the standard was approved as, unless it was cancelled.
pub fn correction_of_standard(
    tx: &mut Tx<'_>,
    standard: StandardId,
) -> Result<Option<CorrectionRow>, StoreError> {
    tx.query_one(&CORRECTION_OF_STANDARD, &[&standard], CorrectionRow::from_row)
}

/// Adds a correction; false when its version of the standard has one.
pub fn correction_insert(tx: &mut Tx<'_>, row: &CorrectionRow) -> Result<bool, StoreError> {
    let added = tx.execute(
        &CORRECTION_INSERT,
        &[
            &row.id,
            &row.kind,
            &row.state,
            &row.standard,
            &row.replaced,
            &row.condition,
            &row.change,
            &row.reason,
            &row.author,
            &row.place,
            &row.total,
            &row.reached,
            &row.changed,
            &row.created_at,
            &row.ended_at,
        ],
    )?;
    Ok(added == 1)
}

/// Ends a correction.
pub fn correction_end(
    tx: &mut Tx<'_>,
    row: &Locked<CorrectionRow>,
    state: CorrectionState,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&CORRECTION_END, &[&row.id, &state, &at])?;
    Ok(())
}

/// Counts tickets that were reached, and changed by it, with what was done to them.
pub fn correction_advance(
    tx: &mut Tx<'_>,
    id: CorrectionId,
    reached: i64,
    changed: i64,
) -> Result<(), StoreError> {
    tx.execute(&CORRECTION_ADVANCE, &[&id, &reached, &changed])?;
    Ok(())
}

/// Goes on with this number next.
pub fn correction_place(tx: &mut Tx<'_>, id: CorrectionId, place: i64) -> Result<(), StoreError> {
    tx.execute(&CORRECTION_PLACE, &[&id, &place])?;
    Ok(())
}

/// Notes what became of a ticket; false when that stands there already.
pub fn corrected_insert(
    tx: &mut Tx<'_>,
    correction: CorrectionId,
    ticket: TicketId,
    outcome: CorrectionOutcome,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&CORRECTED_INSERT, &[&correction, &ticket, &outcome])? == 1)
}

/// Whether it stands there already what became of a ticket.
pub fn corrected_known(
    tx: &mut Tx<'_>,
    correction: CorrectionId,
    ticket: TicketId,
) -> Result<bool, StoreError> {
    let found = tx.query_one(&CORRECTED_KNOWN, &[&correction, &ticket], |row| {
        row.get::<TicketId>("ticket")
    })?;
    Ok(found.is_some())
}

/// What became of the tickets, behind one of them.
pub fn corrected_list(
    tx: &mut Tx<'_>,
    correction: CorrectionId,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<CorrectedRow>, StoreError> {
    let after = after.map_or(i64::MIN, Id::raw);
    tx.query(
        &CORRECTED_LIST,
        &[&correction, &after, &limit],
        CorrectedRow::from_row,
    )
}

/// Open tickets that a version of the standard judges, by id.
pub fn bound_tickets(tx: &mut Tx<'_>, standard: StandardId, limit: u32) -> Result<Vec<TicketId>, StoreError> {
    tx.query(&BOUND_TICKETS, &[&standard, &i64::MIN, &limit], |row| {
        row.get("id")
    })
}

/// How many open tickets a version of the standard judges.
pub fn bound_count(tx: &mut Tx<'_>, standard: StandardId) -> Result<i64, StoreError> {
    Ok(tx
        .query_one(&BOUND_COUNT, &[&standard], |row| row.get("n"))?
        .unwrap_or_default())
}
