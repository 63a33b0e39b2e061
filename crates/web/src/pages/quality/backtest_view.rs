//! What a backtest found, as its page shows it.

use touchstone_app::backtest::{BacktestView as Found, Change, CountedLine, KpiTold};
use touchstone_domain::backtest::{FigureSide, KpiGoal, Sides, Tally};
use touchstone_domain::time::Span;
use touchstone_render::view::{
    BacktestCount, BacktestGroup, BacktestLine, BacktestRow, BacktestTarget, BacktestView, ChangeLine,
    HourBar, TargetCell,
};

/// Lines shown of one dimension; the API gives all of them.
const ROWS: usize = 30;
/// Width of an hour in the chart.
const HOUR_WIDTH: u16 = 30;

fn whole(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The last instant of the period lies in its last day.
const TICK: Span = Span::from_micros(1);

pub(super) fn line(found: &Found) -> BacktestLine {
    let tickets = &found.findings.tickets;
    BacktestLine {
        id: found.id.to_string(),
        standard: found.standard.to_string(),
        number: found.number,
        from: found.from,
        to: found.to - TICK,
        state: found.state.as_str().into(),
        percent: found.percent,
        replayed: whole(tickets.replayed),
        newly_late: whole(tickets.newly_late),
        no_longer_late: whole(tickets.no_longer_late),
        by: found.asked_by.name.clone(),
        at: found.created_at,
    }
}

pub(super) fn backtest_view(found: Found) -> BacktestView {
    let findings = &found.findings;
    let hours = hours(&found);
    BacktestView {
        line: line(&found),
        version: found.version,
        standard_changed: found.standard_changed,
        standard_version: found.standard_version,
        position: found.pos,
        zone: found.zone.clone(),
        calendars: found.calendars.clone(),
        problem: found.problem.clone(),
        late_before: whole(findings.tickets.late.before),
        late_after: whole(findings.tickets.late.after),
        promises: row(None, None, &findings.promises()),
        metrics: findings
            .metrics
            .iter()
            .map(|(metric, sides)| row(Some(metric.to_string()), None, sides))
            .collect(),
        busiest: busiest(&hours),
        hours,
        targets: found.figures.iter().map(target).collect(),
        left_out: findings
            .left_out
            .iter()
            .map(|(reason, n)| (reason.as_str().into(), whole(*n)))
            .collect(),
        groups: found
            .lines
            .into_iter()
            .map(|(dimension, lines)| BacktestGroup {
                dimension: dimension.as_str().into(),
                hidden: whole(lines.len().saturating_sub(ROWS) as u64),
                rows: lines.into_iter().take(ROWS).map(counted).collect(),
            })
            .collect(),
    }
}

fn counted(line: CountedLine) -> BacktestRow {
    row(line.key, line.name, &line.sides)
}

fn row(key: Option<String>, name: Option<String>, sides: &Sides<Tally>) -> BacktestRow {
    BacktestRow {
        key,
        name,
        before: count(&sides.before),
        after: count(&sides.after),
        more: whole(sides.after.late) - whole(sides.before.late),
    }
}

fn count(tally: &Tally) -> BacktestCount {
    BacktestCount {
        clocks: whole(tally.clocks),
        late: whole(tally.late),
        kept: tally.share_kept().map(percent),
        kept_percent: tally.share_kept().map_or(0, hundredths),
        overrun: tally.overrun(),
    }
}

/// A share as people write it, cut and not rounded: what is not whole does not look whole.
fn percent(share: f64) -> String {
    let tenths = (share * 1_000.0 + 1e-6).floor();
    format!("{:.1}%", tenths / 10.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is between nothing and one"
)]
fn hundredths(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0) as u8
}

/// Twenty-four pairs of bars, the highest of them a hundred high.
fn hours(found: &Found) -> Vec<HourBar> {
    let hours = &found.findings.hours;
    let most = hours.values().map(|sides| sides.before.max(sides.after)).max();
    let most = most.unwrap_or(0).max(1);
    let height = |n: u64| u8::try_from(n.saturating_mul(100) / most).unwrap_or(100);
    let bar = |hour: u8| {
        let sides = hours.get(&hour).copied().unwrap_or_default();
        HourBar {
            hour,
            before: whole(sides.before),
            after: whole(sides.after),
            before_height: height(sides.before),
            after_height: height(sides.after),
            x: u16::from(hour) * HOUR_WIDTH + 3,
        }
    };
    (0..24).map(bar).collect()
}

fn busiest(hours: &[HourBar]) -> Option<(u8, u8)> {
    let most = |of: fn(&HourBar) -> i64| {
        let bar = hours.iter().rev().max_by_key(|bar| of(bar))?;
        (of(bar) > 0).then_some(bar.hour)
    };
    most(|bar| bar.before).zip(most(|bar| bar.after))
}

fn target(told: &KpiTold) -> BacktestTarget {
    let cell = |side: &FigureSide, goal: Option<KpiGoal>| TargetCell {
        share: side.share().filter(|_| told.share).map(percent),
        average: side.average().filter(|_| !told.share),
        at_least: match goal {
            Some(KpiGoal::AtLeast(least)) => Some(percent(least)),
            _ => None,
        },
        at_most: match goal {
            Some(KpiGoal::AtMost(most)) => Some(most),
            _ => None,
        },
        reached: goal.and_then(|goal| goal.is_reached(side)),
    };
    BacktestTarget {
        kpi: told.kpi.clone(),
        before: cell(&told.sides.before, told.goals.before),
        after: cell(&told.sides.after, told.goals.after),
    }
}

pub(super) fn change_line(change: Change) -> ChangeLine {
    ChangeLine {
        ticket: change.ticket.to_string(),
        number: change.number,
        metric: change.metric.as_str().into(),
        instance: change.instance,
        category: change.category,
        assignee: change.assignee,
        team: change.team,
        due_before: change.due_before,
        due_after: change.due_after,
        met_at: change.met_at,
    }
}
