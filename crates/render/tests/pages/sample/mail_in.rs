//! Mail that came in, in every state, with what a person can do about it.

use touchstone_render::view::*;

use super::minutes_ago;

fn line(state: &'static str, reason: Option<&'static str>) -> MailLine {
    MailLine {
        id: "mli_01jd9f3k7m2q8".into(),
        mailbox: "care@shop.example".into(),
        state: state.into(),
        reason: reason.map(Into::into),
        size: 48_213,
        received_at: minutes_ago(95),
        settled_at: (state != "waiting").then(|| minutes_ago(94)),
        copies: if state == "done" { 3 } else { 1 },
        from: Some("z***@example.com".into()),
        subject: (state != "dropped").then(|| "退款一直没有到账,订单 A-1029".into()),
        ticket: (state == "done").then(|| "tkt_01jd9f3k7m2q8".into()),
        other_sender: state == "done",
        sender: if state == "done" { "verified" } else { "failed" }.into(),
        checked_by: Some(if state == "done" { "server" } else { "here" }.into()),
        checks: vec![
            ("spf".into(), "pass".into()),
            (
                "dkim".into(),
                if state == "done" { "pass" } else { "none" }.into(),
            ),
            (
                "dmarc".into(),
                if state == "done" { "pass" } else { "fail" }.into(),
            ),
        ],
        released: false,
        problem: (state == "unreadable").then(|| "storage_full".into()),
        note: (state == "dropped").then(|| "Advertising".into()),
        readable: state != "dropped",
    }
}

pub fn mails() -> MailInView {
    let states = [
        ("waiting", None),
        ("done", Some("opened")),
        ("refused", Some("automatic_reply")),
        ("unreadable", Some("not_taken")),
        ("quarantined", Some("burst")),
        ("dropped", Some("bulk")),
    ];
    MailInView {
        mailboxes: vec!["care@shop.example".into(), "complaints@shop.example".into()],
        sources: [None, Some("log_in")]
            .into_iter()
            .map(|problem| MailSourceLine {
                name: "care@shop.example@imap.example/INBOX".into(),
                mailbox: "care@shop.example".into(),
                fetched_at: Some(minutes_ago(if problem.is_some() { 300 } else { 1 })),
                failed_at: problem.map(|_| minutes_ago(2)),
                problem: problem.map(Into::into),
                taken: 4_812,
                skipped: i64::from(problem.is_none()),
                behind: if problem.is_some() { 37 } else { 0 },
            })
            .collect(),
        waiting_since: Some(minutes_ago(95)),
        counts: states
            .into_iter()
            .map(|(state, _)| MailCount {
                state: state.into(),
                n: if state == "done" { 1_000 } else { 7 },
                chosen: state == "refused",
            })
            .collect(),
        narrowed: true,
        mails: states
            .into_iter()
            .map(|(state, reason)| line(state, reason))
            .collect(),
        next: Some("/admin/mail-in?state=refused&cursor=mli_01jd9f3k7m2q8".into()),
    }
}

pub fn unset() -> MailInView {
    MailInView {
        mailboxes: Vec::new(),
        sources: Vec::new(),
        waiting_since: None,
        counts: Vec::new(),
        narrowed: false,
        mails: Vec::new(),
        next: None,
    }
}

pub fn suppressions() -> SuppressionsView {
    let line = |n: u32, cause: &'static str| SuppressionLine {
        id: format!("sup_000000000000{n}"),
        address: (n != 2).then(|| "z***@example.com".into()),
        staff: n == 3,
        cause: cause.into(),
        status: (n != 3).then(|| "5.1.1".into()),
        ticket: (n == 1).then(|| "tkt_01jd9f3k7m2q8".into()),
        strikes: n,
        since: minutes_ago(95),
        ends_at: (n == 3).then(|| minutes_ago(-9_000)),
    };
    SuppressionsView {
        addresses: vec![
            line(1, "unknown_address"),
            line(2, "unknown_domain"),
            line(3, "mailbox_full"),
        ],
        next: Some("/admin/suppressions?cursor=sup_0000000000001".into()),
    }
}

pub fn all_reached() -> SuppressionsView {
    SuppressionsView {
        addresses: Vec::new(),
        next: None,
    }
}

pub fn one() -> MailInOneView {
    MailInOneView {
        mail: line("unreadable", Some("not_taken")),
        may_decide: true,
        may_read: true,
        reason: String::new(),
        problems: Problems {
            code: None,
            fields: vec![FieldProblem::new("reason", "required")],
        },
    }
}
