//! Reading a pack so that every complaint names the key it is about, and nothing in the pack is silently ignored.

use crate::codes::Code;
use crate::time::Span;
use toml::Value;

/// What is wrong with a pack, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct PackError {
    /// The key, e.g. `clock[2].first_response` (counted from 0), or the line when the text is no TOML.
    pub key: String,
    pub reason: String,
}

impl PackError {
    pub(super) fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            reason: reason.into(),
        }
    }
}

/// A value with the key that leads to it.
pub(super) struct Node<'a> {
    pub(super) key: String,
    value: &'a Value,
}

/// A table of which every key must be asked for.
pub(super) struct Table<'a> {
    pub(super) key: String,
    fields: &'a toml::Table,
    known: Vec<&'a str>,
}

/// Reads the text as TOML.
pub(super) fn root(text: &str) -> Result<Value, PackError> {
    text.parse::<toml::Table>().map(Value::Table).map_err(|error| {
        let line = error.span().map_or(1, |span| {
            1 + text.bytes().take(span.start).filter(|&b| b == b'\n').count()
        });
        PackError::new(format!("line {line}"), error.message())
    })
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self {
            key: String::new(),
            value,
        }
    }

    pub(super) fn error(&self, reason: impl Into<String>) -> PackError {
        PackError::new(&self.key, reason)
    }

    fn wrong(&self, wanted: &str) -> PackError {
        self.error(format!("must be {wanted}, not {}", self.value.type_str()))
    }

    pub(super) fn table(&self) -> Result<Table<'a>, PackError> {
        Ok(Table {
            key: self.key.clone(),
            fields: self.fields()?,
            known: Vec::new(),
        })
    }

    /// The fields of a table whose reader accounts for all of them itself.
    pub(super) fn fields(&self) -> Result<&'a toml::Table, PackError> {
        self.value.as_table().ok_or_else(|| self.wrong("a table"))
    }

    /// The value itself, for a reader that accounts for all of it.
    pub(super) const fn value(&self) -> &'a Value {
        self.value
    }

    /// The items of an array.
    pub(super) fn items(&self) -> Result<Vec<Node<'a>>, PackError> {
        let items = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        let node = |(n, value)| Node {
            key: format!("{}[{n}]", self.key),
            value,
        };
        Ok(items.iter().enumerate().map(node).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, PackError> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    /// The value as one reads it, whatever it is.
    pub(super) fn written(&self) -> String {
        super::diff::plain(self.value)
    }

    pub(super) fn flag(&self) -> Result<bool, PackError> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    pub(super) fn integer(&self) -> Result<i64, PackError> {
        self.value
            .as_integer()
            .ok_or_else(|| self.wrong("a whole number"))
    }

    /// A finite number, whole or not.
    pub(super) fn number(&self) -> Result<f64, PackError> {
        let whole = || {
            self.value
                .as_integer()
                .and_then(|whole| i32::try_from(whole).ok())
                .map(f64::from)
        };
        let number = self
            .value
            .as_float()
            .or_else(whole)
            .ok_or_else(|| self.wrong("a number"))?;
        if number.is_finite() {
            Ok(number)
        } else {
            Err(self.error("must be a finite number"))
        }
    }

    /// A length of time above zero and at most ten years.
    pub(super) fn span(&self) -> Result<Span, PackError> {
        let span: Span = self
            .text()?
            .parse()
            .map_err(|error| self.error(format!("{error}")))?;
        if span > Span::ZERO && span <= Span::days(3660) {
            Ok(span)
        } else {
            Err(self.error("must be longer than nothing and at most ten years"))
        }
    }

    /// One of the words of a set.
    pub(super) fn code<C: Code>(&self) -> Result<C, PackError> {
        C::from_code(self.text()?).map_err(|error| {
            let known: Vec<_> = C::VALUES.iter().map(|value| value.code()).collect();
            self.error(format!("{error}; known are {}", known.join(", ")))
        })
    }
}

impl<'a> Table<'a> {
    fn key_of(&self, field: &str) -> String {
        if self.key.is_empty() {
            field.to_owned()
        } else {
            format!("{}.{field}", self.key)
        }
    }

    /// A field that may be missing.
    pub(super) fn maybe(&mut self, field: &str) -> Option<Node<'a>> {
        let (name, value) = self.fields.get_key_value(field)?;
        self.known.push(name);
        Some(Node {
            key: self.key_of(field),
            value,
        })
    }

    /// A field that must be there.
    pub(super) fn field(&mut self, field: &str) -> Result<Node<'a>, PackError> {
        self.maybe(field)
            .ok_or_else(|| PackError::new(self.key_of(field), "is missing"))
    }

    /// All fields not asked for yet, with their names, in the pack's order.
    pub(super) fn rest(&mut self) -> Vec<(&'a str, Node<'a>)> {
        let names: Vec<&'a str> = self
            .fields
            .keys()
            .map(String::as_str)
            .filter(|name| !self.known.contains(name))
            .collect();
        names
            .into_iter()
            .filter_map(|name| self.maybe(name).map(|node| (name, node)))
            .collect()
    }

    /// Complains about a field nobody asked for.
    pub(super) fn finish(self) -> Result<(), PackError> {
        match self
            .fields
            .keys()
            .find(|name| !self.known.contains(&name.as_str()))
        {
            Some(name) => Err(PackError::new(self.key_of(name), "is not known here")),
            None => Ok(()),
        }
    }
}
