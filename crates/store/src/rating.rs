//! The requester's rating of one closed request: one row per ticket, its comment apart so that it can be erased.

use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// A rating with its comment. Scores are 1–5; `agent` and `team` were responsible when it was first given.
    pub struct RatingRow {
        pub ticket: TicketId,
        pub score: u8,
        pub speed: Option<u8>,
        pub expertise: Option<u8>,
        pub attitude: Option<u8>,
        pub efficiency: Option<u8>,
        pub completeness: Option<u8>,
        pub agent: Option<UserId>,
        pub team: Option<TeamId>,
        pub first_at: Timestamp,
        pub updated_at: Timestamp,
        pub comment: Option<String>,
    }
}

sql!(RATING_BY_TICKET =
    "SELECT r.ticket, r.score, r.speed, r.expertise, r.attitude, r.efficiency, r.completeness, r.agent, r.team,
            r.first_at, r.updated_at, x.comment
     FROM rating r LEFT JOIN rating_text x ON x.ticket = r.ticket WHERE r.ticket = ?1");
sql_list!(RATING_AFTER =
    "SELECT r.ticket, r.score, r.speed, r.expertise, r.attitude, r.efficiency, r.completeness, r.agent, r.team,
            r.first_at, r.updated_at, x.comment
     FROM rating r LEFT JOIN rating_text x ON x.ticket = r.ticket WHERE r.ticket > ?1 ORDER BY r.ticket LIMIT ?2");
sql!(RATING_SAVE =
    "INSERT INTO rating (ticket, score, speed, expertise, attitude, efficiency, completeness, agent, team,
                         first_at, updated_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
     ON CONFLICT (ticket) DO UPDATE SET score = excluded.score, speed = excluded.speed,
        expertise = excluded.expertise, attitude = excluded.attitude, efficiency = excluded.efficiency,
        completeness = excluded.completeness, updated_at = excluded.updated_at");
sql!(
    RATING_TEXT_SAVE = "INSERT INTO rating_text (ticket, comment) VALUES (?1, ?2)
     ON CONFLICT (ticket) DO UPDATE SET comment = excluded.comment"
);
sql!(RATING_TEXT_DELETE = "DELETE FROM rating_text WHERE ticket = ?1");

/// The rating of a ticket, if it was given.
pub fn rating_by_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<RatingRow>, StoreError> {
    tx.query_one(&RATING_BY_TICKET, &[&ticket], RatingRow::from_row)
}

/// Ratings by ticket, behind one.
pub fn rating_after(tx: &mut Tx<'_>, after: TicketId, limit: u32) -> Result<Vec<RatingRow>, StoreError> {
    tx.query(&RATING_AFTER, &[&after, &limit], RatingRow::from_row)
}

/// Gives or changes a rating. On a change, who was responsible and when it was first given stay. The ticket must be
/// held under its lock.
pub fn rating_save(tx: &mut Tx<'_>, row: &RatingRow) -> Result<(), StoreError> {
    tx.execute(
        &RATING_SAVE,
        &[
            &row.ticket,
            &row.score,
            &row.speed,
            &row.expertise,
            &row.attitude,
            &row.efficiency,
            &row.completeness,
            &row.agent,
            &row.team,
            &row.first_at,
            &row.updated_at,
        ],
    )?;
    match &row.comment {
        Some(comment) => tx.execute(&RATING_TEXT_SAVE, &[&row.ticket, comment])?,
        None => tx.execute(&RATING_TEXT_DELETE, &[&row.ticket])?,
    };
    Ok(())
}
