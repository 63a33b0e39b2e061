//! Wordings of letters that an operator has written: which variables a kind of letter offers, which it cannot do without, and how a
//! wording becomes a letter. What cannot be a whole letter is none: then the built-in wording is used, so that no letter is lost.

use serde::{Deserialize, Serialize};

use crate::template::{TemplateError, TemplateText, one_line};

/// Characters of a subject and of a text.
pub const LETTER_SUBJECT: usize = 150;
pub const LETTER_TEXT: usize = 8_000;

codes! {
    /// What a variable of a letter stands for, written `{{code}}`. Each kind of letter offers some of them.
    pub enum LetterVariable ("letter variable") {
        /// Of the request.
        Number = "number",
        TrackingCode = "tracking_code",
        Link = "link",
        /// When the first response is due.
        Due = "due",
        /// The secret one.
        Code = "code",
        ValidFor = "valid_for",
        Until = "until",
        Reason = "reason",
        /// Number of the request before.
        Former = "former",
        /// Of the request.
        Subject = "subject",
        /// What an agent wrote.
        Said = "said",
        /// What the installation is called.
        Brand = "brand",
    }
}

impl LetterVariable {
    /// Whether a letter of a kind that offers it is of no use without it.
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Link | Self::Code | Self::Said)
    }

    /// Whether what it stands for may be put into a subject: secrets other than the code that is asked for, addresses and whole messages
    /// may not.
    pub const fn fits_a_subject(self) -> bool {
        !matches!(self, Self::Link | Self::Said | Self::TrackingCode)
    }
}

/// A subject and a text, with variables or as they are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterWords {
    pub subject: String,
    pub text: String,
}

/// A part of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterPart {
    Subject,
    Text,
}

/// Why a wording is no letter of its kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    #[error(transparent)]
    Template(TemplateError),
    /// This kind of letter does not know it, or not there.
    #[error("{} is not offered here", .0.as_str())]
    NotOffered(LetterVariable),
    /// Without it the letter is of no use.
    #[error("{} is missing", .0.as_str())]
    Missing(LetterVariable),
}

impl LetterPart {
    /// Name of the field it is typed into.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Text => "text",
        }
    }
}

impl LetterError {
    /// Stable code, also the translation key `field-<code>`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Template(error) => error.code(),
            Self::NotOffered(_) => "letter_not_offered",
            Self::Missing(_) => "letter_missing",
        }
    }
}

/// Everything that keeps a wording from being a letter of a kind that offers these variables.
pub fn letter_check(words: &LetterWords, offered: &[LetterVariable]) -> Vec<(LetterPart, LetterError)> {
    let mut wrong = Vec::new();
    for (part, text) in [
        (LetterPart::Subject, &words.subject),
        (LetterPart::Text, &words.text),
    ] {
        match TemplateText::<LetterVariable>::parse(text) {
            Err(error) => wrong.push((part, LetterError::Template(error))),
            Ok(text) => {
                let fits = |variable: LetterVariable| {
                    offered.contains(&variable) && (part == LetterPart::Text || variable.fits_a_subject())
                };
                let mut used: Vec<_> = text.variables().collect();
                let needed = offered.iter().copied().filter(|one| one.is_needed());
                if part == LetterPart::Text {
                    let lacking = needed.filter(|one| !used.contains(one));
                    wrong.extend(lacking.map(|one| (part, LetterError::Missing(one))));
                }
                used.sort_unstable();
                used.dedup();
                let strange = used.into_iter().filter(|variable| !fits(*variable));
                wrong.extend(strange.map(|one| (part, LetterError::NotOffered(one))));
            }
        }
    }
    wrong
}

/// A letter of a wording, with these values; none where anything of it is wrong or not known. The subject is one line whatever its
/// values are.
pub fn letter_fill(
    words: &LetterWords,
    offered: &[LetterVariable],
    known: impl Fn(LetterVariable) -> Option<String>,
) -> Option<LetterWords> {
    if !letter_check(words, offered).is_empty() {
        return None;
    }
    let filled = |text: &str| {
        let filled = TemplateText::parse(text).ok()?.fill_as_is(&known);
        filled.missing.is_empty().then_some(filled.text)
    };
    let subject = one_line(&filled(&words.subject)?);
    let text = filled(&words.text)?;
    (!subject.is_empty() && !text.trim().is_empty()).then_some(LetterWords { subject, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OFFERED: &[LetterVariable] = &[
        LetterVariable::Number,
        LetterVariable::Link,
        LetterVariable::Said,
        LetterVariable::Brand,
    ];

    fn words(subject: &str, text: &str) -> LetterWords {
        LetterWords {
            subject: subject.to_owned(),
            text: text.to_owned(),
        }
    }

    fn known(variable: LetterVariable) -> Option<String> {
        match variable {
            LetterVariable::Said => Some("two\nlines with {{number}}".to_owned()),
            other => Some(format!("<{other}>")),
        }
    }

    #[test]
    fn a_wording_needs_what_its_letter_is_for() {
        let told = |subject, text| {
            let wrong = letter_check(&words(subject, text), OFFERED);
            let told = wrong
                .iter()
                .map(|(part, error)| format!("{} {}", part.as_str(), error.code()));
            told.collect::<Vec<_>>()
        };
        assert!(told("#{{number}}", "{{said}} {{link}}").is_empty());
        assert_eq!(told("x", "{{link}}"), ["text letter_missing"]);
        assert_eq!(
            told("{{code}}", "{{said}} {{link}}"),
            ["subject letter_not_offered"]
        );
        assert_eq!(
            told("{{said}} {{link}}", "{{said}} {{link}}").len(),
            2,
            "neither fits a subject"
        );
        assert_eq!(
            told("{{numbr}}", "{{"),
            ["subject template_variable", "text template_open"]
        );
    }

    #[test]
    fn what_an_agent_wrote_is_sent_as_it_was_written() {
        let letter = letter_fill(&words("#{{number}}", "{{said}}\n{{link}}"), OFFERED, known).unwrap();
        assert_eq!(letter, words("#<number>", "two\nlines with {{number}}\n<link>"));
        assert_eq!(
            letter_fill(&words("x", "{{said}} {{link}}"), OFFERED, |_| None),
            None
        );
        assert_eq!(
            letter_fill(&words(" ", "{{said}} {{link}}"), OFFERED, known),
            None
        );
        assert_eq!(letter_fill(&words("x", "no link"), OFFERED, known), None);
    }

    proptest! {
        /// No value makes a second header.
        #[test]
        fn a_subject_stays_one_line(value in "[\\PC\r\n\t\u{0}]{0,40}") {
            let letter = letter_fill(&words("a {{brand}} b", "{{said}} {{link}}"), OFFERED, |variable| match variable {
                LetterVariable::Brand => Some(format!("x{value}")),
                other => known(other),
            }).unwrap();
            prop_assert!(!letter.subject.chars().any(char::is_control), "{:?}", letter.subject);
            prop_assert!(letter.subject.starts_with("a x") && letter.subject.ends_with('b'));
        }

        #[test]
        fn no_wording_is_too_strange(subject in "\\PC{0,40}", text in "(\\PC|\n|\\{\\{|\\}\\}|link){0,60}") {
            let _ = letter_fill(&words(&subject, &text), OFFERED, known);
        }
    }
}
