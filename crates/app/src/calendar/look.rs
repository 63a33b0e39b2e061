//! Calendars for their readers: the list, one with its versions, the days of a year.

use std::collections::HashMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::calendar::{Calendar, CalendarDocument, Carry, DayKind};
use touchstone_domain::id::{CalendarId, UserId};
use touchstone_domain::time::Timestamp;
use touchstone_store::calendar::{CalendarRow, calendar_of_code, calendars};
use touchstone_store::user::user_names;
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError, Caller, calendar_version};

/// A calendar by its latest version, with those before.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarView {
    pub code: String,
    pub name: String,
    /// The number of the version in force now.
    pub in_force: u32,
    /// The latest first; some may take effect later.
    pub versions: Vec<CalendarVersionView>,
}

/// One version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarVersionView {
    pub id: CalendarId,
    pub number: u32,
    pub name: String,
    pub document: CalendarDocument,
    pub note: String,
    /// None for what the product came with.
    pub author: Option<(UserId, String)>,
    /// None where it holds for all time before.
    pub effective_from: Option<Timestamp>,
    pub carry: Carry,
    /// How many tickets with running clocks it was carried to.
    pub reached: i64,
    pub created_at: Timestamp,
}

/// A date of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    pub date: Date,
    pub kind: DayKind,
    /// Working time that begins on it, in seconds on the wall.
    pub seconds: i64,
    /// Begin and end of each shift, in seconds since midnight.
    pub shifts: Vec<(i32, i32)>,
    /// The public holiday, in its country's language.
    pub name: Option<&'static str>,
}

/// One month of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSum {
    pub month: i8,
    pub days: u32,
    pub seconds: i64,
}

/// Every calendar, by its name.
pub async fn calendar_list(app: &App, caller: &Caller) -> Result<Vec<CalendarView>, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let now = app.clock.now();
    app.query(Lane::Fast, move |tx| {
        let rows = calendars(tx)?;
        let lines = rows.chunk_by(|a, b| a.code == b.code);
        lines.map(|line| view(tx, line.iter().rev(), now)).collect()
    })
    .await
}

/// One calendar with its versions.
pub async fn calendar_get(app: &App, caller: &Caller, code: &str) -> Result<CalendarView, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let (code, now) = (code.to_owned(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let rows = calendar_of_code(tx, &code)?;
        if rows.is_empty() {
            return Err(AppError::NotFound { what: "calendar" });
        }
        view(tx, rows.iter(), now)
    })
    .await
}

fn view<'a>(
    tx: &mut Tx<'_>,
    rows: impl Iterator<Item = &'a CalendarRow> + Clone,
    now: Timestamp,
) -> Result<CalendarView, AppError> {
    let authors: Vec<_> = rows.clone().filter_map(|row| row.author).collect();
    let names: HashMap<UserId, String> = user_names(tx, &authors)?.into_iter().collect();
    let in_force = rows.clone().filter(|row| row.effective_from <= now);
    let in_force = in_force.max_by_key(|row| (row.effective_from, row.number));
    let in_force = in_force.map_or(1, |row| row.number);
    let mut versions = Vec::new();
    for row in rows.clone() {
        versions.push(CalendarVersionView {
            id: row.id,
            number: row.number,
            name: row.name.clone(),
            document: serde_json::from_str(&row.document)
                .map_err(|error| AppError::Internal(format!("calendar {}: {error}", row.id)))?,
            note: row.note.clone(),
            author: row
                .author
                .map(|id| (id, names.get(&id).cloned().unwrap_or_default())),
            effective_from: (row.effective_from > Timestamp::MIN).then_some(row.effective_from),
            carry: row.carry,
            reached: row.reached,
            created_at: row.created_at,
        });
    }
    let latest = rows
        .clone()
        .next()
        .ok_or(AppError::NotFound { what: "calendar" })?;
    Ok(CalendarView {
        code: latest.code.clone(),
        name: latest.name.clone(),
        in_force,
        versions,
    })
}

/// The days of a year by a version of a calendar, the latest without a number.
pub async fn calendar_days(
    app: &App,
    caller: &Caller,
    code: &str,
    number: Option<u32>,
    year: i16,
) -> Result<Vec<CalendarDay>, AppError> {
    caller.actor.holds(Permission::StandardRead)?;
    let code = code.to_owned();
    let calendar = app
        .query(Lane::Fast, move |tx| {
            let rows = calendar_of_code(tx, &code)?;
            let row = match number {
                Some(number) => rows.iter().find(|row| row.number == number),
                None => rows.first(),
            };
            calendar_version(row.ok_or(AppError::NotFound { what: "calendar" })?)
        })
        .await?
        .calendar;
    days_of(&calendar, year).ok_or_else(|| AppError::field("year", "unknown_value"))
}

fn days_of(calendar: &Calendar, year: i16) -> Option<Vec<CalendarDay>> {
    let first = Date::new(year, 1, 1).ok()?;
    let days = first
        .series(jiff::Span::new().days(1))
        .take_while(|date| date.year() == year);
    let day = |date: Date| {
        let (kind, segments) = calendar.day(date);
        let shifts: Vec<_> = segments.iter().map(|segment| segment.seconds()).collect();
        CalendarDay {
            date,
            kind,
            seconds: shifts.iter().map(|(from, to)| i64::from(to - from)).sum(),
            shifts,
            name: calendar.holiday_name(date),
        }
    };
    Some(days.map(day).collect())
}

impl CalendarDay {
    /// Whether it is anything but what its weekday is.
    pub fn is_special(&self) -> bool {
        self.kind != DayKind::Week
    }

    pub fn weekday(&self) -> Weekday {
        self.date.weekday()
    }
}

impl MonthSum {
    /// The months of some days, in order.
    pub fn of(days: &[CalendarDay]) -> Vec<Self> {
        let months = days.chunk_by(|a, b| a.date.month() == b.date.month());
        let sum = |month: &[CalendarDay]| {
            let worked = month.iter().filter(|day| day.seconds > 0).count();
            Self {
                month: month.first().map_or(1, |day| day.date.month()),
                days: u32::try_from(worked).unwrap_or_default(),
                seconds: month.iter().map(|day| day.seconds).sum(),
            }
        };
        months.map(sum).collect()
    }
}
