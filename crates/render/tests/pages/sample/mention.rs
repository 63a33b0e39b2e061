//! Notes in which the reader was mentioned.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let some = MentionsView {
        lines: vec![line(1, true), line(2, false), erased()],
        next: Some("/desk/mentions?before=msg_1".into()),
        live: LiveView::default(),
    };
    let none = MentionsView {
        lines: Vec::new(),
        next: None,
        live: LiveView::default(),
    };
    vec![
        Sample::signed_in("mentions", "/desk/mentions", some),
        Sample::signed_in("mentions-none", "/desk/mentions", none),
    ]
}

fn line(n: i64, unread: bool) -> MentionLine {
    MentionLine {
        message: format!("msg_{n}"),
        number: 20_410 + n,
        subject: "空气净化器滤芯发错型号，要求补发正确型号并赔付运费".into(),
        author: "陈浩".into(),
        excerpt: "@王芳 仓库说单号明天给，请帮忙盯一下。".into(),
        at: minutes_ago(30 * n),
        unread,
    }
}

fn erased() -> MentionLine {
    MentionLine {
        subject: String::new(),
        excerpt: String::new(),
        ..line(3, false)
    }
}
