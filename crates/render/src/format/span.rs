//! Spans of time in words: long for sentences ("48 小时"), compact for lists ("1 天 3 小时").

use fluent_bundle::FluentArgs;
use touchstone_domain::language::Language;
use touchstone_domain::time::Span;

use crate::Translator;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// One exact figure, in the largest unit that keeps it whole; service targets are said in hours up to three days.
pub(crate) fn long(words: &Translator, language: Language, span: Span) -> String {
    let micros = span.as_micros().unsigned_abs().cast_signed();
    let (unit, size) = match micros {
        m if m > 3 * DAY && m % DAY == 0 => ("unit-day", DAY),
        m if m >= HOUR && m % HOUR == 0 => ("unit-hour", HOUR),
        m if (MINUTE..=2 * HOUR).contains(&m) && m % MINUTE == 0 => ("unit-minute", MINUTE),
        m if m < MINUTE => ("unit-second", SECOND),
        _ => return compact(words, language, span),
    };
    unit_text(words, language, unit, micros / size)
}

/// The two largest units, rounded down, without a sign; less than a minute is said so.
pub(crate) fn compact(words: &Translator, language: Language, span: Span) -> String {
    let micros = span.as_micros().unsigned_abs().cast_signed();
    let (days, hours, minutes) = (micros / DAY, micros % DAY / HOUR, micros % HOUR / MINUTE);
    let parts = if days > 0 {
        [("unit-short-day", days), ("unit-short-hour", hours)]
    } else if hours > 0 {
        [("unit-short-hour", hours), ("unit-short-minute", minutes)]
    } else if minutes > 0 {
        [("unit-short-minute", minutes), ("unit-short-minute", 0)]
    } else {
        return words
            .text(language, "unit-under-minute", None)
            .unwrap_or_default();
    };
    let shown = parts.iter().filter(|(_, n)| *n > 0);
    shown
        .map(|(unit, n)| unit_text(words, language, unit, *n))
        .collect::<Vec<_>>()
        .join(" ")
}

/// The pattern of a short unit with `{}` for the figure, for the script that counts down in the page.
pub(crate) fn left_pattern(words: &Translator, language: Language, key: &str, argument: &str) -> String {
    let mut args = FluentArgs::new();
    args.set(argument.to_owned(), "{}");
    words.text(language, key, Some(&args)).unwrap_or_default()
}

fn unit_text(words: &Translator, language: Language, unit: &str, n: i64) -> String {
    let mut args = FluentArgs::new();
    args.set("n", n);
    words.text(language, unit, Some(&args)).unwrap_or_default()
}
