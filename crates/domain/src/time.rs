//! Instants and lengths of time: microseconds in UTC, RFC 3339 and ISO 8601 as text. Calendars, zones and business
//! hours are not here; reading the wall clock is nobody's business in this crate: time is an argument.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

const SECOND: i64 = 1_000_000;

/// An instant: microseconds since 1970-01-01T00:00:00Z, within the years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A length of time in microseconds. Days are 24 hours, weeks 7 days; months and years have no fixed length and are
/// refused when read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span(i64);

/// Where the present comes from. The real one lives with the executor; tests and the demo set theirs.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// A text that is no instant or no length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not an RFC 3339 instant.
    #[error("not an instant of the form 2026-01-31T08:00:00Z")]
    Instant,
    /// Not an ISO 8601 duration of weeks, days, hours, minutes and seconds.
    #[error("not a duration of the form PT15M, PT24H or P7D")]
    Duration,
}

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// The last instant that can be written, at the end of the year 9999.
    pub const MAX: Self = Self(253_402_207_200_000_000);

    /// The instant so many microseconds after 1970 (before, when negative), brought into the range that can be written.
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub const fn as_micros(self) -> i64 {
        self.0
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many microseconds.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Its length in microseconds.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// So many seconds.
    pub const fn seconds(n: i64) -> Self {
        Self(n.saturating_mul(SECOND))
    }

    /// So many minutes.
    pub const fn minutes(n: i64) -> Self {
        Self(n.saturating_mul(60 * SECOND))
    }

    /// So many hours.
    pub const fn hours(n: i64) -> Self {
        Self(n.saturating_mul(3600 * SECOND))
    }

    /// So many times 24 hours.
    pub const fn days(n: i64) -> Self {
        Self(n.saturating_mul(24 * 3600 * SECOND))
    }

    /// This length times `factor`, rounded to the microsecond.
    pub fn mul_f64(self, factor: f64) -> Self {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "`as` saturates"
        )]
        Self((self.0 as f64 * factor).round() as i64)
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self::from_micros(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self::from_micros(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;
    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_microsecond(self.0).map_err(|_| fmt::Error)?;
        fmt::Display::fmt(&instant, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| TimeError::Instant)?;
        let micros = instant.as_microsecond();
        let read = Self::from_micros(micros);
        if read.0 == micros {
            Ok(read)
        } else {
            Err(TimeError::Instant)
        }
    }
}

impl fmt::Display for Span {
    /// Hours, minutes and seconds only (`PT24H`, `PT168H`), so that equal lengths have equal texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.unsigned_abs();
        let second = SECOND.unsigned_abs();
        let (seconds, micros) = (total / second, total % second);
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        f.write_str(if self.0 < 0 { "-PT" } else { "PT" })?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        if micros > 0 {
            let fraction = format!("{micros:06}");
            write!(f, "{seconds}.{}S", fraction.trim_end_matches('0'))
        } else if seconds > 0 || total == 0 {
            write!(f, "{seconds}S")
        } else {
            Ok(())
        }
    }
}

impl FromStr for Span {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        span_parse(text).ok_or(TimeError::Duration)
    }
}

/// Reads `[-]P[nW][nD][T[nH][nM][n[.f]S]]`; digits beyond the microsecond are refused, not rounded.
fn span_parse(text: &str) -> Option<Span> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let text = text.strip_prefix('P')?;
    let (date, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let day = 24 * 3600 * SECOND;
    let total = units_parse(date, &[('W', 7 * day), ('D', day)])?.checked_add(units_parse(
        time,
        &[('H', 3600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)],
    )?)?;
    i64::try_from(if negative { -total } else { total })
        .ok()
        .map(Span)
}

/// Reads numbers with their unit letters, each at most once and in the given order; only seconds take a fraction.
fn units_parse(mut text: &str, units: &[(char, i64)]) -> Option<i128> {
    let mut total: i128 = 0;
    for &(letter, micros) in units {
        let Some((number, rest)) = text.split_once(letter) else {
            continue;
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || fraction.len() > 6 || (number.contains('.') && letter != 'S')
        {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
        total = total.checked_add(i128::from(whole).checked_mul(i128::from(micros))?)?;
        total = total.checked_add(i128::from(fraction))?;
        text = rest;
    }
    text.is_empty().then_some(total)
}

macro_rules! as_text {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

as_text!(Timestamp, Span);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn instants_are_written_in_utc_with_z() {
        assert_eq!(Timestamp::from_micros(0).to_string(), "1970-01-01T00:00:00Z");
        let at: Timestamp = "2026-11-21T16:00:00.25+08:00".parse().unwrap();
        assert_eq!(at.to_string(), "2026-11-21T08:00:00.25Z");
        assert_eq!(Timestamp::MIN.to_string(), "0001-01-01T00:00:00Z");
        assert!(Timestamp::MAX.to_string().starts_with("9999-12-30T22:00:00"));
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for wrong in [
            "",
            "2026-11-21",
            "2026-11-21T08:00:00",
            "2026-13-01T00:00:00Z",
            "now",
            "-000001-01-01T00:00:00Z",
        ] {
            assert!(wrong.parse::<Timestamp>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_are_read_as_the_pack_writes_them() {
        for (text, span) in [
            ("PT5M", Span::minutes(5)),
            ("PT15M", Span::minutes(15)),
            ("PT24H", Span::hours(24)),
            ("P7D", Span::days(7)),
            ("P1W", Span::days(7)),
            ("P1DT12H", Span::hours(36)),
            ("PT1H30M1.5S", Span::from_micros(5_401_500_000)),
            ("-PT5M", Span::minutes(-5)),
            ("PT0S", Span::ZERO),
        ] {
            assert_eq!(text.parse::<Span>(), Ok(span), "{text}");
        }
        assert_eq!(Span::days(7).to_string(), "PT168H");
        assert_eq!(Span::hours(24).to_string(), "PT24H");
        assert_eq!(Span::ZERO.to_string(), "PT0S");
        assert_eq!(Span::from_micros(-1).to_string(), "-PT0.000001S");
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for wrong in [
            "",
            "P",
            "PT",
            "P1",
            "5M",
            "P1Y",
            "P1M",
            "PT5",
            "PT5M5H",
            "PT5M5M",
            "P1DT",
            "PT1.5H",
            "PT+5M",
            "PT-5M",
            "p1d",
            "PT5M ",
            "PT0.0000001S",
            "PT99999999999999999999S",
            "P999999999999D",
            "--PT5M",
            "PT.5S",
            "2 hours",
        ] {
            assert_eq!(wrong.parse::<Span>(), Err(TimeError::Duration), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn spans_round_trip(micros: i64) {
            let span = Span::from_micros(micros);
            prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
        }

        #[test]
        fn spans_are_also_what_others_read(micros in -1_000_000_000_000_000i64..1_000_000_000_000_000) {
            let span = Span::from_micros(micros);
            let read: jiff::SignedDuration = span.to_string().parse().unwrap();
            prop_assert_eq!(read.as_micros(), i128::from(micros));
        }

        #[test]
        fn instants_round_trip_and_order(a: i64, b: i64) {
            let (a, b) = (Timestamp::from_micros(a), Timestamp::from_micros(b));
            prop_assert_eq!(a.to_string().parse::<Timestamp>(), Ok(a));
            prop_assert_eq!(a + (b - a), b);
            prop_assert_eq!(b - (b - a), a);
            prop_assert_eq!(a < b, (b - a) > Span::ZERO);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[-P0-9WDTHMS.]{0,16}") {
            if let Ok(span) = text.parse::<Span>() {
                prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
            }
        }
    }
}
