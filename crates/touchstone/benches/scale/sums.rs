//! What is kept summed (counts of queues, figures of hours and days): each copy adds what its family added in the model, in
//! the hours and days it was moved to.

use std::collections::HashMap;

use anyhow::{Context, Result};
use touchstone_store::portable::{Cell, Table};

use crate::copies::{HOUR, Shift};
use crate::model::Sheets;
use crate::rows::{column, key};

/// Tables of sums, and the columns that are summed; everything else says of what.
pub(crate) const SUMMED: [(&str, &[&str]); 3] = [
    ("counter", &["n"]),
    ("figure", &["n", "sum"]),
    ("figure_bucket", &["n"]),
];

/// Takes some rows of a table.
type Take<'t> = &'t mut dyn FnMut(&Table, &[Vec<Cell>]) -> Result<()>;

/// Sums, to be written when all copies have been added.
#[derive(Default, Clone)]
pub(crate) struct Sums {
    tables: Vec<Table>,
    /// Rows as they stand in the model; their times and sums are not looked at.
    of: Vec<(usize, Vec<Cell>)>,
    places: HashMap<(usize, String), usize>,
    /// By what they are of and the time they begin, where they have one.
    found: HashMap<(usize, i64), [i64; 2]>,
}

/// What one copy of a family adds.
pub(crate) struct Share(Vec<Part>);

struct Part {
    of: usize,
    start: i64,
    moves: Moves,
    adds: [i64; 2],
}

#[derive(Clone, Copy)]
enum Moves {
    No,
    Hours,
    Days,
}

impl Sums {
    /// What came between two states of the model.
    pub(crate) fn share(&mut self, before: Option<&Sheets>, after: &Sheets) -> Result<Share> {
        let mut parts = Vec::new();
        for (name, summed) in SUMMED {
            let sheet = after.get(name).with_context(|| format!("no table {name}"))?;
            let table = self.table(&sheet.table);
            let earlier: HashMap<String, [i64; 2]> = match before.and_then(|before| before.get(name)) {
                None => HashMap::new(),
                Some(sheet) => sheet
                    .rows
                    .iter()
                    .map(|row| Ok((key(&sheet.table, row), values(&sheet.table, row, summed)?)))
                    .collect::<Result<_>>()?,
            };
            for row in &sheet.rows {
                let now = values(&sheet.table, row, summed)?;
                let then = earlier.get(&key(&sheet.table, row)).copied().unwrap_or_default();
                let adds = [now[0] - then[0], now[1] - then[1]];
                if adds == [0, 0] {
                    continue;
                }
                let start = start_of(&sheet.table, row);
                let moves = match (start, span_of(&sheet.table, row)) {
                    (None, _) => Moves::No,
                    (Some(_), Some("hour")) => Moves::Hours,
                    (Some(_), _) => Moves::Days,
                };
                parts.push(Part {
                    of: self.place(table, &sheet.table, row, summed)?,
                    start: start.unwrap_or_default(),
                    moves,
                    adds,
                });
            }
        }
        Ok(Share(parts))
    }

    fn table(&mut self, table: &Table) -> usize {
        let known = self.tables.iter().position(|known| known.name == table.name);
        known.unwrap_or_else(|| {
            self.tables.push(table.clone());
            self.tables.len() - 1
        })
    }

    /// Where sums of this kind are counted.
    fn place(&mut self, at: usize, table: &Table, row: &[Cell], summed: &[&str]) -> Result<usize> {
        let mut named = row.to_vec();
        for name in summed.iter().chain(&["start_at"]) {
            if let Ok(column) = column(table, name) {
                named[column] = Cell::Null;
            }
        }
        let name = (at, format!("{named:?}"));
        if let Some(place) = self.places.get(&name) {
            return Ok(*place);
        }
        self.of.push((at, named));
        self.places.insert(name, self.of.len() - 1);
        Ok(self.of.len() - 1)
    }

    pub(crate) fn add(&mut self, share: &Share, shift: Shift) {
        for part in &share.0 {
            let start = match part.moves {
                Moves::No => part.start,
                Moves::Hours => part.start + shift.hours * HOUR,
                Moves::Days => part.start + shift.days * 24 * HOUR,
            };
            let sum = self.found.entry((part.of, start)).or_default();
            sum[0] += part.adds[0];
            sum[1] += part.adds[1];
        }
    }

    /// Gives the rows to `take`, some of one table at once.
    pub(crate) fn rows(self, at_once: usize, take: Take<'_>) -> Result<()> {
        let mut waiting: Vec<Vec<Vec<Cell>>> = self.tables.iter().map(|_| Vec::new()).collect();
        let mut found: Vec<((usize, i64), [i64; 2])> = self.found.into_iter().collect();
        // Rows that lie together in the database come together.
        found.sort_unstable_by_key(|((of, start), _)| (*start, *of));
        for ((of, start), sums) in found {
            let (at, named) = self.of.get(of).context("a sum of nothing")?;
            let table = &self.tables[*at];
            let mut row = named.clone();
            if let Ok(column) = column(table, "start_at") {
                row[column] = Cell::Int(start);
            }
            let summed = SUMMED.iter().find(|(name, _)| *name == table.name);
            for (name, sum) in summed.map_or(&[][..], |(_, summed)| summed).iter().zip(sums) {
                row[column(table, name)?] = Cell::Int(sum);
            }
            waiting[*at].push(row);
            if waiting[*at].len() >= at_once {
                take(table, &std::mem::take(&mut waiting[*at]))?;
            }
        }
        for (table, rows) in self.tables.iter().zip(&waiting) {
            take(table, rows)?;
        }
        Ok(())
    }
}

fn values(table: &Table, row: &[Cell], summed: &[&str]) -> Result<[i64; 2]> {
    let mut values = [0; 2];
    for (value, name) in values.iter_mut().zip(summed) {
        if let Some(Cell::Int(n)) = row.get(column(table, name)?) {
            *value = *n;
        }
    }
    Ok(values)
}

fn start_of(table: &Table, row: &[Cell]) -> Option<i64> {
    match row.get(column(table, "start_at").ok()?) {
        Some(Cell::Int(start)) => Some(*start),
        _ => None,
    }
}

fn span_of<'a>(table: &Table, row: &'a [Cell]) -> Option<&'a str> {
    match row.get(column(table, "span").ok()?) {
        Some(Cell::Text(span)) => Some(span),
        _ => None,
    }
}
