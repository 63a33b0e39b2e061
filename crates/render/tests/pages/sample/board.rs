//! The board and the key figures: with nothing, with something, while figures are being made.

use touchstone_domain::time::Span;
use touchstone_render::view::*;

use super::Sample;

pub fn samples() -> Vec<Sample> {
    let path = "/quality/board";
    let building = BoardView {
        building: Some((12_000, 48_211)),
        may_rebuild: true,
        ..board(0)
    };
    vec![
        Sample::signed_in("board-empty", path, board(0)),
        Sample::signed_in("board", path, board(40)),
        Sample::signed_in("board-building", path, building),
        Sample::signed_in("targets", "/quality/targets", targets()),
    ]
}

fn board(n: i64) -> BoardView {
    let day = |at: i64| BoardDayView {
        date: format!("2026-11-{:02}", at + 1),
        href: "/desk?queue=all".into(),
        received: n + at,
        resolved: n / 2,
        breached: at % 3,
    };
    let hour = |at: i64| ForecastLine {
        from: super::now() + Span::hours(at),
        due: 4 + at,
        usual: "3.5".into(),
        late: at % 2,
    };
    let bar = |at: u32| BoardBar {
        x: at * 40,
        width: 13,
        received: (20, 140),
        resolved: (60, 100),
    };
    let some = n > 0;
    BoardView {
        zone: "Asia/Shanghai".into(),
        from: "2026-11-01".into(),
        to: "2026-11-05".into(),
        building: None,
        open: 3 * n,
        due_soon: n / 4,
        received_today: n,
        resolved_today: n / 2,
        breached_today: n / 20,
        expected_late: n / 10,
        forecast: (0..n / 8).map(hour).collect(),
        all: line("", n),
        days: (0..5).map(day).collect(),
        chart: BoardChart {
            width: 200,
            height: 160,
            most: n,
            bars: (0..5).map(bar).collect(),
        },
        by: "category".into(),
        dimensions: ["team", "category", "channel", "kind", "tier"]
            .map(Into::into)
            .to_vec(),
        lines: if some {
            vec![line("payment/refund-delay", n), line("logistics/late", 0)]
        } else {
            Vec::new()
        },
        team: String::new(),
        teams: vec![Choice::new("tem_0000000000001", "售后组")],
        query: "from=2026-11-01&to=2026-11-05&by=category".into(),
        may_rebuild: false,
    }
}

fn line(member: &'static str, n: i64) -> BoardLineView {
    if n == 0 {
        return BoardLineView {
            member: member.into(),
            ..BoardLineView::default()
        };
    }
    BoardLineView {
        member: member.into(),
        href: Some("/desk?queue=all".into()),
        received: n,
        resolved: n / 2,
        undone: 1,
        breached: 3,
        in_time: "92.5 %".into(),
        satisfied: "88.0 %".into(),
        score: "4.3".into(),
        ratings: n / 3,
        first_response: SpreadView {
            mean: Some(Span::minutes(22)),
            median: Some(Span::minutes(14)),
            p95: Some(Span::hours(2)),
        },
        resolution: SpreadView {
            mean: Some(Span::hours(20)),
            median: Some(Span::hours(17)),
            p95: Some(Span::days(3)),
        },
    }
}

fn targets() -> TargetsView {
    let share = |share: &str| FigureView {
        share: share.into(),
        span: None,
    };
    let span = |span| FigureView {
        share: String::new(),
        span: Some(span),
    };
    let one = |kpi: &'static str, standing: &'static str, value: FigureView| KpiLineView {
        kpi: kpi.into(),
        period: "month".into(),
        from: "2026-11-01".into(),
        to: "2026-11-30".into(),
        value,
        before: share("81.0 %"),
        cases: 312,
        target: share("80.0 %"),
        at_least: true,
        stretch: share("95.0 %"),
        outer: share("75.0 %"),
        standing: Some(standing.into()),
        owner: Some("team_lead".into()),
        benchmark: None,
    };
    TargetsView {
        lines: vec![
            one("complaints-resolved-within-48h", "missed", share("71.2 %")),
            one("customer-satisfaction", "stretch", share("96.0 %")),
            one("clocks-met", "warning", share("78.0 %")),
            one("problem-solving-rate", "kept", share("90.0 %")),
            KpiLineView {
                at_least: false,
                target: span(Span::hours(6)),
                before: FigureView::default(),
                stretch: FigureView::default(),
                outer: FigureView::default(),
                benchmark: Some(BenchmarkView {
                    industry: vec![span(Span::minutes(30)), span(Span::hours(1))],
                    best: vec![span(Span::minutes(10))],
                    source: "national service-quality report 2021".into(),
                }),
                cases: 0,
                ..one("average-interactive-response", "empty", FigureView::default())
            },
            KpiLineView {
                target: FigureView::default(),
                standing: None,
                owner: None,
                ..one("feedback-volume-change", "kept", share("+12.0 %"))
            },
        ],
    }
}
