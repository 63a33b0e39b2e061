//! Taking records away for good: only for what an import made by mistake and nobody has touched. What anything else
//! refers to cannot go; the database's own references see to that. Users and teams are archived, never removed.

use touchstone_domain::id::{PersonId, TicketId};

use crate::person::PersonRow;
use crate::search::search_destroy;
use crate::ticket::TicketRow;
use crate::{Locked, StoreError, Tx, sql};

sql!(TICKET_TAGS_REMOVE = "DELETE FROM ticket_tag WHERE ticket = ?1 AND tag = ?2 AND received_at = ?3");
sql!(HANDOVER_REMOVE = "DELETE FROM ticket_handover WHERE ticket = ?1");
sql!(SPLITS_REMOVE = "DELETE FROM ticket_split WHERE ticket = ?1");
sql!(MENTIONS_REMOVE = "DELETE FROM mention WHERE ticket = ?1");
sql!(
    BELLS_WITHOUT = "UPDATE staff_bell SET version = version + 1, unread = unread -
        (SELECT COUNT(*) FROM staff_notice n WHERE n.ticket = ?1 AND n.user_id = staff_bell.user_id AND n.read_at IS NULL)
     WHERE user_id IN (SELECT user_id FROM staff_notice WHERE ticket = ?1 AND read_at IS NULL)"
);
sql!(STAFF_NOTICES_REMOVE = "DELETE FROM staff_notice WHERE ticket = ?1");
sql!(CLOCKS_REMOVE = "DELETE FROM clock WHERE ticket = ?1");
sql!(
    MESSAGE_TEXTS_REMOVE =
        "DELETE FROM message_text WHERE message IN (SELECT id FROM message WHERE ticket = ?1)"
);
sql!(MESSAGES_REMOVE = "DELETE FROM message WHERE ticket = ?1");
sql!(TICKET_TEXT_REMOVE = "DELETE FROM ticket_text WHERE ticket = ?1");
sql!(TICKET_CODES_REMOVE = "DELETE FROM otp WHERE ticket = ?1");
sql!(TICKET_TRACKS_REMOVE = "DELETE FROM track_session WHERE ticket = ?1");
sql!(DRAFTS_REMOVE = "DELETE FROM draft WHERE ticket = ?1");
sql!(TICKET_CORRECTED_REMOVE = "DELETE FROM correction_ticket WHERE ticket = ?1");
sql!(TICKET_PLEDGES_REMOVE = "DELETE FROM pledge_breach WHERE ticket = ?1");
sql!(TICKET_LETTERS_REMOVE = "DELETE FROM letter_choice WHERE scope = 'ticket' AND subject = ?1");
sql!(TICKET_REMOVE = "DELETE FROM ticket WHERE id = ?1");
sql!(CONTACTS_REMOVE = "DELETE FROM contact WHERE person = ?1");
sql!(SUGGESTIONS_REMOVE = "DELETE FROM person_suggestion WHERE person = ?1");
sql!(SUGGESTIONS_OTHER_REMOVE = "DELETE FROM person_suggestion WHERE other = ?1");
sql!(PERSON_LETTERS_REMOVE = "DELETE FROM letter_choice WHERE scope = 'person' AND subject = ?1");
sql!(PERSON_REMOVE = "DELETE FROM person WHERE id = ?1");
sql!(PERSON_TICKETS = "SELECT id FROM ticket WHERE requester = ?1 LIMIT 1");

/// Takes a ticket away with its conversation. Its timer and its place in the queues are the caller's.
pub fn ticket_remove(tx: &mut Tx<'_>, ticket: &Locked<TicketRow>) -> Result<(), StoreError> {
    let id: TicketId = ticket.id;
    for tag in &ticket.tags {
        tx.execute(&TICKET_TAGS_REMOVE, &[&id, tag, &ticket.state.received_at])?;
    }
    search_destroy(tx, id)?;
    for sql in [
        &HANDOVER_REMOVE,
        &MENTIONS_REMOVE,
        &BELLS_WITHOUT,
        &STAFF_NOTICES_REMOVE,
        &SPLITS_REMOVE,
        &CLOCKS_REMOVE,
        &MESSAGE_TEXTS_REMOVE,
        &MESSAGES_REMOVE,
        &TICKET_TEXT_REMOVE,
        &TICKET_CODES_REMOVE,
        &TICKET_TRACKS_REMOVE,
        &DRAFTS_REMOVE,
        &TICKET_CORRECTED_REMOVE,
        &TICKET_PLEDGES_REMOVE,
        &TICKET_LETTERS_REMOVE,
        &TICKET_REMOVE,
    ] {
        tx.execute(sql, &[&id])?;
    }
    Ok(())
}

/// Whether any ticket is this person's.
pub fn person_has_tickets(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx
        .query_one(&PERSON_TICKETS, &[&person], |row| row.get::<TicketId>("id"))?
        .is_some())
}

/// Takes a person away who has no tickets.
pub fn person_remove(tx: &mut Tx<'_>, person: &Locked<PersonRow>) -> Result<(), StoreError> {
    for sql in [
        &CONTACTS_REMOVE,
        &SUGGESTIONS_REMOVE,
        &SUGGESTIONS_OTHER_REMOVE,
        &PERSON_LETTERS_REMOVE,
        &PERSON_REMOVE,
    ] {
        tx.execute(sql, &[&person.id])?;
    }
    Ok(())
}
