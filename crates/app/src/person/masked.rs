//! People as lists and tickets show them: enough to recognise, too little to misuse.
//!
//! Masks are made when they are read and kept nowhere: a stored mask would outlive the destruction of the person's key in
//! every old backup. Opening the fields of one person costs a few µs.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use touchstone_domain::contact::{mask_email, mask_name, mask_phone};
use touchstone_domain::event::FieldName;
use touchstone_domain::id::{PersonId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use touchstone_store::Tx;
use touchstone_store::person::{PersonCardRow, person_cards};

use super::draft::NAME_FIELD;
use crate::core::{App, AppError};
use crate::keys::{DataKey, KeyRing, SealError};

/// A person without anything that identifies them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedPerson {
    pub id: PersonId,
    pub name: Option<String>,
    pub email: Option<String>,
    /// Whether the person has shown that the e-mail address is theirs.
    pub email_verified: bool,
    pub phone: Option<String>,
    /// Whether the person has shown that the phone number is theirs.
    pub phone_verified: bool,
    pub language: Language,
    pub tier: Tier,
    /// Who of the desk looks after them.
    #[serde(default)]
    pub adviser: Option<Adviser>,
    pub version: i64,
    /// Nothing is left of them but what cannot be told apart from anybody else's.
    #[serde(default)]
    pub erased: bool,
}

/// Somebody of the desk who looks after a requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adviser {
    pub id: UserId,
    pub name: String,
}

impl MaskedPerson {
    /// Somebody of whom nothing is left but the id.
    pub fn unknown(id: PersonId) -> Self {
        Self {
            id,
            name: None,
            email: None,
            email_verified: false,
            phone: None,
            phone_verified: false,
            language: Language::default(),
            tier: Tier::default(),
            adviser: None,
            version: 0,
            erased: false,
        }
    }
}

/// People by id, masked, in one read. Those that do not exist are left out. Whether the caller may see them is decided
/// before, by the ticket they come with or by [`super::person_get`].
pub fn persons_masked(
    tx: &mut Tx<'_>,
    app: &App,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, MaskedPerson>, AppError> {
    persons_shown(tx, app, ids, Shown::Masked)
}

/// The same people in clear. Whoever calls has asked whether they may be revealed, and noted that they are.
pub(crate) fn persons_clear(
    tx: &mut Tx<'_>,
    app: &App,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, MaskedPerson>, AppError> {
    persons_shown(tx, app, ids, Shown::Clear)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Masked,
    Clear,
}

fn persons_shown(
    tx: &mut Tx<'_>,
    app: &App,
    ids: &[PersonId],
    how: Shown,
) -> Result<HashMap<PersonId, MaskedPerson>, AppError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let cards = person_cards(tx, ids)?;
    Ok(cards
        .into_iter()
        .map(|card| (card.id, shown(&app.keys, card, how)))
        .collect())
}

fn shown(keys: &KeyRing, card: PersonCardRow, how: Shown) -> MaskedPerson {
    let key = card
        .data_key
        .as_ref()
        .map(|wrapped| keys.data_key_open(card.id, wrapped));
    // One record that does not open must not hide a list of others.
    let key = key.and_then(|key| logged(card.id, key));
    let open = |field: &str, sealed: &Option<Vec<u8>>, mask: fn(&str) -> String| -> Option<String> {
        let (key, sealed) = (key.as_ref()?, sealed.as_ref()?);
        let mask = if how == Shown::Clear { str::to_owned } else { mask };
        logged(card.id, open_masked(key, field, sealed, mask))
    };
    MaskedPerson {
        id: card.id,
        name: open(NAME_FIELD, &card.name_sealed, mask_name),
        email: open("email", &card.email_sealed, mask_email),
        email_verified: card.email_verified_at.is_some(),
        phone: open("phone", &card.phone_sealed, mask_phone),
        phone_verified: card.phone_verified_at.is_some(),
        language: card.language,
        tier: card.tier,
        adviser: card
            .adviser
            .zip(card.adviser_name)
            .map(|(id, name)| Adviser { id, name }),
        version: card.version,
        erased: card.erased_at.is_some(),
    }
}

/// One field as it is shown.
pub(crate) fn field_mask(field: FieldName, plain: &str) -> String {
    match field {
        FieldName::Email => mask_email(plain),
        FieldName::Phone => mask_phone(plain),
        _ => mask_name(plain),
    }
}

fn open_masked(
    key: &DataKey,
    field: &str,
    sealed: &[u8],
    mask: fn(&str) -> String,
) -> Result<String, SealError> {
    key.open(field, sealed).map(|plain| mask(&plain))
}

fn logged<T>(person: PersonId, opened: Result<T, SealError>) -> Option<T> {
    opened
        .inspect_err(|error| tracing::error!(%person, %error, "a personal field does not open"))
        .ok()
}
