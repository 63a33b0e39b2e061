//! The ring and the database it belongs to: found together, made together, refused when they do not fit.

use std::path::{Path, PathBuf};

use touchstone_domain::keys::{KeyChange, KeyFamily};
use touchstone_domain::time::Timestamp;
use touchstone_store::key_check::{KeyCheckRow, key_check_all, key_check_insert};
use touchstone_store::key_rotation::{KeyRotationRow, key_holder, key_holder_save, key_rotations};
use touchstone_store::{Lane, Store, StoreError, Tx};

use super::file::KeyRingError;
use super::ring::{KeyRing, Versions};
use super::secret::Key;

/// Where the key ring lies.
#[derive(Debug, Clone)]
pub struct KeyRingPlace {
    pub path: PathBuf,
    /// The ring must not lie in here, because this is what gets copied as a backup.
    pub data_dir: Option<PathBuf>,
}

impl KeyRingPlace {
    /// The ring of this database. At the first start it is made, and the second value is `true`: tell the operator to
    /// save it. Blocks; call it before anything else uses the store.
    pub fn open(&self, store: &Store, now: Timestamp) -> Result<(KeyRing, bool), KeyRingError> {
        if self
            .data_dir
            .as_deref()
            .is_some_and(|dir| lies_in(&self.path, dir))
        {
            return Err(KeyRingError::InsideDataDirectory {
                path: self.path.clone(),
            });
        }
        let known = store.read_blocking(Lane::Fast, key_check_all)?;
        if let Some(ring) = KeyRing::load(&self.path)? {
            self.bind(store, &ring, now)?;
            return Ok((ring, false));
        }
        if !known.is_empty() {
            return Err(KeyRingError::Missing {
                path: self.path.clone(),
            });
        }
        let Some(ring) = KeyRing::create(&self.path, now)? else {
            return self.open(store, now);
        };
        self.bind(store, &ring, now).inspect_err(|_| {
            // Another process bound the database to its ring meanwhile; nothing was sealed with this one.
            let _ = std::fs::remove_file(&self.path);
        })?;
        tracing::warn!(
            path = %self.path.display(),
            "a key ring was made; keep a copy of it apart from the database backups: without it personal data cannot be read"
        );
        Ok((ring, true))
    }

    /// Refuses unless the ring is there and is the one that these check values were made with.
    pub fn check(&self, known: &[KeyCheckRow]) -> Result<(), KeyRingError> {
        let ring = KeyRing::load(&self.path)?.ok_or_else(|| KeyRingError::Missing {
            path: self.path.clone(),
        })?;
        self.compare(&ring, known)
    }

    /// Checks the ring against the database; what only the ring has is recorded.
    fn bind(&self, store: &Store, ring: &KeyRing, now: Timestamp) -> Result<(), KeyRingError> {
        let (own, mine) = (ring.checks(), ring.clone());
        let node = store.node();
        let known = store.write_blocking(move |tx| {
            let changes = key_rotations(tx)?;
            let known = key_check_all(tx)?;
            let fits = known.iter().all(|row| own.contains(row));
            let wanted = |row: &&KeyCheckRow| fits && !known.contains(row) && !is_retired(&changes, row);
            for row in own.iter().filter(wanted) {
                key_check_insert(tx, row, now)?;
            }
            if fits {
                mine.follow(&changes);
                holder_note(tx, node, &mine)?;
            }
            let now_known = key_check_all(tx)?;
            Ok::<_, StoreError>(now_known)
        })?;
        self.compare(ring, &known)?;
        ring.retired_drop(&store.read_blocking(Lane::Fast, key_rotations)?)
    }

    fn compare(&self, ring: &KeyRing, known: &[KeyCheckRow]) -> Result<(), KeyRingError> {
        let own = ring.checks();
        let path = || self.path.clone();
        for row in known {
            match own
                .iter()
                .find(|check| check.kind == row.kind && check.version == row.version)
            {
                Some(check) if check.check_value == row.check_value => {}
                None if row.kind != RING => {
                    return Err(KeyRingError::Outdated {
                        path: path(),
                        kind: row.kind.clone(),
                        version: row.version,
                    });
                }
                _ => return Err(KeyRingError::Foreign { path: path() }),
            }
        }
        Ok(())
    }
}

/// Says which versions this process has, unless that is known.
pub(crate) fn holder_note(tx: &mut Tx<'_>, node: u16, ring: &KeyRing) -> Result<(), StoreError> {
    let has = (ring.last(KeyFamily::Sealing), ring.last(KeyFamily::Lookup));
    if key_holder(tx, node)? == Some(has) {
        return Ok(());
    }
    key_holder_save(tx, node, has.0, has.1)
}

/// Whether a check value is of a version that was taken out of use: an older copy of the ring may still have it.
fn is_retired(changes: &[KeyRotationRow], check: &KeyCheckRow) -> bool {
    let family = match check.kind.as_str() {
        "master" | "system" => KeyFamily::Sealing,
        "lookup" => KeyFamily::Lookup,
        _ => return false,
    };
    check.version < retired_below(changes, family)
}

/// The oldest version that is still needed.
pub(super) fn retired_below(changes: &[KeyRotationRow], family: KeyFamily) -> u32 {
    let retired = changes
        .iter()
        .filter(|row| row.family == family && row.state == KeyChange::Retired);
    retired.map(|row| row.version).max().unwrap_or(0)
}

/// The check value of the keys that never rotate.
const RING: &str = "ring";

impl KeyRing {
    pub(crate) fn checks(&self) -> Vec<KeyCheckRow> {
        let keys = self.keys();
        let whole = [
            keys.root.clone(),
            keys.token.derive("check"),
            keys.file.derive("check"),
        ];
        let parts: Vec<&[u8]> = whole.iter().map(|key| key.bytes().as_slice()).collect();
        let ring = KeyCheckRow {
            kind: RING.to_owned(),
            version: 0,
            check_value: keys
                .token
                .mac(&[&[b"touchstone key ring" as &[u8]], parts.as_slice()].concat())
                .to_vec(),
        };
        let of = |kind: &'static str, versions: &Versions| -> Vec<KeyCheckRow> {
            let check = |version: u32, key: &Key| KeyCheckRow {
                kind: kind.to_owned(),
                version,
                check_value: key.derive("touchstone key check").bytes().to_vec(),
            };
            versions
                .iter()
                .map(|(version, key)| check(version, key))
                .collect()
        };
        [
            vec![ring],
            of("master", &keys.master),
            of("system", &keys.system),
            of("lookup", &keys.lookup),
        ]
        .concat()
    }
}

/// Whether a path lies in a directory, as far as the parts of it exist.
fn lies_in(path: &Path, dir: &Path) -> bool {
    let Ok(dir) = dir.canonicalize() else {
        return path.starts_with(dir);
    };
    path.ancestors()
        .find_map(|part| part.canonicalize().ok())
        .is_some_and(|part| part.starts_with(&dir))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    #[test]
    fn a_path_inside_is_seen_through_links_and_before_it_exists() {
        let dir = tempdir().unwrap();
        let data = dir.path().join("data");
        std::fs::create_dir(&data).unwrap();
        assert!(lies_in(&data.join("keys/ring.toml"), &data));
        assert!(!lies_in(&dir.path().join("ring.toml"), &data));
        assert!(!lies_in(&dir.path().join("data-keys/ring.toml"), &data));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&data, dir.path().join("elsewhere")).unwrap();
            assert!(lies_in(&dir.path().join("elsewhere/ring.toml"), &data));
        }
    }
}
