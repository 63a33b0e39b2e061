//! The token that ties a letter to its request: the request's number and a keyed hash that only the product can make. It
//! stands in the address a letter is answered to, in the letter's Message-ID and, for mail programs that keep neither, in
//! the subject.

use std::fmt;

/// Digits of the hash: 80 bits.
pub const TOKEN_DIGITS: usize = 16;
/// Crockford's base 32, small letters.
const ALPHABET: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// Digits of a number that is looked at.
const NUMBER_DIGITS: usize = 15;
/// Tokens looked at in one text: nobody's quotation has more that matter.
const MOST: usize = 16;

/// A token as it is written; whether it was made here is for whoever has the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ThreadToken {
    pub number: i64,
    pub digits: String,
}

impl ThreadToken {
    /// The token of a request from the first 80 bits of its keyed hash.
    pub fn new(number: i64, hash: &[u8; 32]) -> Self {
        Self {
            number,
            digits: digits_of(hash),
        }
    }
}

/// The first 80 bits of a keyed hash, as they are written.
pub(super) fn digits_of(hash: &[u8; 32]) -> String {
    let mut bits = hash
        .iter()
        .take(10)
        .fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let mut digits = [0_u8; TOKEN_DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(bits & 31) as usize];
        bits >>= 5;
    }
    digits.iter().copied().map(char::from).collect()
}

impl fmt::Display for ThreadToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.number, self.digits)
    }
}

/// Everything in a text that has the form of a token, in order. Capitals are forgiven: some mail programs change an
/// address's.
pub fn tokens_in(text: &str) -> Vec<ThreadToken> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('-') {
        if found.len() >= MOST {
            break;
        }
        let before = bytes[..at]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let digits = &bytes[at + 1..];
        let behind = digits.iter().take_while(|byte| is_digit(**byte)).count();
        // A longer word is another word.
        let ends = digits
            .get(TOKEN_DIGITS)
            .is_none_or(|byte| !byte.is_ascii_alphanumeric());
        if before == 0 || before > NUMBER_DIGITS || behind < TOKEN_DIGITS || !ends {
            continue;
        }
        let Ok(number) = text[at - before..at].parse() else {
            continue;
        };
        found.push(ThreadToken {
            number,
            digits: text[at + 1..at + 1 + TOKEN_DIGITS].to_ascii_lowercase(),
        });
    }
    found
}

pub(super) fn is_digit(byte: u8) -> bool {
    ALPHABET.contains(&byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_token_is_found_wherever_it_stands() {
        let token = ThreadToken::new(1042, &[7; 32]);
        assert_eq!(token.digits.len(), TOKEN_DIGITS);
        for text in [
            format!("care+{token}@shop.example"),
            format!("AW: Re: 退款 [#{token}]"),
            format!("<ntf_0abc.{token}@shop.example>"),
            format!("{token}").to_uppercase(),
        ] {
            assert_eq!(tokens_in(&text), vec![token.clone()], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in [
            "",
            "-",
            "1042-",
            "1042-short",
            "-0123456789abcdef",
            "x-0123456789abcdef",
            "1-0123456789abcdefg",
        ] {
            assert_eq!(tokens_in(text), Vec::new(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_token_is_read_back_from_any_surroundings(
            number in 1_i64..999_999_999_999,
            hash in any::<[u8; 32]>(),
            before in "[^0-9]{0,20}",
            behind in "([^0-9A-Za-z].{0,20})?",
        ) {
            let token = ThreadToken::new(number, &hash);
            let found = tokens_in(&format!("{before}{token}{behind}"));
            prop_assert_eq!(found.first(), Some(&token));
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,200}") {
            let _ = tokens_in(&text);
        }
    }
}
