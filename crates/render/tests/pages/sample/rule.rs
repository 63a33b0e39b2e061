//! Rules of a standard and their conditions, and corrections that reach running work.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::{Sample, condition, minutes_ago, words};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("rule-edit", "/quality/standards", rule_edit(false)),
        Sample::signed_in("corrections", "/quality/corrections", corrections(true)),
        Sample::signed_in("corrections-empty", "/quality/corrections", corrections(false)),
        Sample::signed_in(
            "correction-facts",
            "/quality/corrections",
            corrected("facts", "done"),
        ),
        Sample::signed_in(
            "correction-policy",
            "/quality/corrections",
            corrected("policy", "under_way"),
        ),
        Sample::signed_in(
            "correction-new",
            "/quality/corrections/new",
            correction_new(false),
        ),
        Sample::signed_in(
            "correction-new-again",
            "/quality/corrections/new",
            correction_new(true),
        ),
        Sample::signed_in("rule-edit-unfinished", "/quality/standards", rule_edit(true)),
    ]
}

pub fn rule() -> RuleLine {
    RuleLine {
        name: "sla-3".into(),
        basis: "sla".into(),
        number: 3,
        figures: vec![
            ("first_response".into(), Span::hours(24)),
            ("resolution".into(), Span::hours(48)),
        ],
        when: condition(),
    }
}

pub fn correction(kind: &'static str, state: &'static str) -> CorrectionLine {
    let policy = kind == "policy";
    CorrectionLine {
        id: "cor_0000000000007".into(),
        kind: kind.into(),
        state: state.into(),
        waits: policy && state == "under_way",
        standard: policy.then(|| ("std_0000000000003".into(), 3)),
        replaced: policy.then(|| ("std_0000000000002".into(), 2)),
        when: (!policy).then(condition),
        changes: if policy {
            Vec::new()
        } else {
            vec![
                ("urgency".into(), "urgent".into()),
                ("category".into(), "payment/refund-delay".into()),
            ]
        },
        reason: "A recall of the <b>maker</b>.".into(),
        author: "王芳".into(),
        total: 12_345,
        reached: 4_000,
        changed: 3_900,
        percent: (state == "under_way").then_some(32),
        created_at: minutes_ago(20),
        ended_at: (state != "under_way").then(|| minutes_ago(5)),
    }
}

fn corrections(some: bool) -> CorrectionsView {
    CorrectionsView {
        corrections: if some {
            vec![
                correction("policy", "under_way"),
                correction("facts", "under_way"),
                correction("facts", "done"),
                correction("policy", "cancelled"),
            ]
        } else {
            Vec::new()
        },
        next: some.then(|| "/quality/corrections?cursor=cor_0000000000001".into()),
        under_way: some,
        may_facts: true,
    }
}

fn corrected(kind: &'static str, state: &'static str) -> CorrectionView {
    let outcomes = ["changed", "unchanged", "unmatched", "archived", "category"];
    CorrectionView {
        one: correction(kind, state),
        tickets: if kind == "facts" {
            (1..)
                .zip(outcomes)
                .map(|(number, outcome)| CorrectedLine {
                    id: "tkt_0000000000001".into(),
                    number,
                    outcome: outcome.into(),
                })
                .collect()
        } else {
            Vec::new()
        },
        next: None,
    }
}

fn correction_new(again: bool) -> CorrectionNewView {
    let rule = rule_edit(again);
    let field = |fact: &'static str, choices: &[&'static str], chosen: &str| ChangeField {
        fact: fact.into(),
        choices: choices.iter().map(|choice| (*choice).into()).collect(),
        chosen: chosen.into(),
    };
    let mut problems = rule.problems;
    if again {
        problems.fields.push(FieldProblem::new("reason", "required"));
        problems.fields.push(FieldProblem::new("change", "required"));
    }
    CorrectionNewView {
        key: "k".into(),
        root: rule.root,
        facts: rule.facts,
        categories: rule.categories,
        unfinished: rule.unfinished,
        when: rule.when,
        matches: rule.matches,
        changes: vec![
            field("kind", &["general", "complaint"], ""),
            field("category", &[], "payment/refund-delay"),
            field("urgency", &["low", "urgent"], "urgent"),
        ],
        reason: "Recall".into(),
        problems,
    }
}

/// Every sort of node, as `unfinished` or not.
fn rule_edit(unfinished: bool) -> RuleEditView {
    let compared =
        |path: &str, fact: &'static str, operator: &'static str, most, chosen: &[&str]| ConditionField {
            path: path.into(),
            fact: fact.into(),
            operator: operator.into(),
            operators: vec!["one_of".into(), "none_of".into(), operator.into()],
            choices: match fact {
                "urgency" => vec!["low".into(), "high".into()],
                "priority" => vec!["1".into(), "2".into()],
                _ => Vec::new(),
            },
            chosen: chosen.iter().map(|one| (*one).to_owned()).collect(),
            most,
            ..ConditionField::default()
        };
    let group = |path: &str, mode: &'static str, parts| ConditionField {
        path: path.into(),
        mode: mode.into(),
        parts,
        may_group: true,
        ..ConditionField::default()
    };
    let inner = vec![
        compared("r-2-0", "priority", "one_of", 50, &["1"]),
        group("r-2-1", "not-all", Vec::new()),
    ];
    let parts = vec![
        compared("r-0", "urgency", "at_least", 1, &["high"]),
        compared("r-1", "category", "under", 50, &["payment"]),
        group("r-2", "none", inner),
        compared("r-3", "category", "unset", 0, &[]),
    ];
    let fields = [("r-0", "condition_missing"), ("r-2-1", "condition_empty")];
    RuleEditView {
        id: "std_0000000000003".into(),
        number: 3,
        version: 2,
        rule: rule(),
        root: group("r", "all", if unfinished { parts } else { Vec::new() }),
        facts: vec![
            "kind".into(),
            "category".into(),
            "urgency".into(),
            "priority".into(),
        ],
        categories: words::categories(),
        unfinished,
        when: if unfinished {
            ConditionView::default()
        } else {
            condition()
        },
        matches: (!unfinished).then(|| MatchesView {
            count: 10_000,
            exact: false,
            late: true,
            href: "/desk?when=%7B%22all%22%3A%5B%5D%7D".into(),
        }),
        problems: Problems {
            code: None,
            fields: if unfinished {
                fields
                    .map(|(field, code)| FieldProblem::new(field, code))
                    .to_vec()
            } else {
                Vec::new()
            },
        },
    }
}
