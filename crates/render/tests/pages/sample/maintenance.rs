//! Planned work: what everybody reads, and what administrators write.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::words::LONG;
use super::{Sample, minutes_ago, now};

pub fn samples() -> Vec<Sample> {
    let path = "/ops/maintenance";
    let list = |plans: Vec<MaintenanceLine>, form: MaintenanceForm| MaintenanceListView {
        next: (plans.len() > 2).then(|| "/ops/maintenance?cursor=x".into()),
        plans,
        form,
    };
    let page = |phase: &'static str, open: bool| MaintenancePageView {
        line: line(phase),
        open,
        form: form(false),
    };
    vec![
        Sample::public(
            "maintenance-empty",
            "/maintenance",
            AnnouncedView { plans: Vec::new() },
        ),
        Sample::public(
            "maintenance-much",
            "/maintenance",
            AnnouncedView { plans: lines() },
        ),
        Sample::signed_in("maintenance-list-empty", path, list(Vec::new(), form(false))),
        Sample::signed_in("maintenance-list-much", path, list(lines(), form(true))),
        Sample::signed_in(
            "maintenance-under-way",
            "/ops/maintenance/mnt_0000000000001",
            page("under_way", true),
        ),
        Sample::signed_in(
            "maintenance-over",
            "/ops/maintenance/mnt_0000000000001",
            page("cancelled", false),
        ),
    ]
}

pub fn bars() -> Vec<AnnouncementBar> {
    let bar = |phase: &'static str, impact: &'static str| AnnouncementBar {
        title: "数据库升级".into(),
        phase: phase.into(),
        impact: impact.into(),
        starts_at: minutes_ago(30),
        ends_at: now() + Span::hours(1),
    };
    vec![bar("under_way", "unavailable"), bar("ahead", "degraded")]
}

fn lines() -> Vec<MaintenanceLine> {
    ["under_way", "ahead", "over", "cancelled"]
        .into_iter()
        .map(line)
        .collect()
}

fn line(phase: &'static str) -> MaintenanceLine {
    MaintenanceLine {
        id: "mnt_0000000000001".into(),
        title: "数据库升级".into(),
        text: format!("期间 **查询** 可能变慢。<script>alert(1)</script>{LONG}"),
        kind: if phase == "over" {
            "renewal".into()
        } else {
            "maintenance".into()
        },
        impact: "degraded".into(),
        phase: phase.into(),
        starts_at: minutes_ago(30),
        ends_at: now() + Span::hours(2),
        announced_at: minutes_ago(3_000),
    }
}

fn form(refused: bool) -> MaintenanceForm {
    let words = |text: &str| {
        ["zh-CN", "en", "ja", "ko"]
            .into_iter()
            .map(|language| Choice::new(language, text))
            .collect()
    };
    let mut problems = Problems::none();
    if refused {
        for (field, code) in [
            ("title_zh-CN", "required"),
            ("ends_at", "before_start"),
            ("announced_at", "after_start"),
            ("starts_at", "too_far"),
        ] {
            problems.fields.push(FieldProblem::new(field, code));
        }
    }
    MaintenanceForm {
        kind: "maintenance".into(),
        kinds: vec!["maintenance".into(), "renewal".into()],
        impact: "degraded".into(),
        impacts: vec!["none".into(), "degraded".into(), "unavailable".into()],
        starts_at: "2026-11-28T02:00".into(),
        ends_at: "2026-11-28T04:00".into(),
        announced_at: String::new(),
        titles: words("数据库升级"),
        texts: words(""),
        title_max: 120,
        text_max: 2_000,
        version: 1,
        open: refused,
        problems,
    }
}
