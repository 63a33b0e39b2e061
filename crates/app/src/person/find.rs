//! Finding a person by a contact somebody names, and looking at one with the records that may be the same human being.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::PersonId;
use touchstone_store::suggestion::suggestion_of_person;
use touchstone_store::{Lane, Tx};

use super::contact::{Contact, contacts_named};
use super::masked::{MaskedPerson, persons_masked};
use super::visible::{person_may, person_reached};
use crate::core::{App, AppError, Call};
use crate::keys::KeyRing;

/// People named by one contact, or suggested for one person, that are looked at.
const LOOKED_AT: u32 = 50;
/// Those that are shown.
const SHOWN: usize = 10;

/// A person with those who may be the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PersonView {
    pub person: MaskedPerson,
    pub suggestions: Vec<SuggestedPerson>,
}

/// Somebody who named the same contact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SuggestedPerson {
    pub person: MaskedPerson,
    pub basis: ContactKind,
    /// Both have shown that the contact is theirs.
    pub proved: bool,
}

/// People who name this e-mail address or phone number, as far as the caller reaches them; the oldest first.
pub async fn person_find(
    app: &App,
    call: &Call,
    kind: ContactKind,
    typed: &str,
) -> Result<Vec<MaskedPerson>, AppError> {
    call.caller.actor.holds(Permission::PersonRead)?;
    let contact = Contact::new(&app.keys, kind, kind.as_str(), typed)
        .map_err(|error| AppError::Validation(vec![error]))?;
    let (app_read, actor) = (app.clone(), call.caller.actor.clone());
    app.query(Lane::Fast, move |tx| {
        let mut reached = Vec::new();
        for row in contacts_named(tx, contact.kind, &contact.lookup, LOOKED_AT)? {
            if reached.len() < SHOWN && person_reached(tx, &actor, Permission::PersonRead, row.person)? {
                reached.push(row.person);
            }
        }
        masked_in_order(tx, &app_read, &reached)
    })
    .await
}

/// People who name this contact, whoever reaches them; `None` when it is neither an e-mail address nor a phone number.
pub(crate) fn contact_people(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    typed: &str,
) -> Result<Option<Vec<PersonId>>, AppError> {
    let kind = if typed.contains('@') {
        ContactKind::Email
    } else {
        ContactKind::Phone
    };
    let Ok(contact) = Contact::new(keys, kind, kind.as_str(), typed) else {
        return Ok(None);
    };
    let named = contacts_named(tx, contact.kind, &contact.lookup, LOOKED_AT)?;
    Ok(Some(named.into_iter().map(|row| row.person).collect()))
}

/// One person, masked, with suggestions as far as the caller reaches them.
pub async fn person_get(app: &App, call: &Call, id: PersonId) -> Result<PersonView, AppError> {
    let (app_read, actor) = (app.clone(), call.caller.actor.clone());
    app.query(Lane::Fast, move |tx| {
        person_may(tx, &actor, Permission::PersonRead, id)?;
        let mut people = persons_masked(tx, &app_read, &[id])?;
        let person = people.remove(&id).ok_or(AppError::NotFound { what: "person" })?;
        let mut suggestions = Vec::new();
        for row in suggestion_of_person(tx, id, LOOKED_AT)? {
            let other = if row.person == id { row.other } else { row.person };
            if suggestions.len() < SHOWN && person_reached(tx, &actor, Permission::PersonRead, other)? {
                let other = persons_masked(tx, &app_read, &[other])?.remove(&other);
                let (basis, proved) = (row.basis, row.proved_at.is_some());
                suggestions.extend(other.map(|person| SuggestedPerson {
                    person,
                    basis,
                    proved,
                }));
            }
        }
        Ok(PersonView { person, suggestions })
    })
    .await
}

fn masked_in_order(tx: &mut Tx<'_>, app: &App, ids: &[PersonId]) -> Result<Vec<MaskedPerson>, AppError> {
    let mut people = persons_masked(tx, app, ids)?;
    Ok(ids.iter().filter_map(|id| people.remove(id)).collect())
}
