//! Search at the desk: nothing asked, nothing found, much found, not understood.

use touchstone_domain::search::FilterField;
use touchstone_render::view::*;

use super::desk::{line, pick};
use super::words::SUBJECTS;
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in("search-start", "/desk/search", searched("", 0)),
        Sample::signed_in("search-none", "/desk/search?q=x", searched("从未出现", 0)),
        Sample::signed_in("search-much", "/desk/search?q=x", searched("退款", 12)),
        Sample::signed_in("search-problem", "/desk/search?q=x", search_refused()),
    ]
}

fn searched(query: &str, count: usize) -> SearchView {
    let piece = |text: &str, marked| SearchPiece {
        text: text.into(),
        marked,
    };
    let found = |index: usize| SearchLine {
        ticket: line(index),
        subject: vec![piece(pick(SUBJECTS, index), false), piece("退款", true)],
        texts: vec![
            SearchTextLine {
                part: "message".into(),
                internal: index.is_multiple_of(2),
                at: Some(minutes_ago(300)),
                href: "/desk/tickets/tkt_1#msg_1".into(),
                pieces: vec![
                    piece("…客户说银行卡没有收到", false),
                    piece("退款", true),
                    piece("，<b>请查</b>…", false),
                ],
            },
            SearchTextLine {
                part: "file".into(),
                internal: false,
                at: Some(minutes_ago(310)),
                href: "/desk/tickets/tkt_1#msg_1".into(),
                pieces: vec![piece("退款", true), piece("截图.png", false)],
            },
        ],
        direct: index == 0,
    };
    let example = |code: &'static str, query: &str| SearchExample {
        code: code.into(),
        query: query.into(),
        href: "/desk/search?q=x".into(),
    };
    SearchView {
        query: query.into(),
        found: (0..count).map(found).collect(),
        next: (count > 0).then(|| "/desk/search?q=x&cursor=abc".into()),
        first: (count > 0).then(|| "/desk/search?q=x".into()),
        partial: count > 0,
        building: (count > 0).then_some(43),
        examples: vec![
            example("words", "退款 未到账"),
            example("phrase", "\"银行卡没有收到\""),
            example("status", "状态:处理中 处理人:我"),
            example("created", "创建:>2026-10-01 渠道:网页"),
            example("is", "是:曾超时 类型:投诉"),
            example("from", "用户:wang.min@example.com"),
            example("order", "订单:20260301-7781"),
        ],
        filters: FilterField::NAMES.iter().map(|name| (*name).into()).collect(),
        problem: None,
    }
}

fn search_refused() -> SearchView {
    SearchView {
        problem: Some(SearchProblem {
            message: "不认识的筛选条件“statsu:open”。若要查找这段文字，请加引号。".into(),
            before: "退款 ".into(),
            token: "statsu:open".into(),
            after: " 到账".into(),
            suggestion: Some(("/desk/search?q=x".into(), "退款 status:open 到账".into())),
        }),
        ..searched("退款 statsu:open 到账", 0)
    }
}
