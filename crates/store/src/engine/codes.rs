//! Ids and codes of `domain` as values: the number, and the text.

use touchstone_domain::codes::Code;
use touchstone_domain::id::Id;

use super::value::{FromValue, ToValue, Value, mismatch};

fn read_code<T: Code>(value: Value<'_>) -> Result<T, String> {
    match value {
        Value::Text(text) => T::from_code(text).map_err(|e| e.to_string()),
        other => mismatch("a code", other),
    }
}

macro_rules! ids_as_values {
    ($($id:ty),+ $(,)?) => {$(
        impl ToValue for $id {
            fn to_value(&self) -> Value<'_> {
                Value::Int(self.raw())
            }
        }
        impl FromValue for $id {
            fn from_value(value: Value<'_>) -> Result<Self, String> {
                i64::from_value(value).map(Self::from_raw)
            }
        }
    )+};
}

macro_rules! codes_as_values {
    ($($code:ty),+ $(,)?) => {$(
        impl ToValue for $code {
            fn to_value(&self) -> Value<'_> {
                Value::Text(self.as_str())
            }
        }
        impl FromValue for $code {
            fn from_value(value: Value<'_>) -> Result<Self, String> {
                read_code(value)
            }
        }
    )+};
}

touchstone_domain::for_each_id!(ids_as_values);
touchstone_domain::for_each_code!(codes_as_values);
