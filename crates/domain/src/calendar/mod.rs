//! Working time: which instants count for a clock that runs in business hours, when such a clock is due, how much of it has
//! passed between two instants.
//!
//! An instant is working time when the date and the time of day that clocks on the wall of the calendar's zone show then
//! lie in a segment of that date. So a segment that a change to daylight-saving time cuts short is short, and an hour that
//! is lived twice counts twice. Nothing here knows of tickets, and a calendar never changes: another version is another one.

mod book;
mod count;
mod day;
mod document;
mod holidays;
#[cfg(test)]
mod tests;
mod workday;

pub use book::{CalendarBook, CalendarLine, CalendarVersion, Carry};
pub use count::{Due, Elapsed};
pub use day::{DayKind, Segment, Week};
pub use document::{CalendarDocument, DocumentError, ExceptionDocument, Shift, WeekDocument};
pub use holidays::{Holiday, HolidaySet};

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A calendar that cannot be, or a question it cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("time_zone `{0}` is not the IANA name of a time zone, such as Asia/Shanghai")]
    Zone(String),
    #[error("`{0}` is no time of day from 00:00 to 24:00")]
    TimeOfDay(String),
    #[error("a segment must not be empty: {0} to {0}")]
    EmptySegment(String),
    #[error("holidays `{0}` are not known; known are CN, JP and KR")]
    Holidays(String),
    #[error("the date {0} has more than one exception")]
    ExceptionTwice(Date),
    #[error("the target must not be negative")]
    NegativeTarget,
    #[error("the end lies before the start")]
    EndBeforeStart,
    #[error("the calendar has too little working time for this target")]
    NeverDue,
    #[error("the instant lies too far from the present for a calendar")]
    OutOfRange,
    #[error("the public holidays of {country} are known for {first} to {last} only")]
    YearUnknown {
        country: &'static str,
        first: i16,
        last: i16,
    },
}

/// Working time in one place of the world.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    week: Week,
    holidays: Option<HolidaySet>,
    exceptions: BTreeMap<Date, Vec<Segment>>,
}

impl Calendar {
    /// A calendar in a zone (IANA name). Exceptions overrule holidays, which overrule the week.
    pub fn new(
        zone: &str,
        week: Week,
        holidays: Option<HolidaySet>,
        exceptions: BTreeMap<Date, Vec<Segment>>,
    ) -> Result<Self, CalendarError> {
        let zone = TimeZone::get(zone).map_err(|_| CalendarError::Zone(zone.chars().take(64).collect()))?;
        Ok(Self {
            zone,
            week,
            holidays,
            exceptions,
        })
    }

    /// The zone whose clocks count.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The working time that begins on a date, and why it is what it is.
    pub fn day(&self, date: Date) -> (DayKind, &[Segment]) {
        if let Some(segments) = self.exceptions.get(&date) {
            return (DayKind::Exception, segments);
        }
        match self.holidays.and_then(|set| set.on(date)) {
            Some(Holiday { works: false, .. }) => (DayKind::Holiday, &[]),
            Some(Holiday { works: true, .. }) => (DayKind::MakeUp, self.week.make_up()),
            None => (DayKind::Week, self.week.on(date.weekday())),
        }
    }

    /// Shifts by weekday, Monday first, whatever holidays and exceptions say.
    pub fn week(&self) -> &[Vec<Segment>; 7] {
        self.week.days()
    }

    /// The public holiday on a date, or that for which it is worked, in the country's language.
    pub fn holiday_name(&self, date: Date) -> Option<&'static str> {
        self.holidays
            .and_then(|set| set.on(date))
            .map(|holiday| holiday.name)
    }

    /// Whether the holidays of the year are known, as far as this calendar needs them.
    fn knows(&self, year: i16) -> bool {
        self.holidays.is_none_or(|set| set.years().contains(&year))
    }
}
