//! Where in a mail the writer's own words end: what follows is a quotation of earlier mail, or a signature. Nothing is cut
//! off; whoever shows the text may fold that part away.

/// Lines that mail programs put before the mail they quote, in the languages of those who write to us.
const OPENERS: [&str; 12] = [
    "-----original message-----",
    "-----原始邮件-----",
    "-----邮件原件-----",
    "-----元のメッセージ-----",
    "-----original message",
    "----- 원본 메시지 -----",
    "-----원본 메시지-----",
    "------------------ 原始邮件 ------------------",
    "------------------ 原始郵件 ------------------",
    "------------------&nbsp;原始邮件&nbsp;------------------",
    "---------- forwarded message",
    "begin forwarded message",
];
/// The first line of a header that is quoted as text, and one of those that follow it.
const HEADERS: [(&str, &str); 5] = [
    ("from:", "sent:"),
    ("发件人", "发送时间"),
    ("差出人:", "送信日時"),
    ("보낸 사람:", "보낸 날짜"),
    ("寄件者", "寄件日期"),
];
/// How lines end that introduce a quotation.
const WROTE: [&str; 7] = [
    "wrote:",
    "写道:",
    "写道：",
    "寫道:",
    "寫道：",
    "のメール:",
    "작성:",
];
/// A writer's longest introduction of a quotation.
const INTRODUCTION: usize = 300;

/// The byte where the writer's own words end and quotation or signature begins; nothing when it is all their own, or when
/// nothing would be left. Takes time in proportion to the text, and finds nothing more in what it left.
pub fn folded_at(text: &str) -> Option<usize> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push((start, line.trim()));
        start += line.len();
    }
    let begin = lines.get(first_end(&lines)?)?.0;
    (!text[..begin].trim().is_empty()).then_some(begin)
}

/// What follows a line, as far as it matters to those before: an answer between quoted lines must stay in sight.
#[derive(Clone, Copy)]
struct Behind {
    /// Nothing but quotation, up to the end or to where the words end anyhow.
    quotation: bool,
    /// There is some.
    quoted: bool,
}

const END: Behind = Behind {
    quotation: true,
    quoted: false,
};

/// The first line with which the words end. Looked for from the last line on, so that each is looked at once.
fn first_end(lines: &[(usize, &str)]) -> Option<usize> {
    let (mut first, mut behind) = (None, END);
    for at in (0..lines.len()).rev() {
        let line = lines[at].1;
        if line.is_empty() {
            continue;
        }
        if line.starts_with('>') {
            behind.quoted = true;
            if behind.quotation {
                first = Some(at);
            }
        } else if ends_alone(lines, at) || (introduces(line) && behind.quotation && behind.quoted) {
            (first, behind) = (Some(at), END);
        } else {
            behind = Behind {
                quotation: false,
                quoted: false,
            };
        }
    }
    first
}

/// Whether the words end here whatever follows.
fn ends_alone(lines: &[(usize, &str)], at: usize) -> bool {
    let line = lines[at].1;
    // RFC 3676, 4.3; the space behind it is lost by many.
    if line == "--" {
        return true;
    }
    let small = line.to_lowercase();
    if OPENERS.iter().any(|opener| small.starts_with(opener)) {
        return true;
    }
    HEADERS.iter().any(|(first, second)| {
        let near = lines.iter().skip(at + 1).take(3);
        small.starts_with(first)
            && near
                .into_iter()
                .any(|(_, next)| next.to_lowercase().starts_with(second))
    })
}

fn introduces(line: &str) -> bool {
    line.len() <= INTRODUCTION && WROTE.iter().any(|end| line.to_lowercase().ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn own(text: &str) -> &str {
        text[..folded_at(text).unwrap_or(text.len())].trim_end()
    }

    #[test]
    fn quotations_of_many_programs_are_found() {
        for text in [
            "还没到账\n\n在 2026年3月1日,客服 <care@shop.example> 写道:\n> 已退款\n> 请查收\n",
            "还没到账\n\n------------------ 原始邮件 ------------------\n发件人: 客服\n",
            "还没到账\n\n发件人: 客服 <care@shop.example>\n发送时间: 2026年3月1日\n收件人: 我\n",
            "还没到账\n-- \n张三\n电话 123",
            "还没到账\n> 已退款\n",
        ] {
            assert_eq!(own(text), "还没到账", "{text}");
        }
        assert_eq!(
            own("Not yet.\n\nOn Mon, Care <care@shop.example> wrote:\n> Paid.\n"),
            "Not yet."
        );
        assert_eq!(
            own("Not yet.\n\nFrom: Care\nSent: Monday\nTo: me\n\nPaid."),
            "Not yet."
        );
        assert_eq!(
            own("まだです。\n\n差出人: ケア\n送信日時: 月曜日\n"),
            "まだです。"
        );
        assert_eq!(
            own("아직입니다.\n\n보낸 사람: 고객센터\n보낸 날짜: 월요일\n"),
            "아직입니다."
        );
    }

    #[test]
    fn answers_between_quoted_lines_stay() {
        let text = "> When did you order?\nOn Monday.\n> Which shop?\nThe one in Shanghai.\n";
        assert_eq!(folded_at(text), None);
        let bottom = "On Mon, Care wrote:\n> Paid.\n\nNo, it was not.\n";
        assert_eq!(folded_at(bottom), None);
    }

    #[test]
    fn a_mail_that_is_all_quotation_is_shown() {
        assert_eq!(folded_at("> only this\n> and this\n"), None);
        assert_eq!(folded_at("-- \nsignature"), None);
    }

    #[test]
    fn quotations_one_above_the_other_are_folded_together() {
        for text in [
            "Not yet.\n> Paid.\n-----Original Message-----\nPaid?\n",
            "Not yet.\nOn Mon, Care wrote:\n> Paid.\nOn Sun, I wrote:\n> Paid?\n-- \nCare\n",
        ] {
            assert_eq!(own(text), "Not yet.", "{text}");
        }
    }

    #[test]
    fn a_long_quotation_with_words_behind_it_takes_no_longer_for_that() {
        let text = format!("{}and then?", "> line\n".repeat(200_000));
        assert_eq!(folded_at(&text), None);
    }

    proptest! {
        #[test]
        fn what_was_left_is_left_as_it_is(
            text in "(>|--|wrote:|from: a\n|sent: b\n|-----original message-----|[a-z ]|退|\n|\r\n){0,60}",
        ) {
            let left = own(&text);
            prop_assert_eq!(folded_at(left), None, "{:?}", left);
        }

        #[test]
        fn folding_never_cuts_a_character_nor_leaves_nothing(text in "(>|--|wrote:|[a-z ]|退|\n|\r\n){0,60}") {
            if let Some(at) = folded_at(&text) {
                prop_assert!(text.is_char_boundary(at));
                prop_assert!(!text[..at].trim().is_empty());
            }
        }
    }
}
