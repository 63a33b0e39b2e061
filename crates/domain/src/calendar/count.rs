//! Counting working time forwards from an instant, and between two.

use std::collections::BTreeSet;

use super::{Calendar, CalendarError, Segment};
use crate::time::{Span, Timestamp};
use jiff::civil::Date;

const SECOND: i64 = 1_000_000;
/// A day of wall time is at most this much longer or shorter than 24 hours.
const ZONE_CHANGE_SECONDS: i64 = 26 * 3600;
/// Days in a row without working time after which there is none to come: more than a leap cycle of exceptions.
const IDLE_DAYS_MAX: u32 = 3_000;
/// Days looked at for one question: about a century.
const DAYS_MAX: u32 = 40_000;

/// When a clock is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Timestamp,
    /// Years on the way whose holidays are not known yet, counted by the week alone.
    pub unknown_years: BTreeSet<i16>,
}

/// How much working time has passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elapsed {
    pub span: Span,
    pub unknown_years: BTreeSet<i16>,
}

/// Working time from `from` up to, not including, `to`, in µs.
type Interval = (i64, i64);

impl Calendar {
    /// The earliest instant at which `target` of working time has passed since `start`; `start` itself for no time at all.
    pub fn due(&self, start: Timestamp, target: Span) -> Result<Due, CalendarError> {
        let (begin, mut left) = (start.as_micros(), target.as_micros());
        if left < 0 {
            return Err(CalendarError::NegativeTarget);
        }
        let mut unknown_years = BTreeSet::new();
        if left == 0 {
            let at = start;
            return Ok(Due { at, unknown_years });
        }
        let mut idle = 0;
        for (count, (date, intervals)) in (0..).zip(self.days_from(start)?) {
            idle = if intervals.is_empty() { idle + 1 } else { 0 };
            if idle > IDLE_DAYS_MAX || count > DAYS_MAX {
                break;
            }
            if !self.knows(date.year()) {
                unknown_years.insert(date.year());
            }
            for (from, to) in intervals {
                let from = from.max(begin);
                if to <= from {
                    continue;
                }
                if to - from >= left {
                    let at = Timestamp::from_micros(from + left);
                    return Ok(Due { at, unknown_years });
                }
                left -= to - from;
            }
        }
        Err(CalendarError::NeverDue)
    }

    /// The working time between two instants.
    pub fn elapsed(&self, start: Timestamp, end: Timestamp) -> Result<Elapsed, CalendarError> {
        if end < start {
            return Err(CalendarError::EndBeforeStart);
        }
        let (begin, end) = (start.as_micros(), end.as_micros());
        let (mut total, mut unknown_years) = (0, BTreeSet::new());
        for (count, (date, intervals)) in (0..).zip(self.days_from(start)?) {
            if count > DAYS_MAX {
                return Err(CalendarError::OutOfRange);
            }
            if utc_midnight(date)? - ZONE_CHANGE_SECONDS * SECOND > end {
                break;
            }
            let before = total;
            for (from, to) in intervals {
                total += (to.min(end) - from.max(begin)).max(0);
            }
            if total > before && !self.knows(date.year()) {
                unknown_years.insert(date.year());
            }
        }
        Ok(Elapsed {
            span: Span::from_micros(total),
            unknown_years,
        })
    }

    /// Whether an instant is working time.
    pub fn is_working(&self, at: Timestamp) -> Result<bool, CalendarError> {
        let at = at.as_micros();
        let mut days = self.days_from(Timestamp::from_micros(at))?.take(4);
        Ok(days.any(|(_, intervals)| intervals.iter().any(|&(from, to)| from <= at && at < to)))
    }

    /// The working time of one date after the other, from the first that can reach `start`, each instant once, in order.
    fn days_from(
        &self,
        start: Timestamp,
    ) -> Result<impl Iterator<Item = (Date, Vec<Interval>)>, CalendarError> {
        let instant = instant(start.as_micros())?;
        let today = self.zone.to_datetime(instant).date();
        // A shift of the evening before may still run, and one before a change of the zone's offset.
        let first = today
            .checked_sub(jiff::Span::new().days(2))
            .map_err(|_| CalendarError::OutOfRange)?;
        let mut counted = i64::MIN;
        Ok(first.series(jiff::Span::new().days(1)).map(move |date| {
            let mut intervals = self.intervals(date).unwrap_or_default();
            // Where shifts overlap, an instant counts once.
            for interval in &mut intervals {
                interval.0 = interval.0.max(counted);
                counted = counted.max(interval.1);
            }
            intervals.retain(|(from, to)| from < to);
            (date, intervals)
        }))
    }

    /// The stretches of time during which clocks on the wall show a segment of this date, in order.
    fn intervals(&self, date: Date) -> Result<Vec<Interval>, CalendarError> {
        let (_, segments) = self.day(date);
        if segments.is_empty() {
            return Ok(Vec::new());
        }
        let midnight = utc_midnight(date)?;
        let mut intervals = Vec::with_capacity(segments.len());
        for (from, to, offset) in self.pieces(midnight)? {
            let wall = midnight - offset;
            for &Segment {
                from: begins,
                to: ends,
            } in segments
            {
                let begin = (wall + i64::from(begins) * SECOND).max(from);
                let end = (wall + i64::from(ends) * SECOND).min(to);
                if begin < end {
                    intervals.push((begin, end));
                }
            }
        }
        intervals.sort_unstable();
        Ok(intervals)
    }

    /// Around a date, the stretches of time with one offset of the zone each: from, up to, offset in µs.
    fn pieces(&self, midnight: i64) -> Result<Vec<(i64, i64, i64)>, CalendarError> {
        let (begin, end) = (
            midnight - ZONE_CHANGE_SECONDS * SECOND,
            midnight + (ZONE_CHANGE_SECONDS + 48 * 3600) * SECOND,
        );
        let offset = |at: i64| {
            let offset = self.zone.to_offset(instant(at)?);
            Ok::<_, CalendarError>(i64::from(offset.seconds()) * SECOND)
        };
        let mut pieces = Vec::with_capacity(1);
        let mut from = begin;
        for change in self.zone.following(instant(begin)?) {
            let at = change.timestamp().as_microsecond();
            if at >= end {
                break;
            }
            pieces.push((from, at, offset(from)?));
            from = at;
        }
        pieces.push((from, end, offset(from)?));
        Ok(pieces)
    }
}

fn instant(micros: i64) -> Result<jiff::Timestamp, CalendarError> {
    jiff::Timestamp::from_microsecond(micros).map_err(|_| CalendarError::OutOfRange)
}

fn utc_midnight(date: Date) -> Result<i64, CalendarError> {
    let midnight = date.at(0, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
    let midnight = midnight.map_err(|_| CalendarError::OutOfRange)?;
    Ok(midnight.timestamp().as_microsecond())
}
