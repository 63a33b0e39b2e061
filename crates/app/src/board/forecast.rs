//! What runs out next, and how much of it will be late at the usual rate.

use serde::{Deserialize, Serialize};
use touchstone_domain::clock::Metric;
use touchstone_domain::figure::{Dimension, FigureSpan, FigureZone, Measure};
use touchstone_domain::id::TeamId;
use touchstone_domain::time::{Span, Timestamp};
use touchstone_insight::forecast::{Hour, expected_late};
use touchstone_store::Tx;
use touchstone_store::figure::figure_series;
use touchstone_store::ticket::ticket_due_instants;

use super::days::calendar;
use crate::core::AppError;

/// How far it looks.
const HOURS: i64 = 24;
/// Whose same hours tell the usual rate.
const WEEKS: i64 = 4;
/// Beyond this, what is due is not looked at.
const DUE_MAX: u32 = 5_000;

/// One hour.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ForecastHour {
    pub from: Timestamp,
    /// Requests whose nearest promise runs out in this hour.
    pub due: u32,
    /// Promises kept in the same hour of the week, on average of the last four weeks.
    pub usual: f64,
    /// How many of those due will be late if the nearest is worked on first at the usual rate.
    pub late: f64,
}

/// The next 24 hours, of one team or of all.
pub(super) fn forecast(
    tx: &mut Tx<'_>,
    zone: &FigureZone,
    now: Timestamp,
    team: Option<TeamId>,
    (dimension, member): &(Dimension, String),
) -> Result<Vec<ForecastHour>, AppError> {
    let start = zone.hour_of(now).map_err(calendar)?;
    let end = start + Span::hours(HOURS);
    let mut hours = vec![Hour::default(); usize::try_from(HOURS).unwrap_or(0)];
    let place = |at: Timestamp, start: Timestamp| {
        usize::try_from((at - start).as_micros() / Span::hours(1).as_micros())
    };
    for due in ticket_due_instants(tx, team, (now, end), DUE_MAX)? {
        if let Some(hour) = place(due, start).ok().and_then(|place| hours.get_mut(place)) {
            hour.due += 1;
        }
    }
    for week in 1..=WEEKS {
        let begin = start - Span::days(7 * week);
        for (at, row) in figure_series(
            tx,
            FigureSpan::Hour,
            *dimension,
            (begin, begin + Span::hours(HOURS)),
        )? {
            let counts =
                row.measure == Measure::Met && row.metric.is_some_and(promised) && row.member == *member;
            let hour = place(at, begin).ok().and_then(|place| hours.get_mut(place));
            if let (true, Some(hour)) = (counts, hour) {
                hour.capacity += mean(row.sum.n);
            }
        }
    }
    // What is left of the hour that has begun.
    if let Some(first) = hours.first_mut() {
        let left = start + Span::hours(1) - now;
        first.capacity *= part_of_an_hour(left);
    }
    let late = expected_late(&hours);
    let told = |((place, hour), late): ((i64, Hour), f64)| ForecastHour {
        from: start + Span::hours(place),
        due: hour.due,
        usual: hour.capacity,
        late,
    };
    Ok((0..).zip(hours).zip(late).map(told).collect())
}

/// Whether somebody outside was promised it.
fn promised(metric: Metric) -> bool {
    metric.stage().is_none()
}

#[expect(clippy::cast_precision_loss, reason = "less than an hour")]
fn part_of_an_hour(span: Span) -> f64 {
    span.as_micros() as f64 / Span::hours(1).as_micros() as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "an average that is shown with one digit"
)]
fn mean(n: i64) -> f64 {
    n as f64 / WEEKS as f64
}
