//! How long what was written is kept.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("retention-new", "/ops/retention", new()),
        Sample::signed_in("retention-runs", "/ops/retention", runs()),
    ]
}

const CLASSES: [&str; 5] = ["request", "complaint", "spam", "letter", "trace"];

fn new() -> RetentionView {
    let rule = |class: &'static str| {
        let acts = if ["letter", "trace"].contains(&class) {
            vec!["delete"]
        } else {
            vec!["texts", "texts_and_person"]
        };
        RetentionRuleLine {
            class: class.into(),
            days: "1096".into(),
            act: acts[0].into(),
            acts: acts.into_iter().map(Into::into).collect(),
            at_least: 1_096,
        }
    };
    RetentionView {
        version: 0,
        rules: CLASSES.map(rule).to_vec(),
        checked: false,
        approved_at: None,
        automatic: false,
        runs: Vec::new(),
        next: None,
        may_manage: true,
        problems: Problems {
            code: None,
            fields: vec![
                FieldProblem::new("request", "out_of_range")
                    .with("min", 1_096)
                    .with("max", 36_500),
            ],
        },
    }
}

fn runs() -> RetentionView {
    let count = |class: &'static str| RetentionCountLine {
        class: class.into(),
        found: 1_234,
        held: 2,
        bytes: 7_654_321,
        people: 900,
    };
    let run = |n: u8, mode: &'static str, state: &'static str| RetentionRunLine {
        id: format!("rtn_000000000000{n}"),
        policy: 3,
        mode: mode.into(),
        state: state.into(),
        automatic: n == 1,
        at: minutes_ago(i64::from(n) * 900),
        parts: n,
        counts: if n == 3 {
            Vec::new()
        } else {
            CLASSES.map(count).to_vec()
        },
        samples: vec![
            RetentionSampleLine {
                class: "spam".into(),
                ticket: Some(("tkt_0000000000001".into(), 20_401)),
                at: minutes_ago(900_000),
            },
            RetentionSampleLine {
                class: "trace".into(),
                ticket: None,
                at: minutes_ago(900_000),
            },
        ],
    };
    RetentionView {
        version: 3,
        checked: true,
        approved_at: Some(minutes_ago(60)),
        automatic: true,
        runs: vec![
            run(0, "real", "running"),
            run(1, "real", "completed"),
            run(2, "dry", "cancelled"),
            run(3, "dry", "completed"),
        ],
        next: Some("/ops/retention?cursor=rtn_0000000000000".into()),
        problems: Problems::none(),
        ..new()
    }
}
