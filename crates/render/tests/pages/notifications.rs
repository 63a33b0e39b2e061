//! Every notification in every language: complete, with its link, and without a word anybody else wrote.

use touchstone_domain::language::Language;
use touchstone_domain::letter_template::{LetterWords, letter_check};
use touchstone_domain::ticket::BodyFormat;
use touchstone_domain::time::Span;
use touchstone_render::{LetterRest, NewsLine, Notification};

use crate::{sample, strict};

fn all() -> Vec<Notification> {
    let (number, link) = (20_417, "https://desk.example/track/7K4M".to_owned());
    let later = sample::now() + Span::hours(60);
    vec![
        Notification::Receipt {
            number,
            tracking_code: "7K4M".into(),
            link: link.clone(),
            first_response_due: later,
        },
        Notification::OneTimeCode {
            number,
            code: "402917".into(),
            valid_for: Span::minutes(10),
        },
        Notification::TakenUp {
            number,
            link: link.clone(),
        },
        Notification::MoreTime {
            number,
            link: link.clone(),
            due: later,
        },
        Notification::AgentReplied {
            number,
            link: link.clone(),
        },
        Notification::AgentAnswered {
            number,
            link: link.clone(),
            subject: "Refund".into(),
            said: "It is **on its way**.".into(),
            format: BodyFormat::Markdown,
        },
        Notification::WaitingForYou {
            number,
            link: link.clone(),
            gives_up_at: later,
        },
        Notification::ReminderWaiting {
            number,
            link: link.clone(),
            gives_up_at: later,
        },
        Notification::ResolvedPleaseConfirm {
            number,
            link: link.clone(),
            silence_confirms_at: later,
        },
        Notification::SolutionAnswered {
            number,
            link: link.clone(),
            subject: "Refund".into(),
            said: "It was paid.".into(),
            format: BodyFormat::Text,
            silence_confirms_at: later,
        },
        Notification::ConfirmedBySilence {
            number,
            link: link.clone(),
            reopen_until: later,
        },
        Notification::ClosedNoAnswer {
            number,
            link: link.clone(),
        },
        Notification::Closed {
            number,
            link: link.clone(),
            reason: "withdrawn".into(),
        },
        Notification::Archived {
            number,
            link: link.clone(),
        },
        Notification::Reopened {
            number,
            link: link.clone(),
        },
        Notification::FollowUp {
            number,
            former: 19_002,
            tracking_code: "7K4M".into(),
            link: link.clone(),
        },
        Notification::RatingInvitation {
            number,
            link: link.clone(),
        },
        Notification::Invitation {
            link: link.clone(),
            until: later,
        },
        Notification::PasswordReset {
            link: link.clone(),
            valid_for: Span::hours(1),
        },
        Notification::WebhookStopped { link: link.clone() },
        Notification::StaffNews {
            lines: vec![NewsLine {
                kind: "mentioned".into(),
                number: Some(number),
                metric: None,
                at: sample::now(),
            }],
            more: 2,
            choices: link.clone(),
            link,
        },
    ]
}

#[test]
fn every_notification_is_complete_in_every_language() {
    let renderer = strict();
    let all = all();
    assert_eq!(
        all.iter().map(Notification::template).collect::<Vec<_>>(),
        Notification::TEMPLATES
    );
    for what in &all {
        for &language in Language::ALL {
            let letter = renderer
                .notification(language, what)
                .unwrap_or_else(|error| panic!("{language}: {error}"));
            assert!(
                !letter.subject.contains('\n') && !letter.subject.is_empty(),
                "{language} {}",
                what.template()
            );
            assert!(
                !letter.text.contains("{ $") && !letter.subject.contains("{ $"),
                "{language} {}",
                what.template()
            );
            let told = format!("{} {}", letter.subject, letter.text);
            let to_staff = matches!(
                what,
                Notification::Invitation { .. }
                    | Notification::PasswordReset { .. }
                    | Notification::WebhookStopped { .. }
            );
            assert!(
                to_staff || told.contains("20417"),
                "numbers are not grouped: {told}"
            );
            let way = if matches!(what, Notification::OneTimeCode { .. }) {
                "402917"
            } else {
                "https://desk.example/track/7K4M"
            };
            assert!(letter.text.contains(way), "{language} {}", what.template());
        }
    }
}

#[test]
fn times_stand_in_the_platform_s_zone() {
    let what = &all()[6];
    let renderer = strict();
    let zh = renderer.notification(Language::ZhCn, what).unwrap();
    assert!(zh.text.contains("2026年11月24日 02:05"), "{}", zh.text);
    let en = renderer.notification(Language::En, what).unwrap();
    assert!(en.text.contains("24 Nov 2026 02:05"), "{}", en.text);
}

#[test]
fn a_queued_notification_reads_back_as_itself() {
    for what in all() {
        let json = serde_json::to_value(&what).unwrap();
        assert_eq!(json["template"], what.template());
        assert_eq!(serde_json::from_value::<Notification>(json).unwrap(), what);
    }
}

#[test]
fn what_an_agent_formatted_is_formatted_in_the_letter() {
    let renderer = strict();
    let said = |format| Notification::AgentAnswered {
        number: 1042,
        link: "https://desk.example/track/7K4M".into(),
        subject: "Refund".into(),
        said: "**Two steps**\n\n1. Open <b>orders</b>\n2. Choose \u{e000}link\u{e001}".into(),
        format,
    };
    let own = LetterWords {
        subject: "Re {{subject}}".into(),
        text: "Hello,\n\n{{said}}\n\n{{link}}".into(),
    };
    let write = |what: &Notification, words: Option<&LetterWords>, language| {
        let rest = LetterRest::default();
        renderer.notification_as(language, what, words, &rest).unwrap()
    };
    let formatted = "<p><strong>Two steps</strong></p>\n<ol>\n<li>Open &lt;b&gt;orders&lt;/b&gt;</li>\n<li>Choose link</li>\n</ol>";
    for &language in Language::ALL {
        for words in [None, Some(&own)] {
            let letter = write(&said(BodyFormat::Markdown), words, language);
            assert!(letter.html.contains(formatted), "{language}: {}", letter.html);
            assert!(!letter.html.contains("<p><p>"), "{language}: {}", letter.html);
            assert!(
                letter.text.contains("**Two steps**"),
                "what was typed reads well as text"
            );
            let letter = write(&said(BodyFormat::Text), words, language);
            assert!(
                letter
                    .html
                    .contains("<p>**Two steps**</p><p>1. Open &lt;b&gt;orders"),
                "{language}: {}",
                letter.html
            );
        }
    }
    // Answers that go together: as formatted as both are.
    let both = said(BodyFormat::Markdown).followed_by(said(BodyFormat::Markdown));
    let html = write(&both, None, Language::En).html;
    assert_eq!(
        (html.matches("<ol>").count(), html.matches("<hr>").count()),
        (2, 1),
        "{html}"
    );
    let mixed = said(BodyFormat::Markdown).followed_by(said(BodyFormat::Text));
    assert!(write(&mixed, None, Language::En).html.contains("<p>* * *</p>"));
}

#[test]
fn a_letter_in_own_words_holds_its_values_as_text() {
    let renderer = strict();
    let what = Notification::AgentAnswered {
        number: 1042,
        link: "https://desk.example/track/7K4M".into(),
        subject: "<b>x</b>\r\nBcc: a@b.example".into(),
        said: "<script>1</script> **not bold** {{link}}\nsecond".into(),
        format: BodyFormat::Text,
    };
    let own = |subject: &str, text: &str| LetterWords {
        subject: subject.into(),
        text: text.into(),
    };
    let words = own("Re {{subject}} #{{number}}", "**Answer** {{said}}\n\n{{link}}");
    let letter = renderer
        .notification_as(Language::En, &what, Some(&words), &LetterRest::default())
        .unwrap();
    assert!(letter.own);
    assert_eq!(letter.subject, "Re <b>x</b> Bcc: a@b.example #1042");
    assert!(
        letter
            .text
            .starts_with("**Answer** <script>1</script> **not bold** {{link}}\nsecond\n\nhttps://")
    );
    assert!(letter.text.contains("\n\n-- \n"), "who sends it stands under it");
    let html = letter.html;
    assert!(
        html.contains("<strong>Answer</strong> &lt;script&gt;1")
            && html.contains("**not bold** {{link}}<br>second")
    );
    assert!(
        html.contains("<a href=\"https://desk.example/track/7K4M\"") && !html.contains("<script"),
        "{html}"
    );

    // Files that did not go along stand under the words and before who sends it, in both forms.
    let rest = LetterRest {
        left: &[("<i>film</i>.mp4".to_owned(), 30 << 20)],
        found: "https://desk.example/track/7K4M",
        ..LetterRest::default()
    };
    for words in [Some(&words), None] {
        let letter = renderer
            .notification_as(Language::En, &what, words, &rest)
            .unwrap();
        let (_, below) = letter.text.split_once("too large for this mail").unwrap();
        assert!(
            below.contains("track/7K4M\n<i>film</i>.mp4 (30 MB)\n\n-- \n"),
            "{below}"
        );
        let html = letter.html;
        assert!(
            html.contains("<br>&lt;i&gt;film")
                && html.contains("<a href=\"https://desk.example/track/7K4M\""),
            "{html}"
        );
    }

    // Words that are no letter of their kind are passed over.
    for broken in [
        own("x", "no link"),
        own("{{said}}", "{{said}} {{link}}"),
        own("x", "{{gone}} {{said}} {{link}}"),
    ] {
        let letter = renderer
            .notification_as(Language::En, &what, Some(&broken), &LetterRest::default())
            .unwrap();
        assert_eq!(letter, renderer.notification(Language::En, &what).unwrap());
    }
}

#[test]
fn built_in_words_are_a_letter_of_their_kind() {
    let renderer = strict();
    for kind in Notification::TEMPLATES {
        let Some(offered) = renderer.letter_offered(kind) else {
            assert_eq!(*kind, "staff_news", "only a list of news is nobody's to word");
            continue;
        };
        for &language in Language::ALL {
            let words = renderer.letter_built_in(language, kind).unwrap();
            assert_eq!(letter_check(&words, &offered), [], "{kind} {language}: {words:?}");
        }
    }
}
