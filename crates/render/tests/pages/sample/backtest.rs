//! Backtests at every point of their way.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::{Sample, minutes_ago};

const ID: &str = "bkt_01jd9f3k7m2q8";

pub fn samples() -> Vec<Sample> {
    let path = "/quality/backtests";
    vec![
        Sample::signed_in("backtests", path, list(true)),
        Sample::signed_in("backtests-new", path, refused()),
        Sample::signed_in("backtests-none", path, list(false)),
        Sample::signed_in("backtest", path, test("completed")),
        Sample::signed_in("backtest-running", path, test("running")),
        Sample::signed_in("backtest-failed", path, test("failed")),
        Sample::signed_in("backtest-stopped", path, test("cancelled")),
        Sample::signed_in("backtest-nothing", path, nothing()),
        Sample::signed_in("backtest-changes", path, changes("newly_late", true)),
        Sample::signed_in("backtest-changes-none", path, changes("no_longer_late", false)),
    ]
}

fn line(state: &'static str) -> BacktestLine {
    BacktestLine {
        id: ID.into(),
        standard: "std_01jd9f3k7m2q8".into(),
        number: 3,
        from: minutes_ago(90 * 1440),
        to: minutes_ago(1440),
        state: state.into(),
        percent: if state == "completed" { 100 } else { 37 },
        replayed: 1_204_332,
        newly_late: 48_210,
        no_longer_late: 12,
        by: "Wang Xiulan".into(),
        at: minutes_ago(12),
    }
}

fn list(some: bool) -> BacktestsView {
    let states = ["running", "completed", "cancelled", "failed"];
    BacktestsView {
        standard: None,
        tests: if some {
            states.into_iter().map(line).collect()
        } else {
            Vec::new()
        },
        next: some.then(|| format!("/quality/backtests?cursor={ID}")),
        under_way: some,
        form: BacktestForm::default(),
    }
}

fn refused() -> BacktestsView {
    let problem = |field: &'static str, code: &'static str| FieldProblem::new(field, code);
    BacktestsView {
        standard: Some(StandardLine {
            id: "std_01jd9f3k7m2q8".into(),
            key: "ecommerce-cn".into(),
            number: 3,
            state: "draft".into(),
            effective_from: None,
            updated_at: minutes_ago(30),
        }),
        form: BacktestForm {
            from: "2026-09-01".into(),
            to: "2026-08-01".into(),
            problems: Problems {
                code: None,
                fields: vec![
                    problem("to", "before_from"),
                    problem("to", "period_too_long"),
                    problem("from", "in_the_future"),
                ],
            },
        },
        ..list(true)
    }
}

fn count(clocks: i64, late: i64) -> BacktestCount {
    BacktestCount {
        clocks,
        late,
        kept: (clocks > 0).then(|| "93.4%".into()),
        kept_percent: 93,
        overrun: Span::minutes(late * 7),
    }
}

fn row(key: Option<&str>, name: Option<&str>, more: i64) -> BacktestRow {
    BacktestRow {
        key: key.map(Into::into),
        name: name.map(Into::into),
        before: count(1_204, 40),
        after: count(1_204, 40 + more),
        more,
    }
}

fn test(state: &'static str) -> BacktestView {
    let group = |dimension: &'static str, rows: Vec<BacktestRow>| BacktestGroup {
        dimension: dimension.into(),
        rows,
        hidden: 4,
    };
    let cell = |reached| TargetCell {
        share: Some("78.2%".into()),
        average: None,
        at_least: Some("80.0%".into()),
        at_most: None,
        reached: Some(reached),
    };
    BacktestView {
        line: line(state),
        version: 4,
        standard_changed: state == "cancelled",
        standard_version: 2,
        position: 14_800_112,
        zone: "Asia/Shanghai".into(),
        calendars: vec![("service-hours".into(), 2)],
        problem: (state == "failed").then(|| "clock[3].calendar: there is no calendar `night`".into()),
        late_before: 40_000,
        late_after: 88_198,
        promises: row(None, None, 12),
        metrics: vec![
            row(Some("first_response"), None, 12),
            row(Some("resolution"), None, -3),
            row(Some("stage_received"), None, 0),
        ],
        groups: vec![
            group(
                "team",
                vec![
                    row(Some("tem_01jd9f3k7m2q8"), Some("售后一组"), 9),
                    row(None, None, 0),
                ],
            ),
            group(
                "person",
                vec![row(Some("usr_01jd9f3k7m2q8"), Some("Zhang Wei"), 9)],
            ),
            group("category", vec![row(Some("payment/refund-delay"), None, 9)]),
            group("channel", vec![row(Some("web"), None, 9)]),
            group("kind", vec![row(Some("complaint"), None, 9)]),
        ],
        hours: (0..24)
            .map(|hour| HourBar {
                hour,
                before: i64::from(hour) * 100,
                after: i64::from(hour) * 90,
                before_height: hour * 4,
                after_height: hour * 3,
                x: u16::from(hour) * 30 + 3,
            })
            .collect(),
        busiest: Some((10, 9)),
        targets: vec![
            BacktestTarget {
                kpi: "complaints-resolved-within-48h".into(),
                before: cell(true),
                after: cell(false),
            },
            BacktestTarget {
                kpi: "average-first-response".into(),
                before: TargetCell {
                    share: None,
                    average: Some(Span::minutes(320)),
                    at_least: None,
                    at_most: Some(Span::hours(6)),
                    reached: Some(true),
                },
                after: TargetCell {
                    share: None,
                    average: None,
                    at_least: None,
                    at_most: None,
                    reached: None,
                },
            },
        ],
        left_out: vec![
            ("imported".into(), 12),
            ("no_receipt".into(), 1),
            ("contradiction".into(), 1),
        ],
    }
}

fn nothing() -> BacktestView {
    let mut test = test("completed");
    test.line.replayed = 0;
    test.left_out = Vec::new();
    test
}

fn changes(change: &'static str, some: bool) -> BacktestChangesView {
    let one = |metric: &'static str, instance| ChangeLine {
        ticket: "tkt_01jd9f3k7m2q8".into(),
        number: 20_411,
        metric: metric.into(),
        instance,
        category: Some("payment/refund-delay".into()),
        assignee: Some("Zhang Wei".into()),
        team: Some("售后一组".into()),
        due_before: Some(minutes_ago(500)),
        due_after: (instance == 1).then(|| minutes_ago(600)),
        met_at: Some(minutes_ago(550)),
    };
    let changes = vec![one("first_response", 1), one("next_response", 2)];
    BacktestChangesView {
        line: line("completed"),
        change: change.into(),
        changes: if some { changes } else { Vec::new() },
        first: format!("/quality/backtests/{ID}/changes?change={change}"),
        next: some.then(|| format!("/quality/backtests/{ID}/changes?change={change}&cursor=x")),
    }
}
