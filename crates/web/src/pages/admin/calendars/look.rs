use axum::extract::State;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use touchstone_app::calendar::{self, CalendarDay, MonthSum};
use touchstone_domain::access::Permission;
use touchstone_domain::calendar::CalendarDocument;
use touchstone_render::view::{
    CalendarDayLine, CalendarForm, CalendarLine, CalendarMonth, CalendarVersionLine, CalendarView,
    CalendarsView,
};

use super::form::form_of;
use crate::access::{Granted, SignedIn, may};
use crate::failure::Failure;
use crate::page::{Page, Reader, page};
use crate::pages::shared::notices;
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    year: Option<i16>,
    version: Option<u32>,
}

/// `GET /admin/calendars`
pub(super) async fn list(by: Granted<may::ReadStandards>, State(state): State<WebState>) -> Page {
    let calendars = calendar::calendar_list(&state.app, &by.caller).await?;
    let line = |found: calendar::CalendarView| {
        let in_force = found
            .versions
            .iter()
            .find(|version| version.number == found.in_force)?;
        Some(CalendarLine {
            zone: in_force.document.time_zone.clone(),
            week_hours: hours(week_seconds(&in_force.document)),
            holidays: in_force.document.holidays.clone().map(Into::into),
            code: found.code,
            name: found.name,
            in_force: found.in_force,
        })
    };
    let view = CalendarsView {
        calendars: calendars.into_iter().filter_map(line).collect(),
        may_manage: by.user.grants.holds(Permission::CalendarManage),
    };
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// `GET /admin/calendars/{code}`
pub(super) async fn one(
    by: Granted<may::ReadStandards>,
    At(code): At<String>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    let view = view(&state, &by, &code, asked, None).await?;
    page(&state, &notices(by.frame(&state), &state.renderer), &view)
}

/// One calendar, with a form that came back or the latest version's.
pub(super) async fn view(
    state: &WebState,
    by: &SignedIn,
    code: &str,
    asked: Asked,
    form: Option<CalendarForm>,
) -> Result<CalendarView, Failure> {
    let found = calendar::calendar_get(&state.app, &by.caller, code).await?;
    let latest = found.versions.first();
    let number = asked.version.unwrap_or(found.in_force);
    let shown = found
        .versions
        .iter()
        .find(|version| version.number == number)
        .or(latest);
    let zone = shown.map_or("", |version| version.document.time_zone.as_str());
    let year = asked.year.unwrap_or_else(|| today(state, zone).year());
    let shown = shown.map_or(1, |version| version.number);
    let days = calendar::calendar_days(&state.app, &by.caller, code, Some(shown), year).await?;
    let may_manage = by.user.grants.holds(Permission::CalendarManage);
    let now = state.app.clock.now();
    Ok(CalendarView {
        form: form.or_else(|| latest.filter(|_| may_manage).map(form_of)),
        months: MonthSum::of(&days)
            .into_iter()
            .map(|month| month_line(year, &month))
            .collect(),
        special: days.iter().filter(|day| day.is_special()).map(day_line).collect(),
        year,
        shown,
        in_force: found.in_force,
        versions: found
            .versions
            .into_iter()
            .map(|version| CalendarVersionLine {
                number: version.number,
                note: version.note,
                author: version.author.map(|(_, name)| name),
                coming: version.effective_from.is_some_and(|from| from > now),
                effective_from: version.effective_from,
                carry: version.carry.as_str().into(),
                reached: version.reached,
                created_at: version.created_at,
            })
            .collect(),
        code: found.code,
        name: found.name,
    })
}

fn today(state: &WebState, zone: &str) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let now = jiff::Timestamp::from_microsecond(state.app.clock.now().as_micros());
    zone.to_datetime(now.unwrap_or_default()).date()
}

fn month_line(year: i16, month: &MonthSum) -> CalendarMonth {
    CalendarMonth {
        month: format!("{year}-{:02}", month.month),
        days: month.days,
        hours: hours(month.seconds),
    }
}

fn day_line(day: &CalendarDay) -> CalendarDayLine {
    let clock = |seconds: i32| format!("{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60);
    let shift = |&(from, to): &(i32, i32)| format!("{}–{}", clock(from), clock(to));
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
    CalendarDayLine {
        date: day.date.to_string(),
        weekday: names.get(weekday).copied().unwrap_or("mon").into(),
        kind: day.kind.as_str().into(),
        shifts: day.shifts.iter().map(shift).collect::<Vec<_>>().join(", "),
        name: day.name.map(str::to_owned),
    }
}

/// Hours with at most one decimal.
fn hours(seconds: i64) -> String {
    let tenths = (seconds * 10 + 1_800) / 3_600;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

fn week_seconds(document: &CalendarDocument) -> i64 {
    let Ok(calendar) = document.calendar() else {
        return 0;
    };
    // Any week: exceptions and holidays are not asked.
    let days = calendar.week().iter().flatten();
    days.map(|segment| segment.seconds())
        .map(|(from, to)| i64::from(to - from))
        .sum()
}
