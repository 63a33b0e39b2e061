//! The mailboxes of a demonstration's people.

use touchstone_render::view::*;

use super::words::{HOSTILE, LONG};
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::public("demo-mail", "/demo/mail", mailboxes(true)),
        Sample::public("demo-mail-empty", "/demo/mail", mailboxes(false)),
        Sample::public(
            "demo-mail-letter",
            "/demo/mail/7",
            DemoLetterView {
                line: line(7, "您的请求已收到"),
                reply_to: Some("care+12-abcdefgh@shop.example".into()),
                mailbox: "/demo/mail?of=li".into(),
                text: format!("{HOSTILE}\n> {LONG}"),
                html: true,
                files: vec!["凭证.pdf".into(), HOSTILE.into()],
            },
        ),
        Sample::public("demo-mail-write", "/demo/mail/new", write(None, Problems::none())),
        Sample::public(
            "demo-mail-answer",
            "/demo/mail/new",
            write(
                Some(line(7, HOSTILE)),
                Problems {
                    code: None,
                    fields: vec![
                        FieldProblem::new("from", "invalid_email"),
                        FieldProblem::new("files", "too_many").with("max", 10),
                    ],
                },
            ),
        ),
    ]
}

fn mailboxes(full: bool) -> DemoMailView {
    let people = [("li.na@mail.example", 12), (HOSTILE, 1)].map(|(address, letters)| PersonMail {
        address: address.into(),
        href: "/demo/mail?of=li".into(),
        letters,
        chosen: letters > 1,
    });
    DemoMailView {
        people: if full { people.into() } else { Vec::new() },
        of: full.then(|| "li.na@mail.example".into()),
        here: "/demo/mail?of=li".into(),
        letters: if full {
            vec![line(7, "您的请求已收到"), line(6, HOSTILE), line(5, "")]
        } else {
            Vec::new()
        },
        next: full.then(|| "/demo/mail?before=5".into()),
        written: Some(WrittenNote {
            reason: full.then(|| "opened".into()),
            ticket: full.then(|| "tkt_0tfsm4jz90g02".into()),
        }),
        mailboxes: vec!["care@shop.example".into(), "complaints@shop.example".into()],
    }
}

fn line(number: u64, subject: &str) -> CaughtMailLine {
    CaughtMailLine {
        number,
        to: "li.na@mail.example".into(),
        from: "care@shop.example".into(),
        subject: subject.into(),
        at: minutes_ago(5),
    }
}

fn write(answers: Option<CaughtMailLine>, problems: Problems) -> DemoMailWriteView {
    DemoMailWriteView {
        answers,
        from: "li.na@mail.example".into(),
        name: "李娜".into(),
        to: "care@shop.example".into(),
        subject: HOSTILE.into(),
        body: LONG.into(),
        mailboxes: vec!["care@shop.example".into()],
        limits: RequestLimits {
            subject: 200,
            body: 20_000,
            demand: 2_000,
            file_bytes: 20 << 20,
            files: 10,
        },
        problems,
        idempotency_key: "k".into(),
    }
}
