//! The days figures are asked for, in the platform's own zone.

use jiff::ToSpan;
use jiff::civil::Date;
use touchstone_domain::figure::{FigureZone, PeriodError};
use touchstone_domain::time::Timestamp;

use crate::core::{App, AppError, FieldError};

/// The longest period, in days.
pub const DAYS_MAX: i64 = 400;
const DAYS_DEFAULT: i64 = 30;

/// The first day, and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Date,
}

impl Days {
    /// Reads what was asked for: the last 30 days unless something else was. What is wrong joins `errors`.
    pub(crate) fn read(
        app: &App,
        from: Option<&str>,
        to: Option<&str>,
        errors: &mut Vec<FieldError>,
    ) -> Result<Self, AppError> {
        let today = zone(app)?.date_of(app.clock.now()).map_err(calendar)?;
        let known = errors.len();
        let mut day =
            |name: &'static str, written: Option<&str>, default: Date| match given(written).map(str::parse) {
                None => default,
                Some(Ok(day)) => day,
                Some(Err(_)) => {
                    errors.push(FieldError::new(name, "not_a_date"));
                    default
                }
            };
        let to = day("to", to, today);
        let from = day("from", from, to.saturating_sub((DAYS_DEFAULT - 1).days()));
        let days = i64::from((to - from).get_days()) + 1;
        if errors.len() == known && !(1..=DAYS_MAX).contains(&days) {
            errors.push(FieldError::new("from", "period").with("max", DAYS_MAX));
        }
        Ok(Self { from, to })
    }

    /// When they begin, and when the day after them does.
    pub(crate) fn instants(&self, zone: &FigureZone) -> Result<(Timestamp, Timestamp), AppError> {
        let after = self.to.saturating_add(1.day());
        Ok((
            zone.start_of(self.from).map_err(calendar)?,
            zone.start_of(after).map_err(calendar)?,
        ))
    }
}

/// What was written, unless it is empty.
pub(crate) fn given(written: Option<&str>) -> Option<&str> {
    written.map(str::trim).filter(|text| !text.is_empty())
}

/// The zone in which the platform's days begin.
pub(crate) fn zone(app: &App) -> Result<FigureZone, AppError> {
    let name = app.renderer.zone();
    name.parse()
        .map_err(|_| AppError::Internal(format!("the zone `{name}` is not known")))
}

pub(crate) fn calendar(error: PeriodError) -> AppError {
    AppError::Internal(error.to_string())
}
