//! Which ticket a mail belongs to: only a token that was made here says so.

use touchstone_channels::MailHead;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{Id, NotificationId, PersonId, TicketId};
use touchstone_domain::mail::{ThreadToken, tokens_in};
use touchstone_store::Tx;
use touchstone_store::notification::notification_by_id;
use touchstone_store::person::{contact_of_person, person_by_id};
use touchstone_store::ticket::{TicketRow, ticket_by_number};

use crate::core::{App, AppError};
use crate::keys::{KeyRing, Purpose};
use crate::person::contact_lookup;

/// Tokens of one mail that are checked.
const CHECKED: usize = 12;

/// The token of a ticket: its number, and what only the product can make of its id.
pub fn thread_token(keys: &KeyRing, ticket: TicketId, number: i64) -> ThreadToken {
    let hash = keys.mac(Purpose::MailThread, &[&ticket.raw().to_be_bytes()]);
    ThreadToken::new(number, &hash)
}

/// The ticket whose token a mail carries: in an address it went to, in its subject, or in the Message-ID of the letter it
/// answers. A ticket of somebody who was erased takes nothing any more.
pub(super) fn thread_of(tx: &mut Tx<'_>, app: &App, head: &MailHead) -> Result<Option<TicketRow>, AppError> {
    let places = head
        .recipients
        .iter()
        .chain([&head.subject])
        .chain(&head.references);
    let mut tokens: Vec<ThreadToken> = Vec::new();
    for token in places.flat_map(|place| tokens_in(place)) {
        if tokens.len() < CHECKED && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    for token in tokens {
        let Some(row) = ticket_by_number(tx, token.number)? else {
            continue;
        };
        if thread_token(&app.keys, row.id, row.number) != token {
            continue;
        }
        let alive = person_by_id(tx, row.requester)?.is_some_and(|person| person.data_key.is_some());
        if alive {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Whether a mail is a letter of our own that came back, by its own Message-ID.
pub(super) fn own_letter(tx: &mut Tx<'_>, app: &App, head: &MailHead) -> Result<bool, AppError> {
    let Some(id) = &head.message_id else {
        return Ok(false);
    };
    for token in tokens_in(id) {
        let row = ticket_by_number(tx, token.number)?;
        if row.is_some_and(|row| thread_token(&app.keys, row.id, row.number) == token) {
            return Ok(true);
        }
    }
    let local = id.split(['@', '.']).next().unwrap_or_default();
    match local.parse::<NotificationId>() {
        Ok(letter) => Ok(notification_by_id(tx, letter)?.is_some()),
        Err(_) => Ok(false),
    }
}

/// Whether an address is one that a person has left.
pub(super) fn is_theirs(
    tx: &mut Tx<'_>,
    app: &App,
    person: PersonId,
    address: &str,
) -> Result<bool, AppError> {
    let Some(lookup) = contact_lookup(&app.keys, ContactKind::Email, address) else {
        return Ok(false);
    };
    let contacts = contact_of_person(tx, person)?;
    let own = |contact: &touchstone_store::person::ContactRow| {
        contact.kind == ContactKind::Email && lookup.is(&contact.lookup)
    };
    Ok(contacts.iter().any(own))
}
