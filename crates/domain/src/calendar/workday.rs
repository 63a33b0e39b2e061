//! Time limits in working days, as laws count them: the day of the event does not count, and the limit ends with the last
//! moment of its last day.

use std::collections::{BTreeMap, BTreeSet};

use super::{Calendar, CalendarError, Due, HolidaySet, Segment, Week};
use crate::time::Timestamp;

/// Longer limits are a mistake.
const DAYS_MAX: u32 = 2_000;

impl Calendar {
    /// The working days of a zone: Monday to Friday without the public holidays of its country, where they are known.
    pub fn of_workdays(zone: &str) -> Result<Self, CalendarError> {
        let whole = vec![Segment::new("00:00", "24:00")?];
        let week = Week::new(std::array::from_fn(|day| {
            if day < 5 { whole.clone() } else { Vec::new() }
        }));
        Self::new(zone, week, HolidaySet::of_zone(zone), BTreeMap::new())
    }

    /// The end of the n-th day with working time after the day on which `start` lies.
    pub fn workdays_after(&self, start: Timestamp, days: u32) -> Result<Due, CalendarError> {
        let instant = jiff::Timestamp::from_microsecond(start.as_micros());
        let instant = instant.map_err(|_| CalendarError::OutOfRange)?;
        let (mut date, mut left) = (self.zone().to_datetime(instant).date(), days);
        let mut unknown_years = BTreeSet::new();
        for _ in 0..DAYS_MAX {
            if left == 0 {
                break;
            }
            date = date.tomorrow().map_err(|_| CalendarError::OutOfRange)?;
            if !self.knows(date.year()) {
                unknown_years.insert(date.year());
            }
            left -= u32::from(!self.day(date).1.is_empty());
        }
        if left > 0 {
            return Err(CalendarError::NeverDue);
        }
        let end = date
            .tomorrow()
            .and_then(|next| next.to_zoned(self.zone().clone()));
        let end = end.map_err(|_| CalendarError::OutOfRange)?;
        Ok(Due {
            at: Timestamp::from_micros(end.timestamp().as_microsecond()),
            unknown_years,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn fifteen_working_days_pass_over_the_spring_festival_and_its_make_up_days() {
        let calendar = Calendar::of_workdays("Asia/Shanghai").unwrap();
        // Friday; the festival is 15 to 23 February, the Saturdays 14 and 28 are worked.
        let due = calendar.workdays_after(at("2026-02-13T01:00:00Z"), 15).unwrap();
        // 14, 24, 25, 26, 27, 28 February, 2 to 6 and 9 to 12 March.
        assert_eq!(due.at, at("2026-03-12T16:00:00Z"));
        assert!(due.unknown_years.is_empty());
    }

    #[test]
    fn the_day_of_receipt_is_that_of_the_zone_and_counts_not() {
        let calendar = Calendar::of_workdays("Asia/Shanghai").unwrap();
        // 23:59 and 00:01 in Shanghai.
        let late = calendar.workdays_after(at("2026-03-02T15:59:00Z"), 1).unwrap().at;
        let early = calendar.workdays_after(at("2026-03-02T16:01:00Z"), 1).unwrap().at;
        assert_eq!(
            (late, early),
            (at("2026-03-03T16:00:00Z"), at("2026-03-04T16:00:00Z"))
        );
    }

    #[test]
    fn a_zone_of_no_known_country_has_its_weekends() {
        let calendar = Calendar::of_workdays("Europe/Berlin").unwrap();
        // A Thursday; the clocks change on the 29th.
        let due = calendar.workdays_after(at("2026-03-26T12:00:00Z"), 2).unwrap().at;
        assert_eq!(due, at("2026-03-30T22:00:00Z"));
    }

    proptest! {
        #[test]
        fn more_days_end_later_and_each_end_is_behind_its_start(start in 0..400i64, days in 1..60u32) {
            let calendar = Calendar::of_workdays("Asia/Shanghai").unwrap();
            let start = at("2025-01-01T03:00:00Z") + crate::time::Span::hours(start * 24);
            let (one, more) = (calendar.workdays_after(start, days).unwrap().at, calendar.workdays_after(start, days + 1).unwrap().at);
            prop_assert!(start < one && one < more);
            prop_assert!(one - start >= crate::time::Span::days(i64::from(days)));
        }
    }
}
