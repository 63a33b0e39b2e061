//! One contact of a person, checked and sealed before any transaction begins, or opened to send something there.

use touchstone_domain::contact::{ContactKind, NORMALISATION_VERSION, normalise};
use touchstone_domain::id::PersonId;
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::person::{ContactRow, contact_by_lookup, contact_sealed};
use zeroize::Zeroizing;

use crate::core::{AppError, FieldError};
use crate::keys::{DataKey, KeyRing, Lookup};

/// A contact in its normal form with the hash it is found by.
#[derive(Clone)]
pub(super) struct Contact {
    pub(super) kind: ContactKind,
    pub(super) lookup: Lookup,
    text: Zeroizing<String>,
}

/// A contact ready to be stored.
#[derive(Debug, Clone)]
pub(super) struct SealedContact {
    pub(super) kind: ContactKind,
    pub(super) lookup: Lookup,
    sealed: Vec<u8>,
}

impl Contact {
    /// Reads what was typed; `field` is where errors point.
    pub(super) fn new(
        keys: &KeyRing,
        kind: ContactKind,
        field: &str,
        typed: &str,
    ) -> Result<Self, FieldError> {
        let text = normalise(kind, typed).map_err(|error| FieldError::new(field, error.code()))?;
        let lookup = keys.lookup(kind.as_str(), NORMALISATION_VERSION, &text);
        Ok(Self {
            kind,
            lookup,
            text: Zeroizing::new(text),
        })
    }

    pub(super) fn seal(&self, key: &DataKey) -> SealedContact {
        SealedContact {
            kind: self.kind,
            lookup: self.lookup.clone(),
            sealed: key.seal(self.kind.as_str(), &self.text),
        }
    }
}

impl SealedContact {
    /// The row of this contact as a claim nobody has checked.
    pub(super) fn claim(&self, person: PersonId, now: Timestamp) -> ContactRow {
        ContactRow {
            person,
            kind: self.kind,
            lookup: self.lookup.hash.to_vec(),
            lookup_key: self.lookup.version,
            lookup_version: NORMALISATION_VERSION,
            sealed: self.sealed.clone(),
            created_at: now,
            verified_at: None,
        }
    }
}

/// The hashes that a contact is found by; nothing for what is none.
pub(crate) fn contact_lookup(keys: &KeyRing, kind: ContactKind, typed: &str) -> Option<Lookup> {
    let text = normalise(kind, typed).ok()?;
    Some(keys.lookup(kind.as_str(), NORMALISATION_VERSION, &text))
}

/// People who claim this contact, the oldest first, under whichever version of the look-up key.
pub(super) fn contacts_named(
    tx: &mut Tx<'_>,
    kind: ContactKind,
    lookup: &Lookup,
    limit: u32,
) -> Result<Vec<ContactRow>, AppError> {
    let mut found = Vec::new();
    for hash in lookup.all() {
        found.extend(contact_by_lookup(tx, kind, hash, limit)?);
    }
    found.sort_unstable_by_key(|row| row.person);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// A contact in clear, for the product itself to send something there; `None` when there is none of this kind (any more).
/// What people may see goes through `reveal`.
pub fn contact_open(
    tx: &mut Tx<'_>,
    keys: &KeyRing,
    person: PersonId,
    kind: ContactKind,
) -> Result<Option<Zeroizing<String>>, AppError> {
    let contact = contact_sealed(tx, person, kind)?;
    let Some((data_key, sealed)) = contact.and_then(|found| Some((found.data_key?, found.sealed))) else {
        return Ok(None);
    };
    Ok(Some(
        keys.data_key_open(person, &data_key)?
            .open(kind.as_str(), &sealed)?,
    ))
}
