//! Breaches: none, and many with every kind of party.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::{Sample, cause_tree, charged, minutes_ago};

pub fn samples() -> Vec<Sample> {
    let path = "/quality/breaches";
    let capped = BreachesView {
        capped: true,
        cause: "branch:partner".into(),
        charged_to: "partner".into(),
        first: Some(path.into()),
        ..breaches(10_000)
    };
    vec![
        Sample::signed_in("breaches-empty", path, breaches(0)),
        Sample::signed_in("breaches", path, breaches(37)),
        Sample::signed_in("breaches-capped", path, capped),
    ]
}

fn breaches(count: i64) -> BreachesView {
    let some = count > 0;
    let parties = [
        ("stage", "assigned"),
        ("team", "售后一组"),
        ("person", "陈浩"),
        ("partner", "迅达快递"),
        ("merchant", "晨光数码旗舰店"),
    ];
    let branch = |branch: &(Code, Vec<Code>)| BranchLine {
        branch: branch.0.clone(),
        href: "/quality/breaches?cause=branch:staff".into(),
        count: 5,
        share: "13.5 %".into(),
        causes: branch
            .1
            .iter()
            .map(|cause| (cause.clone(), "/quality/breaches".into(), 1))
            .collect(),
    };
    let party = |(to, party): &(&'static str, &str)| PartyLine {
        charged: charged(to, party),
        count: 7,
    };
    let tree = cause_tree();
    BreachesView {
        from: "2026-11-01".into(),
        to: "2026-11-30".into(),
        cause: String::new(),
        charged_to: String::new(),
        team: String::new(),
        teams: vec![Choice::new("tem_0000000000001", "售后一组")],
        count,
        capped: false,
        unset: count / 3,
        unset_href: "/quality/breaches?cause=unset".into(),
        uncharged: count / 2,
        branches: tree.iter().filter(|_| some).map(branch).collect(),
        causes: tree,
        parties: parties.iter().filter(|_| some).map(party).collect(),
        breaches: (0..5).filter(|_| some).map(line).collect(),
        next: some.then(|| "/quality/breaches?cursor=x".into()),
        first: None,
    }
}

fn line(at: i64) -> BreachLine {
    BreachLine {
        number: 20_260_101 + at,
        href: (at % 2 == 0).then(|| "/desk/tickets/tkt_0000000000001".into()),
        metric: "first_response".into(),
        instance: 1 + u32::from(at == 3),
        basis: "sla".into(),
        breached_at: minutes_ago(90 + at),
        late: (at != 1).then(|| Span::minutes(12 + at)),
        stage: Some("assigned".into()),
        cause: if at == 1 { "unset" } else { "carrier" }.into(),
        charged: (at != 1).then(|| charged("partner", "迅达快递")),
        assignee: (at != 2).then(|| "王芳".into()),
        team: Some("售后一组".into()),
    }
}
