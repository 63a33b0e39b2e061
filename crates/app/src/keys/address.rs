//! Addresses under which a file can be fetched for five minutes without any other credential. They hold no name and no
//! right beyond that one file; who may be given one is decided before.

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;
use touchstone_domain::id::{FileId, Id, UserId};
use touchstone_domain::time::{Span, Timestamp};

use super::ring::KeyRing;

/// How long an address works.
pub const FILE_ADDRESS_LIFE: Span = Span::minutes(5);
const PURPOSE: &[u8] = b"touchstone file address";

/// A file, the end of the right to fetch it, and who was given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileAddress {
    pub file: FileId,
    /// A member of staff; nobody for the requester of the file's ticket.
    pub reader: Option<UserId>,
    pub until: Timestamp,
}

impl KeyRing {
    /// The last part of a signed address, usable until [`FILE_ADDRESS_LIFE`] after `now`.
    pub fn file_address(&self, file: FileId, reader: Option<UserId>, now: Timestamp) -> String {
        let until = now + FILE_ADDRESS_LIFE;
        let (file, until) = (file.raw().to_be_bytes(), until.as_micros().to_be_bytes());
        let reader = reader.map_or(0, Id::raw).to_be_bytes();
        let mac = self.keys().file.mac(&[PURPOSE, &file, &until, &reader]);
        BASE64URL_NOPAD.encode(&[&file[..], &until, &reader, &mac].concat())
    }

    /// Which file an address names; `None` when it was not signed here or is over.
    pub fn file_address_open(&self, address: &str, now: Timestamp) -> Option<FileAddress> {
        let bytes = BASE64URL_NOPAD.decode(address.as_bytes()).ok()?;
        let (file, rest) = bytes.split_first_chunk::<8>()?;
        let (until, rest) = rest.split_first_chunk::<8>()?;
        let (reader, mac) = rest.split_first_chunk::<8>()?;
        let expected = self.keys().file.mac(&[PURPOSE, file, until, reader]);
        let reader = i64::from_be_bytes(*reader);
        let until = Timestamp::from_micros(i64::from_be_bytes(*until));
        let signed: bool = expected.ct_eq(mac).into();
        (signed && now < until).then(|| FileAddress {
            file: FileId::from_raw(i64::from_be_bytes(*file)),
            reader: (reader != 0).then(|| UserId::from_raw(reader)),
            until,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::from_micros(1_763_000_000_000_000);

    #[test]
    fn an_address_works_for_five_minutes() {
        let ring = KeyRing::generate();
        let file = FileId::from_raw(42);
        let reader = UserId::from_raw(7);
        let address = ring.file_address(file, Some(reader), NOW);
        let last = NOW + Span::from_micros(FILE_ADDRESS_LIFE.as_micros() - 1);
        let opened = ring.file_address_open(&address, last).unwrap();
        assert_eq!((opened.file, opened.reader), (file, Some(reader)));
        let requester = ring.file_address(file, None, NOW);
        assert_eq!(ring.file_address_open(&requester, last).unwrap().reader, None);
        assert!(
            ring.file_address_open(&address, NOW + FILE_ADDRESS_LIFE)
                .is_none()
        );
        assert!(KeyRing::generate().file_address_open(&address, NOW).is_none());
        assert!(
            address
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        );
    }

    proptest! {
        #[test]
        fn no_changed_address_opens(at: usize, to in "[A-Za-z0-9_-]") {
            let ring = KeyRing::generate();
            let address = ring.file_address(FileId::from_raw(42), Some(UserId::from_raw(7)), NOW);
            let at = at % address.len();
            let mut changed = address.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != address);
            prop_assert!(ring.file_address_open(&changed, NOW).is_none());
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,200}") {
            prop_assert!(KeyRing::generate().file_address_open(&text, NOW).is_none());
        }
    }
}
