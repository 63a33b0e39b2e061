//! What forms share: problems of fields, choices, the category tree.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Code;

/// Why a form came back. Everything typed stays in the form beside it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Problems {
    /// The refusal as a whole, locale key `error-<code>`; empty when only fields are wrong.
    pub code: Option<Code>,
    pub fields: Vec<FieldProblem>,
}

impl Problems {
    pub fn none() -> Self {
        Self::default()
    }

    pub fn of(code: impl Into<Code>) -> Self {
        Self {
            code: Some(code.into()),
            fields: Vec::new(),
        }
    }

    pub fn any(&self) -> bool {
        self.code.is_some() || !self.fields.is_empty()
    }
}

/// One field and what is wrong with it: locale key `field-<code>` with its arguments.
#[derive(Clone, Debug, Serialize)]
pub struct FieldProblem {
    /// Name of the form field; nested names are joined by a dot (`requester.email`).
    pub field: Code,
    pub code: Code,
    /// Arguments of the message, such as `max`.
    pub args: BTreeMap<Code, String>,
}

impl FieldProblem {
    pub fn new(field: impl Into<Code>, code: impl Into<Code>) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            args: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn with(mut self, name: impl Into<Code>, value: impl ToString) -> Self {
        self.args.insert(name.into(), value.to_string());
        self
    }
}

/// An entry of a select whose label is a name, not a code.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
        }
    }
}

/// A top level of the category tree with its leaves, as full paths (`payment/refund-delay`).
#[derive(Clone, Debug, Serialize)]
pub struct CategoryGroup {
    pub code: Code,
    pub children: Vec<Code>,
}
