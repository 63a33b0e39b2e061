//! A calendar as it is written down: in files, by programs, on the command line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarError, HolidaySet, Segment, Week};

/// `["09:00", "12:00"]`
type Shift = (String, String);

/// A calendar with its shifts as times of day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDocument {
    /// IANA name, such as `Asia/Shanghai`.
    pub time_zone: String,
    pub week: WeekDocument,
    /// `CN`, `JP` or `KR`; without it every week is like the other.
    #[serde(default)]
    pub holidays: Option<String>,
    #[serde(default)]
    pub exceptions: Vec<ExceptionDocument>,
}

/// Shifts by weekday; a day that is left out has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WeekDocument {
    pub mon: Vec<Shift>,
    pub tue: Vec<Shift>,
    pub wed: Vec<Shift>,
    pub thu: Vec<Shift>,
    pub fri: Vec<Shift>,
    pub sat: Vec<Shift>,
    pub sun: Vec<Shift>,
}

/// The shifts of one date, whatever the week and the holidays say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionDocument {
    pub date: Date,
    pub segments: Vec<Shift>,
}

impl CalendarDocument {
    /// The calendar it describes.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        let WeekDocument {
            mon,
            tue,
            wed,
            thu,
            fri,
            sat,
            sun,
        } = &self.week;
        let mut days: [Vec<Segment>; 7] = Default::default();
        for (day, shifts) in days.iter_mut().zip([mon, tue, wed, thu, fri, sat, sun]) {
            *day = segments(shifts)?;
        }
        let holidays = self.holidays.as_deref().map(HolidaySet::of_country).transpose()?;
        let mut exceptions = BTreeMap::new();
        for exception in &self.exceptions {
            if exceptions
                .insert(exception.date, segments(&exception.segments)?)
                .is_some()
            {
                return Err(CalendarError::ExceptionTwice(exception.date));
            }
        }
        Calendar::new(&self.time_zone, Week::new(days), holidays, exceptions)
    }
}

fn segments(shifts: &[Shift]) -> Result<Vec<Segment>, CalendarError> {
    shifts.iter().map(|(from, to)| Segment::new(from, to)).collect()
}
