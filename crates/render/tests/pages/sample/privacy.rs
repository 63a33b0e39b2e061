//! People's data, and pages about somebody who was erased.

use touchstone_render::view::*;

use super::public::{messages, track};
use super::ticket::ticket;
use super::words::{LONG, SUBJECTS};
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("person-privacy", "/ops/people/per_0000000000001", person()),
        Sample::signed_in("person-privacy-held", "/ops/people/per_0000000000001", held()),
        Sample::signed_in("person-privacy-erased", "/ops/people/per_0000000000001", erased()),
        Sample::signed_in(
            "ticket-erased",
            "/desk/tickets/tkt_0000000000001",
            erased_ticket(),
        ),
        Sample::public("track-erased", "/track/x", erased_track()),
    ]
}

pub fn requester() -> RequesterCard {
    RequesterCard {
        id: "per_0000000000001".into(),
        name: Some("张*".into()),
        email: Some("z***@example.com".into()),
        phone: Some("138****5678".into()),
        verified: true,
        language: "zh-CN".into(),
        erased: false,
        may_privacy: true,
        may_serve: true,
        service: ServiceForm {
            tier: "premium".into(),
            adviser: "usr_0000000000002".into(),
            ..ServiceForm::default()
        },
        tier: "premium".into(),
        tiers: vec!["general".into(), "enterprise".into(), "premium".into()],
        adviser: Some("李敏".into()),
        version: 3,
        may_reveal: true,
        reveal: RevealForm::default(),
        revealed: None,
        unreachable: Some(UnreachableNote {
            cause: "mailbox_full".into(),
            since: minutes_ago(300),
        }),
    }
}

fn person() -> PersonPrivacyView {
    let line = |(n, subject): (i64, &&str)| PrivacyTicketLine {
        id: format!("tkt_00000000000{n:02}"),
        number: 20_400 + n,
        subject: (*subject).into(),
        stage: if n % 2 == 0 { "archived" } else { "in_progress" }.into(),
        created_at: minutes_ago(600 * (1 + n)),
        held: n == 1,
    };
    PersonPrivacyView {
        id: "per_0000000000001".into(),
        name: Some("张*".into()),
        email: Some("z***@example.com".into()),
        phone: None,
        erased_at: None,
        erased_reason: String::new(),
        tickets: (0..).zip(SUBJECTS).map(line).collect(),
        more: true,
        open: 5,
        holds: Vec::new(),
        held: false,
        may_manage: true,
        hold: HoldForm::default(),
        erase: EraseForm::default(),
    }
}

fn held() -> PersonPrivacyView {
    let hold = |ticket: Option<i64>, lift: &str| HoldLine {
        ticket,
        lift: lift.into(),
        reason: LONG.into(),
        by: "王芳".into(),
        at: minutes_ago(5_000),
        until: ticket.map(|_| minutes_ago(-90_000)),
    };
    PersonPrivacyView {
        holds: vec![hold(None, ""), hold(Some(20_401), "tkt_0000000000001")],
        held: true,
        hold: HoldForm {
            reason: "待诉讼终结".into(),
            days: "0".into(),
            ticket: "tkt_0000000000001".into(),
            open: true,
            problems: Problems {
                code: None,
                fields: vec![
                    FieldProblem::new("days", "out_of_range")
                        .with("min", 1)
                        .with("max", 36_500),
                ],
            },
        },
        erase: EraseForm {
            reason: "本人申请".into(),
            open: true,
            problems: Problems::of("legal_hold"),
        },
        ..person()
    }
}

fn erased() -> PersonPrivacyView {
    PersonPrivacyView {
        name: None,
        email: None,
        erased_at: Some(minutes_ago(60)),
        erased_reason: "本人申请".into(),
        tickets: Vec::new(),
        more: false,
        open: 0,
        may_manage: false,
        ..person()
    }
}

fn erased_messages() -> Vec<MessageLine> {
    let gone = |message: MessageLine| MessageLine {
        author_name: String::new(),
        body: String::new(),
        erased: true,
        files: Vec::new(),
        ..message
    };
    messages().into_iter().map(gone).collect()
}

fn erased_ticket() -> TicketView {
    let base = ticket("archived");
    TicketView {
        ticket: TicketFacts {
            subject: String::new(),
            order_no: None,
            demand: None,
            ..base.ticket
        },
        requester: RequesterCard {
            name: None,
            email: None,
            phone: None,
            verified: false,
            erased: true,
            may_reveal: false,
            ..requester()
        },
        messages: erased_messages(),
        ..base
    }
}

fn erased_track() -> TrackView {
    TrackView {
        subject: None,
        demand: None,
        adviser: None,
        order_no: None,
        erased: true,
        known: false,
        messages: Vec::new(),
        may: TrackMay::default(),
        ..track("archived", "closed", "nobody", 6)
    }
}
