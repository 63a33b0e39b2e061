//! In which of the four languages somebody seems to have written: by the scripts they used. A guess for the language of
//! the answer, nothing more.

use crate::language::Language;

/// Letters looked at.
const ENOUGH: usize = 2_000;

/// The language a text seems to be in; nothing where it has no letters that tell.
pub fn language_of(text: &str) -> Option<Language> {
    let (mut kana, mut hangul, mut han, mut latin) = (0_u32, 0_u32, 0_u32, 0_u32);
    for c in text.chars().filter(|c| c.is_alphabetic()).take(ENOUGH) {
        match c {
            '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => kana += 1,
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => hangul += 1,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' => han += 1,
            'a'..='z' | 'A'..='Z' => latin += 1,
            _ => {}
        }
    }
    // A few characters of these scripts say more than many latin ones: product names and order numbers are latin anywhere.
    let ideographs = kana + hangul + han;
    if ideographs * 8 >= latin && ideographs > 0 {
        return Some(if kana * 10 >= ideographs && kana >= hangul {
            Language::Ja
        } else if hangul * 4 >= ideographs {
            Language::Ko
        } else {
            Language::ZhCn
        });
    }
    (latin > 0).then_some(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_tell_the_language() {
        for (text, language) in [
            ("订单 A-1029 一直没有退款,请尽快处理", Some(Language::ZhCn)),
            ("注文した商品がまだ届きません。order 1029", Some(Language::Ja)),
            ("환불이 아직 안 되었습니다. iPhone 15 Pro Max", Some(Language::Ko)),
            ("My refund has not arrived. Bought at 京东.", Some(Language::En)),
            ("12345 !!!", None),
        ] {
            assert_eq!(language_of(text), language, "{text}");
        }
    }
}
