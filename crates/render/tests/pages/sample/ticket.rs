//! A ticket in its states.

use touchstone_render::view::*;

use super::desk::choices;
use super::handover::parties;
use super::history::events;
use super::privacy::requester;
use super::public::{limits, messages, rated, typed};
use super::words::categories;
use super::{Sample, clock, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("ticket-much", "/desk/tickets/tkt_1", ticket("in_progress")),
        Sample::signed_in("ticket-new", "/desk/tickets/tkt_1", fresh()),
        Sample::signed_in(
            "ticket-history",
            "/desk/tickets/tkt_1?tab=history",
            TicketView {
                tab: TicketTab::History,
                ..ticket("in_progress")
            },
        ),
        Sample::signed_in("ticket-problems", "/desk/tickets/tkt_1", troubled()),
        Sample::signed_in("ticket-revealed", "/desk/tickets/tkt_1", revealed()),
        Sample::signed_in("ticket-closed", "/desk/tickets/tkt_1", closed()),
    ]
}

fn facts(stage: &'static str) -> TicketFacts {
    TicketFacts {
        id: "tkt_0000000000001".into(),
        number: 20_417,
        tracking_code: "7K4M-Q2XW-9TBD-H5RN".into(),
        subject: "收到的空气净化器有异响，商家一直不回电".into(),
        kind: "complaint".into(),
        category: Some("product/quality-defect".into()),
        stage: stage.into(),
        status: "open".into(),
        close_reason: None,
        priority: 2,
        urgency: "high".into(),
        claimed_urgency: Some("urgent".into()),
        impact: "one_order".into(),
        class: "complex".into(),
        tier: "premium".into(),
        channel: "web".into(),
        language: "zh-CN".into(),
        order_no: Some("2026102800017".into()),
        demand: Some("换货，并补偿因多次联系产生的话费。".into()),
        tags: vec!["运输破损".into(), "二次投诉".into()],
        owner: Some("王芳".into()),
        assignee: Some("陈浩".into()),
        team: Some("售后一组".into()),
        assignee_id: Some("tem_1".into()),
        team_id: Some("tem_0".into()),
        handover: Some(parties(Some("王芳"), None)),
        reopened: 1,
        objected: 2,
        created_at: minutes_ago(30 * 60),
        updated_at: minutes_ago(42),
        version: 9,
    }
}

pub fn ticket(stage: &'static str) -> TicketView {
    let mut thread: Vec<MessageLine> = messages()
        .into_iter()
        .map(|m| MessageLine {
            own: false,
            crossing: m.author_kind == "agent",
            sender: (m.author_kind == "requester").then(|| SenderNote {
                standing: if m.files.is_empty() { "failed" } else { "verified" }.into(),
                checked_by: Some(if m.files.is_empty() { "here" } else { "server" }.into()),
                other: m.files.is_empty(),
            }),
            ..m
        })
        .map(super::related::merged)
        .collect();
    thread.insert(2, note());
    let late = ClockView {
        cause: Some("unset".into()),
        ..clock("first_handling_told", "breached", 24 * 60, -185)
    };
    let done_late = ClockView {
        met_at: Some(minutes_ago(60)),
        cause: Some("merchant".into()),
        charged: Some(super::charged("merchant", "晨光数码旗舰店")),
        ..clock("accepted", "breached", 24 * 60, -300)
    };
    TicketView {
        ticket: facts(stage),
        requester: requester(),
        clocks: vec![
            late,
            clock("resolution", "running", 48 * 60, 8 * 60),
            ClockView {
                instance: 2,
                ..clock("next_response", "running", 60, 40)
            },
            clock("investigated", "paused", 48 * 60, 18 * 60),
            clock("first_response", "met", 24 * 60, 600),
            done_late,
            clock("assessment", "cancelled", 24 * 60, 100),
        ],
        pledges: pledges(),
        remedy: RemedyForm::default(),
        messages: thread,
        earlier_messages: Some("/desk/tickets/x?before=1".into()),
        events: events(),
        earlier_events: Some("/desk/tickets/x?tab=history&before=1".into()),
        tab: TicketTab::Conversation,
        rating: None,
        actions: [
            "take",
            "classify",
            "assign",
            "wait",
            "resolve",
            "note_cause",
            "extend",
            "merge",
            "accept_handover",
            "decline_handover",
            "hand_over",
            "withdraw_handover",
            "withdraw",
            "close",
            "spam",
        ]
        .map(Into::into)
        .to_vec(),
        may_reply: true,
        may_note: true,
        templates: super::reply_template::offers(),
        may_export: true,
        composer: Composer {
            based_on: 9,
            body: "我们已联系承运商。".into(),
            kept: Some(minutes_ago(25)),
            ..Composer::default()
        },
        action_form: ActionForm::default(),
        categories: categories(),
        teams: choices(&["售后一组", "支付与账号组"]),
        agents: choices(&["王芳", "陈浩"]),
        causes: super::cause_tree(),
        limits: limits(),
        back: "/desk?queue=mine".into(),
        others: others(),
        others_all: "/desk?requester=per_0000000000001".into(),
        live: LiveView {
            at: 12,
            last: Some(LastChange {
                name: Some("陈浩".into()),
                actor: "user".into(),
                kind: "message.added".into(),
            }),
        },
        related: super::related::related(),
    }
}

/// One of each standing.
pub fn pledges() -> Vec<PledgeOnTicket> {
    let one = |pledge: &str, state: &'static str, remedy: Option<&'static str>| PledgeOnTicket {
        pledge: pledge.to_owned(),
        title: "投诉 72 小时内告知结果".to_owned(),
        remedy_text: "由另一位工作人员立即接手复核。".to_owned(),
        state: state.into(),
        at: minutes_ago(90),
        remedy: remedy.map(Into::into),
        decided_at: remedy.filter(|remedy| *remedy != "owed").map(|_| minutes_ago(30)),
        may_give: remedy == Some("owed"),
        may_waive: remedy == Some("owed"),
    };
    vec![
        one("pending", "pending", None),
        one("kept", "kept", None),
        one("owed", "broken", Some("owed")),
        one("given", "broken", Some("given")),
        one("old", "broken", None),
    ]
}

fn note() -> MessageLine {
    let mut note = messages().remove(1);
    note.id = "msg_0000000000009".into();
    note.visibility = "internal".into();
    note.own = true;
    note.body = "已电话联系商家运营，承认 10 月批次包装不合格，**同意换货**。@王芳 等物流单号。".into();
    note.mentions = vec!["王芳".into()];
    note
}

fn fresh() -> TicketView {
    let base = ticket("received");
    TicketView {
        ticket: TicketFacts {
            category: None,
            claimed_urgency: None,
            order_no: None,
            demand: None,
            tags: Vec::new(),
            owner: None,
            assignee: None,
            team: None,
            reopened: 0,
            objected: 0,
            class: "general".into(),
            tier: "general".into(),
            ..base.ticket
        },
        requester: RequesterCard {
            name: None,
            phone: None,
            verified: false,
            may_reveal: false,
            ..base.requester
        },
        clocks: vec![
            clock("first_response", "running", 15, 11),
            clock("stage_received", "running", 15, 11),
        ],
        messages: vec![messages().remove(0)],
        earlier_messages: None,
        events: Vec::new(),
        earlier_events: None,
        actions: ["take", "classify", "assign", "spam"].map(Into::into).to_vec(),
        related: RelatedCard {
            may_link: true,
            ..RelatedCard::default()
        },
        ..base
    }
}

fn troubled() -> TicketView {
    let base = ticket("in_progress");
    TicketView {
        composer: Composer {
            body: "已经为您加急。订单 {{order.number}}".into(),
            inserted: true,
            gaps: vec!["order.number".into()],
            uploads: typed().uploads,
            crossed: true,
            problems: Problems::of("version_conflict"),
            ..Composer::default()
        },
        action_form: ActionForm {
            action: "classify".into(),
            category: "payment".into(),
            impact: "many".into(),
            urgency: "high".into(),
            class: "major".into(),
            problems: Problems {
                code: None,
                fields: vec![FieldProblem::new("reason", "required")],
            },
            ..ActionForm::default()
        },
        requester: RequesterCard {
            service: ServiceForm {
                tier: "general".into(),
                open: true,
                problems: Problems {
                    code: None,
                    fields: vec![FieldProblem::new("adviser", "tier_without_adviser")],
                },
                ..ServiceForm::default()
            },
            reveal: RevealForm {
                open: true,
                problems: Problems {
                    code: None,
                    fields: vec![FieldProblem::new("reason", "required")],
                },
                ..RevealForm::default()
            },
            ..base.requester
        },
        ..base
    }
}

fn revealed() -> TicketView {
    let base = ticket("resolved");
    let plain = Revealed {
        name: Some("张伟".into()),
        email: Some("zhangwei@example.com".into()),
        phone: Some("+86 138 1234 5678".into()),
    };
    TicketView {
        requester: RequesterCard {
            revealed: Some(plain),
            ..base.requester
        },
        ..base
    }
}

fn closed() -> TicketView {
    let base = ticket("archived");
    TicketView {
        ticket: TicketFacts {
            close_reason: Some("completed".into()),
            ..base.ticket
        },
        clocks: Vec::new(),
        pledges: Vec::new(),
        actions: Vec::new(),
        may_reply: false,
        may_note: false,
        may_export: false,
        rating: Some(rated()),
        ..base
    }
}

fn others() -> Vec<OtherRequest> {
    vec![OtherRequest {
        number: 19_004,
        href: "/desk/tickets/tkt_0000000000002".into(),
        subject: "发票抬头开错，需要重开".into(),
        channel: "wechat".into(),
        stage: "archived".into(),
        created_at: minutes_ago(3_000),
    }]
}
