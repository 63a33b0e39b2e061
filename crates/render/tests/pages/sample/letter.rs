//! How letters are worded.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let kinds = ["receipt", "one_time_code", "agent_answered"].map(|kind| LetterKindLine {
        kind: kind.into(),
        languages: vec![
            line("zh-CN", true, false),
            line("en", true, true),
            line("ja", false, false),
            line("ko", false, false),
        ],
    });
    let list = LettersView {
        kinds: kinds.to_vec(),
    };
    let at = "/admin/letters/receipt/zh-CN";
    let refused = LetterView {
        broken: true,
        preview: None,
        form: LetterForm {
            problems: Problems {
                code: None,
                fields: vec![
                    FieldProblem::new("subject", "letter_not_offered").with("name", "code"),
                    FieldProblem::new("text", "letter_missing").with("name", "link"),
                    FieldProblem::new("text", "template_open").with("line", 3),
                ],
            },
            ..letter().form
        },
        ..letter()
    };
    let untaken = LetterView {
        form: LetterForm {
            problems: Problems::of("letter_not_taken"),
            ..letter().form
        },
        ..letter()
    };
    let unset = LetterView {
        own: false,
        versions: Vec::new(),
        form: LetterForm {
            problems: Problems::of("letter_no_mail_server"),
            ..letter().form
        },
        ..letter()
    };
    vec![
        Sample::signed_in("letters", "/admin/letters", list),
        Sample::signed_in("letter", at, letter()),
        Sample::signed_in("letter-refused", at, refused),
        Sample::signed_in("letter-not-taken", at, untaken),
        Sample::signed_in("letter-no-server", at, unset),
    ]
}

fn line(language: &'static str, own: bool, broken: bool) -> LetterStateLine {
    LetterStateLine {
        language: language.into(),
        href: format!("/admin/letters/receipt/{language}"),
        own,
        broken,
    }
}

fn letter() -> LetterView {
    let text = "您好，我们已收到您的请求 **#{{number}}**。\n\n查看进度：{{link}}";
    LetterView {
        kind: "receipt".into(),
        language: "zh-CN".into(),
        action: "/admin/letters/receipt/zh-CN".into(),
        own: true,
        broken: false,
        others: vec![("en".into(), "/admin/letters/receipt/en".into())],
        variables: vec![
            "number".into(),
            "tracking_code".into(),
            "link".into(),
            "due".into(),
            "brand".into(),
        ],
        needed: vec!["link".into()],
        built_in_subject: "已收到您的请求 #{{number}}".into(),
        built_in_text: "您好，\n\n{{link}}".into(),
        preview: Some(LetterShown {
            subject: "已收到 #1042".into(),
            text: "您好，我们已收到您的请求 **#1042**。".into(),
            html: "<p>您好，我们已收到您的请求 <strong>#1042</strong>。</p><script>1</script>".into(),
        }),
        versions: vec![
            LetterVersionLine {
                version: 2,
                author: "李敏".into(),
                at: minutes_ago(20),
                subject: Some("已收到 #{{number}}".into()),
                text: Some(text.into()),
            },
            LetterVersionLine {
                version: 1,
                author: "李敏".into(),
                at: minutes_ago(90),
                subject: None,
                text: None,
            },
        ],
        form: LetterForm {
            subject: "已收到 #{{number}}".into(),
            text: text.into(),
            version: 2,
            problems: Problems::none(),
        },
    }
}
