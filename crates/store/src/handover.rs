//! Hand-overs that wait for the receiver's word: at most one of a ticket.

use touchstone_domain::id::{MessageId, TeamId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    #[derive(PartialEq, Eq)]
    pub struct HandoverRow {
        pub ticket: TicketId,
        pub giver: UserId,
        /// Who may accept; `None` for any member of the team.
        pub receiver: Option<UserId>,
        /// Where the ticket stands once accepted; `None` where it stands now.
        pub team: Option<TeamId>,
        /// What was said with it.
        pub note: MessageId,
        pub offered_at: Timestamp,
        pub expires_at: Timestamp,
    }
}

macro_rules! columns {
    () => {
        "ticket, giver, receiver, team, note, offered_at, expires_at"
    };
}

sql!(
    HANDOVER_PUT = concat!(
        "INSERT INTO ticket_handover (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (ticket) DO NOTHING"
    )
);
sql!(
    HANDOVER_TAKE = concat!(
        "DELETE FROM ticket_handover WHERE ticket = ?1 RETURNING ",
        columns!()
    )
);
sql!(
    HANDOVER_OF =
        sqlite concat!("SELECT ", columns!(), " FROM ticket_handover WHERE ticket IN (SELECT value FROM json_each(?1))"),
        postgres concat!("SELECT ", columns!(), " FROM ticket_handover
         WHERE ticket = ANY (ARRAY(SELECT CAST(v AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)) v))")
);
sql_list!(
    HANDOVER_BY = concat!(
        "SELECT ",
        columns!(),
        " FROM ticket_handover WHERE giver = ?1 ORDER BY giver, offered_at, ticket LIMIT ?2"
    )
);
sql_list!(
    HANDOVER_FOR_USER = concat!(
        "SELECT ",
        columns!(),
        " FROM ticket_handover WHERE receiver = ?1 ORDER BY receiver, offered_at, ticket LIMIT ?2"
    )
);
sql_list!(
    HANDOVER_FOR_TEAM = concat!(
        "SELECT ",
        columns!(),
        " FROM ticket_handover WHERE team = ?1 AND receiver IS NULL ORDER BY team, offered_at, ticket LIMIT ?2"
    )
);
sql_list!(
    HANDOVER_EXPIRED = concat!(
        "SELECT ",
        columns!(),
        " FROM ticket_handover WHERE expires_at <= ?1 ORDER BY expires_at, ticket LIMIT ?2"
    )
);
sql!(
    HANDOVER_USER_LEFT = "UPDATE ticket_handover SET expires_at = ?2 WHERE receiver = ?1 AND expires_at > ?2"
);
sql!(HANDOVER_TEAM_LEFT = "UPDATE ticket_handover SET expires_at = ?2 WHERE team = ?1 AND expires_at > ?2");

/// Offers a ticket; false when one is offered already.
pub fn handover_put(tx: &mut Tx<'_>, row: &HandoverRow) -> Result<bool, StoreError> {
    let put = tx.execute(
        &HANDOVER_PUT,
        &[
            &row.ticket,
            &row.giver,
            &row.receiver,
            &row.team,
            &row.note,
            &row.offered_at,
            &row.expires_at,
        ],
    )?;
    Ok(put == 1)
}

/// Ends the offer of a ticket, however it ended; answers the one there was.
pub fn handover_take(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<HandoverRow>, StoreError> {
    tx.query_one(&HANDOVER_TAKE, &[&ticket], HandoverRow::from_row)
}

/// The offers of several tickets, in no order.
pub fn handover_of(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<Vec<HandoverRow>, StoreError> {
    tx.query(&HANDOVER_OF, &[&id_array(tickets)], HandoverRow::from_row)
}

/// What somebody has offered, the oldest first.
pub fn handover_by(tx: &mut Tx<'_>, giver: UserId, limit: u32) -> Result<Vec<HandoverRow>, StoreError> {
    tx.query(&HANDOVER_BY, &[&giver, &limit], HandoverRow::from_row)
}

/// What is offered to somebody and to their teams, the oldest first.
pub fn handover_for(
    tx: &mut Tx<'_>,
    receiver: UserId,
    teams: &[TeamId],
    limit: u32,
) -> Result<Vec<HandoverRow>, StoreError> {
    let mut rows = tx.query(&HANDOVER_FOR_USER, &[&receiver, &limit], HandoverRow::from_row)?;
    for team in teams {
        rows.extend(tx.query(&HANDOVER_FOR_TEAM, &[team, &limit], HandoverRow::from_row)?);
    }
    rows.sort_by_key(|row| (row.offered_at, row.ticket));
    rows.truncate(limit as usize);
    Ok(rows)
}

/// Offers whose time is over, the first first.
pub fn handover_expired(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<Vec<HandoverRow>, StoreError> {
    tx.query(&HANDOVER_EXPIRED, &[&now, &limit], HandoverRow::from_row)
}

/// What was offered to somebody who leaves is over now.
pub fn handover_user_left(tx: &mut Tx<'_>, receiver: UserId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&HANDOVER_USER_LEFT, &[&receiver, &now])?;
    Ok(())
}

/// What was to go to a team that is dissolved is over now.
pub fn handover_team_left(tx: &mut Tx<'_>, team: TeamId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(&HANDOVER_TEAM_LEFT, &[&team, &now])?;
    Ok(())
}
