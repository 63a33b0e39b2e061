//! The ring itself: which keys there are, and sealing with those that rotate.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use zeroize::Zeroizing;

use super::seal::{SealError, Sealed};
use super::secret::Key;

/// All keys of an installation. Cheap to clone, and every clone sees a rotation; prints as its version numbers.
#[derive(Clone)]
pub struct KeyRing(Arc<Shared>);

struct Shared {
    keys: RwLock<Arc<Keys>>,
    /// Never rotates: passwords are hashed with it.
    pepper: Key,
    /// The file the ring is kept in; none for one that is kept nowhere.
    path: Option<PathBuf>,
}

pub(super) struct Keys {
    pub(super) master: Versions,
    pub(super) system: Versions,
    pub(super) lookup: Key,
    pub(super) token: Key,
    pub(super) file: Key,
}

/// A key that is rotated: new things are made with the newest version, old ones still open.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Versions(BTreeMap<u32, Key>);

impl Versions {
    pub(super) fn first() -> Self {
        Self(BTreeMap::from([(1, Key::generate())]))
    }

    /// `None` without any version, or with a version 0.
    pub(super) fn new(keys: BTreeMap<u32, Key>) -> Option<Self> {
        (!keys.is_empty() && !keys.contains_key(&0)).then_some(Self(keys))
    }

    #[expect(clippy::expect_used, reason = "every constructor puts one in")]
    pub(super) fn newest(&self) -> (u32, &Key) {
        self.0
            .last_key_value()
            .map(|(version, key)| (*version, key))
            .expect("there is a version")
    }

    pub(super) fn get(&self, version: u32) -> Option<&Key> {
        self.0.get(&version)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Key)> {
        self.0.iter().map(|(version, key)| (*version, key))
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys();
        f.debug_struct("KeyRing")
            .field("master", &keys.master.newest().0)
            .field("system", &keys.system.newest().0)
            .finish_non_exhaustive()
    }
}

impl KeyRing {
    /// A new ring, kept nowhere yet.
    pub fn generate() -> Self {
        Self::of(
            Versions::first(),
            Versions::first(),
            Key::generate(),
            Key::generate(),
            Key::generate(),
        )
    }

    pub(super) fn of(master: Versions, system: Versions, lookup: Key, token: Key, file: Key) -> Self {
        let pepper = token.derive("touchstone password pepper");
        let keys = Keys {
            master,
            system,
            lookup,
            token,
            file,
        };
        Self(Arc::new(Shared {
            keys: RwLock::new(Arc::new(keys)),
            pepper,
            path: None,
        }))
    }

    /// The same ring, kept in this file.
    pub(super) fn kept_in(&self, path: &Path) -> Self {
        Self(Arc::new(Shared {
            keys: RwLock::new(self.keys()),
            pepper: self.0.pepper.clone(),
            path: Some(path.to_owned()),
        }))
    }

    /// The keys of this moment.
    pub(super) fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.0.keys.read())
    }

    /// The file the ring is kept in, if it is kept.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// What passwords are mixed with before they are hashed, so that a stolen database alone cannot be searched.
    pub(crate) fn pepper(&self) -> &[u8] {
        self.0.pepper.bytes()
    }

    /// Seals something that is no person's, for one purpose: it opens for no other.
    pub fn seal_system(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let keys = self.keys();
        let (version, key) = keys.system.newest();
        Sealed::write(version, |header| {
            key.encrypt(&[b"touchstone system", purpose.as_bytes(), header], plain)
        })
    }

    /// Opens what [`KeyRing::seal_system`] sealed for this purpose.
    pub fn open_system(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let sealed = Sealed::read(sealed)?;
        let keys = self.keys();
        let key = keys
            .system
            .get(sealed.version)
            .ok_or(SealError::UnknownKey(sealed.version))?;
        key.decrypt(
            &[b"touchstone system", purpose.as_bytes(), sealed.header],
            sealed.body,
        )
        .ok_or(SealError::NotAuthentic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_sealing_is_bound_to_its_purpose_and_ring() {
        let ring = KeyRing::generate();
        let sealed = ring.seal_system("idempotency-answer", b"{}");
        assert_eq!(
            ring.open_system("idempotency-answer", &sealed)
                .unwrap()
                .as_slice(),
            b"{}"
        );
        assert_eq!(
            ring.open_system("notification", &sealed).unwrap_err(),
            SealError::NotAuthentic
        );
        assert_eq!(
            KeyRing::generate()
                .open_system("idempotency-answer", &sealed)
                .unwrap_err(),
            SealError::NotAuthentic
        );
        assert_eq!(
            ring.open_system("idempotency-answer", b"{}").unwrap_err(),
            SealError::Malformed
        );
    }

    #[test]
    fn an_older_version_still_opens() {
        let (old, new) = (Key::generate(), Key::generate());
        let ring = |keys: &[(u32, &Key)]| {
            let system = Versions::new(keys.iter().map(|(v, k)| (*v, (*k).clone())).collect()).unwrap();
            KeyRing::of(
                Versions::first(),
                system,
                Key::generate(),
                Key::generate(),
                Key::generate(),
            )
        };
        let sealed = ring(&[(1, &old)]).seal_system("x", b"kept");
        assert_eq!(
            ring(&[(1, &old), (2, &new)])
                .open_system("x", &sealed)
                .unwrap()
                .as_slice(),
            b"kept"
        );
        assert_eq!(
            ring(&[(2, &new)]).open_system("x", &sealed).unwrap_err(),
            SealError::UnknownKey(1)
        );
    }

    #[test]
    fn a_ring_prints_no_key() {
        assert_eq!(
            format!("{:?}", KeyRing::generate()),
            "KeyRing { master: 1, system: 1, .. }"
        );
    }
}
