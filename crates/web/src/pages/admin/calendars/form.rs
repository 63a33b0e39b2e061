//! Working time as it is typed: shifts as `09:00-12:00, 13:30-18:00`, exceptions as a date a line.

use jiff::civil::Date;
use touchstone_app::calendar::{CalendarInput, CalendarVersionView};
use touchstone_app::core::FieldError;
use touchstone_app::settings::zones;
use touchstone_domain::calendar::{CalendarDocument, ExceptionDocument, Shift, WeekDocument};
use touchstone_domain::time::Timestamp;
use touchstone_render::view::{CalendarForm, Problems};

use crate::failure::Failure;
use crate::pages::shared::{problems, typed};

/// The fields of the days, as the form and the document name them.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The form filled with a version.
pub(super) fn form_of(version: &CalendarVersionView) -> CalendarForm {
    let document = &version.document;
    CalendarForm {
        code: None,
        name: version.name.clone(),
        zone: document.time_zone.clone(),
        zones: zones(),
        week: document
            .week
            .days()
            .into_iter()
            .map(|(day, shifts)| (day.to_owned(), shifts_text(shifts)))
            .collect(),
        holidays: document.holidays.clone().unwrap_or_default(),
        exceptions: exceptions_text(&document.exceptions),
        based_on: i64::from(version.number),
        ..CalendarForm::default()
    }
}

/// The form for a new calendar: five days a week.
pub(super) fn form_new(zone: String) -> CalendarForm {
    let hours = |day: usize| if day < 5 { "09:00-12:00, 13:30-18:00" } else { "" };
    CalendarForm {
        code: Some(String::new()),
        zone,
        zones: zones(),
        week: DAYS
            .iter()
            .enumerate()
            .map(|(n, day)| ((*day).to_owned(), hours(n).to_owned()))
            .collect(),
        ..CalendarForm::default()
    }
}

/// The form that comes back as it was typed.
pub(super) fn form_typed(pairs: &[(String, String)], is_new: bool) -> CalendarForm {
    CalendarForm {
        code: is_new.then(|| typed(pairs, "code")),
        name: typed(pairs, "name"),
        zone: typed(pairs, "time_zone"),
        zones: zones(),
        week: DAYS.map(|day| (day.to_owned(), typed(pairs, day))).to_vec(),
        holidays: typed(pairs, "holidays"),
        exceptions: typed(pairs, "exceptions"),
        note: typed(pairs, "note"),
        effective_on: typed(pairs, "effective_on"),
        reaches_running: typed(pairs, "reaches_running") == "yes",
        days_read: None,
        based_on: typed(pairs, "based_on").parse().unwrap_or_default(),
        problems: Problems::none(),
    }
}

/// What was typed, for the application; every line that cannot be read is named.
pub(super) fn input_typed(pairs: &[(String, String)]) -> Result<CalendarInput, Failure> {
    let mut wrong = Vec::new();
    let mut day = |name: &str| {
        shifts(&typed(pairs, name)).unwrap_or_else(|text| {
            wrong.push(FieldError::new(name, "no_shift").with("text", text));
            Vec::new()
        })
    };
    let week = WeekDocument {
        mon: day("mon"),
        tue: day("tue"),
        wed: day("wed"),
        thu: day("thu"),
        fri: day("fri"),
        sat: day("sat"),
        sun: day("sun"),
    };
    let exceptions = exceptions(&typed(pairs, "exceptions"), &mut wrong);
    let zone = typed(pairs, "time_zone");
    let effective_from = effective(&typed(pairs, "effective_on"), &zone).unwrap_or_else(|()| {
        wrong.push(FieldError::new("effective_on", "malformed"));
        None
    });
    if !wrong.is_empty() {
        return Err(Failure::fields(wrong));
    }
    Ok(CalendarInput {
        name: typed(pairs, "name"),
        document: CalendarDocument {
            time_zone: zone,
            week,
            holidays: Some(typed(pairs, "holidays")).filter(|code| !code.is_empty()),
            exceptions,
        },
        note: typed(pairs, "note"),
        effective_from,
        reaches_running: typed(pairs, "reaches_running") == "yes",
    })
}

/// The problems under the names of the form's fields.
pub(super) fn form_problems(failure: &Failure) -> Problems {
    problems(failure, |field| {
        let plain = field.split('[').next().unwrap_or(field);
        let day = plain.strip_prefix("week.").unwrap_or(plain);
        if day == "effective_from" {
            "effective_on"
        } else {
            day
        }
        .to_owned()
    })
}

/// Exceptions as lines, the days read from a file among those that stood there; the file counts.
pub(super) fn exceptions_merged(text: &str, read: Vec<ExceptionDocument>) -> String {
    let mut all = exceptions(text, &mut Vec::new());
    all.retain(|known| read.iter().all(|day| day.date != known.date));
    all.extend(read);
    all.sort_by_key(|day| day.date);
    exceptions_text(&all)
}

/// Midnight of a date in a zone; nothing when nothing was typed.
fn effective(text: &str, zone: &str) -> Result<Option<Timestamp>, ()> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let date: Date = text.trim().parse().map_err(drop)?;
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let midnight = date.to_zoned(zone).map_err(drop)?;
    Ok(Some(Timestamp::from_micros(
        midnight.timestamp().as_microsecond(),
    )))
}

/// `09:00-12:00, 13:30-18:00`, with any dash and comma; the piece that cannot be read otherwise.
fn shifts(text: &str) -> Result<Vec<Shift>, String> {
    let pieces = text.split([',', '，', '、', ';']).map(str::trim);
    pieces
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (from, to) = piece
                .split_once(['-', '–', '—', '~', '～'])
                .ok_or_else(|| piece.chars().take(40).collect::<String>())?;
            Ok((clock(from), clock(to)))
        })
        .collect()
}

/// `9:00` is `09:00`.
fn clock(text: &str) -> String {
    let text = text.trim().replace('：', ":");
    match text.split_once(':') {
        Some((hours, _)) if hours.len() == 1 => format!("0{text}"),
        _ => text,
    }
}

fn exceptions(text: &str, wrong: &mut Vec<FieldError>) -> Vec<ExceptionDocument> {
    let mut read = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (date, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match (date.parse(), shifts(rest)) {
            (Ok(date), Ok(segments)) => read.push(ExceptionDocument { date, segments }),
            _ => {
                let text: String = line.chars().take(60).collect();
                wrong.push(FieldError::new("exceptions", "no_exception").with("text", text));
                break;
            }
        }
    }
    read
}

fn shifts_text(shifts: &[Shift]) -> String {
    let texts: Vec<_> = shifts.iter().map(|(from, to)| format!("{from}-{to}")).collect();
    texts.join(", ")
}

fn exceptions_text(exceptions: &[ExceptionDocument]) -> String {
    let line = |day: &ExceptionDocument| {
        format!("{} {}", day.date, shifts_text(&day.segments))
            .trim_end()
            .to_owned()
    };
    exceptions.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_are_read_as_people_type_them() {
        let two = vec![
            ("09:00".to_owned(), "12:00".to_owned()),
            ("13:30".to_owned(), "18:00".to_owned()),
        ];
        for text in [
            "9:00-12:00, 13:30-18:00",
            "09:00–12:00，13：30～18:00",
            "9:00-12:00、13:30-18:00",
        ] {
            assert_eq!(shifts(text), Ok(two.clone()), "{text}");
        }
        assert_eq!(shifts(""), Ok(Vec::new()));
        assert_eq!(shifts("9 to 5"), Err("9 to 5".to_owned()));
    }

    #[test]
    fn exceptions_come_back_as_they_were_typed_and_a_file_counts() {
        let text = "2026-05-02\n2026-05-03 10:00-16:00";
        let mut wrong = Vec::new();
        let read = exceptions(text, &mut wrong);
        assert!(wrong.is_empty());
        assert_eq!(exceptions_text(&read), text);
        let of_file = exceptions("2026-05-03\n2026-05-01", &mut wrong);
        assert_eq!(
            exceptions_merged(text, of_file),
            "2026-05-01\n2026-05-02\n2026-05-03"
        );
        exceptions("2026-13-01", &mut wrong);
        assert_eq!(wrong.len(), 1);
    }
}
