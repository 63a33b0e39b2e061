//! What is typed or sent for a version of a calendar, checked field by field.

use touchstone_domain::calendar::{CalendarDocument, CalendarError, DocumentError, HolidaySet};
use touchstone_domain::standard::code_is_plain;
use touchstone_domain::text::bounded;
use touchstone_domain::time::{Span, Timestamp};

use crate::account::text_refused;
use crate::core::{AppError, FieldError};

/// Characters of a calendar's name.
pub const CALENDAR_NAME: usize = 100;
/// Characters of why a version was made.
pub const CALENDAR_NOTE: usize = 1_000;
/// Dates with hours of their own.
const EXCEPTIONS: usize = 2_000;
/// Shifts of one day.
const SHIFTS: usize = 12;
/// How far ahead a version may take effect.
const AHEAD: Span = Span::days(5 * 366);

/// A version of a calendar as it is asked for.
#[derive(Debug, Clone)]
pub struct CalendarInput {
    pub name: String,
    pub document: CalendarDocument,
    /// Why it differs from the one before.
    pub note: String,
    /// Clocks that start from then on count by it; from now on without it.
    pub effective_from: Option<Timestamp>,
    /// Clocks that run already count by it too, from their start.
    pub reaches_running: bool,
}

/// The same, found sound.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) name: String,
    pub(super) document: String,
    pub(super) note: String,
    pub(super) effective_from: Option<Timestamp>,
    pub(super) reaches_running: bool,
}

/// The name under which standards know a calendar.
pub(super) fn code_checked(code: &str) -> Result<String, AppError> {
    if code_is_plain(code) {
        Ok(code.to_owned())
    } else if code.is_empty() {
        Err(AppError::field("code", "required"))
    } else {
        Err(AppError::field("code", "not_a_code"))
    }
}

impl CalendarInput {
    /// Every problem is named at its field.
    pub(super) fn check(&self, now: Timestamp) -> Result<Checked, AppError> {
        let mut problems = Vec::new();
        let name =
            bounded("name", &self.name, CALENDAR_NAME).map_err(|error| problems.push(text_refused(&error)));
        if name.as_deref() == Ok("") {
            problems.push(FieldError::new("name", "required"));
        }
        let note = if self.note.trim().is_empty() {
            Ok(String::new())
        } else {
            bounded("note", &self.note, CALENDAR_NOTE).map_err(|error| problems.push(text_refused(&error)))
        };
        self.document_check(&mut problems);
        match self.effective_from {
            Some(at) if at < now => problems.push(FieldError::new("effective_from", "past")),
            Some(at) if at > now + AHEAD => problems.push(FieldError::new("effective_from", "too_late")),
            Some(_) if self.reaches_running => {
                problems.push(FieldError::new("effective_from", "not_for_running"));
            }
            _ => {}
        }
        let document = serde_json::to_string(&self.document);
        match (name, note, document) {
            (Ok(name), Ok(note), Ok(document)) if problems.is_empty() => Ok(Checked {
                name,
                document,
                note,
                effective_from: self.effective_from,
                reaches_running: self.reaches_running,
            }),
            (_, _, Err(error)) => Err(AppError::Internal(error.to_string())),
            _ => Err(AppError::Validation(problems)),
        }
    }

    fn document_check(&self, problems: &mut Vec<FieldError>) {
        let document = &self.document;
        let days = document.week.days();
        if days.iter().all(|(_, shifts)| shifts.is_empty()) {
            problems.push(FieldError::new("week", "required"));
        }
        for (day, shifts) in days {
            if shifts.len() > SHIFTS {
                problems.push(FieldError::new(format!("week.{day}"), "too_many").with("max", SHIFTS));
            }
        }
        if document.exceptions.len() > EXCEPTIONS {
            problems.push(FieldError::new("exceptions", "too_many").with("max", EXCEPTIONS));
        }
        if let Err(DocumentError { path, error }) = document.check() {
            problems.push(refused(path, &error));
        }
    }
}

fn refused(path: String, error: &CalendarError) -> FieldError {
    match error {
        CalendarError::Zone(_) => FieldError::new(path, "no_zone"),
        CalendarError::TimeOfDay(text) => FieldError::new(path, "no_time_of_day").with("text", text),
        CalendarError::EmptySegment(text) => FieldError::new(path, "empty_shift").with("text", text),
        CalendarError::Holidays(_) => {
            let known: Vec<_> = HolidaySet::ALL.iter().map(|set| set.as_str()).collect();
            FieldError::new(path, "no_holidays").with("known", known.join(", "))
        }
        CalendarError::ExceptionTwice(date) => FieldError::new(path, "date_twice").with("date", date),
        _ => FieldError::new(path, "unknown_value"),
    }
}
