//! Days from an iCalendar file (RFC 5545), as governments and calendar programs publish holidays: each whole day that an
//! event covers is a day without working time, unless the event says that it is worked.

use std::collections::BTreeMap;

use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime, Event, EventStatus};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use touchstone_domain::access::Permission;
use touchstone_domain::calendar::{ExceptionDocument, Shift};
use touchstone_domain::time::Timestamp;

use super::look::calendar_get;
use crate::core::{App, AppError, Caller, FieldError};

/// Bytes of a file.
pub const FEED_BYTES: usize = 2 << 20;
/// Days one event covers at most.
const EVENT_DAYS: usize = 400;
/// Years ahead for which a day of every year is entered.
const YEARS_AHEAD: i16 = 3;

/// The days of a file from today on, for the calendar of this name: days that are worked instead of a holiday have its
/// Monday's shifts. Keeps nothing.
pub async fn calendar_feed(
    app: &App,
    caller: &Caller,
    code: &str,
    text: &str,
) -> Result<Vec<ExceptionDocument>, AppError> {
    caller.actor.holds(Permission::CalendarManage)?;
    let found = calendar_get(app, caller, code).await?;
    let latest = found
        .versions
        .first()
        .ok_or(AppError::NotFound { what: "calendar" })?;
    if text.len() > FEED_BYTES {
        let limit = FEED_BYTES as u64;
        return Err(AppError::TooLarge { limit });
    }
    let from = today(&latest.document.time_zone, app.clock.now());
    feed_days(text, from, &latest.document.week.mon)
        .map_err(|error| AppError::Validation(vec![error.refused()]))
}

fn today(zone: &str, now: Timestamp) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let now = jiff::Timestamp::from_microsecond(now.as_micros()).unwrap_or_default();
    zone.to_datetime(now).date()
}

/// Why a file cannot be read; nothing of it is taken then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum FeedError {
    #[error("no iCalendar file")]
    Unreadable,
    #[error("it has no event of whole days")]
    Empty,
    #[error("`{0}` is not an event of whole days")]
    NotWholeDays(String),
    #[error("`{0}` comes again by a rule other than once a year")]
    Recurrence(String),
    #[error("`{0}` is longer than a year")]
    TooLong(String),
}

impl FeedError {
    fn refused(&self) -> FieldError {
        let about = |code| FieldError::new("feed", code);
        match self {
            Self::Unreadable => about("feed_unreadable"),
            Self::Empty => about("feed_empty"),
            Self::NotWholeDays(title) => about("feed_not_whole_days").with("title", title),
            Self::Recurrence(title) => about("feed_recurrence").with("title", title),
            Self::TooLong(title) => about("feed_too_long").with("title", title),
        }
    }
}

/// The days of a file from `from` on, in order. Later events of the same day count.
fn feed_days(text: &str, from: Date, make_up: &[Shift]) -> Result<Vec<ExceptionDocument>, FeedError> {
    let calendar: Calendar = text
        .trim_start_matches('\u{feff}')
        .parse()
        .map_err(|_| FeedError::Unreadable)?;
    let mut days = BTreeMap::new();
    let mut events = 0;
    for component in calendar.components.iter() {
        let CalendarComponent::Event(event) = component else {
            continue;
        };
        if event.get_status() == Some(EventStatus::Cancelled) {
            continue;
        }
        events += 1;
        let shifts = if is_worked(event) {
            make_up.to_vec()
        } else {
            Vec::new()
        };
        for date in dates(event, from.year() + YEARS_AHEAD)? {
            days.insert(date, shifts.clone());
        }
    }
    if events == 0 {
        return Err(FeedError::Empty);
    }
    let ahead = days.into_iter().filter(|(date, _)| *date >= from);
    Ok(ahead
        .map(|(date, segments)| ExceptionDocument { date, segments })
        .collect())
}

/// Apple's feeds say it in a property, others in the title: `班` or `补班` in China.
fn is_worked(event: &Event) -> bool {
    let title = event.get_summary().unwrap_or_default();
    event.property_value("X-APPLE-SPECIAL-DAY") == Some("ALTERNATE-WORKDAY")
        || title.contains("补班")
        || title.contains("（班）")
        || title.contains("(班)")
        || title.ends_with(" 班")
}

fn dates(event: &Event, last_year: i16) -> Result<Vec<Date>, FeedError> {
    let title = || {
        event
            .get_summary()
            .unwrap_or("?")
            .chars()
            .take(80)
            .collect::<String>()
    };
    let first = day(event.get_start()).ok_or_else(|| FeedError::NotWholeDays(title()))?;
    // The end is the day after the last one; without it the event is one day long.
    let end = match event.get_end() {
        None => first.tomorrow().map_err(|_| FeedError::TooLong(title()))?,
        end => day(end).ok_or_else(|| FeedError::NotWholeDays(title()))?,
    };
    let length = first
        .series(jiff::Span::new().days(1))
        .take_while(|date| *date < end);
    let length = length.take(EVENT_DAYS + 1).count().max(1);
    if length > EVENT_DAYS {
        return Err(FeedError::TooLong(title()));
    }
    let years = match event.property_value("RRULE") {
        None => first.year()..=first.year(),
        Some(rule) if is_yearly(rule) => first.year()..=last_year.max(first.year()),
        Some(_) => return Err(FeedError::Recurrence(title())),
    };
    let starts = years.filter_map(|year| Date::new(year, first.month(), first.day()).ok());
    Ok(starts
        .flat_map(|start| start.series(jiff::Span::new().days(1)).take(length))
        .collect())
}

fn day(at: Option<DatePerhapsTime>) -> Option<Date> {
    match at? {
        DatePerhapsTime::Date(date) => date.format("%Y-%m-%d").to_string().parse().ok(),
        DatePerhapsTime::DateTime(_) => None,
    }
}

/// `FREQ=YEARLY` alone, or with an interval of one.
fn is_yearly(rule: &str) -> bool {
    let mut parts = rule.split(';').filter(|part| !part.is_empty());
    let plain = |part: &str| matches!(part, "FREQ=YEARLY" | "INTERVAL=1");
    rule.contains("FREQ=YEARLY") && parts.all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &[&str]) -> String {
        let body: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        format!(
            "BEGIN:VEVENT\r\nUID:{}\r\nDTSTAMP:20260101T000000Z\r\n{body}END:VEVENT\r\n",
            lines.len()
        )
    }

    fn read(text: &str) -> Result<Vec<(String, usize)>, FeedError> {
        let monday = [("09:00".to_owned(), "18:00".to_owned())];
        let days = feed_days(text, "2026-01-01".parse().unwrap(), &monday)?;
        Ok(days
            .into_iter()
            .map(|day| (day.date.to_string(), day.segments.len()))
            .collect())
    }

    #[test]
    fn holidays_and_make_up_days_of_a_feed() {
        let text = file(
            &[
                event(&[
                    "SUMMARY:春节（休）",
                    "DTSTART;VALUE=DATE:20260215",
                    "DTEND;VALUE=DATE:20260218",
                ]),
                event(&["SUMMARY:春节（班）", "DTSTART;VALUE=DATE:20260214"]),
                event(&["SUMMARY:Old", "DTSTART;VALUE=DATE:20250215"]),
                event(&["SUMMARY:Moved", "DTSTART;VALUE=DATE:20260301", "STATUS:CANCELLED"]),
            ]
            .concat(),
        );
        let days = read(&text).unwrap();
        let expected = [
            ("2026-02-14", 1),
            ("2026-02-15", 0),
            ("2026-02-16", 0),
            ("2026-02-17", 0),
        ];
        assert_eq!(days, expected.map(|(date, shifts)| (date.to_owned(), shifts)));
    }

    #[test]
    fn a_day_of_every_year_is_entered_for_the_years_ahead() {
        let text = file(&event(&[
            "SUMMARY:Founding day",
            "DTSTART;VALUE=DATE:20200609",
            "RRULE:FREQ=YEARLY",
        ]));
        let days = read(&text).unwrap();
        let dates: Vec<_> = days.iter().map(|(date, _)| date.as_str()).collect();
        assert_eq!(dates, ["2026-06-09", "2027-06-09", "2028-06-09", "2029-06-09"]);
    }

    #[test]
    fn what_cannot_be_taken_whole_is_not_taken_at_all() {
        assert_eq!(read("hello"), Err(FeedError::Unreadable));
        assert_eq!(read(&file("")), Err(FeedError::Empty));
        let meeting = event(&["SUMMARY:Meeting", "DTSTART:20260215T090000Z"]);
        assert_eq!(
            read(&file(&meeting)),
            Err(FeedError::NotWholeDays("Meeting".to_owned()))
        );
        let weekly = event(&[
            "SUMMARY:Sport",
            "DTSTART;VALUE=DATE:20260215",
            "RRULE:FREQ=WEEKLY",
        ]);
        assert_eq!(
            read(&file(&weekly)),
            Err(FeedError::Recurrence("Sport".to_owned()))
        );
        let eternal = event(&[
            "SUMMARY:Ever",
            "DTSTART;VALUE=DATE:20260215",
            "DTEND;VALUE=DATE:20300101",
        ]);
        assert_eq!(read(&file(&eternal)), Err(FeedError::TooLong("Ever".to_owned())));
    }
}
