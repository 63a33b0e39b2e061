//! Correcting what is known of a person. A contact that changes is a claim again.

use touchstone_domain::access::Permission;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, FieldName, Subject};
use touchstone_domain::id::{PersonId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::text::NAME;
use touchstone_domain::ticket::Tier;
use touchstone_store::person::{
    PersonRow, contact_delete, contact_of_person, person_by_id, person_lock, person_save,
};
use touchstone_store::user::user_by_id;
use touchstone_store::{Lane, Tx};

use super::contact::{Contact, SealedContact};
use super::draft::{NAME_FIELD, contact_claim};
use super::masked::{MaskedPerson, persons_masked};
use super::visible::person_may;
use crate::account::input::{Checks, text_required};
use crate::core::{App, AppError, Call, Cx};

/// What to change about a person; what is `None` stays. An empty text for a contact takes it away.
#[derive(Clone, Default)]
pub struct PersonPatch {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: Option<Language>,
    pub tier: Option<Tier>,
    /// Who of the desk looks after them; `Some(None)` takes them away.
    pub adviser: Option<Option<UserId>>,
}

/// A contact to set, or to take away.
type Change = (ContactKind, Option<SealedContact>);

/// A patch checked and sealed with the person's own key, ready to be applied.
#[derive(Debug, Clone, Default)]
pub(crate) struct SealedPatch {
    /// None where the name stays.
    name: Option<Vec<u8>>,
    contacts: Vec<Change>,
    language: Option<Language>,
    tier: Option<Tier>,
    adviser: Option<Option<UserId>>,
}

/// Corrects a person, for those who work on one of their tickets.
pub async fn person_update(
    app: &App,
    call: &Call,
    id: PersonId,
    patch: PersonPatch,
) -> Result<MaskedPerson, AppError> {
    let sealed = patch_seal(app, id, patch, {
        let actor = call.caller.actor.clone();
        move |tx| person_may(tx, &actor, Permission::TicketWork, id)
    })
    .await?;
    app.command(call, move |cx| {
        person_may(cx.tx, cx.actor(), Permission::TicketWork, id)?;
        if let Some(person) = person_lock(cx.tx, id)? {
            cx.check_version(person.version)?;
        }
        person_change(cx, id, &sealed)?;
        persons_masked(cx.tx, cx.app, &[id])?
            .remove(&id)
            .ok_or(AppError::NotFound { what: "person" })
    })
    .await
}

/// Checks and seals a patch, outside any transaction that writes; `may` refuses those who may not change the person.
pub(crate) async fn patch_seal(
    app: &App,
    id: PersonId,
    patch: PersonPatch,
    may: impl FnOnce(&mut Tx<'_>) -> Result<(), AppError> + Send + 'static,
) -> Result<SealedPatch, AppError> {
    let mut checks = Checks::default();
    let name = patch
        .name
        .as_deref()
        .map(|name| text_required(NAME_FIELD, name, NAME));
    let name = name.and_then(|name| checks.take(name));
    let contacts = contacts_typed(app, &patch, &mut checks);
    checks.finish()?;
    let keys = app.keys.clone();
    let (name, contacts) = app
        .query(Lane::Fast, move |tx| {
            may(tx)?;
            let person = person_by_id(tx, id)?.ok_or(AppError::NotFound { what: "person" })?;
            let wrapped = person.data_key.ok_or(AppError::NotFound { what: "person" })?;
            let key = keys.data_key_open(id, &wrapped)?;
            let before = person
                .name_sealed
                .map(|sealed| key.open(NAME_FIELD, &sealed))
                .transpose()?;
            let name = name.filter(|name| before.is_none_or(|before| *before != *name));
            let contacts: Vec<Change> = contacts
                .iter()
                .map(|(kind, contact)| (*kind, contact.as_ref().map(|c| c.seal(&key))))
                .collect();
            Ok((name.map(|name| key.seal(NAME_FIELD, &name)), contacts))
        })
        .await?;
    Ok(SealedPatch {
        name,
        contacts,
        language: patch.language,
        tier: patch.tier,
        adviser: patch.adviser,
    })
}

fn contacts_typed(
    app: &App,
    patch: &PersonPatch,
    checks: &mut Checks,
) -> Vec<(ContactKind, Option<Contact>)> {
    let typed = [
        (ContactKind::Email, &patch.email),
        (ContactKind::Phone, &patch.phone),
    ];
    let typed = typed
        .into_iter()
        .filter_map(|(kind, typed)| Some((kind, typed.as_deref()?.trim())));
    typed
        .map(|(kind, typed)| match typed {
            "" => (kind, None),
            typed => (
                kind,
                checks.take(Contact::new(&app.keys, kind, kind.as_str(), typed)),
            ),
        })
        .collect()
}

/// Applies a patch and tells of it; answers what it changed. Whoever calls has asked whether it may be done.
pub(crate) fn person_change(
    cx: &mut Cx<'_, '_>,
    id: PersonId,
    patch: &SealedPatch,
) -> Result<Vec<FieldName>, AppError> {
    let mut person = person_lock(cx.tx, id)?.filter(|person| person.data_key.is_some());
    let person = person.as_mut().ok_or(AppError::NotFound { what: "person" })?;
    let mut fields = Vec::new();
    if let Some(sealed) = &patch.name {
        person.name_sealed = Some(sealed.clone());
        fields.push(FieldName::Name);
    }
    if let Some(language) = patch.language.filter(|language| *language != person.language) {
        person.language = language;
        fields.push(FieldName::Language);
    }
    if let Some(tier) = patch.tier.filter(|tier| *tier != person.tier) {
        person.tier = tier;
        fields.push(FieldName::Tier);
    }
    if let Some(adviser) = adviser_after(cx, person, patch.adviser)? {
        person.adviser = adviser;
        fields.push(FieldName::Adviser);
    }
    fields.extend(contacts_change(cx, id, &patch.contacts)?);
    if fields.is_empty() {
        return Ok(fields);
    }
    person.updated_at = cx.now;
    person.version += 1;
    person_save(cx.tx, person)?;
    let told = EventBody::PersonUpdated {
        fields: fields.clone(),
    };
    cx.emit(Subject::Person(id), told)?;
    Ok(fields)
}

/// An adviser as a form or a program names them; an empty text is nobody.
pub fn adviser_named(typed: &str) -> Result<Option<UserId>, AppError> {
    match typed {
        "" => Ok(None),
        id => id
            .parse()
            .map(Some)
            .map_err(|_| AppError::field("adviser", "not_found")),
    }
}

/// Who is to look after a person from now on, where that changes. Only some tiers have an adviser; whoever leaves one of them
/// leaves theirs.
fn adviser_after(
    cx: &mut Cx<'_, '_>,
    person: &PersonRow,
    wanted: Option<Option<UserId>>,
) -> Result<Option<Option<UserId>>, AppError> {
    if wanted.is_none() && person.adviser.is_none() {
        return Ok(None);
    }
    let (_, standard) = cx.app.standards.in_force(cx.tx, cx.now)?;
    let promised = standard
        .tier_rule(person.tier)
        .is_some_and(|tier| tier.named_adviser);
    let wanted = match wanted {
        Some(Some(_)) if !promised => return Err(AppError::field("adviser", "tier_without_adviser")),
        Some(Some(user)) => {
            let known = user_by_id(cx.tx, user)?.is_some_and(|row| row.archived_at.is_none());
            if !known {
                return Err(AppError::field("adviser", "not_found"));
            }
            Some(user)
        }
        Some(None) => None,
        None => person.adviser.filter(|_| promised),
    };
    Ok((wanted != person.adviser).then_some(wanted))
}

fn contacts_change(
    cx: &mut Cx<'_, '_>,
    id: PersonId,
    changes: &[Change],
) -> Result<Vec<FieldName>, AppError> {
    let before = contact_of_person(cx.tx, id)?;
    let mut fields = Vec::new();
    for (kind, wanted) in changes {
        let known = before.iter().find(|contact| contact.kind == *kind);
        match (known, wanted) {
            (None, None) => continue,
            (Some(known), Some(wanted)) if wanted.lookup.is(&known.lookup) => continue,
            (Some(_), None) => contact_delete(cx.tx, id, *kind)?,
            (_, Some(wanted)) => contact_claim(cx, id, wanted)?,
        }
        fields.push(match kind {
            ContactKind::Email => FieldName::Email,
            ContactKind::Phone => FieldName::Phone,
        });
    }
    Ok(fields)
}
