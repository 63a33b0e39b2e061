//! What people wrote about a request, and the code by which they find it again: erasable, apart from the facts.

use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;

use crate::search::search_put_ticket;
use crate::user::id_array;
use crate::{StoreError, Tx, record, sql};

record! {
    /// The erasable part of a ticket.
    #[derive(PartialEq, Eq)]
    pub struct TicketText {
        pub ticket: TicketId,
        pub subject: String,
        pub demand: Option<String>,
        pub order_no: Option<String>,
        /// Why a person gave the ticket its class.
        pub class_reason: Option<String>,
        pub tracking_code: String,
        /// What the code is looked up by; not secret, not sufficient: the code itself must be compared.
        pub tracking_key: i64,
        /// When the texts were destroyed; the code still leads to the progress.
        pub erased_at: Option<Timestamp>,
    }
}

macro_rules! text_columns {
    () => {
        "ticket, subject, demand, order_no, class_reason, tracking_code, tracking_key, erased_at"
    };
}

sql!(
    TICKET_TEXT_INSERT = concat!(
        "INSERT INTO ticket_text (",
        text_columns!(),
        ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    )
);
sql!(TICKET_TEXT_SAVE = "UPDATE ticket_text SET subject = ?2, class_reason = ?3 WHERE ticket = ?1");
sql!(TICKET_TEXT_BY_ID = concat!("SELECT ", text_columns!(), " FROM ticket_text WHERE ticket = ?1"));
sql!(TICKET_TEXT_OF =
    sqlite concat!("SELECT ", text_columns!(), " FROM ticket_text
        WHERE ticket IN (SELECT value FROM json_each(?1))"),
    postgres concat!("SELECT ", text_columns!(), " FROM ticket_text
        WHERE ticket IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))"));
sql!(
    TICKET_BY_TRACKING_KEY = concat!(
        "SELECT ",
        text_columns!(),
        " FROM ticket_text WHERE tracking_key = ?1"
    )
);

/// Adds the texts of a new ticket.
pub fn ticket_text_insert(tx: &mut Tx<'_>, text: &TicketText) -> Result<(), StoreError> {
    tx.execute(
        &TICKET_TEXT_INSERT,
        &[
            &text.ticket,
            &text.subject,
            &text.demand,
            &text.order_no,
            &text.class_reason,
            &text.tracking_code,
            &text.tracking_key,
            &text.erased_at,
        ],
    )?;
    found_by(tx, text)
}

/// Saves subject and reason of the class. The ticket must be held under its lock.
pub fn ticket_text_save(tx: &mut Tx<'_>, text: &TicketText) -> Result<(), StoreError> {
    tx.execute(
        &TICKET_TEXT_SAVE,
        &[&text.ticket, &text.subject, &text.class_reason],
    )?;
    found_by(tx, text)
}

/// What a search finds the ticket by.
fn found_by(tx: &mut Tx<'_>, text: &TicketText) -> Result<(), StoreError> {
    let texts = [
        Some(&*text.subject),
        text.demand.as_deref(),
        text.order_no.as_deref(),
    ];
    search_put_ticket(tx, text.ticket, texts)
}

/// The texts of one ticket.
pub fn ticket_text_by_id(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Option<TicketText>, StoreError> {
    tx.query_one(&TICKET_TEXT_BY_ID, &[&ticket], TicketText::from_row)
}

/// The texts of several tickets in one read, in no order.
pub fn ticket_text_of(tx: &mut Tx<'_>, tickets: &[TicketId]) -> Result<Vec<TicketText>, StoreError> {
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&TICKET_TEXT_OF, &[&id_array(tickets)], TicketText::from_row)
}

/// The texts found under the key of a tracking code.
pub fn ticket_by_tracking_key(tx: &mut Tx<'_>, key: i64) -> Result<Option<TicketText>, StoreError> {
    tx.query_one(&TICKET_BY_TRACKING_KEY, &[&key], TicketText::from_row)
}
