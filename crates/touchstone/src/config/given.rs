//! A value as it was given, in the file or in the environment, and what it may be read as. The reasons it gives name
//! what was expected and what was found; where it stands is said by whoever reads.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use toml::de::DeValue;

/// One value.
pub(super) enum Given<'a> {
    /// From the environment: always text.
    Variable(&'a str),
    /// From the file.
    Toml(&'a DeValue<'a>),
}

impl Given<'_> {
    pub(super) fn text(&self) -> Result<String, String> {
        match self {
            Given::Variable(text) => Ok((*text).to_owned()),
            Given::Toml(value) => value
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| self.unexpected("a text in quotation marks")),
        }
    }

    pub(super) fn path(&self) -> Result<PathBuf, String> {
        match self.text()? {
            empty if empty.is_empty() => Err("the path is empty".to_owned()),
            path => Ok(path.into()),
        }
    }

    /// A text with a form of its own, such as an address.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&self) -> Result<T, String> {
        self.text()?.parse().map_err(|error: T::Err| error.to_string())
    }

    /// A whole number between the two, both included.
    pub(super) fn number(&self, least: u64, most: u64) -> Result<u64, String> {
        let wanted = format!("a whole number from {least} to {most}");
        let (text, radix) = match self {
            Given::Variable(text) => ((*text).trim().to_owned(), 10),
            Given::Toml(value) => match value.as_integer() {
                Some(number) => (number.as_str().replace('_', ""), number.radix()),
                None => return Err(self.unexpected(&wanted)),
            },
        };
        match u64::from_str_radix(text.trim_start_matches('+'), radix) {
            Ok(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(format!("`{text}` is not {wanted}")),
        }
    }

    /// A part of a whole, from 0 to 1.
    pub(super) fn share(&self) -> Result<f64, String> {
        let wanted = "a number from 0 to 1, such as 0.25";
        let text = match self {
            Given::Variable(text) => (*text).trim().to_owned(),
            Given::Toml(value) => match (value.as_float(), value.as_integer()) {
                (Some(number), _) => number.as_str().replace('_', ""),
                (None, Some(number)) => number.as_str().to_owned(),
                (None, None) => return Err(self.unexpected(wanted)),
            },
        };
        let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        share.ok_or_else(|| format!("`{text}` is not {wanted}"))
    }

    pub(super) fn yes_or_no(&self) -> Result<bool, String> {
        match self {
            Given::Variable("true") => Ok(true),
            Given::Variable("false") => Ok(false),
            Given::Variable(text) => Err(format!("`{text}` is neither true nor false")),
            Given::Toml(value) => value.as_bool().ok_or_else(|| self.unexpected("true or false")),
        }
    }

    /// One of a fixed set of words.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, String> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            format!("`{text}` is none of: {}", known.join(", "))
        })
    }

    /// Several texts with a form of their own; in the environment separated by commas.
    pub(super) fn list<T: FromStr<Err: Display>>(&self) -> Result<Vec<T>, String> {
        let parse = |text: &str| text.parse().map_err(|error: T::Err| error.to_string());
        match self {
            Given::Variable(text) => text
                .split(',')
                .map(str::trim)
                .filter(|one| !one.is_empty())
                .map(parse)
                .collect(),
            Given::Toml(value) => {
                let wanted = "a list of texts";
                let items = value.as_array().ok_or_else(|| self.unexpected(wanted))?;
                let text = |item: &DeValue<'_>| item.as_str().map(str::to_owned);
                items
                    .iter()
                    .map(|item| parse(&text(item.get_ref()).ok_or_else(|| self.unexpected(wanted))?))
                    .collect()
            }
        }
    }

    fn unexpected(&self, wanted: &str) -> String {
        let found = match self {
            Given::Variable(_) => "text",
            Given::Toml(value) => value.type_str(),
        };
        format!("expected {wanted}, found {found}")
    }
}
