//! Where a search goes on: which stretch of the index was put into order, and behind which ticket of it. Opaque to its holder
//! and bound to the query; it grants nothing, since every ticket is asked for anew whether it may be seen.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use crate::ticket::Cursor;

/// Layout of the bytes below; another layout gets another number.
const VERSION: u8 = 2;

/// Where a hit stands: key and id, larger for newer hits.
pub(super) type Spot = (i64, i64);

/// A place among hits. A stretch goes from `(key, id)` backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SearchCursor {
    /// Fingerprint of the query.
    pub(super) query: [u8; 8],
    /// Which phrase leads; 255 when none does.
    pub(super) lead: u8,
    /// Where the stretch begins, the first one excluded.
    pub(super) start: Spot,
    /// The last hit that was shown of it: score and place. None: nothing of it was shown.
    pub(super) after: Option<(i64, Spot)>,
}

/// A text that no search gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotACursor;

impl SearchCursor {
    pub(super) fn fingerprint(query: &impl fmt::Debug) -> [u8; 8] {
        Cursor::fingerprint(query)
    }
}

impl fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (score, (key, id)) = self.after.unwrap_or((-1, (0, 0)));
        let mut bytes = vec![VERSION];
        bytes.extend(self.query);
        bytes.push(self.lead);
        for number in [self.start.0, self.start.1, score, key, id] {
            bytes.extend(number.to_be_bytes());
        }
        f.write_str(&BASE64URL_NOPAD.encode(&bytes))
    }
}

impl FromStr for SearchCursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotACursor)?;
        let (version, rest) = bytes.split_first().ok_or(NotACursor)?;
        let (query, rest) = rest.split_first_chunk::<8>().ok_or(NotACursor)?;
        let (lead, rest) = rest.split_first().ok_or(NotACursor)?;
        let (numbers, behind) = rest.as_chunks::<8>();
        let numbers: Vec<i64> = numbers.iter().map(|number| i64::from_be_bytes(*number)).collect();
        let &[key, id, score, after_key, after_id] = numbers.as_slice() else {
            return Err(NotACursor);
        };
        if *version != VERSION || !behind.is_empty() {
            return Err(NotACursor);
        }
        Ok(Self {
            query: *query,
            lead: *lead,
            start: (key, id),
            after: (score >= 0).then_some((score, (after_key, after_id))),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn cursors_round_trip(query: [u8; 8], lead: u8, start: (i64, i64), after: Option<(u32, (i64, i64))>) {
            let after = after.map(|(score, place)| (i64::from(score), place));
            let cursor = SearchCursor { query, lead, start, after };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,100}") {
            prop_assert!(text.parse::<SearchCursor>().is_err());
        }
    }
}
