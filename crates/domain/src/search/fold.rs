//! Texts as tokens: words of letters and digits, and the signs of Chinese, Japanese and Korean one by one.
//!
//! Width, case and accents are folded (NFKC, lower case, no marks on Latin letters). Simplified and traditional signs, and
//! hiragana and katakana, stay apart: they are different words to whoever writes them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Folded.
    pub text: String,
    /// A sign of a script that is written without spaces, or Hangul; else a word.
    pub sign: bool,
    /// Nothing stands between this token and the one before.
    pub joined: bool,
    /// Where it stands in the text, in bytes.
    pub place: Range<usize>,
}

/// What stands between two tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    /// A single end of line, as mail puts into the middle of a sentence, or its first half.
    Return,
    Line,
    Some,
}

/// The tokens of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut reading = Reading {
        tokens: Vec::with_capacity(text.len() / 3),
        gap: Gap::Some,
        word_open: false,
    };
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let mut end = start + c.len_utf8();
        let mut alone = true;
        while let Some(&(at, next)) = rest.peek() {
            if !follows(next) {
                break;
            }
            alone = false;
            end = at + next.len_utf8();
            rest.next();
        }
        if alone && (c.is_ascii() || plain_sign(c)) {
            reading.take(c.to_ascii_lowercase(), start..end);
        } else {
            fold(&text[start..end], |folded| reading.take(folded, start..end));
        }
    }
    reading.tokens
}

struct Reading {
    tokens: Vec<Token>,
    gap: Gap,
    word_open: bool,
}

impl Reading {
    fn take(&mut self, c: char, place: Range<usize>) {
        if is_sign(c) {
            self.push(c, true, place);
            self.word_open = false;
        } else if c.is_alphanumeric() {
            match self.tokens.last_mut() {
                Some(last) if self.word_open => {
                    last.text.push(c);
                    last.place.end = place.end;
                }
                _ => self.push(c, false, place),
            }
            self.word_open = true;
        } else {
            self.word_open = false;
            self.gap = match (self.gap, c) {
                (Gap::None, '\r') => Gap::Return,
                (Gap::None | Gap::Return, '\n') => Gap::Line,
                _ => Gap::Some,
            };
        }
    }

    fn push(&mut self, c: char, sign: bool, place: Range<usize>) {
        let within_sentence =
            |last: &Token| sign && last.sign && !is_hangul(c) && !last.text.chars().any(is_hangul);
        let joined = match (self.gap, self.tokens.last()) {
            (Gap::None, Some(_)) => true,
            (Gap::Line | Gap::Return, Some(last)) => within_sentence(last),
            _ => false,
        };
        self.tokens.push(Token {
            text: c.to_string(),
            sign,
            joined,
            place,
        });
        self.gap = Gap::None;
    }
}

/// Whether a character belongs to the one before: marks, half-width voicing, and Hangul written in parts.
fn follows(c: char) -> bool {
    !c.is_ascii()
        && (matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}')
            || is_combining_mark(c))
}

/// Signs that folding leaves as they are: nearly all of what is read here.
fn plain_sign(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}')
}

fn fold(cluster: &str, mut take: impl FnMut(char)) {
    for c in cluster.nfkc().flat_map(char::to_lowercase) {
        if plain_sign(c) || c.is_ascii() {
            take(c);
            continue;
        }
        if is_sign(c) {
            take(c);
            continue;
        }
        // Letters with marks stand under the bare letter; what is a mark and nothing else is no part of a word.
        for bare in std::iter::once(c).nfd().filter(|part| !is_combining_mark(*part)) {
            if !matches!(bare, '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}') {
                take(bare);
            }
        }
    }
}

/// Han, kana, bopomofo, Hangul, and what repeats or lengthens them.
fn is_sign(c: char) -> bool {
    plain_sign(c)
        || matches!(c,
            '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}' | '\u{309d}'..='\u{309f}'
            | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
        || is_hangul(c)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        for token in tokens(text) {
            if !token.joined && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&token.text);
        }
        out
    }

    #[test]
    fn width_case_and_accents_are_folded() {
        assert_eq!(shown("ＡＢＣ－１２３ Café"), "abc 123 cafe");
        assert_eq!(shown("ﾊﾞｯﾃﾘｰ交換"), "バッテリー交換");
        assert_eq!(shown("e\u{301}t\u{e9}"), "ete");
        assert_eq!(shown("\u{1112}\u{1161}\u{11ab}글"), "한글");
        assert_eq!(shown("退\u{200b}款"), "退款");
    }

    #[test]
    fn signs_stand_alone_and_remember_their_neighbours() {
        let read = tokens("iPhone15手机，壳");
        let told: Vec<_> = read.iter().map(|t| (t.text.as_str(), t.sign, t.joined)).collect();
        assert_eq!(
            told,
            [
                ("iphone15", false, false),
                ("手", true, true),
                ("机", true, true),
                ("壳", true, false)
            ]
        );
        assert_eq!(read[1].place, 8..11);
    }

    #[test]
    fn a_line_ends_inside_a_chinese_sentence_but_not_inside_a_korean_one() {
        assert_eq!(shown("退\n款"), "退款");
        assert_eq!(shown("退\r\n款"), "退款");
        assert_eq!(shown("退\n\n款"), "退 款");
        assert_eq!(shown("환불\n요청"), "환불 요청");
        assert_eq!(shown("re\nfund"), "re fund");
    }
}
