//! One row as one line: a JSON array. Integers are numbers, text is text, bytes are base 64, real numbers the shortest
//! decimal that reads back as the same number. One row has one line only, so equal lines are equal rows.

use data_encoding::BASE64;
use serde_json::Value as Json;

use super::{Kind, Table};
use crate::engine::Value;

/// A value that owns what it holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Cell {
    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(n) => Value::Int(*n),
            Self::Real(x) => Value::Real(*x),
            Self::Text(text) => Value::Text(text),
            Self::Bytes(bytes) => Value::Bytes(bytes),
        }
    }
}

/// Appends a row and the end of its line.
pub fn line_write(out: &mut Vec<u8>, row: &[Value<'_>]) {
    out.push(b'[');
    for (at, value) in row.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match *value {
            Value::Null => out.extend_from_slice(b"null"),
            Value::Int(n) => out.extend_from_slice(n.to_string().as_bytes()),
            Value::Bool(b) => out.push(if b { b'1' } else { b'0' }),
            Value::Real(x) => out.extend_from_slice(format!("\"{x:?}\"").as_bytes()),
            Value::Text(text) => out.extend_from_slice(Json::from(text).to_string().as_bytes()),
            Value::Bytes(bytes) => out.extend_from_slice(format!("\"{}\"", BASE64.encode(bytes)).as_bytes()),
        }
    }
    out.extend_from_slice(b"]\n");
}

/// Reads a row of a table. The error says what is wrong with it, not what it holds.
pub fn line_read(table: &Table, line: &[u8]) -> Result<Vec<Cell>, String> {
    let row: Vec<Json> = serde_json::from_slice(line).map_err(|_| "a row is not a JSON array".to_owned())?;
    if row.len() != table.columns.len() {
        return Err(format!(
            "a row has {} values instead of {}",
            row.len(),
            table.columns.len()
        ));
    }
    row.into_iter()
        .zip(&table.columns)
        .map(|(value, column)| {
            cell(value, column.kind).ok_or_else(|| format!("a value of {} does not fit", column.name))
        })
        .collect()
}

fn cell(value: Json, kind: Kind) -> Option<Cell> {
    Some(match (value, kind) {
        (Json::Null, _) => Cell::Null,
        (Json::Number(n), Kind::Int) => Cell::Int(n.as_i64()?),
        (Json::String(text), Kind::Text) => Cell::Text(text),
        (Json::String(text), Kind::Real) => Cell::Real(text.parse().ok()?),
        (Json::String(text), Kind::Bytes) => Cell::Bytes(BASE64.decode(text.as_bytes()).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::portable::Column;

    fn table(kinds: &[Kind]) -> Table {
        let column = |(at, kind): (usize, &Kind)| Column {
            name: format!("c{at}"),
            kind: *kind,
        };
        Table {
            name: "t".into(),
            columns: kinds.iter().enumerate().map(column).collect(),
            key: vec!["c0".into()],
        }
    }

    fn cells() -> impl Strategy<Value = (Kind, Cell)> {
        prop_oneof![
            any::<i64>().prop_map(|n| (Kind::Int, Cell::Int(n))),
            any::<f64>()
                .prop_filter("NaN equals nothing", |x| !x.is_nan())
                .prop_map(|x| (Kind::Real, Cell::Real(x))),
            any::<String>().prop_map(|text| (Kind::Text, Cell::Text(text))),
            any::<Vec<u8>>().prop_map(|bytes| (Kind::Bytes, Cell::Bytes(bytes))),
            Just((Kind::Text, Cell::Null)),
        ]
    }

    proptest! {
        #[test]
        fn a_row_survives_its_line(row in proptest::collection::vec(cells(), 1..8)) {
            let (kinds, row): (Vec<_>, Vec<_>) = row.into_iter().unzip();
            let mut line = Vec::new();
            line_write(&mut line, &row.iter().map(Cell::value).collect::<Vec<_>>());
            prop_assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
            prop_assert_eq!(line_read(&table(&kinds), &line).unwrap(), row);
        }
    }

    #[test]
    fn a_line_that_does_not_fit_is_refused() {
        let table = table(&[Kind::Int, Kind::Bytes]);
        for line in [
            "",
            "[1]",
            "[1,2]",
            "[\"1\",\"\"]",
            "[1,\"%\"]",
            "[1.5,\"\"]",
            "[1,\"\"",
            "{}",
        ] {
            assert!(line_read(&table, line.as_bytes()).is_err(), "{line}");
        }
    }
}
