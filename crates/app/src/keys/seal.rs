//! Fields sealed with a key of their subject's own. The subject is a person or a user, named by the text of their id;
//! destroying the wrapped key makes all their fields unreadable, in every old backup too.
//!
//! Authenticated with each field: subject, field name, version of the data key. With each wrapped key: subject and
//! version of the master key. So nothing opens in another person's record or under another name.

use std::fmt::{self, Display};

use zeroize::Zeroizing;

use super::ring::KeyRing;
use super::secret::Key;

/// Format of everything sealed: this byte, the version of the key (4 bytes), nonce, ciphertext, tag.
const FORMAT: u8 = 1;
/// Version of a subject's first data key.
const FIRST: u32 = 1;

/// Why something sealed does not open. Says nothing about what it holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("not in the format of sealed values")]
    Malformed,
    #[error("sealed under version {0} of a key, which the key ring does not have")]
    UnknownKey(u32),
    #[error("sealed with another key, for another purpose, or changed since")]
    NotAuthentic,
}

/// The version of the key that something was sealed or wrapped with; 0 for what was not.
pub fn sealed_version(sealed: &[u8]) -> u32 {
    Sealed::read(sealed).map_or(0, |sealed| sealed.version)
}

impl From<SealError> for crate::core::AppError {
    fn from(error: SealError) -> Self {
        Self::Internal(format!("a sealed value does not open: {error}"))
    }
}

/// A sealed value split into its parts.
pub(super) struct Sealed<'a> {
    pub(super) version: u32,
    /// Format and version, as authenticated.
    pub(super) header: &'a [u8],
    pub(super) body: &'a [u8],
}

impl<'a> Sealed<'a> {
    pub(super) fn write(version: u32, body: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut sealed = vec![FORMAT];
        sealed.extend_from_slice(&version.to_be_bytes());
        let body = body(&sealed);
        sealed.extend_from_slice(&body);
        sealed
    }

    pub(super) fn read(sealed: &'a [u8]) -> Result<Self, SealError> {
        let (header, body) = sealed.split_first_chunk::<5>().ok_or(SealError::Malformed)?;
        let [FORMAT, a, b, c, d] = *header else {
            return Err(SealError::Malformed);
        };
        Ok(Self {
            version: u32::from_be_bytes([a, b, c, d]),
            header,
            body,
        })
    }
}

/// A subject's own key, in clear. Kept no longer than a call.
pub struct DataKey {
    subject: String,
    version: u32,
    key: Key,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({}, …)", self.subject)
    }
}

/// A subject's key as it is kept.
#[derive(Debug, Clone)]
pub struct WrappedKey {
    pub bytes: Vec<u8>,
    /// Version of the master key it is wrapped under.
    pub master_version: u32,
}

impl KeyRing {
    /// A new key for a subject, in clear and wrapped.
    pub fn data_key_create(&self, subject: impl Display) -> (DataKey, WrappedKey) {
        let data_key = DataKey {
            subject: subject.to_string(),
            version: FIRST,
            key: Key::generate(),
        };
        let wrapped = self.data_key_wrap(&data_key);
        (data_key, wrapped)
    }

    /// A subject's key wrapped under the newest master key.
    fn data_key_wrap(&self, data_key: &DataKey) -> WrappedKey {
        let keys = self.keys();
        let (master_version, master) = keys.master.newest();
        let mut plain = Zeroizing::new(data_key.version.to_be_bytes().to_vec());
        plain.extend_from_slice(data_key.key.bytes());
        let bytes = Sealed::write(master_version, |header| {
            master.encrypt(
                &[b"touchstone data key", data_key.subject.as_bytes(), header],
                &plain,
            )
        });
        WrappedKey {
            bytes,
            master_version,
        }
    }

    /// A subject's key, wrapped anew under the newest master key in use.
    pub fn data_key_rewrap(&self, subject: impl Display, wrapped: &[u8]) -> Result<WrappedKey, SealError> {
        Ok(self.data_key_wrap(&self.data_key_open(subject, wrapped)?))
    }

    /// The key of a subject from its wrapped form.
    pub fn data_key_open(&self, subject: impl Display, wrapped: &[u8]) -> Result<DataKey, SealError> {
        let subject = subject.to_string();
        let sealed = Sealed::read(wrapped)?;
        let master = self.find(sealed.version, |keys| keys.master.get(sealed.version).cloned())?;
        let plain = master
            .decrypt(
                &[b"touchstone data key", subject.as_bytes(), sealed.header],
                sealed.body,
            )
            .ok_or(SealError::NotAuthentic)?;
        let (version, key) = plain.split_first_chunk::<4>().ok_or(SealError::Malformed)?;
        let key = Key::from_slice(key).ok_or(SealError::Malformed)?;
        Ok(DataKey {
            subject,
            version: u32::from_be_bytes(*version),
            key,
        })
    }
}

impl DataKey {
    /// Seals one field of the subject.
    pub fn seal(&self, field: &str, plain: &str) -> Vec<u8> {
        self.seal_bytes(field, plain.as_bytes())
    }

    /// Seals something of the subject that is no text.
    pub fn seal_bytes(&self, field: &str, plain: &[u8]) -> Vec<u8> {
        Sealed::write(self.version, |header| {
            self.key.encrypt(&self.context(field, header), plain)
        })
    }

    /// Opens one field of the subject.
    pub fn open(&self, field: &str, sealed: &[u8]) -> Result<Zeroizing<String>, SealError> {
        let plain = self.open_bytes(field, sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| SealError::Malformed)?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Opens what [`DataKey::seal_bytes`] sealed.
    pub fn open_bytes(&self, field: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let sealed = Sealed::read(sealed)?;
        if sealed.version != self.version {
            return Err(SealError::UnknownKey(sealed.version));
        }
        self.key
            .decrypt(&self.context(field, sealed.header), sealed.body)
            .ok_or(SealError::NotAuthentic)
    }

    fn context<'a>(&'a self, field: &'a str, header: &'a [u8]) -> [&'a [u8]; 4] {
        [
            b"touchstone field",
            self.subject.as_bytes(),
            field.as_bytes(),
            header,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_opens_only_in_its_place() {
        let ring = KeyRing::generate();
        let (key, wrapped) = ring.data_key_create("per_1");
        let sealed = key.seal("email", "li@example.cn");
        let again = ring.data_key_open("per_1", &wrapped.bytes).unwrap();
        assert_eq!(again.open("email", &sealed).unwrap().as_str(), "li@example.cn");
        assert_eq!(again.open("name", &sealed).unwrap_err(), SealError::NotAuthentic);
        assert_eq!(
            ring.data_key_open("per_2", &wrapped.bytes).unwrap_err(),
            SealError::NotAuthentic
        );
        let (other, _) = ring.data_key_create("per_1");
        assert_eq!(other.open("email", &sealed).unwrap_err(), SealError::NotAuthentic);
        assert_eq!(
            KeyRing::generate()
                .data_key_open("per_1", &wrapped.bytes)
                .unwrap_err(),
            SealError::NotAuthentic
        );
    }

    #[test]
    fn nothing_readable_is_left_in_sealed_bytes_or_in_debug() {
        let (key, wrapped) = KeyRing::generate().data_key_create("per_1");
        let sealed = key.seal("name", "李小明");
        assert!(!sealed.windows(3).any(|bytes| bytes == "李".as_bytes()));
        assert_ne!(
            sealed,
            key.seal("name", "李小明"),
            "the same text never seals alike"
        );
        assert_eq!(format!("{key:?}"), "DataKey(per_1, …)");
        assert_eq!(wrapped.master_version, 1);
    }

    #[test]
    fn what_was_never_sealed_is_malformed() {
        let (key, _) = KeyRing::generate().data_key_create("per_1");
        for bytes in [
            &b""[..],
            b"\x01",
            b"\x02\x00\x00\x00\x01abcdefghijklmnopqrstuvwxyzabcdef",
        ] {
            assert_eq!(key.open("name", bytes).unwrap_err(), SealError::Malformed);
        }
        assert_eq!(
            key.open("name", b"\x01\x00\x00\x00\x01short").unwrap_err(),
            SealError::NotAuthentic
        );
    }
}
