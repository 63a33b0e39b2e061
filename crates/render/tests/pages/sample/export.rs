//! Exports of the whole archive at every point of their way.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::{minutes_ago, now};

fn line(state: &'static str) -> ExportLine {
    let made = matches!(state, "ready" | "removed");
    ExportLine {
        id: "exp_01jd9f3k7m2q8".into(),
        state: state.into(),
        at: minutes_ago(90),
        by: Some("Wang Xiulan".into()),
        contacts: state == "ready",
        reason: if state == "ready" {
            "Move to another system, agreed with the data protection officer".into()
        } else {
            String::new()
        },
        percent: match state {
            "queued" => Some(0),
            "running" => Some(37),
            _ => None,
        },
        of_at: made.then(|| minutes_ago(88)),
        records: made.then_some(5_284_113),
        size: made.then_some(1_834_000_000),
        sha256: made.then(|| "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
        expires_at: (state == "ready").then(now),
        downloads: 2,
        problem: (state == "failed").then(|| "storage_full".into()),
    }
}

pub fn exports() -> ExportsView {
    let states = ["queued", "running", "ready", "failed", "removed"];
    ExportsView {
        may_reveal: true,
        kept: Span::days(7),
        under_way: true,
        exports: states.into_iter().map(line).collect(),
        next: Some("/admin/exports?cursor=exp_01jd9f3k7m2q8".into()),
        form: ExportForm::default(),
    }
}

pub fn exports_none() -> ExportsView {
    ExportsView {
        may_reveal: true,
        kept: Span::days(7),
        under_way: false,
        exports: Vec::new(),
        next: None,
        form: ExportForm {
            contacts: true,
            reason: String::new(),
            open: true,
            problems: Problems {
                code: None,
                fields: vec![FieldProblem::new("reason", "required")],
            },
        },
    }
}
