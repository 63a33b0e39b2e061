//! Shifts of a day, and the pattern of a week.

use super::CalendarError;
use jiff::civil::Weekday;

const DAY_SECONDS: i32 = 24 * 3600;

codes! {
    /// Why a day has the working time it has.
    pub enum DayKind ("day kind") {
        /// The pattern of the week.
        Week = "week",
        /// A public holiday: none.
        Holiday = "holiday",
        /// A day of the weekend that is worked instead of a holiday: Monday's.
        MakeUp = "make_up",
        /// Named by date.
        Exception = "exception",
    }
}

/// A stretch of working time, in seconds of wall time since the midnight at which its date begins. One that ends at or
/// before its beginning goes on into the next date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Segment {
    pub(super) from: i32,
    /// Up to, not including: as much as two days after the midnight.
    pub(super) to: i32,
}

impl Segment {
    /// From one time of day to another, `hh:mm` or `hh:mm:ss`, up to `24:00`.
    pub fn new(from: &str, to: &str) -> Result<Self, CalendarError> {
        let (begins, ends) = (time_of_day(from)?, time_of_day(to)?);
        if begins == ends || begins == DAY_SECONDS {
            return Err(CalendarError::EmptySegment(from.to_owned()));
        }
        let night = if ends < begins { DAY_SECONDS } else { 0 };
        Ok(Self {
            from: begins,
            to: ends + night,
        })
    }

    /// Seconds since midnight at which it begins and ends.
    pub fn seconds(self) -> (i32, i32) {
        (self.from, self.to)
    }
}

fn time_of_day(text: &str) -> Result<i32, CalendarError> {
    let wrong = || CalendarError::TimeOfDay(text.chars().take(20).collect());
    let mut parts = text.split(':').map(|part| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i32>().ok().filter(|_| digits).ok_or_else(wrong)
    });
    let (hours, minutes) = (parts.next().ok_or_else(wrong)??, parts.next().ok_or_else(wrong)??);
    let seconds = parts.next().transpose()?.unwrap_or(0);
    let total = hours * 3600 + minutes * 60 + seconds;
    if parts.next().is_some() || minutes > 59 || seconds > 59 || total > DAY_SECONDS {
        return Err(wrong());
    }
    Ok(total)
}

/// Segments by weekday, Monday first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week([Vec<Segment>; 7]);

impl Week {
    /// A week from its seven days, Monday first.
    pub fn new(days: [Vec<Segment>; 7]) -> Self {
        Self(days)
    }

    /// All day, every day.
    pub fn always() -> Self {
        let whole = Segment {
            from: 0,
            to: DAY_SECONDS,
        };
        Self(std::array::from_fn(|_| vec![whole]))
    }

    /// The seven days, Monday first.
    pub(super) fn days(&self) -> &[Vec<Segment>; 7] {
        &self.0
    }

    /// What a weekday has.
    pub fn on(&self, weekday: Weekday) -> &[Segment] {
        let index = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
        self.0.get(index).map_or(&[], Vec::as_slice)
    }

    /// What a make-up workday has: Monday's.
    pub(super) fn make_up(&self) -> &[Segment] {
        self.on(Weekday::Monday)
    }
}
