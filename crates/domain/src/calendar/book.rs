//! The calendars of an installation, each with its versions. A version never changes: what was computed with it can be
//! computed again, and a changed calendar is another version that takes effect at an instant.

use std::sync::Arc;

use super::Calendar;
use crate::id::{CalendarId, first_at};
use crate::time::{Span, Timestamp};

codes! {
    /// Whether a version is for clocks that run already, and whether it has reached them all.
    pub enum Carry ("carry") {
        None = "none",
        UnderWay = "under_way",
        Done = "done",
    }
}

/// One version of a calendar.
#[derive(Clone, Debug)]
pub struct CalendarVersion {
    pub id: CalendarId,
    /// By which standards name the calendar, e.g. `service-hours`.
    pub code: String,
    /// 1, 2, … of this calendar.
    pub number: u32,
    /// Clocks that start from then on count by it.
    pub effective_from: Timestamp,
    pub calendar: Calendar,
}

/// A version is what its id says.
impl PartialEq for CalendarVersion {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for CalendarVersion {}

/// All versions of one calendar, in the order in which they take effect; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarLine(Vec<Arc<CalendarVersion>>);

impl CalendarLine {
    /// The version in force at an instant; before the first took effect, the first.
    pub fn at(&self, now: Timestamp) -> Option<&Arc<CalendarVersion>> {
        let in_force = self.0.iter().rfind(|version| version.effective_from <= now);
        in_force.or_else(|| self.0.first())
    }

    /// The name of the calendar.
    pub fn code(&self) -> &str {
        self.0.first().map_or("", |version| &version.code)
    }

    /// The versions, the latest last.
    pub fn versions(&self) -> &[Arc<CalendarVersion>] {
        &self.0
    }
}

/// All calendars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarBook(Vec<Arc<CalendarLine>>);

impl CalendarBook {
    /// A book of these versions, in any order.
    pub fn new(versions: impl IntoIterator<Item = CalendarVersion>) -> Self {
        let mut versions: Vec<_> = versions.into_iter().map(Arc::new).collect();
        versions.sort_by(|a, b| {
            (&a.code, a.effective_from, a.number).cmp(&(&b.code, b.effective_from, b.number))
        });
        let lines = versions.chunk_by(|a, b| a.code == b.code);
        Self(lines.map(|line| Arc::new(CalendarLine(line.to_vec()))).collect())
    }

    /// The book as it was at an instant: without the versions made since.
    #[must_use]
    pub fn known_at(&self, at: Timestamp) -> Self {
        let first_since: CalendarId = first_at(at + Span::from_micros(1_000));
        let known = |line: &Arc<CalendarLine>| -> Option<Arc<CalendarLine>> {
            let versions: Vec<_> = line
                .versions()
                .iter()
                .filter(|version| version.id < first_since)
                .cloned()
                .collect();
            (!versions.is_empty()).then(|| Arc::new(CalendarLine(versions)))
        };
        Self(self.0.iter().filter_map(known).collect())
    }

    /// Every version of every calendar.
    pub fn versions(&self) -> impl Iterator<Item = &Arc<CalendarVersion>> {
        self.0.iter().flat_map(|line| line.versions())
    }

    /// A version by its id.
    pub fn version(&self, id: CalendarId) -> Option<&Arc<CalendarVersion>> {
        self.versions().find(|version| version.id == id)
    }

    /// A calendar by its name.
    pub fn line(&self, code: &str) -> Option<&Arc<CalendarLine>> {
        self.0.iter().find(|line| line.code() == code)
    }

    /// The names of all calendars.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|line| line.code())
    }
}
