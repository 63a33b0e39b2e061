//! Who a notification goes to: their address in clear for sending, masked for looking at the outbox.

use std::collections::HashMap;

use touchstone_domain::contact::mask_email;
use touchstone_domain::id::{Id, PersonId};
use touchstone_store::Tx;
use touchstone_store::notification::{Medium, NotificationRow, Recipient};

use super::queue::contact_kind;
use crate::account::user_address;
use crate::core::{App, AppError};
use crate::person::{MaskedPerson, contact_open, persons_masked};

/// The address in clear; none once it is gone.
pub(super) fn address(tx: &mut Tx<'_>, app: &App, row: &NotificationRow) -> Result<Option<String>, AppError> {
    match (row.to(), row.channel) {
        (Recipient::Person(person), medium) => {
            Ok(contact_open(tx, &app.keys, person, contact_kind(medium))?.map(|address| address.to_string()))
        }
        (Recipient::User(user), Medium::Email) => user_address(tx, &app.keys, user),
        // The directory of staff has no telephone numbers.
        (Recipient::User(_), Medium::Sms) => Ok(None),
    }
}

/// Masked contacts of the requesters among the recipients of a page, read at once.
pub(super) fn requesters(
    tx: &mut Tx<'_>,
    app: &App,
    rows: &[NotificationRow],
) -> Result<HashMap<PersonId, MaskedPerson>, AppError> {
    let person = |row: &NotificationRow| match row.to() {
        Recipient::Person(person) => Some(person),
        Recipient::User(_) => None,
    };
    let mut people: Vec<PersonId> = rows.iter().filter_map(person).collect();
    people.sort_unstable_by_key(|person| person.raw());
    people.dedup();
    persons_masked(tx, app, &people)
}

/// The address as the outbox shows it.
pub(super) fn masked(
    tx: &mut Tx<'_>,
    app: &App,
    row: &NotificationRow,
    requesters: &HashMap<PersonId, MaskedPerson>,
) -> Result<Option<String>, AppError> {
    match row.to() {
        Recipient::Person(person) => {
            let person = requesters.get(&person);
            Ok(match row.channel {
                Medium::Email => person.and_then(|person| person.email.clone()),
                Medium::Sms => person.and_then(|person| person.phone.clone()),
            })
        }
        Recipient::User(_) => Ok(address(tx, app, row)?.map(|address| mask_email(&address))),
    }
}
