//! What is typed about users and teams, checked and sealed before any transaction begins.

use touchstone_domain::contact::{NORMALISATION_VERSION, email_normalise};
use touchstone_domain::id::UserId;
use touchstone_domain::text::{NAME, TextError, bounded};
use touchstone_store::user::{UserSignInRow, user_by_email};
use touchstone_store::{StoreError, Tx};
use zeroize::Zeroizing;

use crate::core::FieldError;
use crate::keys::{DataKey, KeyRing, Lookup, WrappedKey};

/// Name under which a user's e-mail address is sealed.
pub(super) const EMAIL: &str = "email";

/// An e-mail address of a user, checked.
#[derive(Clone)]
pub(super) struct StaffEmail {
    text: Zeroizing<String>,
    pub(super) lookup: Lookup,
}

impl StaffEmail {
    pub(super) fn new(keys: &KeyRing, typed: &str) -> Result<Self, FieldError> {
        let text = email_normalise(typed).map_err(|error| FieldError::new(EMAIL, error.code()))?;
        let lookup = keys.lookup(EMAIL, NORMALISATION_VERSION, &text);
        Ok(Self {
            text: Zeroizing::new(text),
            lookup,
        })
    }

    /// The part before the @, which no password may contain.
    pub(super) fn local_part(&self) -> &str {
        self.text.split('@').next().unwrap_or_default()
    }

    pub(super) fn seal(&self, key: &DataKey) -> Vec<u8> {
        key.seal(EMAIL, &self.text)
    }

    /// The address sealed under a new key of the user's own.
    pub(super) fn seal_new(&self, keys: &KeyRing, user: UserId) -> (WrappedKey, Vec<u8>) {
        let (key, wrapped) = keys.data_key_create(user);
        let sealed = self.seal(&key);
        (wrapped, sealed)
    }
}

/// The active user with this address, under whichever version of the look-up key.
pub(crate) fn user_by_lookup(tx: &mut Tx<'_>, lookup: &Lookup) -> Result<Option<UserSignInRow>, StoreError> {
    for hash in lookup.all() {
        if let Some(found) = user_by_email(tx, hash)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A display name: something, and not too much.
pub(super) fn name_accept(field: &'static str, typed: &str) -> Result<String, FieldError> {
    text_required(field, typed, NAME)
}

/// A text that must not be empty, at most `max` characters.
pub(crate) fn text_required(field: &'static str, typed: &str, max: usize) -> Result<String, FieldError> {
    bounded(field, typed, max).map_err(|error| text_refused(&error))
}

/// A refused text as an error of its field.
pub(crate) fn text_refused(error: &TextError) -> FieldError {
    let refused = FieldError::new(error.field(), error.code());
    match error {
        TextError::TooLong { max, .. } => refused.with("max", max),
        _ => refused,
    }
}

/// Collects what is wrong with several fields, so that all of it is told at once.
#[derive(Default)]
pub(crate) struct Checks(Vec<FieldError>);

impl Checks {
    /// The value, or nothing and one more thing wrong.
    pub(crate) fn take<T>(&mut self, checked: Result<T, FieldError>) -> Option<T> {
        checked.map_err(|error| self.0.push(error)).ok()
    }

    /// Refuses when anything was wrong.
    pub(crate) fn finish(self) -> Result<(), crate::core::AppError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(crate::core::AppError::Validation(self.0))
        }
    }
}
