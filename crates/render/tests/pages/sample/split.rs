//! Messages about to become a ticket of their own.

use touchstone_render::view::*;

use super::Sample;
use super::public::messages;
use super::ticket::ticket;

pub fn samples() -> Vec<Sample> {
    let refused = SplitView {
        form: SplitForm {
            subject: "发票开错抬头".into(),
            assignee: "tem_1".into(),
            ..SplitForm::default()
        },
        problems: Problems {
            code: None,
            fields: vec![
                FieldProblem::new("messages", "required"),
                FieldProblem::new("category", "required"),
            ],
        },
        earlier: Some("/desk/tickets/tkt_1/split?before=msg_1".into()),
        ..split()
    };
    let stale = SplitView {
        problems: Problems::of("split_archived"),
        messages: Vec::new(),
        ..split()
    };
    let mut shown = ticket("in_progress");
    for (n, message) in shown.messages.iter_mut().enumerate() {
        message.split_from = (n == 0).then(|| part(2_040));
        message.split_into = if n == 1 {
            vec![part(2_046), part(2_047)]
        } else {
            Vec::new()
        };
    }
    vec![
        Sample::signed_in("split", "/desk/tickets/tkt_1/split", split()),
        Sample::signed_in("split-refused", "/desk/tickets/tkt_1/split", refused),
        Sample::signed_in("split-archived", "/desk/tickets/tkt_1/split", stale),
        Sample::signed_in("ticket-split", "/desk/tickets/tkt_1", shown),
    ]
}

fn part(number: i64) -> SplitPartLine {
    SplitPartLine {
        number,
        href: Some(format!("/desk/tickets/tkt_000000000{number}")),
    }
}

fn split() -> SplitView {
    let whole = ticket("in_progress");
    let line = |(n, message): (usize, MessageLine)| SplitLine {
        may: n != 2,
        picked: n == 1,
        message,
    };
    SplitView {
        id: whole.ticket.id,
        number: whole.ticket.number,
        version: whole.ticket.version,
        messages: messages().into_iter().enumerate().map(line).collect(),
        earlier: None,
        form: SplitForm::default(),
        categories: whole.categories,
        teams: whole.teams,
        agents: whole.agents,
        problems: Problems::none(),
        idempotency_key: "0123456789abcdef".into(),
    }
}
