//! Changing the ring while it is used: a version is added, used, and taken out when nothing needs it any more. When that is,
//! the database knows (see [`crate::rotation`]); here it is done, to the file first and then for every clone.

use touchstone_domain::keys::KeyFamily;
use touchstone_store::key_rotation::KeyRotationRow;

use super::check::retired_below;
use super::file::{KeyRingError, Seen, only_here, read, replace};
use super::ring::{KeyRing, Keys, Versions};

impl Keys {
    fn family(&mut self, family: KeyFamily) -> Vec<&mut Versions> {
        match family {
            KeyFamily::Sealing => vec![&mut self.master, &mut self.system],
            KeyFamily::Lookup => vec![&mut self.lookup],
        }
    }

    fn versions(&self, family: KeyFamily) -> &Versions {
        match family {
            KeyFamily::Sealing => &self.master,
            KeyFamily::Lookup => &self.lookup,
        }
    }

    /// Whether these are keys of the same installation.
    fn are_kin(&self, other: &Keys) -> bool {
        self.root == other.root && self.token == other.token && self.file == other.file
    }
}

impl KeyRing {
    /// The newest version of a family, in use or not.
    pub fn last(&self, family: KeyFamily) -> u32 {
        let keys = self.keys();
        match family {
            KeyFamily::Sealing => keys.master.last().max(keys.system.last()),
            KeyFamily::Lookup => keys.lookup.last(),
        }
    }

    /// The version that new things are made with.
    pub fn in_use(&self, family: KeyFamily) -> u32 {
        self.keys().versions(family).newest().0
    }

    /// Every version of a family that still opens what was made with it.
    pub fn versions(&self, family: KeyFamily) -> Vec<u32> {
        let keys = self.keys();
        keys.versions(family).iter().map(|(version, _)| version).collect()
    }

    /// Uses what the database says is in use. A version that no change has led to is not used: other processes may not
    /// have it.
    pub(crate) fn follow(&self, changes: &[KeyRotationRow]) {
        let mut keys = (*self.keys()).clone();
        for family in KeyFamily::ALL {
            let used = changes
                .iter()
                .filter(|row| row.family == *family && row.state.in_use());
            let version = used.map(|row| row.version).max();
            let under_way = changes
                .iter()
                .filter(|row| row.family == *family && !row.state.in_use())
                .map(|row| row.version)
                .min();
            for versions in keys.family(*family) {
                versions.use_until(match (version, under_way) {
                    (_, Some(waiting)) => waiting.saturating_sub(1),
                    (Some(used), None) => used,
                    (None, None) => u32::MAX,
                });
            }
        }
        self.put(keys);
    }

    /// Adds a version that waits to be used; nothing happens when it is there already. Blocks.
    pub(crate) fn version_add(&self, family: KeyFamily, version: u32) -> Result<(), KeyRingError> {
        self.change(|keys| {
            for versions in keys.family(family) {
                let used = versions.in_use().min(version.saturating_sub(1));
                versions.add(version);
                versions.use_until(used);
            }
        })
    }

    /// Takes out the versions that no row needs any more, from this process and its file. Blocks.
    pub(crate) fn retired_drop(&self, changes: &[KeyRotationRow]) -> Result<(), KeyRingError> {
        let older = |family: &KeyFamily| {
            let oldest = self.versions(*family).first().copied().unwrap_or_default();
            oldest < retired_below(changes, *family)
        };
        if !KeyFamily::ALL.iter().any(older) {
            return Ok(());
        }
        self.change(|keys| {
            for family in KeyFamily::ALL {
                for versions in keys.family(*family) {
                    versions.drop_below(retired_below(changes, *family));
                }
            }
        })
    }

    /// Reads the file again when it is another one than was read before. Blocks for a moment.
    pub(crate) fn read_again(&self) -> Result<(), KeyRingError> {
        let Some(path) = self.path() else { return Ok(()) };
        let mut seen = self.seen().lock();
        let now = Seen::of(path);
        if now.is_some() && *seen == now {
            return Ok(());
        }
        if let Some(read) = read(path)? {
            self.adopt(read)?;
            *seen = now;
        }
        Ok(())
    }

    /// Puts what the file has in place of what this process has, which uses what it used.
    fn adopt(&self, mut read: Keys) -> Result<(), KeyRingError> {
        let own = self.keys();
        if !own.are_kin(&read) {
            return Err(KeyRingError::Exchanged {
                path: self.path().map(Into::into).unwrap_or_default(),
            });
        }
        for family in KeyFamily::ALL {
            let used = own.versions(*family).in_use();
            let last = own.versions(*family).last();
            for versions in read.family(*family) {
                // What comes new waits until the database says that it is used.
                versions.use_until(used.min(last));
            }
        }
        self.put(read);
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut Keys)) -> Result<(), KeyRingError> {
        let mut seen = self.seen().lock();
        let held = self.path().map(only_here).transpose()?;
        if let Some(path) = self.path()
            && let Some(read) = read(path)?
        {
            // Another process may have changed the file since it was read.
            self.adopt(read)?;
        }
        let mut keys = (*self.keys()).clone();
        change(&mut keys);
        if let Some(path) = self.path() {
            replace(path, &keys)?;
            *seen = Seen::of(path);
        }
        drop(held);
        self.put(keys);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tempfile::tempdir;
    use touchstone_domain::time::Timestamp;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_000_000_000_000);

    #[test]
    fn what_several_processes_add_at_once_is_all_there() {
        let directory = tempdir().unwrap();
        let path = directory.path().join("ring");
        KeyRing::create(&path, NOW).unwrap().unwrap();
        std::thread::scope(|scope| {
            for version in 2..10 {
                // Each has read the file for itself, as processes do.
                let ring = KeyRing::load(&path).unwrap().unwrap();
                scope.spawn(move || {
                    ring.version_add(KeyFamily::Sealing, version).unwrap();
                    ring.version_add(KeyFamily::Lookup, version).unwrap();
                });
            }
        });
        let read = KeyRing::load(&path).unwrap().unwrap();
        for family in KeyFamily::ALL {
            assert_eq!(
                read.versions(*family),
                (1..10).collect::<Vec<u32>>(),
                "{family:?}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn the_file_says_what_the_ring_is_after_every_change(steps in prop::collection::vec((any::<bool>(), any::<bool>()), 1..6)) {
            let dir = tempdir().unwrap();
            let path = dir.path().join("ring.toml");
            let ring = KeyRing::create(&path, NOW).unwrap().unwrap();
            for (lookup, drop) in steps {
                let family = if lookup { KeyFamily::Lookup } else { KeyFamily::Sealing };
                let version = ring.last(family) + 1;
                ring.version_add(family, version).unwrap();
                prop_assert!(ring.in_use(family) < version, "it waits");
                if drop {
                    ring.change(|keys| keys.family(family).into_iter().for_each(|versions| versions.drop_below(version))).unwrap();
                }
                let read = KeyRing::load(&path).unwrap().unwrap();
                for family in KeyFamily::ALL {
                    prop_assert_eq!(read.versions(*family), ring.versions(*family));
                }
                prop_assert_eq!(read.checks(), ring.checks());
                prop_assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "beside the lock no draft is left");
            }
        }

        #[test]
        fn a_ring_bent_anywhere_is_refused_or_says_the_same(at: usize, to in "[ -~]") {
            let dir = tempdir().unwrap();
            let path = dir.path().join("ring.toml");
            let ring = KeyRing::create(&path, NOW).unwrap().unwrap();
            ring.version_add(KeyFamily::Lookup, 2).unwrap();
            let mut text = std::fs::read_to_string(&path).unwrap();
            let at = at % text.len();
            text.replace_range(at..=at, &to);
            std::fs::write(&path, text).unwrap();
            // Whatever comes of it, nothing panics, and other keys have other check values.
            let _ = KeyRing::load(&path).map(|read| read.map(|ring| ring.checks()));
        }
    }
}
