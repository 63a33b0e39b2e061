//! Excerpts: the piece of a text around what was found, with the places to mark in it. Plain text: whoever shows it escapes
//! it as any other text.

use std::ops::Range;

use super::fold::tokens;
use super::phrase::Phrase;

/// Characters before the first mark.
const BEFORE: usize = 24;

/// A piece of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// What to mark, in order, apart from one another.
    pub marks: Vec<Mark>,
}

/// A range of characters (code points) of an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub start: usize,
    pub end: usize,
}

impl Excerpt {
    /// The text in pieces, each with whether it is marked.
    pub fn pieces(&self) -> Vec<(String, bool)> {
        let chars: Vec<char> = self.text.chars().collect();
        let (mut out, mut at) = (Vec::new(), 0);
        let mut put = |range: Range<usize>, marked: bool| {
            if let Some(piece) = chars.get(range).filter(|piece| !piece.is_empty()) {
                out.push((piece.iter().collect(), marked));
            }
        };
        for mark in &self.marks {
            put(at..mark.start, false);
            put(mark.start..mark.end, true);
            at = mark.end;
        }
        put(at..chars.len(), false);
        out
    }
}

/// At most `most` characters of a text around the first thing found in it; its beginning when nothing is. Line ends and
/// other white space become single spaces, and what is left out is shown by an ellipsis.
pub fn excerpt(text: &str, phrases: &[&Phrase], most: usize) -> Excerpt {
    let read = tokens(text);
    let mut found: Vec<Range<usize>> = phrases.iter().flat_map(|phrase| phrase.find(&read)).collect();
    found.sort_unstable_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let first = found.first().map_or(0, |range| range.start);
    let back = text[..first]
        .char_indices()
        .rev()
        .nth(BEFORE - 1)
        .map_or(0, |(at, _)| at);
    let whole = text.chars().count() <= most;
    let start = if whole { 0 } else { back };
    cut(text, start, most, &found)
}

fn cut(text: &str, start: usize, most: usize, found: &[Range<usize>]) -> Excerpt {
    let mut out = Excerpt::default();
    let (mut count, mut space) = (0, true);
    if start > 0 {
        out.text.push('…');
        count += 1;
        space = false;
    }
    let mut open: Option<(usize, usize)> = None;
    let mut next = found.iter().skip_while(|range| range.end <= start).peekable();
    for (at, c) in text[start..].char_indices().map(|(at, c)| (at + start, c)) {
        if open.is_some_and(|(_, end)| at >= end) {
            close(&mut out, &mut open, count);
        }
        while let Some(range) = next.next_if(|range| range.start <= at) {
            let from = open.map_or(count, |(from, _)| from);
            let end = open.map_or(range.end, |(_, end)| end.max(range.end));
            if end > at {
                open = Some((from, end));
            }
        }
        if count >= most {
            close(&mut out, &mut open, count);
            out.text.push('…');
            return out;
        }
        let blank = c.is_whitespace() || c.is_control();
        if blank && space {
            continue;
        }
        space = blank;
        out.text.push(if blank { ' ' } else { c });
        count += 1;
    }
    close(&mut out, &mut open, count);
    out
}

fn close(out: &mut Excerpt, open: &mut Option<(usize, usize)>, count: usize) {
    if let Some((start, _)) = open.take()
        && count > start
    {
        out.marks.push(Mark { start, end: count });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(text: &str, typed: &[&str], most: usize) -> String {
        let phrases: Vec<Phrase> = typed
            .iter()
            .filter_map(|typed| Phrase::new(typed, false))
            .collect();
        let phrases: Vec<&Phrase> = phrases.iter().collect();
        let shown = excerpt(text, &phrases, most);
        let piece = |(text, marked): (String, bool)| if marked { format!("[{text}]") } else { text };
        shown.pieces().into_iter().map(piece).collect()
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands() {
        assert_eq!(
            marked("订单已退款，退款未到", &["退款"], 80),
            "订单已[退款]，[退款]未到"
        );
        assert_eq!(
            marked("Ｒｅｆｕｎｄｓ\n\n  late", &["refund", "late"], 80),
            "[Ｒｅｆｕｎｄｓ] [late]"
        );
        assert_eq!(marked("退款到账", &["退款到", "款到账"], 80), "[退款到账]");
        assert_eq!(marked("<b>退款</b>", &["退款"], 80), "<b>[退款]</b>");
    }

    #[test]
    fn long_texts_are_cut_around_the_first_find() {
        let text = format!("{}退款{}", "甲".repeat(100), "乙".repeat(100));
        let shown = marked(&text, &["退款"], 40);
        assert!(
            shown.starts_with("…甲") && shown.contains("甲[退款]乙") && shown.ends_with("乙…"),
            "{shown}"
        );
        assert_eq!(marked("一二三四五", &["没有"], 3), "一二三…");
    }

    proptest! {
        #[test]
        fn marks_lie_in_order_inside_the_excerpt(text in "[退款a \\n。]{0,60}", typed in "[退款a]{1,3}", most in 1usize..40) {
            let phrase = Phrase::new(&typed, false).unwrap();
            let shown = excerpt(&text, &[&phrase], most);
            let long = shown.text.chars().count();
            prop_assert!(long <= most + 1);
            let mut at = 0;
            for mark in &shown.marks {
                prop_assert!(at <= mark.start && mark.start < mark.end && mark.end <= long);
                at = mark.end;
            }
            prop_assert_eq!(shown.pieces().into_iter().map(|piece| piece.0).collect::<String>(), shown.text);
        }
    }
}
