//! Templates of replies.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let lines = vec![
        line("own", None, true),
        line("team", Some("售后一组"), true),
        line("all", None, false),
    ];
    let list = |lines: &[ReplyTemplateLine], archived, q: &str, problems| ReplyTemplatesView {
        lines: lines.to_vec(),
        q: q.into(),
        archived,
        problems,
    };
    let none = Problems::none;
    let refused = ReplyTemplateView {
        problems: Problems {
            code: None,
            fields: vec![
                FieldProblem::new("name", "required"),
                FieldProblem::new("code", "template_code").with("max", 20),
                FieldProblem::new("share", "template_share_refused"),
                FieldProblem::new("texts", "template_empty"),
                FieldProblem::new("texts.zh-CN", "template_open").with("line", 2),
                FieldProblem::new("texts.en", "template_variable")
                    .with("line", 1)
                    .with("name", "order.numbr"),
            ],
        },
        ..edit()
    };
    let kept = ReplyTemplateView {
        id: Some("rtp_1".into()),
        action: "/desk/templates/rtp_1".into(),
        versions: versions(),
        archived: true,
        ..edit()
    };
    let others = ReplyTemplateView {
        may_change: false,
        archived: false,
        ..kept.clone()
    };
    let full = ReplyTemplateView {
        problems: Problems::of("templates_full"),
        previews: Vec::new(),
        share_teams: Vec::new(),
        ..edit()
    };
    let at = "/desk/templates";
    vec![
        Sample::signed_in("templates", at, list(&lines, false, "", none())),
        Sample::signed_in("templates-none", at, list(&[], false, "", none())),
        Sample::signed_in("templates-not-found", at, list(&[], false, "发票", none())),
        Sample::signed_in("templates-archived", at, list(&lines, true, "", none())),
        Sample::signed_in("templates-none-archived", at, list(&[], true, "", none())),
        Sample::signed_in(
            "templates-stale",
            at,
            list(&lines, false, "", Problems::of("version_conflict")),
        ),
        Sample::signed_in("template-new", "/desk/templates/new", edit()),
        Sample::signed_in("template-full", "/desk/templates/new", full),
        Sample::signed_in("template-refused", "/desk/templates/new", refused),
        Sample::signed_in("template-kept", "/desk/templates/rtp_1", kept),
        Sample::signed_in("template-of-others", "/desk/templates/rtp_1", others),
    ]
}

/// What the reply box of a ticket offers.
pub fn offers() -> Vec<TemplateGroup> {
    let offer = |id: &str, name: &str, code: &str| TemplateOffer {
        id: id.into(),
        name: name.into(),
        code: code.into(),
    };
    vec![
        TemplateGroup {
            category: "退款".into(),
            offers: vec![
                offer("rtp_1", "退款已提交", "tk"),
                offer("rtp_2", "退款到账时间", ""),
            ],
        },
        TemplateGroup {
            category: String::new(),
            offers: vec![offer("rtp_3", "请补充凭证", "pz")],
        },
    ]
}

fn line(share: &'static str, team: Option<&str>, may_change: bool) -> ReplyTemplateLine {
    ReplyTemplateLine {
        id: format!("rtp_{share}"),
        name: "退款已提交，等待银行入账".into(),
        code: may_change.then(|| "tk".into()),
        category: may_change.then(|| "退款".into()),
        share: share.into(),
        team: team.map(str::to_owned),
        owner: Some("陈浩".into()),
        languages: vec!["zh-CN".into(), "en".into()],
        may_change,
        uses: i64::from(may_change) * 12,
        last_used_at: may_change.then(|| minutes_ago(40)),
        version: 2,
    }
}

fn texts() -> Vec<TemplateText> {
    let text = |language: &'static str, text: &str| TemplateText {
        language: language.into(),
        text: text.into(),
    };
    vec![
        text(
            "zh-CN",
            "您好，订单 {{order.number}} 的退款已提交。\n\n{{agent.name}}",
        ),
        text("en", "Hello, the refund of order {{order.number}} is on its way."),
        text("ja", ""),
        text("ko", ""),
    ]
}

fn versions() -> Vec<TemplateVersionLine> {
    vec![TemplateVersionLine {
        version: 1,
        author: "陈浩".into(),
        at: minutes_ago(300),
        name: "退款已提交".into(),
        texts: texts().into_iter().take(1).collect(),
    }]
}

fn edit() -> ReplyTemplateView {
    let shown = |language: &'static str, text: &str| TemplatePreview {
        language: language.into(),
        text: text.into(),
    };
    ReplyTemplateView {
        id: None,
        action: "/desk/templates/new".into(),
        form: ReplyTemplateForm {
            version: 0,
            name: "退款已提交".into(),
            code: "tk".into(),
            category: "退款".into(),
            share: "team".into(),
            team: String::new(),
            texts: texts(),
        },
        shares: vec!["own".into(), "team".into(), "all".into()],
        share_teams: super::ticket::ticket("in_progress").teams,
        variables: touchstone_domain::reply_template::variables()
            .map(Into::into)
            .collect(),
        previews: vec![
            shown("zh-CN", "您好，订单 20260301-7781 的退款已提交。\n\n陈浩"),
            shown(
                "en",
                "Hello, the refund of order **20260301-7781** is on its way.",
            ),
        ],
        versions: Vec::new(),
        may_change: true,
        archived: false,
        problems: Problems::none(),
        key: "0123456789abcdef".into(),
    }
}
