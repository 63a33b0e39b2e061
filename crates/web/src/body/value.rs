//! Reads a parsed value into a typed request and says, when it does not fit, what is wrong with which field: unknown
//! names, wrong types, missing fields, values outside a set. Serves JSON bodies, forms and query strings alike, so all
//! three refuse in the same words.

use std::fmt;

use serde::Deserializer;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, EnumAccess, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde_json::{Map, Value};
use touchstone_app::core::FieldError;

/// Field errors collected before giving up; a body that is wrong all over needs no full list.
const MOST_ERRORS: usize = 20;

/// How scalars are written in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalars {
    /// JSON: each type has its own notation.
    Typed,
    /// Forms and queries: everything is text; empty text is absent; a list is separated by commas or repeated.
    Text,
}

/// Reads `value` as a `T`, or lists the fields that do not fit.
pub fn read_value<T: DeserializeOwned>(mut value: Value, scalars: Scalars) -> Result<T, Vec<FieldError>> {
    let mut wrong: Vec<FieldError> = Vec::new();
    loop {
        let misfit = match T::deserialize(Reader {
            value: &value,
            scalars,
        }) {
            Ok(read) if wrong.is_empty() => return Ok(read),
            Ok(_) => return Err(wrong),
            Err(misfit) => misfit,
        };
        let error = misfit.to_error();
        if !wrong.iter().any(|known| known.field == error.field) {
            wrong.push(error);
        }
        // Go on without the offending part, to tell the caller everything at once.
        if wrong.len() >= MOST_ERRORS || !remove(&mut value, &misfit.path) {
            return Err(wrong);
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Why a part of the value does not fit, and where it is.
#[derive(Debug)]
struct Misfit {
    path: Vec<Step>,
    code: &'static str,
    args: Vec<(&'static str, String)>,
}

impl Misfit {
    fn new(code: &'static str) -> Self {
        Self {
            path: Vec::new(),
            code,
            args: Vec::new(),
        }
    }

    fn below(mut self, step: Step) -> Self {
        self.path.insert(0, step);
        self
    }

    fn to_error(&self) -> FieldError {
        let mut field = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if field.is_empty() => field.push_str(key),
                Step::Key(key) => field.push_str(&format!(".{key}")),
                Step::Index(index) => field.push_str(&format!("[{index}]")),
            }
        }
        FieldError {
            field,
            code: self.code,
            args: self.args.clone(),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::new("malformed")
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("wrong_type")
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new("malformed")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::new("malformed")
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        let mut misfit = Self::new("unknown_value");
        misfit.args.push(("allowed", expected.join(", ")));
        misfit
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        let name: String = field.chars().filter(|c| !c.is_control()).take(100).collect();
        let mut misfit = Self::new("unknown_field").below(Step::Key(field.to_owned()));
        misfit.args.push(("name", name));
        misfit
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new("required").below(Step::Key(field.to_owned()))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new("malformed").below(Step::Key(field.to_owned()))
    }
}

/// Takes the part at the path out of the value; `false` when that cannot be done or would not help.
fn remove(value: &mut Value, path: &[Step]) -> bool {
    match path {
        [] => false,
        [Step::Key(key)] => value.as_object_mut().is_some_and(|map| map.remove(key).is_some()),
        [Step::Index(index)] => match value.as_array_mut() {
            Some(items) if *index < items.len() => {
                items.remove(*index);
                // The numbers of later elements have changed: only the last one can go without confusion.
                *index == items.len()
            }
            _ => false,
        },
        [Step::Key(key), rest @ ..] => value.get_mut(key).is_some_and(|inner| remove(inner, rest)),
        [Step::Index(index), rest @ ..] => value.get_mut(index).is_some_and(|inner| remove(inner, rest)),
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    value: &'a Value,
    scalars: Scalars,
}

impl<'a> Reader<'a> {
    fn at(self, value: &'a Value) -> Self {
        Self { value, ..self }
    }

    /// The text of a scalar that stands for a number or a truth value, in sources that only know text.
    fn written(&self) -> Option<&'a str> {
        match self.value {
            Value::String(text) if self.scalars == Scalars::Text => Some(text.trim()),
            _ => None,
        }
    }

    fn is_absent(&self) -> bool {
        self.value.is_null() || self.written() == Some("")
    }
}

macro_rules! numbers {
    ($($method:ident => $visit:ident as $number:ty),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            match self.written() {
                Some(text) => match text.parse::<$number>() {
                    Ok(number) => visitor.$visit(number),
                    Err(_) => Err(Misfit::new("wrong_type")),
                },
                None => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items {
                reader: self,
                items,
                next: 0,
            }),
            Value::Object(map) => visitor.visit_map(Members {
                reader: self,
                rest: map.iter(),
                current: None,
            }),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(n), _, _) => visitor.visit_u64(n),
                (None, Some(n), _) => visitor.visit_i64(n),
                (None, None, Some(n)) => visitor.visit_f64(n),
                (None, None, None) => Err(Misfit::new("wrong_type")),
            },
        }
    }

    numbers! {
        deserialize_i8 => visit_i64 as i64, deserialize_i16 => visit_i64 as i64,
        deserialize_i32 => visit_i64 as i64, deserialize_i64 => visit_i64 as i64,
        deserialize_u8 => visit_u64 as u64, deserialize_u16 => visit_u64 as u64,
        deserialize_u32 => visit_u64 as u64, deserialize_u64 => visit_u64 as u64,
        deserialize_f32 => visit_f64 as f64, deserialize_f64 => visit_f64 as f64,
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.written() {
            Some("true" | "on" | "1") => visitor.visit_bool(true),
            Some("false" | "off" | "0") => visitor.visit_bool(false),
            Some(_) => Err(Misfit::new("wrong_type")),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_absent() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Some(text) = self.written() else {
            return self.deserialize_any(visitor);
        };
        let items: Vec<Value> = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(Value::from)
            .collect();
        visitor.visit_seq(Items {
            reader: self,
            items: &items,
            next: 0,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.value {
            Value::String(text) => {
                let variant: StrDeserializer<'_, Misfit> = text.as_str().into_deserializer();
                visitor.visit_enum(variant)
            }
            Value::Object(map) => match (map.iter().next(), map.len()) {
                (Some((name, content)), 1) => visitor.visit_enum(Variant {
                    name,
                    content: self.at(content),
                }),
                _ => Err(Misfit::new("wrong_type")),
            },
            _ => Err(Misfit::new("wrong_type")),
        }
    }

    /// Fields have names: a list is no struct, though serde would take one.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.value {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(Misfit::new("wrong_type")),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'a> {
    reader: Reader<'a>,
    items: &'a [Value],
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let index = self.next;
        let Some(item) = self.items.get(index) else {
            return Ok(None);
        };
        self.next += 1;
        seed.deserialize(Reader {
            value: item,
            scalars: self.reader.scalars,
        })
        .map(Some)
        .map_err(|misfit| misfit.below(Step::Index(index)))
    }
}

struct Members<'a> {
    reader: Reader<'a>,
    rest: serde_json::map::Iter<'a>,
    current: Option<(&'a String, &'a Value)>,
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.current = self.rest.next();
        let Some((key, _)) = self.current else {
            return Ok(None);
        };
        let name: StrDeserializer<'_, Misfit> = key.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let (key, value) = self.current.take().ok_or_else(|| Misfit::new("malformed"))?;
        seed.deserialize(self.reader.at(value))
            .map_err(|misfit| misfit.below(Step::Key(key.clone())))
    }
}

/// An enum value with content: `{"name": content}`.
struct Variant<'a> {
    name: &'a str,
    content: Reader<'a>,
}

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Misfit;
    type Variant = Reader<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Reader<'a>), Misfit> {
        let name: StrDeserializer<'_, Misfit> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.content))
    }
}

impl<'de> VariantAccess<'de> for Reader<'_> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        if self.value.is_null() {
            Ok(())
        } else {
            Err(Misfit::new("wrong_type"))
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_any(visitor)
    }
}

/// Paths of all strings that hold NUL.
pub(super) fn nul_fields(value: &Value) -> Vec<FieldError> {
    let mut found = Vec::new();
    collect_nul(value, &mut Vec::new(), &mut found);
    found.truncate(MOST_ERRORS);
    found
}

fn collect_nul(value: &Value, path: &mut Vec<Step>, found: &mut Vec<FieldError>) {
    match value {
        Value::String(text) if text.contains('\0') => {
            found.push(
                Misfit {
                    path: path.clone(),
                    ..Misfit::new("control_character")
                }
                .to_error(),
            );
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                collect_nul(item, path, found);
                path.pop();
            }
        }
        Value::Object(map) => collect_nul_members(map, path, found),
        _ => {}
    }
}

fn collect_nul_members(map: &Map<String, Value>, path: &mut Vec<Step>, found: &mut Vec<FieldError>) {
    for (key, item) in map {
        path.push(Step::Key(key.replace('\0', "")));
        if key.contains('\0') {
            found.push(
                Misfit {
                    path: path.clone(),
                    ..Misfit::new("control_character")
                }
                .to_error(),
            );
        }
        collect_nul(item, path, found);
        path.pop();
    }
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
