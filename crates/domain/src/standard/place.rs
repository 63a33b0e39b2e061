//! Where in the text of a pack a complaint belongs: line, column and key, so that an editor can be taken there.

use super::{PackError, Standard};
use toml::de::{DeTable, DeValue};

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {key}: {reason}")]
pub struct PackFault {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// The key, e.g. `clock[2].first_response` (counted from 0); empty when the text is no TOML.
    pub key: String,
    pub reason: String,
}

impl Standard {
    /// Reads a pack as [`Standard::parse`] does; what is wrong with it is told with its place.
    pub fn check(text: &str) -> Result<Self, PackFault> {
        if let Err(error) = text.parse::<toml::Table>() {
            let (line, column) = place(text, error.span().map_or(0, |span| span.start));
            let reason = error.message().to_owned();
            return Err(PackFault {
                line,
                column,
                key: String::new(),
                reason,
            });
        }
        Self::parse(text).map_err(|error| PackFault::of(text, error))
    }
}

impl PackFault {
    /// A complaint about a text that is TOML, with its place.
    pub fn of(text: &str, error: PackError) -> Self {
        let (line, column) = place(text, offset(text, &error.key));
        Self {
            line,
            column,
            key: error.key,
            reason: error.reason,
        }
    }
}

/// Where the key stands, or the nearest thing above it when it is missing.
fn offset(text: &str, key: &str) -> usize {
    let Ok(root) = DeTable::parse(text) else { return 0 };
    let mut at = 0;
    let mut names = steps(key).into_iter().peekable();
    let Some(Step::Name(first)) = names.next() else {
        return 0;
    };
    let Some((found, value)) = root
        .get_ref()
        .iter()
        .find(|(name, _)| name.get_ref() == first.as_str())
    else {
        return at;
    };
    at = found.span().start;
    let mut value = value;
    for step in names {
        let next = match (step, value.get_ref()) {
            (Step::Name(name), DeValue::Table(table)) => table
                .iter()
                .find(|(known, _)| known.get_ref() == name.as_str())
                .map(|(known, value)| (known.span().start, value)),
            (Step::Item(n), DeValue::Array(items)) => items.get(n).map(|value| (value.span().start, value)),
            _ => None,
        };
        let Some((start, under)) = next else { return at };
        (at, value) = (start, under);
    }
    at
}

enum Step {
    Name(String),
    Item(usize),
}

/// `clock[2].applies` as names and numbers.
fn steps(key: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in key.split('.') {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().map(|name| Step::Name(name.to_owned())));
        let numbers = pieces.filter_map(|piece| piece.trim_end_matches(']').parse().ok());
        steps.extend(numbers.map(Step::Item));
    }
    steps
}

fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = 1 + before.matches('\n').count();
    let begun = before.rfind('\n').map_or(0, |end| end + 1);
    (line, 1 + before[begun..].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(from: &str, to: &str) -> PackFault {
        assert!(Standard::DEFAULT_PACK.contains(from));
        Standard::check(&Standard::DEFAULT_PACK.replacen(from, to, 1)).unwrap_err()
    }

    fn line_of(text: &str) -> usize {
        let (before, _) = Standard::DEFAULT_PACK.split_once(text).unwrap();
        1 + before.matches('\n').count()
    }

    #[test]
    fn a_figure_is_named_where_it_stands() {
        let fault = wrong("emergency_start = \"PT5M\"", "emergency_start = \"5 min\"");
        assert_eq!((fault.line, fault.column), (line_of("emergency_start"), 1));
        assert_eq!(fault.key, "clock[0].emergency_start");
    }

    #[test]
    fn inside_a_line_the_column_counts_characters() {
        let fault = wrong(
            "waiting_requester = { remind",
            "waiting_requester = { \"提醒\" = 1, remind",
        );
        assert_eq!(fault.line, line_of("waiting_requester ="));
        assert_eq!(fault.key, "stage.waiting_requester.提醒");
        assert_eq!(fault.column, 23);
    }

    #[test]
    fn what_is_missing_is_told_at_what_it_is_missing_from() {
        let fault = wrong("window = \"P7D\"", "");
        assert_eq!(
            (fault.line, fault.key.as_str()),
            (line_of("[reopen]"), "reopen.window")
        );
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let fault = wrong("first_response = \"PT5M\"", "first_response = PT5M\"");
        assert_eq!(fault.line, line_of("first_response = \"PT5M\""));
        assert!(fault.key.is_empty() && fault.column > 1, "{fault}");
    }
}
