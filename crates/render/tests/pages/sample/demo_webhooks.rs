//! What the other system of a demonstration is told.

use touchstone_render::view::*;

use super::words::HOSTILE;
use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let much = DemoHooksView {
        out_of_order: true,
        refused: 2,
        calls: vec![
            line(9, Some("ticket.received"), "unable"),
            line(8, Some("message.added"), "known"),
            line(7, Some("rating.given"), "taken"),
            DemoHookLine {
                ticket: None,
                id: HOSTILE.into(),
                body: HOSTILE.into(),
                ..line(6, None, "taken")
            },
        ],
        next: Some("/demo/webhooks?before=6".into()),
        newest: true,
    };
    let none = DemoHooksView {
        out_of_order: false,
        refused: 0,
        calls: Vec::new(),
        next: None,
        newest: true,
    };
    vec![
        Sample::public("demo-webhooks", "/demo/webhooks", much),
        Sample::public("demo-webhooks-empty", "/demo/webhooks", none),
    ]
}

fn line(number: u64, kind: Option<&'static str>, reception: &'static str) -> DemoHookLine {
    let unable = reception == "unable";
    DemoHookLine {
        number,
        at: minutes_ago(5),
        kind: kind.map(Into::into),
        ticket: Some("tkt_0tfsm4jz90g02".into()),
        ticket_number: unable.then_some(20_417),
        id: "evt_0tfsm4k2h8g01".into(),
        attempt: if unable { 3 } else { 1 },
        waited: unable.then_some(31),
        reception: reception.into(),
        status: if unable { 503 } else { 204 },
        body: "{\n  \"specversion\": \"1.0\",\n  \"type\": \"touchstone.ticket.received\"\n}".into(),
    }
}
