//! Requests together: what one was before it was ended by hand, which were merged into it, and links between them. What may be
//! merged, linked or taken back is decided above.

use touchstone_domain::id::{Id, PersonId, TicketId, UserId};
use touchstone_domain::ticket::TicketLink;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// A ticket merged into another, there or through others on the way.
    #[derive(PartialEq, Eq)]
    pub struct MergedRow {
        pub id: TicketId,
        pub number: i64,
        pub requester: PersonId,
    }
}

record! {
    /// A link as it was noted.
    #[derive(PartialEq, Eq)]
    pub struct LinkRow {
        pub ticket: TicketId,
        pub kind: TicketLink,
        pub other: TicketId,
        pub author: UserId,
        pub created_at: Timestamp,
    }
}

sql!(
    ENDING_INSERT = "INSERT INTO ticket_ending (ticket, ended_at, before) VALUES (?1, ?2, ?3)
     ON CONFLICT (ticket) DO UPDATE SET ended_at = excluded.ended_at, before = excluded.before"
);
sql!(ENDING_TAKE = "DELETE FROM ticket_ending WHERE ticket = ?1 RETURNING before");
sql!(
    ENDINGS_FORGET = "DELETE FROM ticket_ending WHERE ticket IN
         (SELECT ticket FROM ticket_ending WHERE ended_at <= ?1 ORDER BY ended_at, ticket LIMIT ?2)"
);

// Depth and breadth are bounded where tickets are merged.
sql!(
    MERGED_FROM = "WITH RECURSIVE merged (id, number, requester) AS (
         SELECT id, number, requester FROM ticket WHERE merged_into = ?1 AND merged_into IS NOT NULL
         UNION
         SELECT t.id, t.number, t.requester FROM ticket t JOIN merged m ON t.merged_into = m.id
         WHERE t.merged_into IS NOT NULL)
     SELECT id, number, requester FROM merged LIMIT 200"
);

macro_rules! columns {
    () => {
        "ticket, kind, other, author, created_at"
    };
}

sql!(
    LINK_INSERT = concat!(
        "INSERT INTO ticket_link (",
        columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"
    )
);
sql!(LINK_REMOVE = "DELETE FROM ticket_link WHERE ticket = ?1 AND kind = ?2 AND other = ?3");
sql!(
    LINKS = concat!(
        "SELECT * FROM (SELECT ",
        columns!(),
        " FROM ticket_link WHERE ticket = ?1 LIMIT 200) forth
         UNION ALL
         SELECT * FROM (SELECT ",
        columns!(),
        " FROM ticket_link WHERE other = ?1 LIMIT 200) back"
    )
);

/// Keeps what a ticket was when it was ended.
pub fn ending_keep(tx: &mut Tx<'_>, ticket: TicketId, at: Timestamp, before: &str) -> Result<(), StoreError> {
    tx.execute(&ENDING_INSERT, &[&ticket, &at, &before])?;
    Ok(())
}

/// Takes out what a ticket was when it was ended.
pub fn ending_take(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<String>, StoreError> {
    tx.query_one(&ENDING_TAKE, &[&ticket], |row| row.get("before"))
}

/// Forgets endings as old as an instant or older, at most `limit`; how many it forgot.
pub fn endings_forget(tx: &mut Tx<'_>, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(&ENDINGS_FORGET, &[&before, &limit])
}

/// The tickets that were merged into this one, directly or through others, oldest first.
pub fn ticket_merged_from(tx: &mut Tx<'_>, id: TicketId) -> Result<Vec<MergedRow>, StoreError> {
    let mut rows = tx.query(&MERGED_FROM, &[&id], MergedRow::from_row)?;
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows)
}

/// The ends of a link in the order in which it is kept.
fn ends(kind: TicketLink, from: TicketId, to: TicketId) -> (TicketId, TicketId) {
    if kind.is_mutual() && to.raw() < from.raw() {
        (to, from)
    } else {
        (from, to)
    }
}

/// Notes a link; false when it stands there already.
pub fn link_insert(tx: &mut Tx<'_>, row: &LinkRow) -> Result<bool, StoreError> {
    let (ticket, other) = ends(row.kind, row.ticket, row.other);
    let added = tx.execute(
        &LINK_INSERT,
        &[&ticket, &row.kind, &other, &row.author, &row.created_at],
    )?;
    Ok(added == 1)
}

/// Takes a link back; false when there is none.
pub fn link_remove(
    tx: &mut Tx<'_>,
    kind: TicketLink,
    from: TicketId,
    to: TicketId,
) -> Result<bool, StoreError> {
    let (ticket, other) = ends(kind, from, to);
    Ok(tx.execute(&LINK_REMOVE, &[&ticket, &kind, &other])? == 1)
}

/// The links of a ticket, from either end.
pub fn links_of(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<LinkRow>, StoreError> {
    let mut rows = tx.query(&LINKS, &[&ticket], LinkRow::from_row)?;
    rows.sort_unstable_by_key(|row| (row.created_at, row.other));
    Ok(rows)
}
