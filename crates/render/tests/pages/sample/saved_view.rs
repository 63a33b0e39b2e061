//! Saved lists.

use touchstone_render::view::*;

use super::Sample;
use super::ticket::ticket;

pub fn samples() -> Vec<Sample> {
    let lines = vec![
        line("own", None, true),
        line("team", Some("售后一组"), true),
        line("all", None, false),
    ];
    let refused = SavedViewView {
        id: Some("viw_1".into()),
        action: "/desk/views/viw_1".into(),
        kept: true,
        problems: Problems {
            code: None,
            fields: vec![
                FieldProblem::new("name", "required"),
                FieldProblem::new("share", "view_share_refused"),
            ],
        },
        ..edit()
    };
    let full = SavedViewView {
        problems: Problems::of("views_full"),
        share_teams: Vec::new(),
        shares: vec!["own".into()],
        ..edit()
    };
    let list = |lines, problems| SavedViewsView { lines, problems };
    vec![
        Sample::signed_in("views", "/desk/views", list(lines.clone(), Problems::none())),
        Sample::signed_in("views-none", "/desk/views", list(Vec::new(), Problems::none())),
        Sample::signed_in(
            "views-stale",
            "/desk/views",
            list(lines, Problems::of("version_conflict")),
        ),
        Sample::signed_in("view-new", "/desk/views/new", edit()),
        Sample::signed_in("view-full", "/desk/views/new", full),
        Sample::signed_in("view-refused", "/desk/views/viw_1", refused),
    ]
}

fn line(share: &'static str, team: Option<&str>, may_change: bool) -> SavedViewLine {
    SavedViewLine {
        id: format!("viw_{share}"),
        name: "高优先级投诉，等待答复".into(),
        href: "/desk?queue=view%3Aviw_1".into(),
        share: share.into(),
        team: team.map(str::to_owned),
        owner: Some("陈浩".into()),
        may_change,
        version: 2,
    }
}

fn edit() -> SavedViewView {
    let whole = ticket("in_progress");
    SavedViewView {
        id: None,
        action: "/desk/views/new".into(),
        form: SavedViewForm {
            name: "高优先级投诉".into(),
            share: "team".into(),
            status: vec!["new".into(), "open".into()],
            assignee: "me".into(),
            in_team: "mine".into(),
            sort: "-priority".into(),
            columns: vec!["requester".into(), "clock".into()],
            ..SavedViewForm::default()
        },
        shares: vec!["own".into(), "team".into(), "all".into()],
        share_teams: whole.teams.clone(),
        teams: whole.teams,
        agents: whole.agents,
        root: ConditionField {
            path: "r".into(),
            mode: "all".into(),
            may_group: true,
            ..ConditionField::default()
        },
        facts: vec!["kind".into(), "priority".into(), "stage".into()],
        categories: whole.categories,
        kept: false,
        unfinished: false,
        when: ConditionView {
            mode: "all".into(),
            ..ConditionView::default()
        },
        matches: Some(MatchesView {
            count: 12,
            exact: true,
            late: false,
            href: "/desk".into(),
        }),
        problems: Problems::none(),
        key: "0123456789abcdef".into(),
    }
}
