//! What a caller typed, field by field: JSON bodies and HTML forms are read the same way and refused with the same codes.
//!
//! Every problem is collected, not only the first, and names that nobody asked for are refused at the end. Codes used:
//! `required`, `too_long {max}`, `control_character`, `wrong_type`, `malformed`, `unknown_value {allowed}`,
//! `unknown_field`, `too_many {max}`, `out_of_range {min, max}`.

use std::str::FromStr;

use serde_json::{Map, Value};
use touchstone_domain::codes::Code;
use touchstone_domain::text;

use crate::core::{AppError, FieldError};

/// An object of named values that is being read. An empty text and `null` count as absent.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    prefix: String,
    values: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl Fields {
    /// The fields of a JSON body.
    pub fn from_json(body: Value) -> Result<Self, AppError> {
        match body {
            Value::Object(values) => Ok(Self {
                values,
                ..Self::default()
            }),
            Value::Null => Ok(Self::default()),
            _ => Err(AppError::field("", "wrong_type")),
        }
    }

    /// The fields of a form. A name that comes several times is a list; `requester.email` lies in the object `requester`.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut values = Map::new();
        for (name, value) in pairs {
            match name.split_once('.') {
                Some((object, inner)) => {
                    if let Value::Object(inside) =
                        values.entry(object).or_insert_with(|| Value::Object(Map::new()))
                    {
                        pair_put(inside, inner, value);
                    }
                }
                None => pair_put(&mut values, name, value),
            }
        }
        Self {
            values,
            ..Self::default()
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        match self.values.remove(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(value) => Some(value),
        }
    }

    /// Whether something was given under this name.
    pub fn has(&self, name: &str) -> bool {
        match self.values.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => true,
        }
    }

    /// Notes a problem with a field.
    pub fn refuse(&mut self, name: &str, error: FieldError) {
        let field = format!("{}{name}", self.prefix);
        self.errors.push(FieldError { field, ..error });
    }

    /// Whether a problem was noted already.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Notes problems that were found elsewhere and bear their full names.
    pub fn refuse_all(&mut self, errors: Vec<FieldError>) {
        self.errors.extend(errors);
    }

    fn refuse_code(&mut self, name: &str, code: &'static str) {
        self.refuse(name, FieldError::new("", code));
    }

    fn words(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                self.refuse_code(name, "wrong_type");
                None
            }
        }
    }

    /// What was given, as it is: for what has a form of its own.
    pub(crate) fn whole(&mut self, name: &str) -> Option<Value> {
        self.take(name)
    }

    /// A text of at most `max` characters.
    pub fn text(&mut self, name: &'static str, max: usize) -> Option<String> {
        let typed = match self.take(name)? {
            Value::String(text) => text,
            _ => {
                self.refuse_code(name, "wrong_type");
                return None;
            }
        };
        self.bounded(name, name, &typed, max)
    }

    fn bounded(&mut self, place: &str, name: &'static str, typed: &str, max: usize) -> Option<String> {
        match text::optional(name, typed, max) {
            Ok(text) => text,
            Err(error) => {
                self.refuse(place, FieldError::new("", error.code()).with("max", max));
                None
            }
        }
    }

    /// A text that must be there; empty, with an error noted, when it is not.
    pub fn required(&mut self, name: &'static str, max: usize) -> String {
        let before = self.errors.len();
        let text = self.text(name, max);
        if text.is_none() && self.errors.len() == before {
            self.refuse_code(name, "required");
        }
        text.unwrap_or_default()
    }

    /// A word of a closed set.
    pub fn code<T: Code>(&mut self, name: &'static str) -> Option<T> {
        let typed = self.words(name)?;
        match T::from_code(&typed) {
            Ok(code) => Some(code),
            Err(_) => {
                let known: Vec<_> = T::VALUES.iter().map(|known| known.code()).collect();
                self.refuse(
                    name,
                    FieldError::new("", "unknown_value").with("allowed", known.join(", ")),
                );
                None
            }
        }
    }

    /// Anything with one written form: an id, a time.
    pub fn parsed<T: FromStr>(&mut self, name: &'static str) -> Option<T> {
        let typed = self.words(name)?;
        let read = typed.parse().ok();
        if read.is_none() {
            self.refuse_code(name, "malformed");
        }
        read
    }

    /// A whole number between two bounds.
    pub fn number(&mut self, name: &'static str, min: i64, max: i64) -> Option<i64> {
        let typed = self.words(name)?;
        match typed.parse() {
            Ok(number) if (min..=max).contains(&number) => Some(number),
            Ok(_) => {
                self.refuse(
                    name,
                    FieldError::new("", "out_of_range")
                        .with("min", min)
                        .with("max", max),
                );
                None
            }
            Err(_) => {
                self.refuse_code(name, "wrong_type");
                None
            }
        }
    }

    /// A yes: `true` in JSON, any of `on`, `true`, `1` in a form; absent is no.
    pub fn flag(&mut self, name: &'static str) -> bool {
        match self.take(name) {
            None => false,
            Some(Value::Bool(yes)) => yes,
            Some(Value::String(typed)) if matches!(typed.as_str(), "on" | "true" | "1") => true,
            Some(Value::String(typed)) if matches!(typed.as_str(), "false" | "0") => false,
            Some(_) => {
                self.refuse_code(name, "wrong_type");
                false
            }
        }
    }

    /// A list of texts, `None` when it is absent.
    fn list(&mut self, name: &'static str, most: usize) -> Option<Vec<Value>> {
        let items = match self.values.remove(name)? {
            Value::Null => return None,
            Value::Array(items) => items,
            one @ Value::String(_) => vec![one],
            _ => {
                self.refuse_code(name, "wrong_type");
                return None;
            }
        };
        if items.len() > most {
            self.refuse(name, FieldError::new("", "too_many").with("max", most));
            return None;
        }
        Some(items)
    }

    /// A list of texts, each of at most `max` characters; empty ones are passed over.
    pub fn texts(&mut self, name: &'static str, most: usize, max: usize) -> Option<Vec<String>> {
        let items = self.list(name, most)?;
        let read = items.into_iter().enumerate().filter_map(|(at, item)| {
            let place = format!("{name}[{at}]");
            match item {
                Value::String(typed) => self.bounded(&place, name, &typed, max),
                _ => {
                    self.refuse_code(&place, "wrong_type");
                    None
                }
            }
        });
        Some(read.collect())
    }

    /// A list of things with one written form.
    pub fn parsed_list<T: FromStr + PartialEq>(&mut self, name: &'static str, most: usize) -> Vec<T> {
        let mut read: Vec<T> = Vec::new();
        for (at, item) in self.list(name, most).unwrap_or_default().into_iter().enumerate() {
            let parsed = item.as_str().and_then(|typed| typed.parse().ok());
            match parsed {
                Some(value) if read.contains(&value) => {}
                Some(value) => read.push(value),
                None if item.as_str() == Some("") => {}
                None => self.refuse_code(&format!("{name}[{at}]"), "malformed"),
            }
        }
        read
    }

    /// The fields of an object inside; give it back with [`Fields::absorb`].
    pub fn object(&mut self, name: &'static str) -> Self {
        let prefix = format!("{}{name}.", self.prefix);
        match self.take(name) {
            None => Self {
                prefix,
                ..Self::default()
            },
            Some(Value::Object(values)) => Self {
                prefix,
                values,
                errors: Vec::new(),
            },
            Some(_) => {
                self.refuse_code(name, "wrong_type");
                Self {
                    prefix,
                    ..Self::default()
                }
            }
        }
    }

    /// Takes over the problems of an object inside, names nobody asked for included.
    pub fn absorb(&mut self, inner: Self) {
        self.errors.extend(inner.problems());
    }

    fn problems(mut self) -> Vec<FieldError> {
        let unknown = std::mem::take(&mut self.values);
        for (name, _) in unknown {
            let name: String = name.chars().take(64).collect();
            self.refuse_code(&name, "unknown_field");
        }
        self.errors
    }

    /// Refuses when anything was wrong or nobody asked for something that was given.
    pub fn finish(self) -> Result<(), AppError> {
        let errors = self.problems();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(AppError::Validation(errors))
        }
    }
}

fn pair_put(values: &mut Map<String, Value>, name: &str, value: &str) {
    match values.get_mut(name) {
        None => {
            values.insert(name.to_owned(), Value::from(value));
        }
        Some(Value::Array(items)) => items.push(Value::from(value)),
        Some(first) => *first = Value::Array(vec![first.take(), Value::from(value)]),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use touchstone_domain::id::UserId;
    use touchstone_domain::ticket::Kind;

    use super::*;

    fn problems(fields: Fields) -> Vec<(String, &'static str)> {
        match fields.finish() {
            Err(AppError::Validation(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_problem_is_told_with_its_name() {
        let mut fields = Fields::from_json(json!({
            "subject": " ", "body": 7, "kind": "complain", "assignee": "x", "tags": ["a", 1, ""],
            "requester": {"email": "a@b.cn", "mail": 1}, "extra": true,
        }))
        .unwrap();
        assert_eq!(fields.required("subject", 5), "");
        assert_eq!(fields.required("body", 5), "");
        assert_eq!(fields.code::<Kind>("kind"), None);
        assert_eq!(fields.parsed::<UserId>("assignee"), None);
        assert_eq!(fields.texts("tags", 3, 5), Some(vec!["a".to_owned()]));
        let mut requester = fields.object("requester");
        assert_eq!(requester.text("email", 20).as_deref(), Some("a@b.cn"));
        fields.absorb(requester);
        assert_eq!(
            problems(fields),
            [
                ("subject", "required"),
                ("body", "wrong_type"),
                ("kind", "unknown_value"),
                ("assignee", "malformed"),
                ("tags[1]", "wrong_type"),
                ("requester.mail", "unknown_field"),
                ("extra", "unknown_field"),
            ]
            .map(|(name, code)| (name.to_owned(), code))
        );
    }

    #[test]
    fn forms_make_objects_and_lists() {
        let mut fields = Fields::from_pairs([
            ("requester.email", "a@b.cn"),
            ("tags", "x"),
            ("tags", "y"),
            ("score", "5"),
        ]);
        let mut requester = fields.object("requester");
        assert_eq!(requester.text("email", 20).as_deref(), Some("a@b.cn"));
        fields.absorb(requester);
        assert_eq!(fields.texts("tags", 5, 5).unwrap(), ["x", "y"]);
        assert_eq!(fields.number("score", 1, 5), Some(5));
        assert!(fields.finish().is_ok());
    }

    #[test]
    fn long_texts_and_lists_are_refused() {
        let mut fields = Fields::from_json(json!({"a": "123456", "b": [1, 2, 3], "c": "x\u{0}"})).unwrap();
        assert_eq!(fields.text("a", 5), None);
        assert_eq!(fields.texts("b", 2, 5), None);
        assert_eq!(fields.text("c", 5), None);
        let codes: Vec<_> = problems(fields).into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, ["too_long", "too_many", "control_character"]);
    }

    proptest! {
        #[test]
        fn any_form_is_read(pairs in proptest::collection::vec(("[a-c.]{0,4}", "\\PC{0,8}"), 0..8)) {
            let mut fields = Fields::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            let _ = (fields.text("a", 4), fields.texts("b", 2, 4), fields.number("c", 0, 9));
            let inner = fields.object("a");
            fields.absorb(inner);
            let _ = fields.finish();
        }
    }
}
