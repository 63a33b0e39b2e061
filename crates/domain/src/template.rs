//! Texts in which variables stand, as `{{order.number}}`: read, checked and filled in. Which variables there are is told by whoever
//! uses them (replies, letters). What is not known stays in the text as a variable, in sight: a gap, never a hole.

use crate::codes::Code;

const OPENING: &str = "{{";
const CLOSING: &str = "}}";
/// Characters of a wrong name that are told.
const NAME_TOLD: usize = 40;

/// Why a text is no template; lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{{` without `}}` on the same line.
    #[error("a variable is not closed in line {line}")]
    Open { line: usize },
    #[error("there is no variable `{name}` (line {line})")]
    Unknown { line: usize, name: String },
}

impl TemplateError {
    /// Stable code, also the translation key `field-<code>`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "template_open",
            Self::Unknown { .. } => "template_variable",
        }
    }

    /// The line it is in.
    pub const fn line(&self) -> usize {
        match self {
            Self::Open { line } | Self::Unknown { line, .. } => *line,
        }
    }
}

/// A text in which variables of the set `V` may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateText<'t, V>(Vec<Part<'t, V>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<'t, V> {
    Words(&'t str),
    Variable(V),
}

/// A text with what was known put into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled<V> {
    pub text: String,
    /// What was not known, each once, in the order of the text.
    pub missing: Vec<V>,
}

impl<'t, V: Code> TemplateText<'t, V> {
    /// Reads a text. White space around a variable's name does not count.
    pub fn parse(text: &'t str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let (mut rest, mut line) = (text, 1);
        while let Some((words, after)) = rest.split_once(OPENING) {
            line += words.matches('\n').count();
            let (name, behind) = after
                .split_once(CLOSING)
                .filter(|(name, _)| !name.contains('\n'))
                .ok_or(TemplateError::Open { line })?;
            let variable = V::from_code(name.trim()).map_err(|_| TemplateError::Unknown {
                line,
                name: name.trim().chars().take(NAME_TOLD).collect(),
            })?;
            parts.extend([Part::Words(words), Part::Variable(variable)]);
            rest = behind;
        }
        parts.push(Part::Words(rest));
        Ok(Self(parts))
    }

    /// The variables in it, in the order of the text, as often as they stand there.
    pub fn variables(&self) -> impl Iterator<Item = V> {
        self.0.iter().filter_map(|part| match part {
            Part::Words(_) => None,
            Part::Variable(variable) => Some(*variable),
        })
    }

    /// Puts in what is known; nothing but white space is not known. Whatever a value holds, it never counts as a variable.
    pub fn fill(&self, known: impl Fn(V) -> Option<String>) -> Filled<V> {
        self.fill_as_is(|variable| known(variable).map(|value| harmless(&value)))
    }

    /// The same with values as they are, for texts in which nobody looks for gaps afterwards.
    pub fn fill_as_is(&self, known: impl Fn(V) -> Option<String>) -> Filled<V> {
        let (mut text, mut missing) = (String::new(), Vec::new());
        for part in &self.0 {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Variable(variable) => match known(*variable).filter(|value| !value.trim().is_empty()) {
                    Some(value) => text.push_str(&value),
                    None => {
                        text.push_str(&gap(*variable));
                        if !missing.contains(variable) {
                            missing.push(*variable);
                        }
                    }
                },
            }
        }
        Filled { text, missing }
    }
}

/// How a variable stands in a text.
pub fn gap<V: Code>(variable: V) -> String {
    format!("{OPENING}{}{CLOSING}", variable.code())
}

/// The variables that stand in any text, each once: in one that is about to be sent, what nobody has filled in. What only looks like
/// one is text.
pub fn gaps<V: Code>(text: &str) -> Vec<V> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPENING) {
        let after = &rest[at + OPENING.len()..];
        let name = after.split_once(CLOSING).map(|(name, _)| name.trim());
        if let Some(variable) = name.and_then(|name| V::from_code(name).ok())
            && !found.contains(&variable)
        {
            found.push(variable);
        }
        // One brace on: of three in a row the last two may open.
        rest = &rest[at + 1..];
    }
    found
}

/// A value is what somebody else wrote: it never counts as a variable, neither alone nor together with what follows it.
fn harmless(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        plain.push(c);
        if c == '{' && matches!(chars.peek(), None | Some('{')) {
            plain.push(' ');
        }
    }
    plain
}

/// A value in one line: line ends, tabs and other control characters are white space, and white space is one space.
pub fn one_line(value: &str) -> String {
    let plain: String = value
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    codes! {
        enum Fruit ("fruit") {
            Apple = "fruit.apple",
            Pear = "fruit.pear",
        }
    }

    fn known(fruit: Fruit) -> Option<String> {
        (fruit == Fruit::Apple).then(|| "苹果".to_owned())
    }

    #[test]
    fn what_is_known_is_put_in_and_the_rest_stays_in_sight() {
        let text = "要 {{ fruit.apple }}、{{fruit.pear}} 和 {{fruit.pear}}。";
        let filled = TemplateText::parse(text).unwrap().fill(known);
        assert_eq!(filled.text, "要 苹果、{{fruit.pear}} 和 {{fruit.pear}}。");
        assert_eq!(filled.missing, [Fruit::Pear]);
        assert_eq!(gaps::<Fruit>(&filled.text), [Fruit::Pear]);
        let empty = TemplateText::parse("{{fruit.apple}}")
            .unwrap()
            .fill(|_: Fruit| Some(" ".to_owned()));
        assert_eq!(empty.missing, [Fruit::Apple], "white space is no value");
    }

    #[test]
    fn what_is_no_variable_is_told_with_its_line() {
        let wrong = |text| TemplateText::<Fruit>::parse(text).unwrap_err();
        assert_eq!(wrong("one\ntwo {{ three"), TemplateError::Open { line: 2 });
        assert_eq!(wrong("{{fruit.apple\n}}"), TemplateError::Open { line: 1 });
        let unknown = wrong("{{fruit.apple}}\n\n{{fruit.aple}}");
        assert_eq!(
            unknown,
            TemplateError::Unknown {
                line: 3,
                name: "fruit.aple".to_owned()
            }
        );
        assert_eq!((unknown.line(), unknown.code()), (3, "template_variable"));
        assert!(TemplateText::<Fruit>::parse("a } b { c").is_ok());
    }

    #[test]
    fn a_value_with_braces_is_only_a_value() {
        let text = TemplateText::<Fruit>::parse("{{fruit.apple}}").unwrap();
        let filled = text.fill(|_| Some("{{fruit.pear}}".to_owned()));
        assert_eq!(filled.text, "{ {fruit.pear}}");
        assert!(filled.missing.is_empty() && gaps::<Fruit>(&filled.text).is_empty());
        assert_eq!(
            gaps::<Fruit>("{{{fruit.pear}} {{x}} {{fruit.apple"),
            [Fruit::Pear]
        );
    }

    #[test]
    fn a_value_of_several_lines_becomes_one() {
        assert_eq!(one_line(" a\r\nBcc: b\t c\u{0}"), "a Bcc: b c");
    }

    proptest! {
        /// What comes out holds each value as often as its variable stood there, and tells every variable that is left.
        #[test]
        fn no_variable_is_left_silently(
            parts in prop::collection::vec((("[^{}]{0,12}"), prop::sample::select(Fruit::ALL)), 0..8),
            value in prop::option::of("[^{}]{0,12}"),
        ) {
            let text: String = parts.iter().map(|(words, fruit)| format!("{words}{}", gap(*fruit))).collect();
            let filled = TemplateText::parse(&text).unwrap().fill(|fruit| {
                value.clone().filter(|_| fruit == Fruit::Apple)
            });
            let mut expected = String::new();
            for (words, fruit) in &parts {
                expected.push_str(words);
                match value.as_ref().filter(|value| *fruit == Fruit::Apple && !value.trim().is_empty()) {
                    Some(value) => expected.push_str(value),
                    None => expected.push_str(&gap(*fruit)),
                }
            }
            prop_assert_eq!(&filled.text, &expected);
            prop_assert_eq!(gaps::<Fruit>(&filled.text), filled.missing);
        }

        #[test]
        fn no_value_becomes_a_variable(value in "\\PC{0,10}(\\{\\{fruit\\.pear\\}\\}){0,3}\\PC{0,10}") {
            let text = TemplateText::<Fruit>::parse("a {{fruit.apple}}{fruit.pear}} b").unwrap();
            let filled = text.fill(|_| Some(value.clone()));
            let left = if value.trim().is_empty() { vec![Fruit::Apple] } else { Vec::new() };
            prop_assert_eq!(gaps::<Fruit>(&filled.text), left, "{}", filled.text);
        }

        #[test]
        fn words_alone_stay_as_they_are(text in "[^{]{0,200}") {
            let filled = TemplateText::parse(&text).unwrap().fill(known);
            prop_assert_eq!(filled.text, text);
            prop_assert!(filled.missing.is_empty());
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,80}(\\{\\{\\PC{0,20}\n?){0,3}\\PC{0,20}") {
            if let Err(error) = TemplateText::<Fruit>::parse(&text) {
                prop_assert!(error.line() >= 1 && error.line() <= text.split('\n').count());
            }
            let _ = gaps::<Fruit>(&text);
        }
    }
}
