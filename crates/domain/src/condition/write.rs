//! Writing a condition: as JSON for the API and for keeping, as one TOML value for a pack.

use super::{Comparison, Condition, Fact, Operator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};

impl Condition {
    /// The tree as JSON, in the form [`Condition::from_json`] reads.
    pub fn to_json(&self) -> Json {
        match self {
            Self::All(parts) => json!({ "all": list(parts) }),
            Self::Any(parts) => json!({ "any": list(parts) }),
            Self::Not(part) => json!({ "not": part.to_json() }),
            Self::Is(comparison) => comparison.to_json(),
        }
    }

    /// The tree as an inline value of TOML, one line long.
    pub fn to_toml(&self) -> String {
        toml_text(&self.to_json())
    }
}

fn list(parts: &[Condition]) -> Vec<Json> {
    parts.iter().map(Condition::to_json).collect()
}

impl Comparison {
    fn to_json(&self) -> Json {
        let words: Vec<Json> = self
            .words()
            .into_iter()
            .map(|word| match (self.fact, word.parse::<i64>()) {
                (Fact::Priority, Ok(number)) => number.into(),
                _ => word.into(),
            })
            .collect();
        let value = match words.as_slice() {
            [one] => one.clone(),
            _ => Json::from(words),
        };
        let compared = match self.operator {
            operator if operator == self.fact.short_operator() && operator != Operator::Set => value,
            Operator::OneOf => named("is", "one_of", value),
            Operator::NoneOf => named("is_not", "none_of", value),
            Operator::Set if self.fact.short_operator() == Operator::Set => Json::Bool(true),
            Operator::Unset if self.fact.short_operator() == Operator::Set => Json::Bool(false),
            Operator::Set => json!({ "set": true }),
            Operator::Unset => json!({ "set": false }),
            operator => json!({ operator.as_str(): value }),
        };
        json!({ self.fact.as_str(): compared })
    }
}

fn named(one: &str, many: &str, value: Json) -> Json {
    if value.is_array() {
        json!({ many: value })
    } else {
        json!({ one: value })
    }
}

fn toml_text(value: &Json) -> String {
    match value {
        Json::Object(fields) => {
            let field = |(name, value): (&String, &Json)| format!("{name} = {}", toml_text(value));
            format!(
                "{{ {} }}",
                fields.iter().map(field).collect::<Vec<_>>().join(", ")
            )
        }
        Json::Array(items) if items.is_empty() => "[]".to_owned(),
        Json::Array(items) => format!("[{}]", items.iter().map(toml_text).collect::<Vec<_>>().join(", ")),
        Json::String(text) => toml::Value::String(text.clone()).to_string(),
        other => other.to_string(),
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Json::deserialize(from)?;
        Self::from_json(&value, super::Reading::default()).map_err(serde::de::Error::custom)
    }
}
