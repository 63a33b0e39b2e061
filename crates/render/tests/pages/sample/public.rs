//! Pages for requesters and visitors.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::words::{HOSTILE, LONG, MARKDOWN, categories};
use super::{Sample, clock, minutes_ago, now};

pub fn samples() -> Vec<Sample> {
    let mut all = vec![
        Sample::public("home", "/", HomeView { pledges: pledges() }),
        Sample::public("home-bare", "/", HomeView::default()),
        Sample::public(
            "submit",
            "/submit",
            submit(RequestForm::default(), Problems::none()),
        ),
        Sample::public("submit-problems", "/submit", submit(typed(), problems())),
        Sample::public(
            "receipt",
            "/submit",
            receipt(vec!["z***@example.com".into(), "138****5678".into()]),
        ),
        Sample::public("receipt-anonymous", "/submit", receipt(Vec::new())),
        Sample::public("track-form", "/track", TrackFormView::default()),
        Sample::public(
            "track-form-wrong",
            "/track",
            TrackFormView {
                code: "ABCD".into(),
                problems: Problems {
                    code: None,
                    fields: vec![FieldProblem::new("code", "tracking_code_unknown")],
                },
            },
        ),
        Sample::public(
            "demo-outbox",
            "/demo/outbox",
            DemoOutboxView {
                notifications: mails(),
                next: Some("/demo/outbox?cursor=x".into()),
            },
        ),
        Sample::public(
            "demo-outbox-empty",
            "/demo/outbox",
            DemoOutboxView {
                notifications: Vec::new(),
                next: None,
            },
        ),
    ];
    all.extend(super::entrance::samples());
    all.extend(super::demo_mail::samples());
    all.extend(super::demo_webhooks::samples());
    all.extend(letters());
    all.extend(tracks());
    all.extend(super::errors::errors());
    all
}

fn pledges() -> Vec<Pledge> {
    let rows = [
        ("general", 15, 48 * 60),
        ("after-sales", 24 * 60, 48 * 60),
        ("complaint", 24 * 60, 48 * 60),
        ("feedback", 24 * 60, 48 * 60),
    ];
    let mut pledges: Vec<Pledge> = rows
        .into_iter()
        .map(|(kind, first, done)| Pledge {
            kind: kind.into(),
            first_response: Some(Span::minutes(first)),
            resolution: Some(Span::minutes(done)),
        })
        .collect();
    pledges.push(Pledge {
        kind: "major-failure".into(),
        first_response: Some(Span::minutes(5)),
        resolution: None,
    });
    pledges
}

pub fn limits() -> RequestLimits {
    RequestLimits {
        subject: 200,
        body: 20_000,
        demand: 2_000,
        file_bytes: 20 * 1024 * 1024,
        files: 10,
    }
}

fn submit(form: RequestForm, problems: Problems) -> SubmitView {
    SubmitView {
        form,
        categories: categories(),
        limits: limits(),
        problems,
        idempotency_key: "sample".into(),
    }
}

pub fn typed() -> RequestForm {
    RequestForm {
        kind: "complaint".into(),
        category: "payment/refund-delay".into(),
        body: LONG.into(),
        urgency: "high".into(),
        order_no: "2026102800017".into(),
        email: "not an address".into(),
        uploads: vec![
            UploadLine {
                id: "fil_0000000000001".into(),
                name: "开箱视频.mp4".into(),
                size: 18_400_000,
            },
            UploadLine {
                id: "fil_0000000000002".into(),
                name: "order.png".into(),
                size: 230_000,
            },
        ],
        ..RequestForm::default()
    }
}

pub fn problems() -> Problems {
    Problems {
        code: None,
        fields: vec![
            FieldProblem::new("subject", "required"),
            FieldProblem::new("email", "invalid_email"),
            FieldProblem::new("attachments", "too_many").with("max", 10),
        ],
    }
}

fn receipt(sent_to: Vec<String>) -> ReceiptView {
    ReceiptView {
        number: 20_417,
        tracking_code: "7K4M-Q2XW-9TBD-H5RN".into(),
        subject: Some("退款十天仍未到账".into()),
        kind: "complaint".into(),
        received_at: now(),
        clocks: vec![
            clock("first_response", "running", 24 * 60, 24 * 60),
            clock("resolution", "running", 48 * 60, 48 * 60),
        ],
        sent_to,
        files: 2,
    }
}

fn steps(current: usize) -> Vec<StepLine> {
    [
        "received",
        "classified",
        "assigned",
        "in_progress",
        "resolved",
        "confirmed",
        "archived",
    ]
    .into_iter()
    .enumerate()
    .map(|(index, stage)| StepLine {
        stage: stage.into(),
        state: match index.cmp(&current) {
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Current,
            std::cmp::Ordering::Greater => StepState::Ahead,
        },
        at: (index <= current).then(|| minutes_ago(60 * (30 - index.cast_signed() as i64 * 4))),
    })
    .collect()
}

/// Two questions, an objection and a wait for somebody else.
fn long_way() -> Vec<StepLine> {
    let passed = [
        "received",
        "classified",
        "assigned",
        "in_progress",
        "waiting_requester",
        "in_progress",
        "waiting_third_party",
        "in_progress",
        "resolved",
        "in_progress",
    ];
    let last = passed.len() - 1;
    let gone = passed.into_iter().enumerate().map(|(index, stage)| StepLine {
        stage: stage.into(),
        state: if index == last {
            StepState::Current
        } else {
            StepState::Done
        },
        at: Some(minutes_ago(60 * (40 - index.cast_signed() as i64 * 4))),
    });
    gone.chain(steps(3).split_off(4)).collect()
}

pub fn track(stage: &'static str, status: &'static str, turn: &'static str, step: usize) -> TrackView {
    TrackView {
        code: "7K4M-Q2XW-9TBD-H5RN".into(),
        number: 20_417,
        problems: Problems::none(),
        erased: false,
        demand: Some("换货，并承担运费".into()),
        adviser: Some("李敏".into()),
        order_no: Some("2026102800017".into()),
        subject: Some("收到的空气净化器有异响，商家一直不回电".into()),
        kind: "complaint".into(),
        category: Some("product/quality-defect".into()),
        status: status.into(),
        stage: stage.into(),
        close_reason: None,
        merged: None,
        next_actor: turn.into(),
        received_at: minutes_ago(30 * 60),
        updated_at: minutes_ago(42),
        steps: steps(step),
        clocks: vec![
            clock("first_response", "met", 24 * 60, 600),
            clock("resolution", "running", 48 * 60, 18 * 60),
        ],
        pledges: super::ticket::pledges(),
        silence_confirms_at: None,
        gives_up_at: None,
        reopen_until: None,
        followed_by: None,
        known: true,
        ownership: OwnershipForm::default(),
        messages: messages(),
        may: TrackMay {
            message: true,
            ..TrackMay::default()
        },
        composer: Composer::default(),
        limits: limits(),
        objection: ObjectionForm::default(),
        rating: RatingForm::default(),
        rated: None,
        form_key: "sample".into(),
    }
}

fn tracks() -> Vec<Sample> {
    let ways = vec![
        OwnershipWay {
            code: "email".into(),
            masked: "z***@example.com".into(),
        },
        OwnershipWay {
            code: "phone".into(),
            masked: "138****5678".into(),
        },
    ];
    let stranger = TrackView {
        known: false,
        subject: None,
        demand: None,
        adviser: None,
        order_no: None,
        messages: Vec::new(),
        ownership: OwnershipForm {
            ways: ways.clone(),
            ..OwnershipForm::default()
        },
        ..track("received", "new", "desk", 0)
    };
    let asked = TrackView {
        ownership: OwnershipForm {
            ways,
            sent_to: Some("z***@example.com".into()),
            sent_way: "email".into(),
            wait: Some(Span::seconds(45)),
            kept: vec![("body".into(), LONG.into())],
            problems: Problems {
                code: Some("code_refused".into()),
                fields: vec![FieldProblem::new("otp", "code_wrong").with("left", 3)],
            },
        },
        ..stranger.clone()
    };
    let nobody = TrackView {
        ownership: OwnershipForm::default(),
        ..stranger.clone()
    };
    let waiting = TrackView {
        clocks: vec![
            clock("first_response", "met", 1440, 600),
            clock("resolution", "paused", 2880, 1080),
        ],
        gives_up_at: Some(now() + Span::days(5)),
        ..track("waiting_requester", "waiting", "requester", 3)
    };
    let resolved = TrackView {
        silence_confirms_at: Some(now() + Span::hours(60)),
        may: TrackMay {
            message: true,
            confirm: true,
            object: true,
            rate: false,
        },
        objection: ObjectionForm {
            reason: "换货还没发出".into(),
            open: true,
            problems: Problems::none(),
        },
        ..track("resolved", "resolved", "requester", 4)
    };
    let back_and_forth = TrackView {
        steps: long_way(),
        ..track("in_progress", "open", "desk", 3)
    };
    let overtaken = TrackView {
        problems: Problems::of("invalid_transition"),
        ..track("in_progress", "open", "desk", 3)
    };
    let confirmed = TrackView {
        reopen_until: Some(now() + Span::days(7)),
        may: TrackMay {
            message: true,
            rate: true,
            ..TrackMay::default()
        },
        ..track("confirmed", "closed", "nobody", 5)
    };
    let archived = TrackView {
        close_reason: Some("no_answer".into()),
        followed_by: Some("AAAA-BBBB-CCCC-DDDD".into()),
        rated: Some(rated()),
        may: TrackMay::default(),
        ..track("archived", "closed", "nobody", 6)
    };
    let merged = TrackView {
        close_reason: Some("merged".into()),
        merged: Some(MergedView {
            stage: "in_progress".into(),
            updated_at: minutes_ago(12),
            code: Some("AAAA-BBBB-CCCC-DDDD".into()),
        }),
        may: TrackMay::default(),
        ..track("archived", "closed", "nobody", 6)
    };
    let third = track("waiting_third_party", "waiting", "third_party", 3);
    vec![
        Sample::public("track-stranger", "/track/x", stranger),
        Sample::public("track-code-asked", "/track/x", asked),
        Sample::public("track-no-contact", "/track/x", nobody),
        Sample::public(
            "track-in-progress",
            "/track/x",
            track("in_progress", "open", "desk", 3),
        ),
        Sample::public("track-waiting", "/track/x", waiting),
        Sample::public("track-third-party", "/track/x", third),
        Sample::public("track-resolved", "/track/x", resolved),
        Sample::public("track-back-and-forth", "/track/x", back_and_forth),
        Sample::public("track-overtaken", "/track/x", overtaken),
        Sample::public("track-confirmed", "/track/x", confirmed),
        Sample::public("track-archived", "/track/x", archived),
        Sample::public("track-merged", "/track/x", merged),
    ]
}

pub fn rated() -> RatingLine {
    RatingLine {
        score: 4,
        dimensions: vec![("speed".into(), 5), ("attitude".into(), 4)],
        comment: "处理得比较快，希望以后能一次说清楚。".into(),
        at: minutes_ago(300),
    }
}

pub fn messages() -> Vec<MessageLine> {
    let base = MessageLine {
        id: "msg_0000000000001".into(),
        author_kind: "requester".into(),
        author_name: "张*".into(),
        crossing: false,
        own: true,
        sender: None,
        letter: Some("sent".into()),
        visibility: "public".into(),
        format: "text".into(),
        body: LONG.into(),
        quoted: "> 您的退款已处理\n-- \n张三".into(),
        mentions: Vec::new(),
        erased: false,
        at: minutes_ago(30 * 60),
        files: vec![
            FileLine {
                name: "开箱视频.mp4".into(),
                size: 18_400_000,
                media_type: "video/mp4".into(),
                href: "/files/x".into(),
            },
            FileLine {
                name: "外包装照片-正面-挤压痕迹.jpg".into(),
                size: 1_830_000,
                media_type: "image/jpeg".into(),
                href: "/files/y".into(),
            },
        ],
        merged_from: None,
        split_from: None,
        split_into: Vec::new(),
    };
    let reply = MessageLine {
        id: "msg_0000000000002".into(),
        author_kind: "agent".into(),
        author_name: "陈浩".into(),
        format: "markdown".into(),
        body: MARKDOWN.into(),
        at: minutes_ago(95),
        files: Vec::new(),
        ..base.clone()
    };
    let hostile = MessageLine {
        id: "msg_0000000000003".into(),
        format: "markdown".into(),
        body: HOSTILE.into(),
        at: minutes_ago(42),
        files: Vec::new(),
        ..base.clone()
    };
    vec![base, reply, hostile]
}

fn mails() -> Vec<OutboxLine> {
    ["one_time_code", "receipt"].into_iter().map(mail).collect()
}

pub fn mail(template: &'static str) -> OutboxLine {
    OutboxLine {
        again: template == "receipt",
        id: "ntf_0000000000001".into(),
        template: template.into(),
        medium: "email".into(),
        language: "zh-CN".into(),
        to: "zhang@example.com".into(),
        state: "sent".into(),
        attempts: 1,
        created_at: minutes_ago(4),
        sent_at: Some(minutes_ago(4)),
        problem: None,
        subject: Some("验证码 402917".into()),
        text: Some(
            "您好：\n\n验证码为：\n\n402917\n\nhttp://127.0.0.1:8080/track/7K4M-Q2XW-9TBD-H5RN".into(),
        ),
    }
}

/// Letters that a requester does without: some, all, and by the link of one.
fn letters() -> Vec<Sample> {
    let own = |proven: bool, stopped: bool| OwnLettersView {
        code: "7H3K-9QWX".into(),
        proven,
        stopped,
        topics: ["progress", "rating", "reminders"]
            .map(|topic| LetterTopicLine {
                topic: topic.into(),
                wanted: topic != "rating",
            })
            .to_vec(),
        scope: "ticket".into(),
        problems: if proven {
            Problems::none()
        } else {
            Problems::of("letters_unverified")
        },
    };
    let end = |off: bool| LetterEndView {
        token: "00ff".into(),
        topic: "progress".into(),
        number: 1042,
        code: "7H3K-9QWX".into(),
        off,
    };
    let path = "/track/7H3K-9QWX/letters";
    vec![
        Sample::public("own-letters", path, own(true, false)),
        Sample::public("own-letters-unproven", path, own(false, false)),
        Sample::public("own-letters-stopped", path, own(true, true)),
        Sample::public("letter-end", "/letters/00ff", end(false)),
        Sample::public("letter-end-done", "/letters/00ff", end(true)),
    ]
}
