//! Where a list goes on: opaque to its holder, bound to the list that gave it out. It grants nothing: a cursor made up by
//! hand can only ask for another place of a list whose every row is checked anyway.

use std::fmt::{self, Debug, Display};
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// Layout of the bytes below; another layout gets another number.
const VERSION: u8 = 1;

/// A place in a list: behind the row with this key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Fingerprint of the list's filter and order.
    pub list: [u8; 8],
    pub key: i64,
    pub id: i64,
}

/// A text that no list gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct NotACursor;

impl Cursor {
    /// The fingerprint of what a list was asked for.
    pub fn fingerprint(list: &impl Debug) -> [u8; 8] {
        let hash: [u8; 32] = Sha256::digest(format!("{list:?}").as_bytes()).into();
        let [a, b, c, d, e, f, g, h, ..] = hash;
        [a, b, c, d, e, f, g, h]
    }
}

impl Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [
            &[VERSION][..],
            &self.list,
            &self.key.to_be_bytes(),
            &self.id.to_be_bytes(),
        ]
        .concat();
        f.write_str(&BASE64URL_NOPAD.encode(&bytes))
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotACursor)?;
        let (list, rest) = match bytes.split_first() {
            Some((&VERSION, rest)) => rest.split_first_chunk::<8>().ok_or(NotACursor)?,
            _ => return Err(NotACursor),
        };
        let (key, id) = rest.split_first_chunk::<8>().ok_or(NotACursor)?;
        let id: [u8; 8] = id.try_into().map_err(|_| NotACursor)?;
        Ok(Self {
            list: *list,
            key: i64::from_be_bytes(*key),
            id: i64::from_be_bytes(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back(list: [u8; 8], key: i64, id: i64) {
            let cursor = Cursor { list, key, id };
            prop_assert_eq!(cursor.to_string().parse::<Cursor>(), Ok(cursor));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
            let _ = text.parse::<Cursor>();
        }
    }
}
