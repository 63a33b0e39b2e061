//! Reading a condition from JSON or TOML. Both are brought into one shape first, so that a tree written in either is the
//! same tree and a complaint names the same place.
//!
//! ```toml
//! when = { all = [
//!     { kind = "complaint" },                                  # is
//!     { any = [ { urgency = { at_least = "high" } }, { tier = ["enterprise", "premium"] } ] },
//!     { not = { category = { is = "payment" } } },             # `category = "payment"` means it and all below it
//! ] }
//! ```

use super::{Comparison, Condition, DEPTH_MAX, Fact, NODES_MAX, Operator, Value};
use crate::category::CategoryTree;
use crate::codes::Code;

/// What is wrong with a condition, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {problem}")]
pub struct ConditionError {
    /// The way to it from the root, e.g. `all[1].urgency`; empty for the root itself.
    pub key: String,
    pub problem: ConditionProblem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionProblem {
    /// Not of the form of a condition.
    #[error(
        "must be one of `all = […]`, `any = […]`, `not = {{…}}` or one fact with what it is compared with"
    )]
    Shape,
    /// An `any` with nothing in it.
    #[error("must hold at least one condition")]
    Empty,
    #[error("is not known here; known facts are {known}", known = Fact::known())]
    Fact(String),
    /// A fact that a rule of the standard may not look at.
    #[error("a rule cannot look at `{0}`: clocks are not counted anew when it changes")]
    Scope(Fact),
    #[error("`{fact}` cannot be compared by `{operator}`")]
    Operator { fact: Fact, operator: Operator },
    #[error("`{0}` is not a known way to compare")]
    UnknownOperator(String),
    #[error("`{text}` is not a known {fact}{}", choices(*fact))]
    Value { fact: Fact, text: String },
    #[error("{0}")]
    Category(String),
    #[error("needs a value")]
    Missing,
    #[error("takes at most {most} values")]
    TooMany { most: usize },
    #[error("is nested more than {DEPTH_MAX} deep")]
    Deep,
    #[error("has more than {NODES_MAX} conditions")]
    Large,
}

fn choices(fact: Fact) -> String {
    match fact.choices() {
        [] => String::new(),
        known => format!("; known are {}", known.join(", ")),
    }
}

impl ConditionProblem {
    /// The stable code of the complaint.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "condition_shape",
            Self::Empty => "condition_empty",
            Self::Fact(_) => "condition_fact",
            Self::Scope(_) => "condition_scope",
            Self::Operator { .. } | Self::UnknownOperator(_) => "condition_operator",
            Self::Value { .. } | Self::Category(_) => "condition_value",
            Self::Missing => "condition_missing",
            Self::TooMany { .. } => "too_many",
            Self::Deep => "condition_deep",
            Self::Large => "condition_large",
        }
    }
}

/// What is asked of a condition besides its form.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading<'a> {
    /// Categories must stand in this tree.
    pub tree: Option<&'a CategoryTree>,
    /// Only facts that a rule of the standard may look at.
    pub measured: bool,
}

/// A value of either format.
enum Raw {
    Text(String),
    Flag(bool),
    List(Vec<Self>),
    Table(Vec<(String, Self)>),
    Other,
}

impl From<&toml::Value> for Raw {
    fn from(value: &toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(text.clone()),
            toml::Value::Integer(number) => Self::Text(number.to_string()),
            toml::Value::Datetime(at) => Self::Text(at.to_string()),
            toml::Value::Boolean(flag) => Self::Flag(*flag),
            toml::Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            toml::Value::Table(table) => Self::Table(
                table
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::from(value)))
                    .collect(),
            ),
            toml::Value::Float(_) => Self::Other,
        }
    }
}

impl From<&serde_json::Value> for Raw {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Self::Text(text.clone()),
            serde_json::Value::Number(number) if number.is_i64() => Self::Text(number.to_string()),
            serde_json::Value::Bool(flag) => Self::Flag(*flag),
            serde_json::Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            serde_json::Value::Object(table) => Self::Table(
                table
                    .iter()
                    .map(|(name, value)| (name.clone(), Self::from(value)))
                    .collect(),
            ),
            serde_json::Value::Null | serde_json::Value::Number(_) => Self::Other,
        }
    }
}

impl Condition {
    /// Reads a condition from JSON.
    pub fn from_json(value: &serde_json::Value, reading: Reading<'_>) -> Result<Self, ConditionError> {
        Reader { reading, nodes: 0 }.node(&value.into(), String::new(), 1)
    }

    /// Reads a condition from TOML.
    pub fn from_toml(value: &toml::Value, reading: Reading<'_>) -> Result<Self, ConditionError> {
        Reader { reading, nodes: 0 }.node(&value.into(), String::new(), 1)
    }

    /// Reads the short form: a table of facts, each with what it must be; an empty one is for everything.
    pub fn from_short_toml(table: &toml::Table, reading: Reading<'_>) -> Result<Self, ConditionError> {
        let mut reader = Reader { reading, nodes: 0 };
        let part = |(name, value): (&String, &toml::Value)| {
            reader.fact(name, &value.into(), name.clone()).map(Condition::Is)
        };
        Ok(Self::All(table.iter().map(part).collect::<Result<_, _>>()?))
    }

    /// Whether it fits what is asked, whoever built it.
    pub fn check(&self, reading: Reading<'_>) -> Result<(), ConditionError> {
        Self::from_json(&self.to_json(), reading).map(|_| ())
    }
}

struct Reader<'a> {
    reading: Reading<'a>,
    nodes: usize,
}

fn error(key: String, problem: ConditionProblem) -> ConditionError {
    ConditionError { key, problem }
}

fn under(key: &str, name: &str) -> String {
    if key.is_empty() {
        name.to_owned()
    } else {
        format!("{key}.{name}")
    }
}

impl Reader<'_> {
    fn node(&mut self, raw: &Raw, key: String, depth: usize) -> Result<Condition, ConditionError> {
        self.nodes += 1;
        if depth > DEPTH_MAX {
            return Err(error(key, ConditionProblem::Deep));
        }
        if self.nodes > NODES_MAX {
            return Err(error(key, ConditionProblem::Large));
        }
        let Raw::Table(fields) = raw else {
            return Err(error(key, ConditionProblem::Shape));
        };
        let [(name, value)] = fields.as_slice() else {
            return Err(error(key, ConditionProblem::Shape));
        };
        let at = under(&key, name);
        match name.as_str() {
            "all" => Ok(Condition::All(self.parts(value, &at, depth)?)),
            "any" => match self.parts(value, &at, depth)? {
                parts if parts.is_empty() => Err(error(at, ConditionProblem::Empty)),
                parts => Ok(Condition::Any(parts)),
            },
            "not" => Ok(Condition::Not(Box::new(self.node(value, at, depth + 1)?))),
            _ => self.fact(name, value, at).map(Condition::Is),
        }
    }

    fn parts(&mut self, raw: &Raw, key: &str, depth: usize) -> Result<Vec<Condition>, ConditionError> {
        let Raw::List(items) = raw else {
            return Err(error(key.to_owned(), ConditionProblem::Shape));
        };
        let part = |(n, item)| self.node(item, format!("{key}[{n}]"), depth + 1);
        items.iter().enumerate().map(part).collect()
    }

    fn fact(&mut self, name: &str, raw: &Raw, key: String) -> Result<Comparison, ConditionError> {
        let fact = Fact::from_code(name)
            .map_err(|unknown| error(key.clone(), ConditionProblem::Fact(unknown.text)))?;
        if self.reading.measured && !fact.is_measured() {
            return Err(error(key, ConditionProblem::Scope(fact)));
        }
        let (operator, value, key) = match raw {
            Raw::Table(fields) => {
                let [(name, value)] = fields.as_slice() else {
                    return Err(error(key, ConditionProblem::Shape));
                };
                let at = under(&key, name);
                (
                    operator(name, value).map_err(|problem| error(at.clone(), problem))?,
                    value,
                    at,
                )
            }
            Raw::Flag(false) if fact.short_operator() == Operator::Set => (Operator::Unset, raw, key),
            _ => (fact.short_operator(), raw, key),
        };
        let texts = texts(operator, value).map_err(|problem| error(key.clone(), problem))?;
        if matches!(value, Raw::List(_)) && fact.operators().contains(&operator) {
            for (n, text) in texts.iter().enumerate() {
                Value::read(fact, text, self.reading.tree)
                    .map_err(|problem| error(format!("{key}[{n}]"), problem))?;
            }
        }
        Comparison::new(fact, operator, &texts, self.reading.tree).map_err(|problem| error(key, problem))
    }
}

/// The operator of a name; `set = false` is `unset`.
fn operator(name: &str, value: &Raw) -> Result<Operator, ConditionProblem> {
    match (name, value) {
        ("is", _) => Ok(Operator::OneOf),
        ("is_not", _) => Ok(Operator::NoneOf),
        ("set", Raw::Flag(false)) => Ok(Operator::Unset),
        _ => Operator::from_code(name).map_err(|unknown| ConditionProblem::UnknownOperator(unknown.text)),
    }
}

fn texts(operator: Operator, raw: &Raw) -> Result<Vec<&str>, ConditionProblem> {
    if operator.arity() == (0, 0) {
        let flag = matches!(
            (operator, raw),
            (_, Raw::Flag(true)) | (Operator::Unset, Raw::Flag(false))
        );
        return if flag {
            Ok(Vec::new())
        } else {
            Err(ConditionProblem::Shape)
        };
    }
    match raw {
        Raw::List(items) => items.iter().map(text).collect(),
        one => Ok(vec![text(one)?]),
    }
}

fn text(raw: &Raw) -> Result<&str, ConditionProblem> {
    match raw {
        Raw::Text(text) => Ok(text),
        _ => Err(ConditionProblem::Shape),
    }
}
