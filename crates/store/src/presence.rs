//! Who has which ticket open: rows that live a minute unless they are kept alive.

use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::presence::PresenceState;
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    #[derive(PartialEq, Eq)]
    pub struct PresenceRow {
        pub ticket: TicketId,
        /// Id of the session or token.
        pub credential: i64,
        pub tab: i64,
        pub user_id: UserId,
        /// None once it was closed.
        pub state: Option<PresenceState>,
        pub since: Timestamp,
        pub until: Timestamp,
        pub touched_at: Timestamp,
    }
}

sql!(
    PRESENCE_SAVE = "INSERT INTO presence (ticket, credential, tab, user_id, state, since, until, touched_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (ticket, credential, tab) DO UPDATE SET user_id = excluded.user_id, state = excluded.state,
        since = excluded.since, until = excluded.until, touched_at = excluded.touched_at"
);
sql!(PRESENCE_KEEP = "UPDATE presence SET until = ?3, touched_at = ?2 WHERE credential = ?1 AND until > ?2");
sql!(
    PRESENCE_END =
        "UPDATE presence SET state = NULL, until = ?2, touched_at = ?2 WHERE credential = ?1 AND until > ?2"
);
sql_list!(
    PRESENCE_OF_CREDENTIAL =
        "SELECT ticket, credential, tab, user_id, state, since, until, touched_at FROM presence
     WHERE credential = ?1 AND until > ?2 ORDER BY until LIMIT ?3"
);
sql!(PRESENCE_OF_TICKETS =
    sqlite "SELECT ticket, credential, tab, user_id, state, since, until, touched_at FROM presence
        WHERE ticket IN (SELECT value FROM json_each(?1)) ORDER BY ticket, credential, tab LIMIT ?2",
    postgres "SELECT ticket, credential, tab, user_id, state, since, until, touched_at FROM presence
        WHERE ticket IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))
        ORDER BY ticket, credential, tab LIMIT ?2");
sql_list!(
    PRESENCE_TOUCHED =
        "SELECT ticket, credential, tab, user_id, state, since, until, touched_at FROM presence
     WHERE touched_at > ?1 ORDER BY touched_at, ticket, credential, tab LIMIT ?2"
);
sql!(PRESENCE_PRUNE = "DELETE FROM presence WHERE touched_at < ?1");

pub fn presence_save(tx: &mut Tx<'_>, row: &PresenceRow) -> Result<(), StoreError> {
    tx.execute(
        &PRESENCE_SAVE,
        &[
            &row.ticket,
            &row.credential,
            &row.tab,
            &row.user_id,
            &row.state,
            &row.since,
            &row.until,
            &row.touched_at,
        ],
    )?;
    Ok(())
}

/// Keeps alive what a session or token has open.
pub fn presence_keep(
    tx: &mut Tx<'_>,
    credential: i64,
    now: Timestamp,
    until: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(&PRESENCE_KEEP, &[&credential, &now, &until])
}

/// Closes what a session or token has open.
pub fn presence_end(tx: &mut Tx<'_>, credential: i64, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&PRESENCE_END, &[&credential, &now])
}

/// What a session or token has open now.
pub fn presence_of_credential(
    tx: &mut Tx<'_>,
    credential: i64,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<PresenceRow>, StoreError> {
    tx.query(
        &PRESENCE_OF_CREDENTIAL,
        &[&credential, &now, &limit],
        PresenceRow::from_row,
    )
}

/// Who has one of these tickets open, or had it a moment ago; those of a ticket together.
pub fn presence_of_tickets(
    tx: &mut Tx<'_>,
    tickets: &[TicketId],
    limit: u32,
) -> Result<Vec<PresenceRow>, StoreError> {
    tx.query(
        &PRESENCE_OF_TICKETS,
        &[&id_array(tickets), &limit],
        PresenceRow::from_row,
    )
}

/// What was said after an instant, in that order.
pub fn presence_touched(
    tx: &mut Tx<'_>,
    after: Timestamp,
    limit: u32,
) -> Result<Vec<PresenceRow>, StoreError> {
    tx.query(&PRESENCE_TOUCHED, &[&after, &limit], PresenceRow::from_row)
}

/// Forgets what nobody has kept alive since.
pub fn presence_prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&PRESENCE_PRUNE, &[&before])
}
