//! The register of laws.

use touchstone_render::view::*;

use super::{Sample, minutes_ago, now};

pub fn samples() -> Vec<Sample> {
    let path = "/quality/laws";
    let none = LawsView {
        laws: Vec::new(),
        may_write: true,
    };
    let some = LawsView {
        laws: vec![line(0), line(3)],
        may_write: true,
    };
    vec![
        Sample::signed_in("laws-empty", path, none),
        Sample::signed_in("laws", path, some),
        Sample::signed_in("law", path, one()),
        Sample::signed_in(
            "law-new",
            path,
            LawPageView {
                line: None,
                flags: Vec::new(),
                ..one()
            },
        ),
    ]
}

fn line(flagged: usize) -> LawLine {
    LawLine {
        id: "cn-pipl".into(),
        title: "中华人民共和国个人信息保护法".into(),
        issuer: "全国人民代表大会常务委员会".into(),
        number: "主席令第九十一号".into(),
        kind: "law".into(),
        jurisdiction: "cn".into(),
        status: "in_force".into(),
        effective: "2021-11-01".into(),
        amended: String::new(),
        flagged,
    }
}

fn one() -> LawPageView {
    let flag = |clause: &str, settled: bool| LawFlagLine {
        clause: clause.into(),
        title: "<b>个人信息请求</b>".into(),
        raised_at: minutes_ago(60),
        settled_at: settled.then(now),
        settled_by: "王芳".into(),
        note: "无需修改".into(),
    };
    LawPageView {
        line: Some(line(2)),
        source: "https://flk.npc.gov.cn/".into(),
        cited_by: vec![Choice::new("privacy-requests", "个人信息请求")],
        flags: vec![flag("one", false), flag("two", true), flag("three", false)],
        changes: vec![LawChangeLine {
            dated: "2026-11-01".into(),
            note: "第二十四条".into(),
            author: "王芳".into(),
            at: now(),
        }],
        form: LawForm {
            id: "cn-pipl".into(),
            version: 2,
            kind: "law".into(),
            jurisdiction: "cn".into(),
            status: "in_force".into(),
            titles: vec![Choice::new("zh-CN", "个人信息保护法"), Choice::new("en", "")],
            issuers: vec![Choice::new("zh-CN", "全国人大常委会"), Choice::new("en", "")],
            adopted: "2021-08-20".into(),
            problems: Problems {
                code: None,
                fields: vec![
                    FieldProblem::new("dated", "malformed"),
                    FieldProblem::new("clause_note", "required"),
                ],
            },
            ..LawForm::choices(&["law", "policy"], &["cn", "eu"], &["in_force", "repealed"])
        },
        may_write: true,
    }
}
