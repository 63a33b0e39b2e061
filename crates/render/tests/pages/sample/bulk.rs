//! Actions on many tickets: chosen, described, watched.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let refused = BulkNewView {
        form: BulkForm {
            action: "tag_add".into(),
            tag: "双十一".into(),
            ..BulkForm::default()
        },
        problems: Problems {
            code: None,
            fields: vec![FieldProblem::new("tag", "too_long").with("max", 50)],
        },
        ..chosen(3)
    };
    let too_many = BulkNewView {
        all: true,
        tickets: Vec::new(),
        more: true,
        ..chosen(10_000)
    };
    let done = BulkView {
        line: line("assign", "done", 1_180),
        request: BulkForm::default(),
        tickets: tickets(),
        ..job()
    };
    let undone = BulkView {
        line: BulkLine {
            may_undo: false,
            restored: 1_100,
            kept: 80,
            ..line("close", "undone", 1_180)
        },
        request: BulkForm {
            reason: "重复提交，已在另一工单中处理。".into(),
            ..BulkForm::default()
        },
        tickets: tickets(),
        problems: Problems::of("bulk_not_undoable"),
        ..job()
    };
    vec![
        Sample::signed_in("bulk-new", "/desk/bulk/new", chosen(3)),
        Sample::signed_in("bulk-new-none", "/desk/bulk/new", chosen(0)),
        Sample::signed_in("bulk-new-refused", "/desk/bulk/new", refused),
        Sample::signed_in("bulk-new-too-many", "/desk/bulk/new", too_many),
        Sample::signed_in("bulk-under-way", "/desk/bulk/blk_1", job()),
        Sample::signed_in("bulk-done", "/desk/bulk/blk_1", done),
        Sample::signed_in("bulk-undone", "/desk/bulk/blk_1", undone),
        Sample::signed_in(
            "bulk-list",
            "/desk/bulk",
            BulksView {
                lines: vec![line("urgency", "under_way", 400), line("spam", "cancelled", 12)],
                next: Some("/desk/bulk?before=blk_1".into()),
            },
        ),
        Sample::signed_in(
            "bulk-list-none",
            "/desk/bulk",
            BulksView {
                lines: Vec::new(),
                next: None,
            },
        ),
    ]
}

fn chosen(count: usize) -> BulkNewView {
    let choice = |value: &str, label: &str| Choice::new(value, label);
    BulkNewView {
        tickets: (0..count.min(3))
            .map(|n| format!("tkt_000000000000{n}"))
            .collect(),
        all: false,
        count,
        more: false,
        action: "/desk/bulk?queue=mine".into(),
        back: "/desk?queue=mine".into(),
        form: BulkForm::default(),
        teams: vec![choice("tem_1", "售后一组")],
        agents: vec![choice("usr_1", "王芳")],
        problems: Problems::none(),
        idempotency_key: "key".into(),
    }
}

fn line(action: &'static str, state: &'static str, changed: u64) -> BulkLine {
    BulkLine {
        id: "blk_0000000000001".into(),
        action: action.into(),
        state: state.into(),
        running: state == "under_way",
        author: "陈浩".into(),
        total: 1_200,
        changed,
        unchanged: 8,
        refused: 12,
        restored: 0,
        kept: 0,
        reached: changed + 20,
        goal: 1_200,
        may_cancel: state == "under_way",
        may_undo: state != "under_way",
        created_at: minutes_ago(4),
        ended_at: (state != "under_way").then(|| minutes_ago(1)),
    }
}

fn job() -> BulkView {
    BulkView {
        line: line("urgency", "under_way", 400),
        request: BulkForm {
            urgency: "high".into(),
            ..BulkForm::default()
        },
        outcome: "".into(),
        tickets: Vec::new(),
        next: None,
        problems: Problems::none(),
    }
}

fn tickets() -> Vec<BulkTicketLine> {
    let one = |number: i64, outcome: &'static str, why: Option<&str>| BulkTicketLine {
        id: format!("tkt_000000000{number}"),
        number,
        outcome: outcome.into(),
        why: why.map(str::to_owned),
    };
    vec![
        one(2_041, "changed", None),
        one(2_042, "refused", Some("error-invalid_transition")),
        one(2_043, "refused", Some("field-not_found")),
        one(2_044, "kept", Some("bulk-why-changed_since")),
        one(2_045, "unchanged", None),
    ]
}
