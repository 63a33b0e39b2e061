//! Rows for every table of a schema, made from the schema itself: every code a CHECK allows, references that lead to
//! rows, numbers within their bounds, now and then nothing where nothing may stand. A table that comes with a later
//! migration gets its rows by itself.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use touchstone_store::migrate::MIGRATIONS;
use touchstone_store::portable::{Cell, Kind, Load, Snapshot, Step, Table};
use touchstone_store::{EngineKind, StoreConfig};
use touchstone_testkit::engines::TestDirectory;

/// As many as the longest list of codes has.
const ROWS: usize = 12;

pub struct Filling {
    tables: Vec<Table>,
    facts: BTreeMap<String, Facts>,
    /// Names of columns that hold truth values.
    truths: BTreeSet<String>,
}

#[derive(Default)]
struct Facts {
    /// Columns that may not be empty.
    needed: BTreeSet<String>,
    /// Column → the table and column it names.
    references: BTreeMap<String, (String, String)>,
    /// Column → what it may hold.
    allowed: BTreeMap<String, Allowed>,
}

enum Allowed {
    Texts(Vec<String>),
    Numbers(Vec<i64>),
}

impl Filling {
    pub fn of(steps: &[Step]) -> Self {
        let dir = TestDirectory::new();
        let config = StoreConfig::sqlite(dir.path());
        let load = Load::begin(&config, "empty", steps).expect("an empty place");
        load.finish().expect("the schema alone");
        let tables = Snapshot::alone(&config)
            .and_then(|mut snapshot| Ok(snapshot.tables()?))
            .expect("tables");
        let conn = Connection::open(dir.path().join("touchstone.db")).expect("it opens");
        let facts = tables
            .iter()
            .map(|table| (table.name.clone(), facts_of(&conn, &table.name)))
            .collect();
        Self {
            tables,
            facts,
            truths: truths(),
        }
    }

    pub fn tables(&self) -> impl Iterator<Item = (Table, Vec<Vec<Cell>>)> {
        self.tables.iter().map(|table| {
            let rows = (0..self.count(&table.name)).map(|i| self.row(table, i)).collect();
            (table.clone(), rows)
        })
    }

    /// One row where the key can be one thing alone.
    fn count(&self, table: &str) -> usize {
        let facts = &self.facts[table];
        let alone = |(name, allowed): (&String, &Allowed)| {
            facts.needed.contains(name) && matches!(allowed, Allowed::Numbers(some) if some.len() == 1)
        };
        if facts.allowed.iter().any(alone) { 1 } else { ROWS }
    }

    fn row(&self, table: &Table, i: usize) -> Vec<Cell> {
        let columns = table.columns.iter().enumerate();
        columns
            .map(|(at, column)| self.cell(table, at, &column.name, column.kind, i))
            .collect()
    }

    fn cell(&self, table: &Table, at: usize, name: &str, kind: Kind, i: usize) -> Cell {
        let facts = &self.facts[&table.name];
        let optional = !facts.needed.contains(name);
        if let Some((parent, column)) = facts.references.get(name) {
            if optional && i.is_multiple_of(3) {
                return Cell::Null;
            }
            let place = facts
                .references
                .keys()
                .position(|other| other == name)
                .unwrap_or(0);
            let parent = self.table(parent);
            let at = parent
                .columns
                .iter()
                .position(|c| c.name == *column)
                .expect("a column");
            // Two references of one row lead to two rows.
            let row = (i + place) % self.count(&parent.name);
            return self.cell(parent, at, column, parent.columns[at].kind, row);
        }
        match facts.allowed.get(name) {
            Some(Allowed::Texts(texts)) if optional && i % (texts.len() + 1) == texts.len() => Cell::Null,
            Some(Allowed::Texts(texts)) => {
                Cell::Text(texts[i % (texts.len() + usize::from(optional))].clone())
            }
            Some(Allowed::Numbers(some)) if some.len() == 1 && i > 0 => Cell::Null,
            Some(Allowed::Numbers(some)) => Cell::Int(some[i % some.len()]),
            None if optional && (i + at) % 4 == 3 => Cell::Null,
            None if self.truths.contains(name) => Cell::Int((i % 2) as i64),
            None => plain(&table.name, at, kind, i),
        }
    }

    fn table(&self, name: &str) -> &Table {
        self.tables
            .iter()
            .find(|table| table.name == name)
            .expect("a table")
    }
}

fn plain(table: &str, at: usize, kind: Kind, i: usize) -> Cell {
    match kind {
        Kind::Int => Cell::Int(1_780_000_000_000_000 + (at * 1_000 + i) as i64),
        Kind::Real => Cell::Real(i as f64 + 0.25),
        Kind::Text => Cell::Text(format!("{table} {at} {i}: 订单，ご注文、주문 'x'")),
        Kind::Bytes => Cell::Bytes((0..32).map(|byte| (byte * 7 + at * 31 + i) as u8).collect()),
    }
}

fn facts_of(conn: &Connection, table: &str) -> Facts {
    let mut facts = Facts::default();
    let mut columns = conn
        .prepare("SELECT name FROM pragma_table_info(?1) WHERE \"notnull\" = 1 OR pk > 0")
        .expect("prepared");
    let named = columns.query_map([table], |row| row.get(0)).expect("asked");
    facts.needed = named.map(|name| name.expect("a name")).collect();
    let mut keys = conn
        .prepare("SELECT \"from\", \"table\", COALESCE(\"to\", 'id') FROM pragma_foreign_key_list(?1)")
        .expect("prepared");
    let found = keys
        .query_map([table], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))
        .expect("asked");
    facts.references = found.map(|key| key.expect("a key")).collect();
    let text: String = conn
        .query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [table], |row| {
            row.get(0)
        })
        .expect("a text");
    facts.allowed = checks(&text).filter_map(|check| allowed(&check)).collect();
    facts
}

/// What stands inside each `CHECK (…)`.
fn checks(text: &str) -> impl Iterator<Item = String> {
    text.split("CHECK (").skip(1).map(|rest| {
        let mut depth = 1;
        let end = rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        rest[..end.expect("it ends")].to_owned()
    })
}

/// `x = 'a' OR x = 'b'`, `x = 1` and `x BETWEEN 1 AND 5` say what a column may hold; other rules do not.
fn allowed(check: &str) -> Option<(String, Allowed)> {
    if let Some((name, bounds)) = check.split_once(" BETWEEN ") {
        let (low, high) = bounds.split_once(" AND ")?;
        let (low, high): (i64, i64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
        return Some((name.trim().to_owned(), Allowed::Numbers((low..=high).collect())));
    }
    let pairs: Option<Vec<(&str, &str)>> = check.split(" OR ").map(|part| part.split_once(" = ")).collect();
    let pairs = pairs?;
    let name = pairs.first()?.0.trim().to_owned();
    let values = || pairs.iter().map(|(_, value)| value.trim());
    let numbers: Result<Vec<i64>, _> = values().map(str::parse).collect();
    let allowed = match numbers {
        Ok(numbers) => Allowed::Numbers(numbers),
        Err(_) => Allowed::Texts(
            values()
                .map(|value| value.trim_matches('\'').to_owned())
                .collect(),
        ),
    };
    Some((name, allowed))
}

/// SQLite keeps truth values as numbers; only PostgreSQL's text tells them apart.
fn truths() -> BTreeSet<String> {
    let texts = MIGRATIONS.iter().map(|step| step.text(EngineKind::Postgres));
    let words: Vec<String> = texts
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let pairs = words.windows(2).filter(|pair| pair[1].starts_with("BOOLEAN"));
    pairs.map(|pair| pair[0].clone()).collect()
}
