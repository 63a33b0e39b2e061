//! Rows of any table, by what their values look like: which are ids, which are times, what tells one row from another.

use anyhow::{Context, Result};
use touchstone_store::portable::{Cell, Table};

/// What tells a row from the others of its table.
pub(crate) type Key = String;

/// Ids begin with 41 bits of time; nothing else is as large, but for the end of time.
const SMALLEST_ID: i64 = 1 << 56;
const TIMES: std::ops::Range<i64> = 1_600_000_000_000_000..2_200_000_000_000_000;

pub(crate) fn is_id(n: i64) -> bool {
    n >= SMALLEST_ID && n != i64::MAX
}

/// Microseconds between the years 2020 and 2039.
pub(crate) fn is_time(n: i64) -> bool {
    TIMES.contains(&n)
}

/// Where a column stands in the rows of a table.
pub(crate) fn column(table: &Table, name: &str) -> Result<usize> {
    let found = table.columns.iter().position(|column| column.name == name);
    found.with_context(|| format!("{} has no {name}", table.name))
}

pub(crate) fn key(table: &Table, row: &[Cell]) -> Key {
    let at = table.key.iter().filter_map(|name| column(table, name).ok());
    let cells: Vec<Option<&Cell>> = at.map(|at| row.get(at)).collect();
    format!("{cells:?}")
}

/// The cells of a row by name, in the order of the table; what is not named is null.
pub(crate) fn row_of(table: &Table, cells: &[(&str, Cell)]) -> Vec<Cell> {
    let cell = |name: &str| cells.iter().find(|(known, _)| *known == name);
    table
        .columns
        .iter()
        .map(|column| cell(&column.name).map_or(Cell::Null, |(_, cell)| cell.clone()))
        .collect()
}
