//! Pledges over a period: none tracked, nothing decided, remedies that are owed and given.

use touchstone_render::view::*;

use super::{Sample, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let path = "/quality/pledges";
    let given = PledgesView {
        state: "given".into(),
        next: None,
        first: Some(path.into()),
        ..pledges(3)
    };
    vec![
        Sample::signed_in("pledges-empty", path, pledges(0)),
        Sample::signed_in("pledges", path, pledges(7)),
        Sample::signed_in("pledges-given", path, given),
    ]
}

fn pledges(count: i64) -> PledgesView {
    let line = |kept: i64| PledgeFiguresLine {
        title: "15 分钟内有人答复".into(),
        remedy_text: "请求自动升级给主管，并向您说明原因。".into(),
        kept,
        broken: kept / 8,
        share: if kept > 0 { "87.5 %".into() } else { String::new() },
    };
    let broken = |at: i64| BrokenPledgeLine {
        number: 20_260_101 + at,
        href: "/desk/tickets/tkt_0000000000001".into(),
        title: "15 分钟内有人答复".into(),
        metric: "first_response".into(),
        broken_at: minutes_ago(60 * at),
        decided_by: (at % 2 == 1).then(|| "王芳".into()),
        decided_at: (at % 2 == 1).then(|| minutes_ago(at)),
        assignee: (at != 2).then(|| "陈浩".into()),
        team: Some("售后一组".into()),
    };
    PledgesView {
        from: "2026-11-01".into(),
        to: "2026-11-30".into(),
        pledges: [0, 1_208].into_iter().filter(|_| count > 0).map(line).collect(),
        state: "owed".into(),
        broken: (0..count).map(broken).collect(),
        next: (count > 0).then(|| "/quality/pledges?cursor=x".into()),
        first: None,
    }
}
