//! Looking for requests that may be repeated ones, by an index each.

use touchstone_domain::id::{PersonId, TicketId};

use crate::{StoreError, Tx, sql, sql_list};

sql_list!(
    TICKETS_OF_ORDER = "SELECT ticket FROM ticket_text WHERE order_no = ?1 AND order_no IS NOT NULL
     ORDER BY order_no DESC, ticket DESC LIMIT ?2"
);
sql!(
    SPAM_OF_PERSON = "SELECT COUNT(*) AS n FROM (SELECT id FROM ticket
     WHERE requester = ?1 AND close_reason = 'spam' LIMIT ?2) AS spam"
);

/// Tickets about an order, newest first.
pub fn tickets_of_order(tx: &mut Tx<'_>, order_no: &str, limit: u32) -> Result<Vec<TicketId>, StoreError> {
    tx.query(&TICKETS_OF_ORDER, &[&order_no, &limit], |row| row.get("ticket"))
}

/// How many tickets of a person were rejected as spam, counted up to `most`.
pub fn spam_of_person(tx: &mut Tx<'_>, person: PersonId, most: u32) -> Result<i64, StoreError> {
    let n = tx.query_one(&SPAM_OF_PERSON, &[&person, &most], |row| row.get("n"))?;
    Ok(n.unwrap_or_default())
}
