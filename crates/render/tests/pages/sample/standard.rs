//! The standard as a document.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::rule::{correction, rule};
use super::{Sample, minutes_ago, now};

pub fn samples() -> Vec<Sample> {
    let path = "/quality/standards";
    vec![
        Sample::signed_in(
            "standards-empty",
            path,
            StandardsView {
                standards: Vec::new(),
                next: None,
                may_write: true,
                duty: StandardDutyView::default(),
            },
        ),
        Sample::signed_in("standards", path, list()),
        Sample::signed_in(
            "standard-review",
            path,
            one("review", &["approve", "return", "withdraw"]),
        ),
        Sample::signed_in(
            "standard-draft",
            path,
            one("draft", &["edit", "submit", "withdraw"]),
        ),
        Sample::signed_in("standard-approved", path, refused()),
        Sample::signed_in(
            "standard-old",
            path,
            StandardView {
                areas: Vec::new(),
                remarks: Vec::new(),
                ..one("superseded", &[])
            },
        ),
        Sample::signed_in("standard-readers", path, readers(12)),
        Sample::signed_in("standard-readers-all", path, readers(0)),
        Sample::signed_in(
            "standard-readers-nobody",
            path,
            StandardReadersView {
                roles: Vec::new(),
                ..readers(0)
            },
        ),
        Sample::public("public-standard", "/standards", published("in_force")),
        Sample::public("public-standard-old", "/standards/1", published("superseded")),
        Sample::signed_in("standard-edit", path, edit()),
        Sample::signed_in("standard-diff", path, diff()),
        Sample::signed_in(
            "standard-diff-none",
            path,
            StandardDiffView {
                clauses: Vec::new(),
                figures: Vec::new(),
                ..diff()
            },
        ),
    ]
}

fn line(number: i64, state: &'static str) -> StandardLine {
    let dated = ["scheduled", "in_force"].contains(&state);
    StandardLine {
        id: format!("std_000000000000{number}"),
        key: "ecommerce-cn".into(),
        number,
        state: state.into(),
        effective_from: dated.then(now),
        updated_at: minutes_ago(90),
    }
}

fn list() -> StandardsView {
    let states = [
        "superseded",
        "in_force",
        "scheduled",
        "approved",
        "review",
        "draft",
        "withdrawn",
    ];
    let lines = states.into_iter().zip(1..=7);
    StandardsView {
        standards: lines.map(|(state, number)| line(number, state)).collect(),
        next: Some("/quality/standards?cursor=std_0000000000001".into()),
        may_write: true,
        duty: StandardDutyView {
            confirm: Some(("std_0000000000002".into(), 2)),
            review: Some(("std_0000000000002".into(), minutes_ago(5), "overdue".into())),
        },
    }
}

fn one(state: &'static str, actions: &[&'static str]) -> StandardView {
    StandardView {
        line: line(3, state),
        title: "电子商务平台服务标准".into(),
        version: 4,
        basis: Some(("std_0000000000001".into(), 1)),
        current: Some(("std_0000000000002".into(), 2)),
        authors: vec!["王芳".into(), "Jonas Weber".into()],
        approvals: 1,
        approvals_needed: 2,
        remarks: vec![
            RemarkLine {
                kind: "approval".into(),
                author: "李娜".into(),
                body: "<b>同意</b>".into(),
                at: minutes_ago(20),
                void: true,
            },
            RemarkLine {
                kind: "comment".into(),
                author: "김민준".into(),
                body: String::new(),
                at: minutes_ago(10),
                void: false,
            },
        ],
        actions: actions.iter().map(|action| (*action).into()).collect(),
        may_write: true,
        may_backtest: true,
        to_confirm: state == "review",
        confirmed_at: (state == "approved").then(now),
        review: match state {
            "draft" => Some((now(), "soon".into())),
            "approved" => Some((now(), "ahead".into())),
            _ => None,
        },
        may_correct: state == "approved",
        correction: (state == "superseded").then(|| correction("policy", "under_way")),
        areas: vec![ClauseArea {
            area: "complaint-handling".into(),
            clauses: vec![
                ClauseLine {
                    id: "complaint-accepted".into(),
                    title: "受理".into(),
                    text: "投诉应在 **24 小时**内受理。\n\n- 一\n- 二".into(),
                    metric: Some("first_response".into()),
                    kpi: None,
                    cites: vec![CitedLaw {
                        id: "cn-ecommerce".into(),
                        title: "电子商务法".into(),
                        flagged: true,
                    }],
                    binds: vec!["agent".into(), "team_lead".into()],
                },
                ClauseLine {
                    id: "complaint-share".into(),
                    title: "A title of some length in another language than the page".into(),
                    text: "Text <script>alert(1)</script>".into(),
                    metric: None,
                    kpi: Some(KpiLine {
                        kpi: "complaints-resolved-within-48h".into(),
                        figures: vec![figure("at_least", "80 %", None), figure("period", "month", None)],
                    }),
                    cites: Vec::new(),
                    binds: Vec::new(),
                },
            ],
        }],
        note: String::new(),
        from: String::new(),
        comment: String::new(),
        reason: String::new(),
        refused: "".into(),
        problems: Problems::none(),
    }
}

fn refused() -> StandardView {
    StandardView {
        from: "2026-11-01T00:00".into(),
        note: "…".into(),
        problems: Problems {
            code: None,
            fields: vec![FieldProblem::new("from", "instant_past")],
        },
        ..one("approved", &["schedule", "withdraw"])
    }
}

fn figure(name: &str, text: &str, span: Option<Span>) -> FigureLine {
    FigureLine {
        name: name.into(),
        text: text.into(),
        span,
    }
}

fn edit() -> StandardEditView {
    StandardEditView {
        id: "std_0000000000003".into(),
        key: "ecommerce-cn".into(),
        number: 3,
        version: 2,
        pack: "[pack]\nid = \"ecommerce-cn\"\n</textarea>\n".into(),
        excerpt: (1..=3)
            .map(|number| TextLine {
                number,
                text: "first_response = <PT5M>".into(),
                wrong: number == 2,
            })
            .collect(),
        rules: vec![rule()],
        problems: Problems {
            code: None,
            fields: vec![
                FieldProblem::new("pack", "pack_wrong")
                    .with("line", 2)
                    .with("column", 1)
                    .with("key", "clock[0].first_response")
                    .with("reason", "must be a text"),
            ],
        },
    }
}

fn diff() -> StandardDiffView {
    let mark = |kind: &'static str, text: &str| MarkLine {
        kind: kind.into(),
        text: text.into(),
    };
    let clause = |change: &'static str, text: Vec<MarkLine>| ClauseDiff {
        id: "one".into(),
        change: change.into(),
        area: "order-handling".into(),
        title: vec![mark("same", "受理")],
        text,
        languages: vec!["zh-CN".into(), "en".into()],
    };
    StandardDiffView {
        before: line(2, "in_force"),
        after: line(3, "review"),
        clauses: vec![
            clause(
                "changed",
                vec![
                    mark("same", "within "),
                    mark("removed", "48"),
                    mark("added", "24"),
                    mark("same", " hours"),
                ],
            ),
            clause("added", vec![mark("added", "<new>")]),
            clause("removed", vec![mark("removed", "old")]),
        ],
        figures: vec![
            FigureDiff {
                family: "procedure".into(),
                which: "kind = complaint".into(),
                name: "resolution".into(),
                metric: Some("resolution".into()),
                before: Some(figure("resolution", "PT48H", Some(Span::hours(48)))),
                after: Some(figure("resolution", "PT24H", Some(Span::hours(24)))),
            },
            FigureDiff {
                family: "target".into(),
                which: "security-audits".into(),
                name: "at_least".into(),
                metric: None,
                before: None,
                after: Some(figure("at_least", "12", None)),
            },
        ],
    }
}

fn readers(missing: i64) -> StandardReadersView {
    let team = |name: Option<&str>| ReaderTeamLine {
        name: name.map(str::to_owned),
        bound: 14,
        confirmed: 14 - missing,
    };
    StandardReadersView {
        line: line(2, "in_force"),
        back: "/quality/standards/std_0000000000002".into(),
        current: true,
        roles: vec!["agent".into(), "team_lead".into()],
        bound: 14,
        confirmed: 14 - missing,
        teams: vec![team(Some("售后一组")), team(None)],
        missing: (0..missing)
            .map(|n| ReaderLine {
                name: format!("王芳 {n}"),
                role: "agent".into(),
            })
            .collect(),
    }
}

fn published(state: &'static str) -> PublicStandardView {
    PublicStandardView {
        line: line(2, state),
        title: "电子商务平台服务标准".into(),
        effective_from: None,
        catalogue: vec![ServiceLine {
            audience: "individuals".into(),
            channels: vec!["web".into(), "phone".into()],
            tiers: vec!["general".into()],
            served: "订单查询 **与**更改".into(),
            not_served: "<script>alert(1)</script>".into(),
        }],
        tiers: vec![
            TierLine {
                tier: "general".into(),
                channels: Vec::new(),
                first_answer_percent: None,
                adviser: false,
            },
            TierLine {
                tier: "premium".into(),
                channels: vec!["web".into(), "phone".into()],
                first_answer_percent: Some(25),
                adviser: true,
            },
        ],
        pledges: vec![PledgeLine {
            title: "15 分钟内有人答复".into(),
            text: "**15 分钟**".into(),
            remedy: "升级".into(),
        }],
        areas: one(state, &[]).areas,
        versions: vec![line(2, "in_force"), line(1, "superseded")],
    }
}
