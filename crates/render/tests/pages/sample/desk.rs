//! Pages of agents.

use touchstone_render::view::*;

use super::public::{limits, problems, typed};
use super::words::{NAMES, SUBJECTS, categories};
use super::{Sample, clock, minutes_ago};

pub fn samples() -> Vec<Sample> {
    vec![
        Sample::signed_in(
            "desk-much",
            "/desk?queue=team_open",
            desk(60, DeskFilters::default()),
        ),
        Sample::signed_in("desk-little", "/desk", desk(2, DeskFilters::default())),
        Sample::signed_in(
            "desk-none",
            "/desk",
            DeskView {
                queue: "mine".into(),
                next: None,
                ..desk(0, DeskFilters::default())
            },
        ),
        Sample::signed_in("desk-filtered", "/desk", desk(5, filters())),
        Sample::signed_in("desk-none-filtered", "/desk", desk(0, filters())),
        Sample::signed_in(
            "new",
            "/desk/new",
            new_ticket(RequestForm::default(), Problems::none()),
        ),
        Sample::signed_in("new-problems", "/desk/new", new_ticket(typed(), problems())),
    ]
}

fn filters() -> DeskFilters {
    DeskFilters {
        stage: "in_progress".into(),
        category: "payment/refund-delay".into(),
        assignee: "me".into(),
        sort: "-created".into(),
        grouped: true,
        when: "{\"kind\":\"complaint\"}".into(),
        condition: Some(super::condition()),
        active: 3,
        ..DeskFilters::default()
    }
}

const COLUMNS: [&str; 12] = [
    "requester",
    "kind",
    "category",
    "tier",
    "channel",
    "tags",
    "stage",
    "clock",
    "assignee",
    "team",
    "created",
    "updated",
];

fn saved(name: &str, words: &str, count: u32, capped: bool) -> QueueLine {
    QueueLine {
        code: "view".into(),
        name: name.into(),
        team: Some(words.into()),
        count,
        capped,
        counted: count > 0,
        href: format!("/desk?queue={name}"),
    }
}

fn desk(lines: usize, filters: DeskFilters) -> DeskView {
    let counts = [
        ("mine", 7, false),
        ("mine_resolved", 2, false),
        ("unassigned", 12, false),
        ("team", 99, true),
        ("no_team", 3, false),
        ("all", 99, true),
        ("new", 12, false),
        ("open", 99, true),
        ("waiting", 31, false),
        ("resolved", 18, false),
        ("closed", 99, true),
        ("every", 0, false),
    ];
    DeskView {
        queues: counts
            .into_iter()
            .map(|(code, count, capped)| QueueLine {
                code: code.into(),
                name: code.into(),
                team: (code == "team").then(|| "售后一组".into()),
                count: if lines == 0 { 0 } else { count },
                capped: capped && lines > 0,
                counted: code != "every",
                href: format!("/desk?queue={code}"),
            })
            .collect(),
        queue: "team".into(),
        queue_name: "team".into(),
        queue_team: Some("售后一组".into()),
        filters,
        categories: categories(),
        teams: choices(&["售后一组", "支付与账号组", "物流组", "投诉处理组"]),
        assignees: choices(&["王芳", "陈浩", "佐藤花", "Lee Minseo"]),
        tickets: (0..lines).map(line).collect(),
        next: (lines > 10).then(|| "/desk?cursor=abc".into()),
        first: (lines == 2).then(|| "/desk".into()),
        partial: lines == 60,
        offered: 2,
        mentioned: 3,
        mentioned_more: lines == 60,
        views: vec![
            saved("view:viw_1", "高优先级投诉", 99, true),
            saved("view:viw_2", "明天到期", 0, false),
        ],
        view_edit: (lines == 2).then(|| "/desk/views/viw_1".into()),
        view_new: "/desk/views/new?queue=mine".into(),
        columns: COLUMNS.iter().map(|column| (*column).into()).collect(),
        bulk: Some("/desk/bulk/new?queue=mine".to_owned()),
        export: Some("/desk/export?queue=mine".to_owned()),
        may_create: true,
        duty: StandardDutyView::default(),
        live: LiveView { at: 12, last: None },
    }
}

pub fn choices(names: &[&str]) -> Vec<Choice> {
    names
        .iter()
        .enumerate()
        .map(|(index, name)| Choice::new(format!("tem_{index}"), *name))
        .collect()
}

pub fn pick<T: Copy>(list: &[T], index: usize) -> T {
    list[index % list.len()]
}

pub fn line(index: usize) -> TicketLine {
    let clocks = [
        clock("first_response", "running", 15, 11),
        clock("resolution", "running", 48 * 60, 20 * 60),
        clock("first_response", "running", 15, 2),
        clock("resolution", "breached", 48 * 60, -190),
        clock("resolution", "paused", 48 * 60, 31 * 60),
        clock("resolution", "met", 48 * 60, 9 * 60),
    ];
    let stages = [
        "assigned",
        "in_progress",
        "received",
        "in_progress",
        "waiting_requester",
        "resolved",
        "waiting_third_party",
        "archived",
    ];
    TicketLine {
        id: format!("tkt_{index:013}"),
        number: 20_417 - index.cast_signed() as i64,
        href: format!("/desk/tickets/tkt_{index:013}"),
        subject: pick(SUBJECTS, index).into(),
        group: index
            .is_multiple_of(5)
            .then(|| pick(&["overdue", "due-hour", "due-day", "not-due"], index / 5).into()),
        requester: pick(NAMES, index).into(),
        kind: pick(
            &[
                "complaint",
                "after-sales",
                "general",
                "general",
                "feedback",
                "major-failure",
            ],
            index,
        )
        .into(),
        category: (!index.is_multiple_of(4)).then(|| {
            pick(
                &["payment/refund-delay", "product/quality-defect", "logistics/loss"],
                index,
            )
            .into()
        }),
        stage: pick(&stages, index).into(),
        status: "open".into(),
        priority: pick(&[1, 2, 3, 3, 4, 5], index),
        tier: pick(&["general", "general", "enterprise", "premium"], index).into(),
        channel: "web".into(),
        clock: (index % 7 != 6).then(|| clocks[index % clocks.len()].clone()),
        assignee: (!index.is_multiple_of(3)).then(|| pick(&["陈浩", "王芳", "Lee Minseo"], index).into()),
        team: Some(pick(&["售后一组", "支付与账号组"], index).into()),
        tags: vec!["双十一".into()],
        created_at: minutes_ago(90),
        updated_at: minutes_ago(3 + 47 * index.cast_signed() as i64),
        awaits_answer: index % 5 == 1,
    }
}

fn new_ticket(form: RequestForm, problems: Problems) -> NewTicketView {
    NewTicketView {
        form,
        channel: String::new(),
        tier: String::new(),
        assignee: String::new(),
        team: String::new(),
        categories: categories(),
        teams: choices(&["售后一组", "支付与账号组"]),
        agents: choices(&["王芳", "陈浩"]),
        limits: limits(),
        problems,
        idempotency_key: "sample".into(),
    }
}
