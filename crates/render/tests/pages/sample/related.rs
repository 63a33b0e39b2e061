//! Requests together: the panel of a ticket, messages that come from merged ones, forms that came back.

use touchstone_render::view::*;

use super::ticket::ticket;
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let merging = TicketView {
        action_form: ActionForm {
            action: "merge".into(),
            into: "20418".into(),
            problems: Problems {
                code: None,
                fields: vec![
                    FieldProblem::new("into", "merge_closed"),
                    FieldProblem::new("other_requester", "merge_other_requester"),
                ],
            },
            ..ActionForm::default()
        },
        related: RelatedCard {
            form: LinkForm {
                open: true,
                kind: "caused_by".into(),
                to: "无此工单".into(),
                problems: Problems {
                    code: None,
                    fields: vec![FieldProblem::new("to", "link_itself")],
                },
            },
            ..related()
        },
        ..ticket("in_progress")
    };
    let ended = ticket("archived");
    let ended = TicketView {
        ticket: TicketFacts {
            close_reason: Some("merged".into()),
            status: "closed".into(),
            ..ended.ticket
        },
        actions: vec!["restore".into()],
        ..ended
    };
    vec![
        Sample::signed_in("ticket-merging", "/desk/tickets/tkt_1", merging),
        Sample::signed_in("ticket-merged", "/desk/tickets/tkt_1", ended),
        Sample::signed_in(
            "duplicates-found",
            "/desk/new/duplicates",
            DuplicatesView {
                duplicates: duplicates(),
            },
        ),
        Sample::signed_in(
            "duplicates-none",
            "/desk/new/duplicates",
            DuplicatesView {
                duplicates: DuplicatesCard::default(),
            },
        ),
    ]
}

pub fn related() -> RelatedCard {
    let line = |relation: &'static str, number: i64, stage: &'static str| RelatedLine {
        relation: relation.into(),
        id: format!("tkt_000000000{number}"),
        number,
        href: format!("/desk/tickets/tkt_000000000{number}"),
        subject: "空气净化器滤芯发错型号，要求补发并说明原因".into(),
        stage: stage.into(),
        other_requester: relation == "merged_from",
        removable: !relation.starts_with("merged"),
    };
    RelatedCard {
        lines: vec![
            line("merged_from", 2_041, "archived"),
            line("caused_by", 2_042, "in_progress"),
            line("related", 2_043, "resolved"),
        ],
        may_link: true,
        duplicates: duplicates(),
        form: LinkForm::default(),
    }
}

fn duplicates() -> DuplicatesCard {
    let line = |number: i64, because: &[&'static str]| DuplicateLine {
        id: format!("tkt_000000000{number}"),
        number,
        href: format!("/desk/tickets/tkt_000000000{number}"),
        subject: "空气净化器有异响，商家不回电话".into(),
        stage: "in_progress".into(),
        open: number != 2_045,
        created_at: minutes_ago(3 * 24 * 60),
        because: because.iter().map(|why| (*why).into()).collect(),
    };
    DuplicatesCard {
        lines: vec![
            line(2_044, &["same_requester", "same_order", "same_text"]),
            line(2_045, &["same_contact"]),
        ],
        spam_before: 2,
    }
}

/// The second message of a conversation, come from a merged ticket.
pub fn merged(mut message: MessageLine) -> MessageLine {
    if message.id.ends_with('2') {
        message.at = minutes_ago(94);
        message.merged_from = Some(MergedFromLine {
            number: 2_041,
            href: Some("/desk/tickets/tkt_0000000002041".into()),
            other_requester: true,
        });
    }
    message
}
