//! Phrases: what must stand in a text one after another, and the terms by which an index finds texts that may have it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::fold::{Token, tokens};

/// Longest word of an index; what is longer is known by its beginning.
const WORD_CHARS: usize = 64;
/// From so many characters on, the last word of a phrase stands for every word that begins with it.
const PREFIX_CHARS: usize = 3;

/// A word of an index, or two neighbouring signs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    pub text: String,
    /// Any term that begins so.
    pub prefix: bool,
}

/// The terms of a text, each once, in order.
pub fn terms(text: &str) -> BTreeSet<String> {
    let tokens = tokens(text);
    let mut all = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        if !token.sign {
            all.insert(cut(&token.text).to_owned());
        } else if let Some(before) = joined_sign(&tokens, at) {
            all.insert(format!("{}{}", before.text, token.text));
        }
    }
    all
}

fn cut(word: &str) -> &str {
    word.char_indices()
        .nth(WORD_CHARS)
        .map_or(word, |(end, _)| &word[..end])
}

/// The sign right before this sign.
fn joined_sign(tokens: &[Token], at: usize) -> Option<&Token> {
    let token = tokens.get(at).filter(|token| token.sign && token.joined)?;
    debug_assert!(token.joined);
    tokens.get(at.checked_sub(1)?).filter(|before| before.sign)
}

/// Tokens that must follow one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    tokens: Vec<Token>,
    prefix: bool,
    /// As it was typed.
    pub typed: String,
    /// In quotation marks.
    pub quoted: bool,
}

impl Phrase {
    /// Reads a phrase; `None` when nothing in it can be searched for. The last word of one that was not `quoted` may go on.
    pub fn new(typed: &str, quoted: bool) -> Option<Self> {
        let tokens = tokens(typed);
        let last = tokens.last()?;
        let long = last.text.chars().count() >= PREFIX_CHARS;
        Some(Self {
            prefix: !quoted && !last.sign && long,
            tokens,
            typed: typed.to_owned(),
            quoted,
        })
    }

    /// Terms that every text with this phrase has; none when it is a single sign, which no index knows.
    pub fn terms(&self) -> BTreeSet<Term> {
        let mut all = BTreeSet::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let last = at + 1 == self.tokens.len();
            if !token.sign {
                let text = cut(&token.text).to_owned();
                let prefix = last && self.prefix;
                all.insert(Term { text, prefix });
            } else if let Some(before) = joined_sign(&self.tokens, at) {
                let text = format!("{}{}", before.text, token.text);
                all.insert(Term { text, prefix: false });
            }
        }
        all
    }

    /// Whether a text that has the phrase's terms has the phrase, without a look at it.
    pub fn is_one_term(&self) -> bool {
        match self.tokens.as_slice() {
            [word] => !word.sign && word.text.chars().count() <= WORD_CHARS,
            [first, second] => first.sign && second.sign && second.joined,
            _ => false,
        }
    }

    /// Where the phrase stands in a text, in bytes.
    pub fn find(&self, text: &[Token]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at + self.tokens.len() <= text.len() {
            if self.stands_at(text, at) {
                let last = at + self.tokens.len() - 1;
                found.push(text[at].place.start..text[last].place.end);
                at = last;
            }
            at += 1;
        }
        found
    }

    /// Whether the phrase stands anywhere in a text.
    pub fn is_in(&self, text: &[Token]) -> bool {
        (0..text.len()).any(|at| self.stands_at(text, at))
    }

    fn stands_at(&self, text: &[Token], at: usize) -> bool {
        let Some(window) = text.get(at..at + self.tokens.len()) else {
            return false;
        };
        self.tokens
            .iter()
            .zip(window)
            .enumerate()
            .all(|(nth, (wanted, token))| {
                let last = nth + 1 == self.tokens.len();
                let same = if last && self.prefix {
                    !token.sign && token.text.starts_with(&wanted.text)
                } else {
                    token.sign == wanted.sign && token.text == wanted.text
                };
                // What was typed in one piece stands in one piece.
                let apart =
                    nth > 0 && wanted.joined && wanted.sign && self.tokens[nth - 1].sign && !token.joined;
                same && !apart
            })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn has(text: &str, typed: &str, quoted: bool) -> bool {
        Phrase::new(typed, quoted).unwrap().is_in(&tokens(text))
    }

    #[test]
    fn two_signs_are_found_inside_a_sentence() {
        for (text, word) in [
            ("订单显示已退款，银行卡没有收到。", "退款"),
            ("商品が破損していたため返金をお願いします", "返金"),
            ("カメラのバッテリーが充電できません", "ッテ"),
            ("배송이 늦어서 환불을 요청합니다", "환불"),
            ("Refunds take three days", "refund"),
        ] {
            assert!(has(text, word, false), "{word} in {text}");
        }
        assert!(!has("退还货款", "退款", false));
        assert!(!has("不退，款项", "退款", false));
    }

    #[test]
    fn a_quoted_word_is_whole_and_an_unquoted_one_may_go_on() {
        assert!(has("Refunds take three days", "refund", false));
        assert!(!has("Refunds take three days", "refund", true));
        assert!(
            !has("Do it now", "no", false),
            "two letters are a word, not a beginning"
        );
        assert!(has("three  days, please", "three days", true));
        assert!(!has("days three", "three days", true));
        assert!(has("单号 20260301-7781。", "20260301-7781", false));
    }

    #[test]
    fn a_single_sign_is_known_to_no_index() {
        let one = Phrase::new("退", false).unwrap();
        assert!(one.terms().is_empty() && !one.is_one_term());
        assert!(one.is_in(&tokens("已退货")));
        assert!(Phrase::new("——！", false).is_none());
    }

    fn words() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[退款订单]{1,4}",
            "[返金かな]{1,4}",
            "[환불요]{1,3}",
            "[a-cA-C]{1,4}",
            "[0-9]{1,3}",
            "[ ，。\n-]{1,2}",
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        // What is in a text is found by its terms: an index loses nothing.
        #[test]
        fn whatever_is_in_a_text_has_terms_of_it(text in words(), from in 0usize..40, long in 1usize..8, quoted: bool) {
            let part: String = text.chars().skip(from).take(long).collect();
            for typed in [part, text.clone()] {
                let Some(phrase) = Phrase::new(&typed, quoted) else { continue };
                let (read, known) = (tokens(&text), terms(&text));
                let meets = |term: &Term| known.iter().any(|known| if term.prefix { known.starts_with(&term.text) } else { *known == term.text });
                if phrase.is_in(&read) {
                    prop_assert!(phrase.terms().iter().all(meets), "{typed:?} in {text:?}");
                    prop_assert!(!phrase.find(&read).is_empty());
                } else if phrase.is_one_term() {
                    prop_assert!(!phrase.terms().iter().all(meets), "{typed:?} not in {text:?}");
                }
            }
        }

        #[test]
        fn any_text_has_tokens_inside_it(text in "\\PC{0,60}") {
            for token in tokens(&text) {
                prop_assert!(text.get(token.place.clone()).is_some_and(|part| !part.is_empty()));
                prop_assert!(!token.text.is_empty());
            }
        }
    }
}
