//! Days of the invented marketplace: calendar days at UTC+8, where its customers and staff live. No time zone database:
//! the zone has had no daylight saving time since 1991.

use touchstone_domain::time::{Span, Timestamp};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
const EAST: i64 = 8 * HOUR;

/// A calendar day: its number since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Day(i64);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Day {
    #[cfg(test)]
    pub(super) fn new(number: i64) -> Self {
        Self(number)
    }

    /// The day on which `at` falls.
    pub(super) fn of(at: Timestamp) -> Self {
        Self((at.as_micros() + EAST).div_euclid(DAY))
    }

    pub(super) fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Which day since 1970-01-01 it is.
    pub(super) fn number(self) -> i64 {
        self.0
    }

    /// 0 for Monday … 6 for Sunday.
    pub(super) fn weekday(self) -> usize {
        usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// The instant at which so many hours of it have passed.
    pub(super) fn at_hour(self, hours: f64) -> Timestamp {
        Timestamp::from_micros(self.0 * DAY - EAST) + Span::hours(1).mul_f64(hours)
    }

    /// Year, month and day of the month (Howard Hinnant's days-to-civil).
    pub(super) fn date(self) -> (i64, i64, i64) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let part = (5 * of_year + 2) / 153;
        let day = of_year - (153 * part + 2) / 5 + 1;
        let month = if part < 10 { part + 3 } else { part - 9 };
        (year + era * 400 + i64::from(month <= 2), month, day)
    }

    /// `yyMMdd`.
    pub(super) fn digits(self) -> String {
        let (year, month, day) = self.date();
        format!("{:02}{month:02}{day:02}", year.rem_euclid(100))
    }

    /// `format` with its `{month}`, `{month_name}` and `{day}` filled in.
    pub(super) fn in_words(self, format: &str) -> String {
        let (_, month, day) = self.date();
        let name = usize::try_from(month - 1)
            .ok()
            .and_then(|index| MONTHS.get(index))
            .copied()
            .unwrap_or_default();
        format
            .replace("{month}", &month.to_string())
            .replace("{month_name}", name)
            .replace("{day}", &day.to_string())
    }
}

/// How many hours of its day have passed at `at`.
pub(super) fn hour_of(at: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a day's microseconds fit 53 bits")]
    let micros = (at.as_micros() + EAST).rem_euclid(DAY) as f64;
    #[expect(clippy::cast_precision_loss, reason = "an hour's microseconds fit 53 bits")]
    let hour = HOUR as f64;
    micros / hour
}

#[cfg(test)]
mod tests {
    use super::{Day, hour_of};

    #[test]
    fn days_are_those_of_the_calendar() {
        let at = "2026-11-10T16:30:00Z".parse().unwrap();
        let day = Day::of(at);
        assert_eq!(day.date(), (2026, 11, 11));
        assert_eq!(day.weekday(), 2);
        assert_eq!(day.digits(), "261111");
        assert_eq!(day.plus(-11).in_words("{month_name} {day}"), "October 31");
        assert!((hour_of(at) - 0.5).abs() < 1e-9);
        assert_eq!(day.at_hour(0.5), at);
        assert_eq!(
            Day::of("2028-02-29T12:00:00Z".parse().unwrap()).date(),
            (2028, 2, 29)
        );
    }
}
