//! A calendar as it is written down: in files, by programs, on the command line.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Calendar, CalendarError, HolidaySet, Segment, Week};

/// `["09:00", "12:00"]`
pub type Shift = (String, String);

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

/// What is wrong with a document, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {error}")]
pub struct DocumentError {
    /// E.g. `week.mon` or `exceptions[3]`, counted from 0.
    pub path: String,
    pub error: CalendarError,
}

impl CalendarDocument {
    /// The calendar it describes.
    pub fn calendar(&self) -> Result<Calendar, CalendarError> {
        self.check().map_err(|wrong| wrong.error)
    }

    /// The same; what is wrong is told with its place.
    pub fn check(&self) -> Result<Calendar, DocumentError> {
        let at = |path: String| move |error| DocumentError { path, error };
        let mut days: [Vec<Segment>; 7] = Default::default();
        for (day, (name, shifts)) in days.iter_mut().zip(self.week.days()) {
            *day = segments(shifts).map_err(at(format!("week.{name}")))?;
        }
        let holidays = self.holidays.as_deref().map(HolidaySet::of_country).transpose();
        let holidays = holidays.map_err(at("holidays".to_owned()))?;
        let mut exceptions = BTreeMap::new();
        for (n, exception) in self.exceptions.iter().enumerate() {
            let at = at(format!("exceptions[{n}]"));
            let shifts = match segments(&exception.segments) {
                Ok(shifts) => shifts,
                Err(error) => return Err(at(error)),
            };
            if exceptions.insert(exception.date, shifts).is_some() {
                return Err(at(CalendarError::ExceptionTwice(exception.date)));
            }
        }
        let calendar = Calendar::new(&self.time_zone, Week::new(days), holidays, exceptions);
        calendar.map_err(at("time_zone".to_owned()))
    }
}

impl WeekDocument {
    /// The shifts of each day under its name, Monday first.
    pub fn days(&self) -> [(&'static str, &[Shift]); 7] {
        let WeekDocument {
            mon,
            tue,
            wed,
            thu,
            fri,
            sat,
            sun,
        } = self;
        [
            ("mon", mon),
            ("tue", tue),
            ("wed", wed),
            ("thu", thu),
            ("fri", fri),
            ("sat", sat),
            ("sun", sun),
        ]
    }
}

fn segments(shifts: &[Shift]) -> Result<Vec<Segment>, CalendarError> {
    shifts.iter().map(|(from, to)| Segment::new(from, to)).collect()
}
