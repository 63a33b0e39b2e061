//! The history of a ticket.

use touchstone_render::view::*;

use super::minutes_ago;

pub fn events() -> Vec<EventLine> {
    let event = |index: i64, kind: &'static str, actor: ActorView, origin: &'static str| EventLine {
        id: format!("evt_{index:013}"),
        kind: kind.into(),
        at: minutes_ago(index * 55),
        actor,
        origin: origin.into(),
        address: (origin == "desk").then(|| "203.0.113.24".into()),
        stages: Vec::new(),
        clocks: Vec::new(),
        details: Vec::new(),
    };
    let agent = || ActorView {
        kind: "user".into(),
        name: Some("陈浩".into()),
    };
    let system = || ActorView {
        kind: "timer".into(),
        name: None,
    };
    let change = |metric: &'static str, change: &'static str, late| ClockChangeLine {
        metric: metric.into(),
        change: change.into(),
        late,
    };
    let detail = |label: &'static str, value: &str, family: Option<&'static str>| EventDetail {
        label: label.into(),
        value: value.into(),
        family: family.map(Into::into),
    };
    vec![
        EventLine {
            clocks: vec![
                change("first_response", "met", false),
                change("next_response", "met", true),
            ],
            details: vec![detail("visibility", "public", Some("visibility"))],
            ..event(1, "message.added", agent(), "desk")
        },
        EventLine {
            clocks: vec![change("first_handling_told", "breached", false)],
            ..event(4, "clock.breached", system(), "timer")
        },
        EventLine {
            stages: vec!["classified".into(), "assigned".into(), "in_progress".into()],
            details: vec![
                detail("category", "product/quality-defect", Some("category")),
                detail("assignee", "陈浩", None),
            ],
            ..event(20, "ticket.assigned", agent(), "desk")
        },
        EventLine {
            stages: vec!["received".into()],
            clocks: vec![change("first_response", "activated", false)],
            ..event(
                32,
                "ticket.received",
                ActorView {
                    kind: "public".into(),
                    name: None,
                },
                "public_form",
            )
        },
    ]
}
