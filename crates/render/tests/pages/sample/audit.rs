//! The audit: with nothing, with a lot, with filters that were refused, and two entries.

use touchstone_domain::event::{EventKind, SystemActor};
use touchstone_render::view::*;

use super::desk::choices;
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let path = "/admin/audit";
    vec![
        Sample::signed_in("audit", path, audit(filters(), lines(), Problems::none())),
        Sample::signed_in(
            "audit-none",
            path,
            audit(AuditFilters::default(), Vec::new(), Problems::none()),
        ),
        Sample::signed_in("audit-problems", path, audit(filters(), Vec::new(), refused())),
        Sample::signed_in("audit-event", "/admin/audit/evt_0000000000001", event(true)),
        Sample::signed_in(
            "audit-event-changed",
            "/admin/audit/evt_0000000000001",
            event(false),
        ),
    ]
}

fn filters() -> AuditFilters {
    AuditFilters {
        actor: "tok_0000000000001".into(),
        kind: "person.*".into(),
        from: "2026-11-01".into(),
        address: "203.0.113.24".into(),
        session: "ses_0000000000001".into(),
        active: 5,
        other_actor: true,
        ..AuditFilters::default()
    }
}

fn refused() -> Problems {
    Problems {
        code: None,
        fields: vec![
            FieldProblem::new("address", "malformed"),
            FieldProblem::new("from", "malformed"),
        ],
    }
}

fn audit(filters: AuditFilters, entries: Vec<AuditLine>, problems: Problems) -> AuditView {
    let mut families: Vec<AuditFamily> = Vec::new();
    for kind in EventKind::ALL {
        let family = kind.as_str().split('.').next().unwrap_or_default();
        match families.iter_mut().find(|known| known.code == family) {
            Some(known) => known.kinds.push(kind.as_str().into()),
            None => families.push(AuditFamily {
                code: family.into(),
                kinds: vec![kind.as_str().into()],
            }),
        }
    }
    AuditView {
        filters,
        problems,
        families,
        users: choices(&["王芳", "陈浩"]),
        systems: SystemActor::ALL.iter().map(|part| part.as_str().into()).collect(),
        partial: !entries.is_empty(),
        next: (!entries.is_empty()).then(|| "/admin/audit?cursor=x".into()),
        first: (!entries.is_empty()).then(|| "/admin/audit".into()),
        entries,
        export: "/admin/audit/export?format=".into(),
    }
}

/// One line of every kind of event.
fn lines() -> Vec<AuditLine> {
    (0..)
        .zip(EventKind::ALL)
        .map(|(n, kind)| line(n, kind.as_str()))
        .collect()
}

fn line(n: i64, kind: &'static str) -> AuditLine {
    let (subject_kind, subject, name) = match n % 4 {
        0 => ("ticket", "tkt_0000000000001", Some("20401")),
        1 => ("person", "per_0000000000001", None),
        2 => ("user", "usr_0000000000001", Some("陈浩")),
        _ => ("system", "", None),
    };
    let person = n % 3 != 2;
    AuditLine {
        id: format!("evt_{n:013}"),
        at: minutes_ago(n * 7),
        actor: ActorView {
            kind: if person { "user" } else { "timer" }.into(),
            name: person.then(|| "王芳".into()),
        },
        actor_id: if person {
            "usr_0000000000002"
        } else {
            "system:timer"
        }
        .into(),
        token: (n % 5 == 0).then(|| Choice::new("tok_0000000000001", "夜间导出")),
        session: (n % 5 != 0).then(|| "ses_0000000000001".into()),
        kind: kind.into(),
        subject_kind: subject_kind.into(),
        subject: subject.into(),
        subject_name: name.map(Into::into),
        subject_href: (!subject.is_empty()).then(|| "/desk/tickets/tkt_0000000000001".into()),
        origin: if person { "desk" } else { "timer" }.into(),
        address: person.then(|| "2001:db8:85a3:8d3:1319:8a2e:370:7348".into()),
        agent: person.then(|| "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0".into()),
        details: vec![EventDetail {
            label: "field".into(),
            value: "email".into(),
            family: Some("input".into()),
        }],
        intact: n != 3,
    }
}

fn event(intact: bool) -> AuditEventView {
    let hash = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
    AuditEventView {
        line: AuditLine {
            intact,
            ..line(1, "person.revealed")
        },
        position: intact.then_some(204_812),
        stored: r#"{"fields":["email"],"kind":"person.revealed","ticket":"tkt_0000000000001","v":1}"#.into(),
        hash: hash.into(),
        hash_again: if intact {
            hash.into()
        } else {
            hash.chars().rev().collect()
        },
        reason: intact.then(|| "客户来电核对退款账户".into()),
    }
}
