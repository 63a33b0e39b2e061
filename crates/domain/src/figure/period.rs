//! Hours, days and longer periods of the platform's own zone.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{RoundMode, ToSpan, Unit, Zoned, ZonedRound};

use crate::time::Timestamp;

codes! {
    /// A period of the calendar.
    pub enum Period ("period") {
        Day = "day",
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        Year = "year",
    }
}

/// Why there is no such period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such time in the calendar")]
pub struct PeriodError;

/// The zone in which days begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureZone(TimeZone);

impl FromStr for FigureZone {
    type Err = PeriodError;

    /// By its name in the tz database.
    fn from_str(name: &str) -> Result<Self, PeriodError> {
        TimeZone::get(name).map(Self).map_err(|_| PeriodError)
    }
}

impl FigureZone {
    /// The beginning of the hour an instant lies in.
    pub fn hour_of(&self, at: Timestamp) -> Result<Timestamp, PeriodError> {
        let down = ZonedRound::new().smallest(Unit::Hour).mode(RoundMode::Trunc);
        instant(&self.zoned(at)?.round(down).map_err(|_| PeriodError)?)
    }

    /// The beginning of the day an instant lies in.
    pub fn day_of(&self, at: Timestamp) -> Result<Timestamp, PeriodError> {
        instant(&self.zoned(at)?.start_of_day().map_err(|_| PeriodError)?)
    }

    /// The date an instant lies in.
    pub fn date_of(&self, at: Timestamp) -> Result<Date, PeriodError> {
        Ok(self.zoned(at)?.date())
    }

    /// The beginning of a date.
    pub fn start_of(&self, date: Date) -> Result<Timestamp, PeriodError> {
        instant(&date.to_zoned(self.0.clone()).map_err(|_| PeriodError)?)
    }

    /// The dates from which and before which the period lies that holds a date.
    pub fn period_of(period: Period, date: Date) -> Result<(Date, Date), PeriodError> {
        let first = match period {
            Period::Day => date,
            Period::Week => date
                .checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
                .map_err(|_| PeriodError)?,
            Period::Month => date.first_of_month(),
            Period::Quarter => {
                let month = (date.month() - 1) / 3 * 3 + 1;
                Date::new(date.year(), month, 1).map_err(|_| PeriodError)?
            }
            Period::Year => date.first_of_year(),
        };
        let length = match period {
            Period::Day => 1.days(),
            Period::Week => 7.days(),
            Period::Month => 1.months(),
            Period::Quarter => 3.months(),
            Period::Year => 1.years(),
        };
        Ok((first, first.checked_add(length).map_err(|_| PeriodError)?))
    }

    fn zoned(&self, at: Timestamp) -> Result<Zoned, PeriodError> {
        let instant = jiff::Timestamp::from_microsecond(at.as_micros()).map_err(|_| PeriodError)?;
        Ok(instant.to_zoned(self.0.clone()))
    }
}

fn instant(at: &Zoned) -> Result<Timestamp, PeriodError> {
    Ok(Timestamp::from_micros(at.timestamp().as_microsecond()))
}
