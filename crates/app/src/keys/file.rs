//! The ring as a file: TOML, readable by its owner only. It is made once, and written again only when keys are changed:
//! beside its name, synced, and renamed, so that there is a whole ring at every moment.
//!
//! Format 1 has one look-up key; format 2 has versions of it, and what the first one left behind. The older is written as
//! long as it says everything, so that an older program still reads it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde::Deserialize;
use touchstone_domain::time::Timestamp;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::ring::{KeyRing, Keys, Versions, root_of};
use super::secret::{Key, random};

/// Formats of the file.
const FORMAT: u32 = 1;
const FORMAT_VERSIONED_LOOKUP: u32 = 2;
/// A ring is a few lines; whatever is larger is something else.
const LARGEST: u64 = 64 << 10;

const PREAMBLE: &str = "\
# The key ring of a Touchstone installation.
#
# Without this file the personal data in its database cannot be read by anybody, and nobody can sign in. Keep a copy in a
# safe place apart from the backups of the database: who has both has everything. Do not edit it.
";

/// Why there is no key ring to work with. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    #[error(
        "the key ring {} is missing, but this database was sealed with one; put the saved copy back there, or name \
         its place in the configuration (without it the personal data in this database cannot be read)", .path.display()
    )]
    Missing { path: PathBuf },
    #[error(
        "the key ring {} can be read by others (mode {mode:04o}); run `chmod 600` on it, and consider its keys known \
         if others use this machine", .path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error(
        "the key ring {} would lie inside the data directory and so in every backup of it; name a place outside in \
         the configuration, and move the file there if it exists", .path.display()
    )]
    InsideDataDirectory { path: PathBuf },
    #[error("the key ring {} cannot be understood ({reason}); put the saved copy back there", .path.display())]
    Malformed { path: PathBuf, reason: String },
    #[error(
        "the key ring {} belongs to another database; point to the ring this database was made with, or to the \
         database this ring was made for", .path.display()
    )]
    Foreign { path: PathBuf },
    #[error(
        "the key ring {} is an older copy: the database also uses {kind} key version {version}; put the newest copy \
         there", .path.display()
    )]
    Outdated {
        path: PathBuf,
        kind: String,
        version: u32,
    },
    #[error("the key ring {} cannot be read or made: {source}; check that its directory exists and is yours", .path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error(
        "the key ring {} was exchanged for another installation's while Touchstone ran; put the right one back", .path.display()
    )]
    Exchanged { path: PathBuf },
    #[error("the database does not say which key ring it was sealed with: {0}")]
    Store(#[from] touchstone_store::StoreError),
}

/// Base 64 of a key, wiped when dropped.
#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
struct KeyText(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RingText {
    format: u32,
    created_at: String,
    /// Format 1.
    lookup: Option<KeyText>,
    /// Format 2.
    root: Option<KeyText>,
    token: KeyText,
    file: KeyText,
    master: Vec<VersionText>,
    system: Vec<VersionText>,
    /// Format 2.
    #[serde(default)]
    lookup_key: Vec<VersionText>,
}

/// What a file looks like from outside: another content is another file, since it is replaced whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    changed: Option<std::time::SystemTime>,
    length: u64,
}

impl Seen {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let found = fs::metadata(path).ok()?;
        Some(Self {
            changed: found.modified().ok(),
            length: found.len(),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionText {
    version: u32,
    key: KeyText,
}

impl KeyText {
    fn key(&self) -> Result<Key, String> {
        let bytes = BASE64.decode(self.0.as_bytes()).map(Zeroizing::new);
        bytes
            .ok()
            .and_then(|bytes| Key::from_slice(&bytes))
            .ok_or_else(|| "a key is not 32 bytes in base 64".to_owned())
    }
}

impl KeyRing {
    /// Reads the ring at `path`; `None` when there is no file.
    pub(super) fn load(path: &Path) -> Result<Option<Self>, KeyRingError> {
        Ok(read(path)?.map(|keys| Self::of(keys).kept_in(path)))
    }

    /// Makes a new ring at `path`, whole or not at all; `None` when a file stands there already.
    pub(super) fn create(path: &Path, now: Timestamp) -> Result<Option<Self>, KeyRingError> {
        let ring = Self::generate();
        ring.put(Keys {
            created_at: now.to_string(),
            ..(*ring.keys()).clone()
        });
        // A link never replaces what stands there, unlike a rename: of two first starts one ring wins.
        match write(path, &text(&ring.keys()), |draft| fs::hard_link(draft, path)) {
            Ok(()) => Ok(Some(ring.kept_in(path))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(source) => Err(KeyRingError::Io {
                path: path.to_owned(),
                source,
            }),
        }
    }
}

/// Keeps other processes from changing the file until it is dropped: each reads it, changes it and writes it whole, and what two
/// did at once would be what one of them did. Blocks until nobody else changes it.
pub(super) fn only_here(path: &Path) -> Result<File, KeyRingError> {
    let failed = |source| KeyRingError::Io {
        path: path.to_owned(),
        source,
    };
    // The file itself is replaced by each change; what is held must stay.
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let held = options.open(&beside).map_err(failed)?;
    match held.lock() {
        // A file system without locks is one that no other process shares.
        Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(failed(error)),
        _ => Ok(held),
    }
}

/// Puts these keys in the place of those in the file.
pub(super) fn replace(path: &Path, keys: &Keys) -> Result<(), KeyRingError> {
    write(path, &text(keys), |draft| fs::rename(draft, path)).map_err(|source| KeyRingError::Io {
        path: path.to_owned(),
        source,
    })
}

/// The keys in the file at `path`; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<Keys>, KeyRingError> {
    let failed = |source| KeyRingError::Io {
        path: path.to_owned(),
        source,
    };
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    check_mode(path, &file)?;
    let mut text = Zeroizing::new(String::new());
    file.take(LARGEST).read_to_string(&mut text).map_err(failed)?;
    let keys = parse(&text).map_err(|reason| KeyRingError::Malformed {
        path: path.to_owned(),
        reason,
    })?;
    Ok(Some(keys))
}

fn text(keys: &Keys) -> Zeroizing<String> {
    // Room for everything at once: a growing string would leave copies of keys behind.
    let mut text = Zeroizing::new(String::with_capacity(16 << 10));
    text.push_str(PREAMBLE);
    let only = keys
        .lookup
        .iter()
        .next()
        .filter(|_| keys.lookup.iter().count() == 1);
    let plain = only.filter(|(version, key)| *version == 1 && root_of(key) == keys.root);
    let format = plain.map_or(FORMAT_VERSIONED_LOOKUP, |_| FORMAT);
    let _ = write!(text, "format = {format}\ncreated_at = \"{}\"\n", keys.created_at);
    let first = plain.map_or(("root", &keys.root), |(_, key)| ("lookup", key));
    for (name, key) in [first, ("token", &keys.token), ("file", &keys.file)] {
        let _ = writeln!(text, "{name} = \"{}\"", encoded(key).as_str());
    }
    let versioned = plain.map_or(Some(("lookup_key", &keys.lookup)), |_| None);
    let others = [("master", &keys.master), ("system", &keys.system)];
    for (name, versions) in others.into_iter().chain(versioned) {
        for (version, key) in versions.iter() {
            let _ = write!(
                text,
                "\n[[{name}]]\nversion = {version}\nkey = \"{}\"\n",
                encoded(key).as_str()
            );
        }
    }
    text
}

fn encoded(key: &Key) -> Zeroizing<String> {
    Zeroizing::new(BASE64.encode(key.bytes()))
}

fn parse(text: &str) -> Result<Keys, String> {
    // The parser's own message quotes the line, which may hold a key.
    let ring: RingText = toml::from_str(text).map_err(|error| match error.span() {
        Some(span) => format!(
            "line {}",
            text[..span.start.min(text.len())].lines().count().max(1)
        ),
        None => "it is no key ring".to_owned(),
    })?;
    let (lookup, root) = match (ring.format, &ring.lookup, &ring.root) {
        (FORMAT, Some(key), None) if ring.lookup_key.is_empty() => {
            let key = key.key()?;
            let root = root_of(&key);
            (BTreeMap::from([(1, key)]), root)
        }
        (FORMAT_VERSIONED_LOOKUP, None, Some(root)) => (keys(&ring.lookup_key)?, root.key()?),
        (FORMAT | FORMAT_VERSIONED_LOOKUP, ..) => return Err("its keys do not fit its format".to_owned()),
        (unknown, ..) => {
            return Err(format!(
                "format {unknown} is not known to this version of Touchstone"
            ));
        }
    };
    Ok(Keys {
        master: versions(keys(&ring.master)?)?,
        system: versions(keys(&ring.system)?)?,
        lookup: versions(lookup)?,
        root,
        token: ring.token.key()?,
        file: ring.file.key()?,
        created_at: readable(&ring.created_at),
    })
}

/// A text that cannot break out of its line when it is written again.
fn readable(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-:.+ ".contains(*c))
        .take(40)
        .collect()
}

fn keys(texts: &[VersionText]) -> Result<BTreeMap<u32, Key>, String> {
    let mut keys = BTreeMap::new();
    for text in texts {
        if keys.insert(text.version, text.key.key()?).is_some() {
            return Err(format!("key version {} stands there twice", text.version));
        }
    }
    Ok(keys)
}

fn versions(keys: BTreeMap<u32, Key>) -> Result<Versions, String> {
    Versions::new(keys).ok_or_else(|| "a key has no version, or a version 0".to_owned())
}

/// Writes a file complete and on the disk, or not at all; `place` gives the draft its name.
fn write(path: &Path, text: &str, place: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    let dir = path
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    create_private_dir(dir)?;
    let draft = dir.join(format!(".key-ring-{:016x}", u64::from_be_bytes(random())));
    let written = write_private(&draft, text).and_then(|()| place(&draft));
    // Renamed, it is gone already.
    match fs::remove_file(&draft) {
        Err(error) if written.is_ok() && error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    written?;
    File::open(dir)?.sync_all()
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn create_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(unix)]
fn check_mode(path: &Path, file: &File) -> Result<(), KeyRingError> {
    use std::os::unix::fs::MetadataExt;
    let failed = |source| KeyRingError::Io {
        path: path.to_owned(),
        source,
    };
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyRingError::Exposed {
            path: path.to_owned(),
            mode,
        })
    }
}

#[cfg(not(unix))]
fn check_mode(_: &Path, _: &File) -> Result<(), KeyRingError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    const NOW: Timestamp = Timestamp::from_micros(1_763_000_000_000_000);

    #[test]
    fn a_ring_survives_the_file() {
        let dir = tempdir().unwrap();
        let path = dir.path().join("keys/ring.toml");
        assert!(KeyRing::load(&path).unwrap().is_none());
        let made = KeyRing::create(&path, NOW).unwrap().unwrap();
        let read = KeyRing::load(&path).unwrap().unwrap();
        let sealed = made.seal_system("x", b"kept");
        assert_eq!(read.open_system("x", &sealed).unwrap().as_slice(), b"kept");
        let (key, wrapped) = made.data_key_create("per_1");
        let field = key.seal("name", "李");
        assert_eq!(
            read.data_key_open("per_1", &wrapped.bytes)
                .unwrap()
                .open("name", &field)
                .unwrap()
                .as_str(),
            "李"
        );
        assert_eq!(read.lookup("email", 1, "a"), made.lookup("email", 1, "a"));
        assert_eq!(
            fs::read_dir(dir.path().join("keys")).unwrap().count(),
            1,
            "no draft is left"
        );
    }

    #[test]
    fn a_ring_never_replaces_another() {
        let dir = tempdir().unwrap();
        let path = dir.path().join("ring.toml");
        KeyRing::create(&path, NOW).unwrap().unwrap();
        let before = fs::read(&path).unwrap();
        assert!(KeyRing::create(&path, NOW).unwrap().is_none());
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_ring_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempdir().unwrap();
        let path = dir.path().join("ring.toml");
        KeyRing::create(&path, NOW).unwrap().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let refused = KeyRing::load(&path).unwrap_err();
            assert!(matches!(refused, KeyRingError::Exposed { mode: found, .. } if found == mode));
            assert!(refused.to_string().contains("chmod 600"));
        }
    }

    #[test]
    fn a_damaged_ring_is_refused_without_quoting_it() {
        let dir = tempdir().unwrap();
        let path = dir.path().join("ring.toml");
        let ring = KeyRing::create(&path, NOW).unwrap().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let key = encoded(ring.keys().lookup.newest().1);
        for damaged in [
            String::new(),
            text[..text.len() / 2].to_owned(),
            text.replace("format = 1", "format = 2"),
            text.replace("format = 1", "format = 3"),
            text.replace(key.as_str(), &key[..20]),
            text.replace(
                &format!("lookup = \"{}\"", key.as_str()),
                &format!("lookup = {}", key.as_str()),
            ),
            text.replace("version = 1", "version = 0"),
            format!("{text}\n[[master]]\nversion = 1\nkey = \"{}\"\n", key.as_str()),
            format!("{text}\nextra = 1\n"),
        ] {
            fs::write(&path, &damaged).unwrap();
            let refused = KeyRing::load(&path).unwrap_err();
            assert!(matches!(refused, KeyRingError::Malformed { .. }), "{damaged}");
            assert!(!refused.to_string().contains(&key[..16]), "{refused}");
        }
    }
}
