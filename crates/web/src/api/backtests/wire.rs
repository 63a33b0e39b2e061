//! Backtests and what they found as they go over the wire.

use std::collections::BTreeMap;

use serde::Serialize;
use touchstone_app::backtest::{BacktestView, Change, CountedLine, KpiTold};
use touchstone_domain::backtest::{BacktestState, FigureSide, KpiGoal, LateChange, Sides, Tally};
use touchstone_domain::clock::Metric;
use touchstone_domain::id::{BacktestId, StandardId, TicketId, UserId};
use touchstone_domain::time::{Span, Timestamp};
use utoipa::ToSchema;

use crate::api::schema;

/// A past period replayed against a version of the standard.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Backtest {
    #[serde(flatten)]
    brief: BacktestBrief,
    /// The version of the standard's record whose text is replayed against, and whether it was changed since.
    standard_version: i64,
    standard_changed: bool,
    /// Whose hours of the day are counted.
    zone: String,
    /// The last position of the event log that is looked at.
    log_position: i64,
    /// Calendars the version counts by, each with the number of the newest version known at `as_of`.
    calendars: BTreeMap<String, u32>,
    /// Requests that could not be replayed, by reason: `imported`, `no_receipt`, `contradiction`.
    left_out: BTreeMap<String, u64>,
    /// Clocks by metric, the stages' own limits included.
    metrics: Vec<MetricLine>,
    /// Promises by `team`, `person`, `category`, `channel` and `kind`.
    lines: BTreeMap<String, Vec<BacktestLine>>,
    /// Due times of promises by the hour of the day.
    hours: Vec<HourLine>,
    /// Targets over the period that clocks can tell.
    targets: Vec<TargetLine>,
}

/// A backtest in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BacktestBrief {
    #[schema(value_type = schema::BacktestId)]
    id: BacktestId,
    #[schema(value_type = schema::StandardId)]
    standard: StandardId,
    key: String,
    number: i64,
    #[schema(value_type = schema::Time)]
    from: Timestamp,
    #[schema(value_type = schema::Time)]
    to: Timestamp,
    #[schema(value_type = schema::BacktestState)]
    state: BacktestState,
    /// How much of the period is behind it, 0 to 100.
    percent: u8,
    tickets: TicketLine,
    #[schema(value_type = schema::UserId)]
    asked_by: UserId,
    /// When it was begun: clocks are judged as they stood then.
    #[schema(value_type = schema::Time)]
    as_of: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
    problem: Option<String>,
    version: i64,
}

/// Requests, by whether any promise was broken.
#[derive(Debug, Serialize, ToSchema)]
struct TicketLine {
    replayed: u64,
    late_before: u64,
    late_after: u64,
    newly_late: u64,
    no_longer_late: u64,
}

/// Clocks of one sort.
#[derive(Debug, Serialize, ToSchema)]
struct Count {
    clocks: u64,
    /// Met in time.
    kept: u64,
    late: u64,
    /// Share kept of what is judged.
    share_kept: Option<f64>,
    /// By how much all that were late were late: what would have had to be gained.
    #[schema(value_type = schema::Duration)]
    overrun: Span,
}

#[derive(Debug, Serialize, ToSchema)]
struct MetricLine {
    #[schema(value_type = schema::Metric)]
    metric: Metric,
    before: Count,
    after: Count,
}

#[derive(Debug, Serialize, ToSchema)]
struct BacktestLine {
    /// Id or code; `null` for those of nobody.
    key: Option<String>,
    /// Of a team or a person.
    name: Option<String>,
    before: Count,
    after: Count,
}

#[derive(Debug, Serialize, ToSchema)]
struct HourLine {
    hour: u8,
    before: u64,
    after: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct TargetLine {
    kpi: String,
    before: TargetSide,
    after: TargetSide,
}

/// What was, or would have been, and what is demanded: by the version in force, or the one replayed against.
#[derive(Debug, Serialize, ToSchema)]
struct TargetSide {
    of: u64,
    share: Option<f64>,
    #[schema(value_type = Option<schema::Duration>)]
    average: Option<Span>,
    at_least: Option<f64>,
    #[schema(value_type = Option<schema::Duration>)]
    at_most: Option<Span>,
    reached: Option<bool>,
}

/// A promise that is late on one side only.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BacktestChange {
    #[schema(value_type = schema::LateChange)]
    change: LateChange,
    #[schema(value_type = schema::TicketId)]
    ticket: TicketId,
    number: i64,
    #[schema(value_type = schema::Metric)]
    metric: Metric,
    instance: u32,
    category: Option<String>,
    #[schema(value_type = Option<schema::Time>)]
    due_before: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    due_after: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    met_at: Option<Timestamp>,
}

impl From<Tally> for Count {
    fn from(tally: Tally) -> Self {
        Self {
            clocks: tally.clocks,
            kept: tally.kept,
            late: tally.late,
            share_kept: tally.share_kept(),
            overrun: tally.overrun(),
        }
    }
}

impl From<CountedLine> for BacktestLine {
    fn from(line: CountedLine) -> Self {
        Self {
            key: line.key,
            name: line.name,
            before: line.sides.before.into(),
            after: line.sides.after.into(),
        }
    }
}

impl TargetSide {
    fn new(share: bool, side: FigureSide, goal: Option<KpiGoal>) -> Self {
        Self {
            of: side.of,
            share: side.share().filter(|_| share),
            average: side.average().filter(|_| !share),
            at_least: match goal {
                Some(KpiGoal::AtLeast(least)) => Some(least),
                _ => None,
            },
            at_most: match goal {
                Some(KpiGoal::AtMost(most)) => Some(most),
                _ => None,
            },
            reached: goal.and_then(|goal| goal.is_reached(&side)),
        }
    }
}

impl From<KpiTold> for TargetLine {
    fn from(told: KpiTold) -> Self {
        Self {
            before: TargetSide::new(told.share, told.sides.before, told.goals.before),
            after: TargetSide::new(told.share, told.sides.after, told.goals.after),
            kpi: told.kpi,
        }
    }
}

impl From<BacktestView> for BacktestBrief {
    fn from(view: BacktestView) -> Self {
        Self::of(&view)
    }
}

impl BacktestBrief {
    fn of(view: &BacktestView) -> Self {
        let tickets = &view.findings.tickets;
        Self {
            id: view.id,
            standard: view.standard,
            key: view.key.clone(),
            number: view.number,
            from: view.from,
            to: view.to,
            state: view.state,
            percent: view.percent,
            tickets: TicketLine {
                replayed: tickets.replayed,
                late_before: tickets.late.before,
                late_after: tickets.late.after,
                newly_late: tickets.newly_late,
                no_longer_late: tickets.no_longer_late,
            },
            asked_by: view.asked_by.id,
            as_of: view.as_of,
            ended_at: view.ended_at,
            problem: view.problem.clone(),
            version: view.version,
        }
    }
}

impl From<BacktestView> for Backtest {
    fn from(view: BacktestView) -> Self {
        let brief = BacktestBrief::of(&view);
        let findings = view.findings;
        let metric = |(metric, sides): (Metric, Sides<Tally>)| MetricLine {
            metric,
            before: sides.before.into(),
            after: sides.after.into(),
        };
        let hour = |hour: u8| {
            let sides = findings.hours.get(&hour).copied().unwrap_or_default();
            HourLine {
                hour,
                before: sides.before,
                after: sides.after,
            }
        };
        let lines = view.lines.into_iter().map(|(dimension, lines)| {
            let lines = lines.into_iter().map(BacktestLine::from).collect();
            (dimension.to_string(), lines)
        });
        Self {
            brief,
            standard_version: view.standard_version,
            standard_changed: view.standard_changed,
            zone: view.zone,
            log_position: view.pos,
            calendars: view.calendars.into_iter().collect(),
            left_out: findings
                .left_out
                .iter()
                .map(|(reason, n)| (reason.to_string(), *n))
                .collect(),
            hours: (0..24).map(hour).collect(),
            metrics: findings.metrics.into_iter().map(metric).collect(),
            lines: lines.collect(),
            targets: view.figures.into_iter().map(TargetLine::from).collect(),
        }
    }
}

impl From<Change> for BacktestChange {
    fn from(change: Change) -> Self {
        Self {
            change: change.change,
            ticket: change.ticket,
            number: change.number,
            metric: change.metric,
            instance: change.instance,
            category: change.category,
            due_before: change.due_before,
            due_after: change.due_after,
            met_at: change.met_at,
        }
    }
}
