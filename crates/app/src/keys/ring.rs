//! The ring itself: which keys there are, and sealing with those that rotate.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use zeroize::Zeroizing;

use super::file::Seen;
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
    /// What the file looked like when it was read last. Held while the file is written.
    seen: Mutex<Option<Seen>>,
}

#[derive(Clone)]
pub(super) struct Keys {
    pub(super) master: Versions,
    pub(super) system: Versions,
    pub(super) lookup: Versions,
    /// Made from the first look-up key and kept when that is gone: by it the ring is known again.
    pub(super) root: Key,
    pub(super) token: Key,
    pub(super) file: Key,
    /// When the ring was made, as its file says.
    pub(super) created_at: String,
}

/// A key that is rotated: new things are made with the newest version that is in use, all others still open.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Versions {
    keys: BTreeMap<u32, Key>,
    /// Newer ones are in the ring already and wait until every process has them.
    in_use: u32,
}

impl Versions {
    pub(super) fn first() -> Self {
        Self::of(BTreeMap::from([(1, Key::generate())]))
    }

    /// `None` without any version, or with a version 0.
    pub(super) fn new(keys: BTreeMap<u32, Key>) -> Option<Self> {
        (!keys.is_empty() && !keys.contains_key(&0)).then(|| Self::of(keys))
    }

    fn of(keys: BTreeMap<u32, Key>) -> Self {
        Self {
            keys,
            in_use: u32::MAX,
        }
    }

    /// The newest version in use.
    #[expect(clippy::expect_used, reason = "every constructor puts one in")]
    pub(super) fn newest(&self) -> (u32, &Key) {
        let used = self.keys.range(..=self.in_use).next_back();
        used.or_else(|| self.keys.first_key_value())
            .map(|(version, key)| (*version, key))
            .expect("there is a version")
    }

    /// The newest version, in use or not.
    pub(super) fn last(&self) -> u32 {
        self.keys.last_key_value().map_or(0, |(version, _)| *version)
    }

    pub(super) fn get(&self, version: u32) -> Option<&Key> {
        self.keys.get(&version)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Key)> {
        self.keys.iter().map(|(version, key)| (*version, key))
    }

    pub(super) fn add(&mut self, version: u32) {
        self.keys.entry(version).or_insert_with(Key::generate);
    }

    pub(super) fn use_until(&mut self, version: u32) {
        self.in_use = version;
    }

    pub(super) fn in_use(&self) -> u32 {
        self.in_use
    }

    /// Takes out what is older; the newest stays in any case.
    pub(super) fn drop_below(&mut self, version: u32) {
        let version = version.min(self.last());
        self.keys.retain(|known, _| *known >= version);
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
        let lookup = Versions::first();
        let root = root_of(lookup.newest().1);
        Self::of(Keys {
            master: Versions::first(),
            system: Versions::first(),
            lookup,
            root,
            token: Key::generate(),
            file: Key::generate(),
            created_at: String::new(),
        })
    }

    pub(super) fn of(keys: Keys) -> Self {
        let pepper = keys.token.derive("touchstone password pepper");
        Self(Arc::new(Shared {
            keys: RwLock::new(Arc::new(keys)),
            pepper,
            path: None,
            seen: Mutex::new(None),
        }))
    }

    /// The same ring, kept in this file.
    pub(super) fn kept_in(&self, path: &Path) -> Self {
        Self(Arc::new(Shared {
            keys: RwLock::new(self.keys()),
            pepper: self.0.pepper.clone(),
            path: Some(path.to_owned()),
            seen: Mutex::new(None),
        }))
    }

    /// Puts other keys of the same ring in place, for every clone.
    pub(super) fn put(&self, keys: Keys) {
        *self.0.keys.write() = Arc::new(keys);
    }

    pub(super) fn seen(&self) -> &Mutex<Option<Seen>> {
        &self.0.seen
    }

    /// What `find` takes from the keys. Where it finds nothing, the file is read again first: another process may have
    /// changed keys meanwhile.
    pub(super) fn find<T>(&self, version: u32, find: impl Fn(&Keys) -> Option<T>) -> Result<T, SealError> {
        if let Some(found) = find(&self.keys()) {
            return Ok(found);
        }
        if let Err(error) = self.read_again() {
            tracing::warn!(%error, "a version of a key is missing, and the key ring cannot be read again");
        }
        find(&self.keys()).ok_or(SealError::UnknownKey(version))
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
        let key = self.find(sealed.version, |keys| keys.system.get(sealed.version).cloned())?;
        key.decrypt(
            &[b"touchstone system", purpose.as_bytes(), sealed.header],
            sealed.body,
        )
        .ok_or(SealError::NotAuthentic)
    }
}

/// What is kept of the first look-up key.
pub(super) fn root_of(lookup: &Key) -> Key {
    lookup.derive("check")
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
            let ring = KeyRing::generate();
            ring.put(Keys {
                system,
                ..(*ring.keys()).clone()
            });
            ring
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
