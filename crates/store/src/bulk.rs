//! Actions on many tickets at once, and what became of each. What they do to a ticket is decided above.

use touchstone_domain::bulk::{BulkAction, BulkOutcome, BulkState};
use touchstone_domain::id::{BulkId, Id, SessionId, TicketId, TokenId, UserId};
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    #[derive(PartialEq, Eq)]
    pub struct BulkRow {
        pub id: BulkId,
        pub action: BulkAction,
        pub state: BulkState,
        /// What is done, as JSON.
        pub request: String,
        pub author: UserId,
        /// Permissions that the credential carried, as JSON.
        pub permissions: String,
        pub session: Option<SessionId>,
        pub token: Option<TokenId>,
        pub total: i64,
        pub changed: i64,
        pub unchanged: i64,
        pub refused: i64,
        pub restored: i64,
        pub kept: i64,
        pub created_at: Timestamp,
        pub ended_at: Option<Timestamp>,
    }
}

record! {
    /// What became of a ticket.
    #[derive(PartialEq, Eq)]
    pub struct BulkTicketRow {
        pub ticket: TicketId,
        pub number: i64,
        pub outcome: BulkOutcome,
        pub why: Option<String>,
    }
}

record! {
    /// What a changed ticket was, and the version it was given.
    #[derive(PartialEq, Eq)]
    pub struct BulkChangedRow {
        pub outcome: BulkOutcome,
        pub before: Option<String>,
        pub version: Option<i64>,
    }
}

macro_rules! columns {
    () => {
        "id, action, state, request, author, permissions, session, token, total, changed, unchanged, refused, restored,
         kept, created_at, ended_at"
    };
}

sql!(BULK_BY_ID = concat!("SELECT ", columns!(), " FROM bulk WHERE id = ?1"));
sql_lock!(BULK_LOCK = concat!("SELECT ", columns!(), " FROM bulk WHERE id = ?1"));
sql_list!(
    BULK_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM bulk WHERE author = ?1 AND id < ?2 ORDER BY author DESC, id DESC LIMIT ?3"
    )
);
sql_list!(
    BULK_RUNNING = concat!(
        "SELECT ",
        columns!(),
        " FROM bulk WHERE (state = 'under_way' OR state = 'undoing') AND id > ?1 ORDER BY id LIMIT 20"
    )
);
sql!(
    BULK_INSERT = concat!(
        "INSERT INTO bulk (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, 0, 0, 0, ?10, NULL)"
    )
);
sql!(BULK_STATE = "UPDATE bulk SET state = ?2, ended_at = ?3 WHERE id = ?1");
sql!(
    BULK_COUNT = "UPDATE bulk SET changed = changed + CAST(?2 AS BIGINT), unchanged = unchanged + CAST(?3 AS BIGINT),
        refused = refused + CAST(?4 AS BIGINT), restored = restored + CAST(?5 AS BIGINT), kept = kept + CAST(?6 AS BIGINT)
     WHERE id = ?1"
);
sql!(
    BULK_TICKETS_INSERT =
        sqlite "INSERT INTO bulk_ticket (bulk, ticket, outcome) SELECT ?1, value, 'waiting' FROM json_each(?2)",
        postgres "INSERT INTO bulk_ticket (bulk, ticket, outcome) SELECT CAST(?1 AS BIGINT), CAST(v AS BIGINT), 'waiting'
         FROM json_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSON)) v"
);
sql_list!(
    BULK_TICKETS_IN = "SELECT ticket FROM bulk_ticket WHERE bulk = ?1 AND outcome = ?2 AND ticket > ?3
     ORDER BY bulk, outcome, ticket LIMIT ?4"
);
sql!(BULK_TICKET = "SELECT outcome, before, version FROM bulk_ticket WHERE bulk = ?1 AND ticket = ?2");
sql!(
    BULK_TICKET_SET = "UPDATE bulk_ticket SET outcome = ?4, why = ?5, before = ?6, version = ?7
     WHERE bulk = ?1 AND ticket = ?2 AND outcome = ?3"
);
sql_list!(
    BULK_TICKET_LIST =
        "SELECT b.ticket, t.number, b.outcome, b.why FROM bulk_ticket b JOIN ticket t ON t.id = b.ticket
     WHERE b.bulk = ?1 AND b.ticket > ?2 ORDER BY b.bulk, b.ticket LIMIT ?3"
);
sql_list!(
    BULK_TICKET_LIST_OF =
        "SELECT b.ticket, t.number, b.outcome, b.why FROM bulk_ticket b JOIN ticket t ON t.id = b.ticket
     WHERE b.bulk = ?1 AND b.outcome = ?4 AND b.ticket > ?2 ORDER BY b.bulk, b.outcome, b.ticket LIMIT ?3"
);

/// The job of this id.
pub fn bulk_by_id(tx: &mut Tx<'_>, id: BulkId) -> Result<Option<BulkRow>, StoreError> {
    tx.query_one(&BULK_BY_ID, &[&id], BulkRow::from_row)
}

/// The job, held.
pub fn bulk_lock(tx: &mut Tx<'_>, id: BulkId) -> Result<Option<Locked<BulkRow>>, StoreError> {
    Ok(tx
        .query_one(&BULK_LOCK, &[&id], BulkRow::from_row)?
        .map(Locked::new))
}

/// Somebody's jobs, the last first, those begun before the one of this id.
pub fn bulk_list(
    tx: &mut Tx<'_>,
    author: UserId,
    before: BulkId,
    limit: u32,
) -> Result<Vec<BulkRow>, StoreError> {
    tx.query(&BULK_LIST, &[&author, &before, &limit], BulkRow::from_row)
}

/// Jobs that go on, the first begun first.
pub fn bulks_running(tx: &mut Tx<'_>) -> Result<Vec<BulkRow>, StoreError> {
    tx.query(&BULK_RUNNING, &[&i64::MIN], BulkRow::from_row)
}

/// Adds a job for these tickets.
pub fn bulk_insert(tx: &mut Tx<'_>, row: &BulkRow, tickets: &[TicketId]) -> Result<(), StoreError> {
    tx.execute(
        &BULK_INSERT,
        &[
            &row.id,
            &row.action,
            &row.state,
            &row.request,
            &row.author,
            &row.permissions,
            &row.session,
            &row.token,
            &row.total,
            &row.created_at,
        ],
    )?;
    tx.execute(&BULK_TICKETS_INSERT, &[&row.id, &id_array(tickets)])?;
    Ok(())
}

/// Moves a job to another state.
pub fn bulk_state(
    tx: &mut Tx<'_>,
    row: &Locked<BulkRow>,
    state: BulkState,
    ended_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.execute(&BULK_STATE, &[&row.id, &state, &ended_at])?;
    Ok(())
}

/// Tickets of a job with this outcome, behind one.
pub fn bulk_tickets_in(
    tx: &mut Tx<'_>,
    id: BulkId,
    outcome: BulkOutcome,
    limit: u32,
) -> Result<Vec<TicketId>, StoreError> {
    tx.query(&BULK_TICKETS_IN, &[&id, &outcome, &i64::MIN, &limit], |row| {
        row.get("ticket")
    })
}

/// What became of one ticket.
pub fn bulk_ticket(
    tx: &mut Tx<'_>,
    id: BulkId,
    ticket: TicketId,
) -> Result<Option<BulkChangedRow>, StoreError> {
    tx.query_one(&BULK_TICKET, &[&id, &ticket], BulkChangedRow::from_row)
}

/// Notes what became of a ticket and counts it; false when it had another outcome than this one before.
pub fn bulk_ticket_set(
    tx: &mut Tx<'_>,
    (id, ticket): (BulkId, TicketId),
    from: BulkOutcome,
    to: BulkOutcome,
    why: Option<&str>,
    (before, version): (Option<&str>, Option<i64>),
) -> Result<bool, StoreError> {
    let set = tx.execute(
        &BULK_TICKET_SET,
        &[&id, &ticket, &from, &to, &why, &before, &version],
    )? == 1;
    if set {
        let n = |outcome| i64::from(to == outcome);
        tx.execute(
            &BULK_COUNT,
            &[
                &id,
                &n(BulkOutcome::Changed),
                &n(BulkOutcome::Unchanged),
                &n(BulkOutcome::Refused),
                &n(BulkOutcome::Restored),
                &n(BulkOutcome::Kept),
            ],
        )?;
    }
    Ok(set)
}

/// What became of the tickets, of all or of those with one outcome, behind one.
pub fn bulk_ticket_list(
    tx: &mut Tx<'_>,
    id: BulkId,
    outcome: Option<BulkOutcome>,
    after: Option<TicketId>,
    limit: u32,
) -> Result<Vec<BulkTicketRow>, StoreError> {
    let after = after.map_or(i64::MIN, Id::raw);
    match outcome {
        None => tx.query(&BULK_TICKET_LIST, &[&id, &after, &limit], BulkTicketRow::from_row),
        Some(outcome) => tx.query(
            &BULK_TICKET_LIST_OF,
            &[&id, &after, &limit, &outcome],
            BulkTicketRow::from_row,
        ),
    }
}
