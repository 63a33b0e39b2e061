//! Whom a row speaks of: users, teams and requesters by the source's ids, by address, by name.

use std::collections::HashMap;

use touchstone_domain::codes::Code;
use touchstone_domain::contact::{NORMALISATION_VERSION, email_normalise};
use touchstone_domain::id::{Id, ImportId, PersonId, TeamId, UserId};
use touchstone_domain::import::{ImportKind, Mapping, RowCode};
use touchstone_store::Tx;
use touchstone_store::reference::reference_find;
use touchstone_store::team::team_by_name;
use touchstone_store::user::user_by_name;

use crate::account::input::user_by_lookup;
use crate::core::{App, AppError};
use crate::keys::{KeyRing, Purpose};

/// By which a record is found under an id of a source.
pub(super) fn external_key(keys: &KeyRing, source: &str, kind: ImportKind, id: &str) -> [u8; 32] {
    keys.mac(
        Purpose::ExternalId,
        &[source.as_bytes(), kind.code().as_bytes(), id.as_bytes()],
    )
}

/// An import with what its rows have looked up so far. Lives as long as one transaction.
pub(super) struct Scene<'a> {
    pub(super) app: &'a App,
    pub(super) id: ImportId,
    pub(super) mapping: &'a Mapping,
    users: HashMap<String, Result<UserId, RowCode>>,
    teams: HashMap<String, Option<TeamId>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(app: &'a App, id: ImportId, mapping: &'a Mapping) -> Self {
        Self {
            app,
            id,
            mapping,
            users: HashMap::new(),
            teams: HashMap::new(),
        }
    }

    pub(super) fn key(&self, kind: ImportKind, id: &str) -> [u8; 32] {
        external_key(&self.app.keys, &self.mapping.source, kind, id)
    }

    /// Raw id of the record that the source calls so.
    pub(super) fn known(&self, tx: &mut Tx<'_>, kind: ImportKind, id: &str) -> Result<Option<i64>, AppError> {
        Ok(reference_find(tx, kind, &self.key(kind, id))?)
    }

    /// The requester that the source calls so.
    pub(super) fn requester(&self, tx: &mut Tx<'_>, id: &str) -> Result<Option<PersonId>, AppError> {
        Ok(self
            .known(tx, ImportKind::Requesters, id)?
            .map(PersonId::from_raw))
    }

    /// A user by the source's id, by address, or by a name that only one has.
    pub(super) fn user(&mut self, tx: &mut Tx<'_>, word: &str) -> Result<Result<UserId, RowCode>, AppError> {
        if let Some(found) = self.users.get(word) {
            return Ok(*found);
        }
        let found = self.user_look(tx, word)?;
        self.users.insert(word.to_owned(), found);
        Ok(found)
    }

    fn user_look(&self, tx: &mut Tx<'_>, word: &str) -> Result<Result<UserId, RowCode>, AppError> {
        if let Some(raw) = self.known(tx, ImportKind::Users, word)? {
            return Ok(Ok(UserId::from_raw(raw)));
        }
        if let Ok(email) = email_normalise(word) {
            let lookup = self.app.keys.lookup("email", NORMALISATION_VERSION, &email);
            let user = user_by_lookup(tx, &lookup)?.map(|user| user.id);
            return Ok(user.ok_or(RowCode::UserUnknown));
        }
        Ok(match user_by_name(tx, word)?[..] {
            [only] => Ok(only),
            [] => Err(RowCode::UserUnknown),
            _ => Err(RowCode::UserAmbiguous),
        })
    }

    /// A team by the source's id or by name.
    pub(super) fn team(&mut self, tx: &mut Tx<'_>, word: &str) -> Result<Option<TeamId>, AppError> {
        if let Some(found) = self.teams.get(word) {
            return Ok(*found);
        }
        let found = match self.known(tx, ImportKind::Teams, word)? {
            Some(raw) => Some(TeamId::from_raw(raw)),
            None => team_by_name(tx, word)?,
        };
        self.teams.insert(word.to_owned(), found);
        Ok(found)
    }

    /// What is looked up once more after the import itself has added to it.
    pub(super) fn forget(&mut self) {
        self.users.clear();
        self.teams.clear();
    }
}
