//! What people ask about their own data, and the copy they get.

use touchstone_render::view::*;

use super::words::{LONG, SUBJECTS};
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("privacy-none", "/ops/privacy", list(Vec::new())),
        Sample::signed_in("privacy-list", "/ops/privacy", list(lines())),
        Sample::signed_in("privacy-list-problems", "/ops/privacy", refused()),
        Sample::signed_in("privacy-request", "/ops/privacy/prq_0000000000001", access()),
        Sample::signed_in(
            "privacy-request-erasure",
            "/ops/privacy/prq_0000000000002",
            erasure(),
        ),
        Sample::signed_in(
            "privacy-request-correction",
            "/ops/privacy/prq_0000000000003",
            correction(),
        ),
        Sample::signed_in("privacy-classes", "/ops/privacy/classes", classes()),
        Sample::public("own-privacy", "/track/x/privacy", own(true)),
        Sample::public("own-privacy-unverified", "/track/x/privacy", own(false)),
        Sample::public("package", "/", package()),
    ]
}

fn line(n: u8) -> PrivacyLine {
    let kinds = ["access", "correction", "erasure"];
    let states = ["received", "in_progress", "completed", "refused", "withdrawn"];
    PrivacyLine {
        id: format!("prq_000000000000{n}"),
        kind: kinds[usize::from(n % 3)].into(),
        state: states[usize::from(n % 5)].into(),
        name: if n == 4 { String::new() } else { "张*".into() },
        person: "per_0000000000001".into(),
        received_at: minutes_ago(9_000 + i64::from(n)),
        due_at: minutes_ago(i64::from(n) * 900 - 4_000),
        extended: n == 2,
        warned: n % 3,
        late: n == 5,
        closed_at: (n % 5 > 1).then(|| minutes_ago(30)),
    }
}

fn lines() -> Vec<PrivacyLine> {
    (0..6).map(line).collect()
}

fn list(requests: Vec<PrivacyLine>) -> PrivacyListView {
    PrivacyListView {
        phase: "open".into(),
        kind: "".into(),
        person: String::new(),
        counts: vec![
            ("access".into(), 3),
            ("correction".into(), 1),
            ("erasure".into(), 0),
        ],
        late: i64::from(!requests.is_empty()),
        next: (!requests.is_empty()).then(|| "/ops/privacy?cursor=x".into()),
        requests,
        may_manage: true,
        form: PrivacyForm::default(),
    }
}

fn refused() -> PrivacyListView {
    PrivacyListView {
        person: "per_0000000000001".into(),
        may_manage: true,
        form: PrivacyForm {
            person: "per_1".into(),
            kind: "erasure".into(),
            detail: LONG.into(),
            open: true,
            problems: Problems {
                code: None,
                fields: vec![FieldProblem::new("person", "unknown")],
            },
        },
        ..list(lines())
    }
}

fn request(n: u8) -> PrivacyView {
    PrivacyView {
        request: line(n),
        email: Some("z***@example.com".into()),
        phone: None,
        source: "tracking_page".into(),
        ticket: Some("tkt_0000000000001".into()),
        detail: LONG.into(),
        extension: None,
        answer: None,
        proof: Some("one_time_code".into()),
        proved_at: Some(minutes_ago(8_000)),
        refusal: None,
        corrections: Vec::new(),
        package: None,
        steps: vec!["extend".into(), "complete".into(), "refuse".into()],
        holds: Vec::new(),
        proofs: ["one_time_code", "call_back", "document", "in_person"]
            .map(Into::into)
            .to_vec(),
        refusals: [
            "identity_not_proven",
            "legal_hold",
            "legal_duty",
            "excessive",
            "nothing_held",
            "not_wrong",
        ]
        .map(Into::into)
        .to_vec(),
        version: 3,
        events: vec![EventLine {
            id: "evt_0000000000001".into(),
            kind: "privacy.received".into(),
            at: minutes_ago(9_000),
            actor: ActorView {
                kind: "requester".into(),
                name: None,
            },
            origin: "tracking_page".into(),
            address: None,
            stages: Vec::new(),
            clocks: Vec::new(),
            details: vec![EventDetail {
                label: "request".into(),
                value: "access".into(),
                family: Some("prq-kind".into()),
            }],
        }],
        form: PrivacyStepForm::default(),
    }
}

fn access() -> PrivacyView {
    PrivacyView {
        steps: ["identify", "extend", "package", "complete", "refuse"]
            .map(Into::into)
            .to_vec(),
        package: Some(PackageLine {
            state: "ready".into(),
            size: Some(7_654_321),
            made_at: Some(minutes_ago(60)),
            expires_at: Some(minutes_ago(-9_000)),
            downloads: 2,
        }),
        ..request(0)
    }
}

fn erasure() -> PrivacyView {
    PrivacyView {
        holds: vec!["案件 42 未结".into()],
        form: PrivacyStepForm {
            step: "extend".into(),
            days: "99".into(),
            reason: "材料很多".into(),
            problems: Problems {
                code: None,
                fields: vec![
                    FieldProblem::new("days", "out_of_range")
                        .with("min", 1)
                        .with("max", 40),
                ],
            },
            ..PrivacyStepForm::default()
        },
        request: PrivacyLine {
            kind: "erasure".into(),
            state: "in_progress".into(),
            closed_at: None,
            ..line(5)
        },
        ..request(5)
    }
}

fn correction() -> PrivacyView {
    PrivacyView {
        steps: Vec::new(),
        refusal: Some("not_wrong".into()),
        answer: Some(LONG.into()),
        extension: Some("材料很多".into()),
        corrections: vec![
            ("name".into(), "张*".into(), "章*".into()),
            ("phone".into(), String::new(), "138****5678".into()),
        ],
        package: Some(PackageLine {
            state: "failed".into(),
            size: None,
            made_at: None,
            expires_at: None,
            downloads: 0,
        }),
        ..request(3)
    }
}

fn classes() -> DataClassesView {
    let grades = ["open", "internal", "personal", "sensitive", "secret"];
    let owners = ["operation", "service", "privacy", "security", "quality"];
    let table = |owner: &'static str| DataClassTable {
        name: format!("{owner}_table"),
        owner: owner.into(),
        grades: grades
            .map(|grade| (grade.into(), vec!["id".to_owned(), "created_at".to_owned()]))
            .to_vec(),
    };
    DataClassesView {
        tables: owners.map(table).to_vec(),
    }
}

fn own(verified: bool) -> OwnPrivacyView {
    let line = |n: u8| OwnPrivacyLine {
        id: format!("prq_000000000000{n}"),
        kind: line(n).kind,
        state: line(n).state,
        received_at: minutes_ago(9_000),
        due_at: minutes_ago(-4_000),
        closed_at: line(n).closed_at,
        extension: (n == 1).then(|| LONG.into()),
        refusal: (n == 3).then(|| "legal_duty".into()),
        answer: (n == 3).then(|| LONG.into()),
        package_until: (n == 2).then(|| minutes_ago(-4_000)),
        may_withdraw: n < 2,
    };
    OwnPrivacyView {
        code: "7H3K-9QWX".into(),
        verified,
        requests: if verified {
            (0..4).map(line).collect()
        } else {
            Vec::new()
        },
        form: PrivacyForm {
            problems: Problems::of("privacy_open_already"),
            ..PrivacyForm::default()
        },
    }
}

fn package() -> PersonalData {
    let happened = |what: &'static str, by: &'static str| HappenedCopy {
        at: minutes_ago(9_000),
        what: what.into(),
        by: by.into(),
        address: Some("203.0.113.7".into()),
        agent: Some("Mozilla/5.0".into()),
    };
    let message = |author: &'static str, visibility: &'static str, body: Option<&str>| MessageCopy {
        at: minutes_ago(8_000),
        author: author.into(),
        visibility: visibility.into(),
        body: body.map(str::to_owned),
        files: vec![FileCopy {
            name: "照片 <1>.png".into(),
            path: "files/fil_0000000000001-照片 <1>.png".into(),
            size: 5_000,
            sha256: "00".repeat(32),
        }],
    };
    PersonalData {
        format: 1,
        made_at: minutes_ago(0),
        person: PersonFacts {
            id: "per_0000000000001".into(),
            name: Some("张三".into()),
            email: Some("zhang@example.com".into()),
            email_verified_at: Some(minutes_ago(8_000)),
            phone: None,
            phone_verified_at: None,
            language: "zh-CN".into(),
            tier: "general".into(),
            created_at: minutes_ago(9_000),
            updated_at: minutes_ago(9_000),
        },
        tickets: vec![TicketCopy {
            id: "tkt_0000000000001".into(),
            number: 20_401,
            subject: Some(SUBJECTS[0].into()),
            demand: Some(LONG.into()),
            order_no: Some("A-1".into()),
            class_reason: Some("涉及多人".into()),
            kind: "complaint".into(),
            category: Some("payment/refund-delay".into()),
            channel: "web".into(),
            urgency: "normal".into(),
            class: "major".into(),
            stage: "archived".into(),
            received_at: minutes_ago(9_000),
            archived_at: None,
            tags: vec!["vip".into()],
            messages: vec![
                message("requester", "public", Some("<script>alert(1)</script>")),
                message("agent", "internal", None),
            ],
            rating: Some(RatingCopy {
                score: 2,
                comment: Some("慢".into()),
                at: minutes_ago(50),
            }),
            history: vec![happened("ticket.received", "public")],
        }],
        letters: vec![LetterCopy {
            at: minutes_ago(9_000),
            medium: "email".into(),
            state: "sent".into(),
            settled_at: Some(minutes_ago(8_999)),
            subject: Some("已收到".into()),
            text: Some("您的请求已收到。".into()),
        }],
        disclosures: vec![Disclosure {
            at: minutes_ago(900),
            fields: vec!["email".into(), "phone".into()],
            reason: "回拨".into(),
            granted: false,
        }],
        requests: vec![RequestCopy {
            kind: "access".into(),
            state: "in_progress".into(),
            received_at: minutes_ago(90),
            closed_at: None,
            detail: "全部".into(),
            answer: None,
        }],
        history: vec![happened("person.created", "timer")],
    }
}
