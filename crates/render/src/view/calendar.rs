//! `/admin/calendars`: working time, its versions, the days of a year, the form for the next version.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

/// Every calendar.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarsView {
    pub calendars: Vec<CalendarLine>,
    pub may_manage: bool,
}

impl View for CalendarsView {
    const TEMPLATE: &'static str = "admin/calendars.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct CalendarLine {
    pub code: String,
    pub name: String,
    pub in_force: u32,
    pub zone: String,
    /// Hours of an ordinary week, such as `37.5`.
    pub week_hours: String,
    /// `CN`, `JP`, `KR` or nothing.
    pub holidays: Option<Code>,
}

/// One calendar.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarView {
    pub code: String,
    pub name: String,
    pub in_force: u32,
    pub versions: Vec<CalendarVersionLine>,
    /// The year that is shown, by the version of this number.
    pub year: i16,
    pub shown: u32,
    pub months: Vec<CalendarMonth>,
    /// Days that differ from their week.
    pub special: Vec<CalendarDayLine>,
    /// None for those who only look.
    pub form: Option<CalendarForm>,
}

impl View for CalendarView {
    const TEMPLATE: &'static str = "admin/calendar.html";
}

#[derive(Clone, Debug, Serialize)]
pub struct CalendarVersionLine {
    pub number: u32,
    pub note: String,
    pub author: Option<String>,
    /// None from the beginning.
    pub effective_from: Option<Timestamp>,
    pub carry: Code,
    pub reached: i64,
    pub created_at: Timestamp,
    pub coming: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct CalendarMonth {
    /// The first of the month, as text.
    pub month: String,
    pub days: u32,
    pub hours: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct CalendarDayLine {
    pub date: String,
    /// `mon` … `sun`.
    pub weekday: Code,
    /// `holiday`, `make_up` or `exception`.
    pub kind: Code,
    /// `09:00–12:00, 13:30–18:00`; empty for a day off.
    pub shifts: String,
    pub name: Option<String>,
}

/// A new calendar, or the next version of one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CalendarForm {
    /// Typed for a new one only.
    pub code: Option<String>,
    pub name: String,
    pub zone: String,
    pub zones: Vec<String>,
    /// Name of the field of each day, and its shifts.
    pub week: Vec<(String, String)>,
    pub holidays: String,
    /// A date with its shifts a line.
    pub exceptions: String,
    pub note: String,
    /// `2026-12-01`; from now on when empty.
    pub effective_on: String,
    pub reaches_running: bool,
    /// Days that were just read from a file.
    pub days_read: Option<i64>,
    pub based_on: i64,
    pub problems: Problems,
}

/// `/admin/calendars/new`.
#[derive(Clone, Debug, Serialize)]
pub struct CalendarNewView {
    pub form: CalendarForm,
}

impl View for CalendarNewView {
    const TEMPLATE: &'static str = "admin/calendar_new.html";
}
