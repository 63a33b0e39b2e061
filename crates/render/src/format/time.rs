//! Instants in the platform's zone, as each language writes dates.

use fluent_bundle::FluentArgs;
use jiff::Zoned;
use jiff::tz::TimeZone;
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::Translator;

/// Patterns of jiff's `strftime` for (date with year, date without year).
fn patterns(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::ZhCn | Language::Ja => ("%Y年%-m月%-d日", "%-m月%-d日"),
        Language::En => ("%-d %b %Y", "%-d %b"),
        Language::Ko => ("%Y년 %-m월 %-d일", "%-m월 %-d일"),
    }
}

/// `2026年11月21日 14:05:09`
pub(crate) fn full(language: Language, zone: &TimeZone, at: Timestamp) -> String {
    write(zone, at, &format!("{} %H:%M:%S", patterns(language).0))
}

/// `2026年11月21日 14:05`
pub(crate) fn minute(language: Language, zone: &TimeZone, at: Timestamp) -> String {
    write(zone, at, &format!("{} %H:%M", patterns(language).0))
}

/// `2026年11月21日`
pub(crate) fn date(language: Language, zone: &TimeZone, at: Timestamp) -> String {
    write(zone, at, patterns(language).0)
}

/// For a sentence: always with the day, with the year when it is another one.
pub(crate) fn moment(language: Language, zone: &TimeZone, at: Timestamp, now: Timestamp) -> String {
    let (with_year, without_year) = patterns(language);
    let year = |at| zoned(zone, at).map(|moment| moment.year());
    let day = if year(at) == year(now) {
        without_year
    } else {
        with_year
    };
    write(zone, at, &format!("{day} %H:%M"))
}

/// As short as it can be told from now: `14:05` today, `11月21日 14:05` this year, else with the year.
pub(crate) fn short(language: Language, zone: &TimeZone, at: Timestamp, now: Timestamp) -> String {
    let (with_year, without_year) = patterns(language);
    let pattern = match (zoned(zone, at), zoned(zone, now)) {
        (Some(at), Some(now)) if at.date() == now.date() => "%H:%M".to_owned(),
        (Some(at), Some(now)) if at.year() == now.year() => format!("{without_year} %H:%M"),
        _ => format!("{with_year} %H:%M"),
    };
    write(zone, at, &pattern)
}

/// How long ago, in one unit; older than a week is a date.
pub(crate) fn ago(
    words: &Translator,
    language: Language,
    zone: &TimeZone,
    at: Timestamp,
    now: Timestamp,
) -> String {
    let seconds = (now.as_micros() - at.as_micros()) / 1_000_000;
    let (key, n) = match seconds {
        ..60 => ("ago-now", 0),
        60..3_600 => ("ago-minutes", seconds / 60),
        3_600..86_400 => ("ago-hours", seconds / 3_600),
        86_400..604_800 => ("ago-days", seconds / 86_400),
        _ => return short(language, zone, at, now),
    };
    let mut args = FluentArgs::new();
    args.set("n", n);
    words.text(language, key, Some(&args)).unwrap_or_default()
}

/// The instant in the zone; nothing for one that no calendar has.
pub(crate) fn zoned(zone: &TimeZone, at: Timestamp) -> Option<Zoned> {
    jiff::Timestamp::from_microsecond(at.as_micros())
        .ok()
        .map(|instant| instant.to_zoned(zone.clone()))
}

/// An instant outside the calendar has no date to write; it is shown as it is stored.
fn write(zone: &TimeZone, at: Timestamp, pattern: &str) -> String {
    zoned(zone, at)
        .and_then(|moment| jiff::fmt::strtime::format(pattern, &moment).ok())
        .unwrap_or_else(|| at.to_string())
}
