//! A row of a file as named values, whatever format it came in.

use serde_json::{Map, Value};

use super::{NESTING, ROW_FIELDS, RowCode};

/// A row's values by the names the file gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceRow(Map<String, Value>);

impl SourceRow {
    /// A row of a table, by its headings.
    pub fn of_fields(headings: &[String], fields: Vec<String>) -> Result<Self, RowCode> {
        if fields.len() != headings.len() {
            return Err(RowCode::ColumnCount);
        }
        let fields = fields.into_iter().map(|field| Value::String(csv_live(field)));
        let named = headings.iter().cloned().zip(fields);
        Ok(Self(named.collect()))
    }

    /// An object.
    pub fn of_object(object: Map<String, Value>) -> Self {
        Self(object)
    }

    /// The value under a name; `a.b` also names `b` inside `a`, and `a[7]` the `value` of that entry of the list `a`
    /// whose `id` is 7.
    pub fn get(&self, path: &str) -> Option<&Value> {
        find(&self.0, path)
    }

    /// The value as text: numbers and words of JSON as they are written, nothing for what is absent, null or blank.
    pub fn text(&self, path: &str) -> Option<String> {
        self.get(path).and_then(text_of)
    }
}

fn find<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    if let Some((list, id)) = path.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        let entries = object.get(list)?.as_array()?;
        let named = |entry: &&Value| entry.get("id").and_then(text_of).as_deref() == Some(id);
        return entries.iter().find(named)?.get("value");
    }
    let (first, rest) = path.split_once('.')?;
    find(object.get(first)?.as_object()?, rest)
}

/// A single value as text.
pub(super) fn text_of(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(word) => word.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// What a spreadsheet program takes for the beginning of a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A field as text for a spreadsheet program, whatever it begins with.
pub fn csv_inert(field: &str) -> String {
    if field.starts_with(FORMULA_STARTS) {
        format!("'{field}")
    } else {
        field.to_owned()
    }
}

/// The field before it was made inert.
fn csv_live(field: String) -> String {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_STARTS) => rest.to_owned(),
        _ => field,
    }
}

/// The fields of one row of CSV (RFC 4180). What follows a closing quotation mark belongs to the field.
pub fn csv_fields(row: &str, delimiter: char) -> Result<Vec<String>, RowCode> {
    let mut fields = Vec::new();
    let mut rest = row.chars().peekable();
    loop {
        let mut field = String::new();
        if rest.next_if_eq(&'"').is_some() {
            loop {
                match rest.next() {
                    Some('"') if rest.next_if_eq(&'"').is_some() => field.push('"'),
                    Some('"') => break,
                    Some(c) => field.push(c),
                    None => return Err(RowCode::UnbalancedQuote),
                }
            }
        }
        while let Some(c) = rest.next_if(|c| *c != delimiter) {
            field.push(c);
        }
        fields.push(field);
        if fields.len() > ROW_FIELDS {
            return Err(RowCode::TooManyFields);
        }
        if rest.next().is_none() {
            return Ok(fields);
        }
    }
}

/// One JSON object, not nested deeper than [`NESTING`].
pub fn json_object(row: &str) -> Result<Map<String, Value>, RowCode> {
    if depth(row) > NESTING {
        return Err(RowCode::TooDeep);
    }
    match serde_json::from_str(row) {
        Ok(Value::Object(object)) if object.len() > ROW_FIELDS => Err(RowCode::TooManyFields),
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(RowCode::MalformedJson),
    }
}

/// How deep brackets nest, looked at before anything is built from them.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The names under which rows hold single values, each once, in order of appearance: what a mapping may name.
pub fn columns_of(rows: &[SourceRow]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if names.len() < ROW_FIELDS && !names.contains(&name) {
            names.push(name);
        }
    };
    for row in rows {
        for (name, value) in &row.0 {
            match value {
                Value::Object(inner) => {
                    let single = inner.iter().filter(|(_, value)| !value.is_object());
                    single.for_each(|(inner, _)| add(format!("{name}.{inner}")));
                }
                Value::Array(entries) if name == "custom_fields" => {
                    let ids = entries.iter().filter_map(|entry| text_of(entry.get("id")?));
                    ids.for_each(|id| add(format!("{name}[{id}]")));
                }
                _ => add(name.clone()),
            }
        }
    }
    names
}
