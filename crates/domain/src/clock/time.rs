//! The time a clock counts in: all of it, or the working time of a calendar.

use std::sync::Arc;

use crate::calendar::{CalendarLine, CalendarVersion};
use crate::id::CalendarId;
use crate::time::{Span, Timestamp};

/// What counts for one clock. The version of the calendar stays the same for the clock's whole life, unless a correction of
/// the calendar is said to reach running work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockTime {
    /// Every minute, day and night.
    Always,
    /// Working time.
    Business(Arc<CalendarVersion>),
}

/// What counts for the clocks that a target starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetTime {
    Always,
    /// The calendar's version in force when a clock starts.
    Business(Arc<CalendarLine>),
}

impl ClockTime {
    /// How much time counts between two instants; none when they are in the wrong order.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> Span {
        match self {
            _ if to <= from => Span::ZERO,
            Self::Always => to - from,
            Self::Business(version) => {
                let elapsed = version.calendar.elapsed(from, to);
                elapsed.map_or(Span::ZERO, |elapsed| elapsed.span)
            }
        }
    }

    /// The earliest instant at which `span` has counted since `from`; the end of time when a calendar has no such instant.
    pub fn after(&self, from: Timestamp, span: Span) -> Timestamp {
        match self {
            Self::Always => from + span,
            Self::Business(_) if span <= Span::ZERO => from,
            Self::Business(version) => {
                let due = version.calendar.due(from, span);
                due.map_or(Timestamp::MAX, |due| due.at)
            }
        }
    }

    /// The version of the calendar it counts by.
    pub fn calendar(&self) -> Option<&Arc<CalendarVersion>> {
        match self {
            Self::Always => None,
            Self::Business(version) => Some(version),
        }
    }

    /// The id under which that version is kept.
    pub fn calendar_id(&self) -> Option<CalendarId> {
        self.calendar().map(|version| version.id)
    }
}

impl TargetTime {
    /// The time of a clock that starts at `start`.
    pub(super) fn at(&self, start: Timestamp) -> ClockTime {
        let version = match self {
            Self::Always => None,
            Self::Business(line) => line.at(start),
        };
        version.map_or(ClockTime::Always, |version| {
            ClockTime::Business(Arc::clone(version))
        })
    }

    /// The time of a clock that counts in `present` and is to count in this: the same version while it is the same calendar.
    pub(super) fn kept(&self, present: &ClockTime, start: Timestamp) -> ClockTime {
        match (self, present) {
            (Self::Business(line), ClockTime::Business(version)) if line.code() == version.code => {
                present.clone()
            }
            _ => self.at(start),
        }
    }
}
