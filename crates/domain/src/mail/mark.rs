//! The mark of a letter: its id and a keyed hash that only the product can make. It stands in the letter's Message-ID and in the
//! address that reports about it go to, so that nobody can make up a report about a letter they never had.

use std::fmt;

use super::token::{TOKEN_DIGITS, digits_of, is_digit};
use crate::id::{Id as _, NotificationId};

/// Marks looked at in one text.
const MOST: usize = 16;

/// A mark as it is written; whether it was made here is for whoever has the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterMark {
    pub letter: NotificationId,
    pub digits: String,
}

impl LetterMark {
    /// The mark of a letter from the first 80 bits of its keyed hash.
    pub fn new(letter: NotificationId, hash: &[u8; 32]) -> Self {
        Self {
            letter,
            digits: digits_of(hash),
        }
    }
}

impl fmt::Display for LetterMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.letter, self.digits)
    }
}

/// Everything in a text that has the form of a mark, in order, each once. Capitals are forgiven.
pub fn marks_in(text: &str) -> Vec<LetterMark> {
    let text = text.to_ascii_lowercase();
    let prefix = format!("{}_", NotificationId::PREFIX);
    let mut found: Vec<LetterMark> = Vec::new();
    for (at, _) in text.match_indices(&prefix) {
        if found.len() >= MOST {
            break;
        }
        if let Some(mark) = mark_at(&text[at..], prefix.len())
            && !found.contains(&mark)
        {
            found.push(mark);
        }
    }
    found
}

fn mark_at(text: &str, prefix: usize) -> Option<LetterMark> {
    let bytes = text.as_bytes();
    let length = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .take_while(|byte| is_digit(**byte))
            .count()
    };
    let dot = prefix + length(prefix);
    if bytes.get(dot) != Some(&b'.') || length(dot + 1) != TOKEN_DIGITS {
        return None;
    }
    let end = dot + 1 + TOKEN_DIGITS;
    // A longer word is another word.
    if bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    Some(LetterMark {
        letter: text.get(..dot)?.parse().ok()?,
        digits: text.get(dot + 1..end)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mark_is_found_wherever_it_stands() {
        let mark = LetterMark::new(NotificationId::from_raw(77_000_000), &[9; 32]);
        for text in [
            format!("Message-ID: <{mark}.1042-0123456789abcdef@shop.example>"),
            format!("care+{mark}@shop.example"),
            mark.to_string().to_uppercase(),
        ] {
            assert_eq!(marks_in(&text), vec![mark.clone()], "{text}");
        }
        assert_eq!(marks_in(&format!("{mark} {mark}")).len(), 1);
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        let letter = NotificationId::from_raw(77_000_000);
        for text in [
            String::new(),
            "ntf_".into(),
            letter.to_string(),
            format!("{letter}.short"),
            format!("{letter}.0123456789abcdefg"),
            "ntf_x.0123456789abcdef".into(),
        ] {
            assert_eq!(marks_in(&text), Vec::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_mark_is_read_back(raw in 1_i64.., hash in any::<[u8; 32]>(), before in ".{0,20}", behind in "([^0-9A-Za-z].{0,20})?") {
            let mark = LetterMark::new(NotificationId::from_raw(raw), &hash);
            let found = marks_in(&format!("{before}{mark}{behind}"));
            prop_assert!(found.contains(&mark));
        }

        #[test]
        fn no_text_is_too_strange(text in "(ntf_|[0-9a-z.@ é退]){0,60}") {
            let _ = marks_in(&text);
        }
    }
}
