//! From what somebody typed about themself to a person record.

use touchstone_domain::access::Permission;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{PersonId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::text::{NAME, optional};
use touchstone_domain::ticket::Tier;
use touchstone_domain::time::Timestamp;
use touchstone_store::person::{
    PersonRow, contact_of_person, contact_save, contact_verify, person_by_id, person_insert,
};
use touchstone_store::suggestion::{SuggestionRow, suggestion_insert};

use super::contact::{Contact, SealedContact, contacts_named};
use super::visible::person_may;
use crate::account::input::{Checks, text_refused};
use crate::core::{Actor, App, AppError, Call, Cx, FieldError};
use crate::keys::{Lookup, WrappedKey};

/// Name under which a person's name is sealed.
pub(super) const NAME_FIELD: &str = "name";
/// Suggestions made for one contact: enough for a household, too few for an address everybody types.
const SUGGESTIONS: u32 = 5;

/// What somebody says about themself. Everything may be missing. Not printable: it is nothing for a log.
#[derive(Clone, Default)]
pub struct RequesterInput {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: Option<Language>,
    /// Taken from staff and from imports only; a person does not choose their own tier.
    pub tier: Option<Tier>,
}

/// A person checked and sealed, ready to be inserted.
#[derive(Debug, Clone)]
pub struct PersonDraft {
    id: PersonId,
    data_key: WrappedKey,
    name_sealed: Option<Vec<u8>>,
    contacts: Vec<SealedContact>,
    language: Language,
    tier: Tier,
}

impl PersonDraft {
    /// Language of the person: the one they stated, or the call's.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Tier of the person.
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// The kind and the look-up hashes of each contact.
    pub(crate) fn lookups(&self) -> impl Iterator<Item = (ContactKind, &Lookup)> {
        self.contacts
            .iter()
            .map(|contact| (contact.kind, &contact.lookup))
    }

    fn row(&self, now: Timestamp) -> PersonRow {
        PersonRow {
            id: self.id,
            data_key: Some(self.data_key.bytes.clone()),
            master_version: self.data_key.master_version,
            name_sealed: self.name_sealed.clone(),
            language: self.language,
            tier: self.tier,
            adviser: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// Whether there is any way to reach them.
    pub fn reachable(&self) -> bool {
        !self.contacts.is_empty()
    }
}

/// Checks and seals what was typed, outside any transaction. `prefix` leads the names of refused fields, e.g.
/// `requester.`.
pub fn person_draft(
    app: &App,
    call: &Call,
    prefix: &str,
    input: &RequesterInput,
) -> Result<PersonDraft, AppError> {
    let field = |name: &str| format!("{prefix}{name}");
    let mut checks = Checks::default();
    let name =
        optional(NAME_FIELD, input.name.as_deref().unwrap_or_default(), NAME).map_err(|error| FieldError {
            field: field(NAME_FIELD),
            ..text_refused(&error)
        });
    let name = checks.take(name).flatten();
    let typed = [
        (ContactKind::Email, &input.email),
        (ContactKind::Phone, &input.phone),
    ];
    let contacts: Vec<Contact> = typed
        .into_iter()
        .filter_map(|(kind, typed)| Some((kind, typed.as_deref().filter(|typed| !typed.trim().is_empty())?)))
        .filter_map(|(kind, typed)| checks.take(Contact::new(&app.keys, kind, &field(kind.as_str()), typed)))
        .collect();
    checks.finish()?;
    let id: PersonId = app.ids.next(call.at.unwrap_or_else(|| app.clock.now()));
    let (key, data_key) = app.keys.data_key_create(id);
    let trusted = matches!(call.caller.actor, Actor::User(_) | Actor::System(_));
    Ok(PersonDraft {
        id,
        data_key,
        name_sealed: name.map(|name| key.seal(NAME_FIELD, &name)),
        contacts: contacts.iter().map(|contact| contact.seal(&key)).collect(),
        language: input.language.unwrap_or(call.caller.language),
        tier: input.tier.filter(|_| trusted).unwrap_or_default(),
    })
}

/// Who asks, as far as a request depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester {
    pub id: PersonId,
    pub language: Language,
    pub tier: Tier,
    /// Who of the desk looks after them.
    pub adviser: Option<UserId>,
}

/// The person a new request is from: the requester of the tracking session it came through, when every contact typed is
/// one they have shown to be theirs; otherwise a new one, with suggestions where others name the same contact. It is written
/// in the language of the draft; tier and adviser are those of the person.
pub fn person_for_request(cx: &mut Cx<'_, '_>, draft: &PersonDraft) -> Result<Requester, AppError> {
    if let Actor::Requester(requester) = cx.actor()
        && shown_by(cx, requester.person, draft)?
    {
        return Ok(Requester {
            language: draft.language,
            ..requester_known(cx, requester.person)?
        });
    }
    let row = draft.row(cx.now);
    person_insert(cx.tx, &row)?;
    for contact in &draft.contacts {
        contact_claim(cx, draft.id, contact)?;
    }
    cx.emit(Subject::Person(draft.id), EventBody::PersonCreated)?;
    Ok(Requester {
        id: draft.id,
        language: draft.language,
        tier: draft.tier,
        adviser: None,
    })
}

/// Adds a person whom another tool knew since `since`. Contacts count as shown only where the operator vouches for that
/// tool having seen to it.
pub(crate) fn person_import(
    cx: &mut Cx<'_, '_>,
    draft: &PersonDraft,
    since: Timestamp,
    verified: bool,
) -> Result<PersonId, AppError> {
    let row = PersonRow {
        created_at: since,
        ..draft.row(cx.now)
    };
    person_insert(cx.tx, &row)?;
    for contact in &draft.contacts {
        contact_claim(cx, draft.id, contact)?;
        if verified {
            contact_verify(cx.tx, draft.id, contact.kind, &contact.lookup.hash, cx.now)?;
        }
    }
    cx.emit(Subject::Person(draft.id), EventBody::PersonCreated)?;
    Ok(draft.id)
}

/// A known person picked by hand. Someone the caller does not reach is not there for them: naming a person in a ticket of
/// one's own would otherwise bring anybody into reach.
pub(crate) fn requester_picked(cx: &mut Cx<'_, '_>, id: PersonId) -> Result<Requester, AppError> {
    person_may(cx.tx, cx.actor(), Permission::PersonRead, id)?;
    requester_known(cx, id)
}

/// A person whom the product itself knows to be the one who asks.
pub(crate) fn requester_known(cx: &mut Cx<'_, '_>, id: PersonId) -> Result<Requester, AppError> {
    match person_by_id(cx.tx, id)? {
        // Nobody asks for anything in the name of somebody who is erased.
        Some(person) if person.data_key.is_some() => Ok(Requester {
            id,
            language: person.language,
            tier: person.tier,
            adviser: person.adviser,
        }),
        _ => Err(AppError::NotFound { what: "person" }),
    }
}

fn shown_by(cx: &mut Cx<'_, '_>, person: PersonId, draft: &PersonDraft) -> Result<bool, AppError> {
    let known = contact_of_person(cx.tx, person)?;
    let shown = |typed: &SealedContact| {
        known
            .iter()
            .any(|own| own.kind == typed.kind && typed.lookup.is(&own.lookup) && own.verified_at.is_some())
    };
    Ok(draft.reachable() && draft.contacts.iter().all(shown))
}

/// Stores a claim, and suggests those who named the same contact before.
pub(super) fn contact_claim(
    cx: &mut Cx<'_, '_>,
    person: PersonId,
    contact: &SealedContact,
) -> Result<(), AppError> {
    let others = contacts_named(cx.tx, contact.kind, &contact.lookup, SUGGESTIONS + 1)?;
    contact_save(cx.tx, &contact.claim(person, cx.now))?;
    let others = others
        .iter()
        .filter(|other| other.person != person)
        .take(SUGGESTIONS as usize);
    for other in others {
        let suggestion = SuggestionRow {
            person: person.max(other.person),
            other: person.min(other.person),
            basis: contact.kind,
            created_at: cx.now,
            proved_at: None,
        };
        suggestion_insert(cx.tx, &suggestion)?;
    }
    Ok(())
}
