//! Tickets handed over.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let none = HandoversView {
        to_me: Vec::new(),
        from_me: Vec::new(),
        returned: HandoverForm::default(),
        live: LiveView::default(),
    };
    let some = HandoversView {
        to_me: vec![
            line(1, parties(Some("李静"), Some("支付组"))),
            HandoverLine {
                href: None,
                reason: String::new(),
                subject: String::new(),
                category: None,
                due_at: None,
                ..line(2, parties(None, Some("售后一组")))
            },
        ],
        from_me: vec![
            line(3, parties(Some("王芳"), None)),
            line(4, parties(None, Some("支付组"))),
        ],
        ..none.clone()
    };
    let refused = HandoversView {
        returned: HandoverForm {
            ticket: "tkt_1".into(),
            reason: "今天休假。".into(),
            problems: Problems {
                code: None,
                fields: vec![FieldProblem::new("reason", "too_long").with("max", 1000)],
            },
        },
        ..some.clone()
    };
    let late = HandoversView {
        returned: HandoverForm {
            problems: Problems::of("handover_none"),
            ..HandoverForm::default()
        },
        ..none.clone()
    };
    vec![
        Sample::signed_in("handovers-none", "/desk/handovers", none),
        Sample::signed_in("handovers", "/desk/handovers", some),
        Sample::signed_in("handovers-refused", "/desk/handovers", refused),
        Sample::signed_in("handovers-too-late", "/desk/handovers", late),
    ]
}

pub fn parties(receiver: Option<&str>, team: Option<&str>) -> HandoverParties {
    HandoverParties {
        giver: "陈浩".into(),
        receiver: receiver.map(str::to_owned),
        team: team.map(str::to_owned),
        offered_at: minutes_ago(60),
        expires_at: minutes_ago(-600),
    }
}

fn line(n: i64, offer: HandoverParties) -> HandoverLine {
    HandoverLine {
        id: format!("tkt_{n}"),
        number: 20_410 + n,
        href: Some(format!("/desk/tickets/tkt_{n}")),
        subject: "空气净化器滤芯发错型号，要求补发正确型号并赔付运费".into(),
        category: Some("payment/refund-delay".into()),
        priority: 2,
        due_at: Some(minutes_ago(-90)),
        reason: "已联系仓库，等单号；收到后请通知顾客。".into(),
        offer,
    }
}
