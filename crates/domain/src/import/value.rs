//! Single values as other tools write them: times, yes and no, lists of words, HTML.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::row::text_of;
use crate::time::Timestamp;

/// Forms of a time without a zone.
const PLAIN: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
];
/// Forms of a time with its distance from UTC.
const ZONED: &[&str] = &[
    "%Y-%m-%d %H:%M:%S %z",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S%.f%z",
];
/// Forms of a day; it begins at midnight.
const DAYS: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"];
/// Numbers above are ms since 1970, below seconds: 5138-11-16 in seconds.
const SECONDS_AT_MOST: i64 = 100_000_000_000;

/// Longest tag of HTML that is taken for one.
const TAG_BYTES: usize = 1_000;

/// The zone of times that name none.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of this name, UTC without one; `None` when there is no such zone.
    pub fn of(name: Option<&str>) -> Option<Self> {
        match name {
            None | Some("" | "UTC") => Some(Self(TimeZone::UTC)),
            Some(name) => TimeZone::get(name).ok().map(Self),
        }
    }

    /// Reads a time: RFC 3339, the forms of spreadsheets, or seconds or ms since 1970.
    pub fn time(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Some(Timestamp::from_micros(at.as_microsecond()));
        }
        if let Ok(number) = text.parse::<i64>() {
            let scale = if number.abs() < SECONDS_AT_MOST {
                1_000_000
            } else {
                1_000
            };
            return number.checked_mul(scale).map(Timestamp::from_micros);
        }
        let utc = text.strip_suffix("UTC").or_else(|| text.strip_suffix('Z'));
        if let Some(plain) = utc {
            return plain_time(plain.trim(), &TimeZone::UTC);
        }
        let zoned = ZONED
            .iter()
            .find_map(|form| jiff::Timestamp::strptime(form, text).ok())
            .map(|at| Timestamp::from_micros(at.as_microsecond()));
        zoned.or_else(|| plain_time(text, &self.0))
    }
}

fn plain_time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let moment = PLAIN.iter().find_map(|form| DateTime::strptime(form, text).ok());
    let day = || DAYS.iter().find_map(|form| Date::strptime(form, text).ok());
    let moment = moment.or_else(|| day().map(DateTime::from))?;
    let at = zone.to_ambiguous_timestamp(moment).compatible().ok()?;
    Some(Timestamp::from_micros(at.as_microsecond()))
}

/// Yes or no; `None` for anything else.
pub(super) fn yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "是" | "はい" | "예" | "active" => Some(true),
        "false" | "no" | "n" | "0" | "否" | "いいえ" | "아니요" | "inactive" | "suspended" => {
            Some(false)
        }
        _ => None,
    }
}

/// Several words: a list, or one text in which they are separated. Words of a text that has a comma or a semicolon may
/// hold blanks.
pub(super) fn words(value: &Value) -> Vec<String> {
    let split = |text: &str| -> Vec<String> {
        let comma = |c: char| matches!(c, ',' | ';' | '，' | '；' | '、' | '|' | '\n');
        let parts: Vec<&str> = if text.contains(comma) {
            text.split(comma).collect()
        } else {
            text.split_whitespace().collect()
        };
        let words = parts.into_iter().map(str::trim).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    match value {
        Value::Array(entries) => entries.iter().filter_map(text_of).collect(),
        single => text_of(single).map_or_else(Vec::new, |text| split(&text)),
    }
}

/// The text of HTML: tags go, what separates paragraphs becomes the end of a line, scripts and styles vanish.
pub fn html_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        push_folded(&mut out, before);
        rest = if from.starts_with('<') {
            tag(from, &mut out)
        } else {
            entity(from, &mut out)
        };
    }
    push_folded(&mut out, rest);
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    let mut text = lines.join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text.trim().to_owned()
}

/// Blanks and ends of lines mean one blank in HTML.
fn push_folded(out: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(char::is_whitespace) {
            out.push(' ');
        }
    }
}

/// Passes over the tag at the beginning; answers what follows it.
fn tag<'a>(from: &'a str, out: &mut String) -> &'a str {
    let looks_like_tag = from
        .chars()
        .nth(1)
        .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    // A tag that does not end soon is none: without a bound, many beginnings would be searched to the end each.
    let near = from.bytes().take(TAG_BYTES).position(|byte| byte == b'>');
    let Some(end) = near.filter(|_| looks_like_tag) else {
        out.push('<');
        return from.get(1..).unwrap_or_default();
    };
    let name: String = from
        .chars()
        .skip(1)
        .skip_while(|c| *c == '/')
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let after = from.get(end + 1..).unwrap_or_default();
    match name.as_str() {
        "script" | "style" | "head" if !from.starts_with("</") => {
            let close = format!("</{name}");
            let begins = |at: &usize| {
                let here = after.as_bytes().get(*at..*at + close.len());
                here.is_some_and(|here| here.eq_ignore_ascii_case(close.as_bytes()))
            };
            let at = (0..after.len()).find(begins);
            return at.and_then(|at| after.get(at..)).unwrap_or_default();
        }
        "br" | "tr" | "li" | "div" | "h1" | "h2" | "h3" | "h4" => end_line(out, 1),
        "p" | "blockquote" | "table" | "ul" | "ol" | "hr" => end_line(out, 2),
        "td" | "th" => out.push(' '),
        _ => {}
    }
    after
}

fn end_line(out: &mut String, ends: usize) {
    let there = out.chars().rev().take_while(|c| *c == '\n').count();
    for _ in there..ends {
        out.push('\n');
    }
}

fn entity<'a>(from: &'a str, out: &mut String) -> &'a str {
    let name = from.get(1..).and_then(|rest| rest.split_once(';'));
    let Some((name, after)) = name.filter(|(name, _)| (1..=10).contains(&name.len())) else {
        out.push('&');
        return from.get(1..).unwrap_or_default();
    };
    let number = name
        .strip_prefix('#')
        .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        });
    let known = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => number.and_then(char::from_u32).filter(|c| !c.is_control()),
    };
    match known {
        Some(c) => out.push(c),
        None => {
            out.push('&');
            return from.get(1..).unwrap_or_default();
        }
    }
    after
}
