//! The database as tables and rows that name no engine: what backups are made of, and moves from one engine to the other.
//!
//! Tables and columns are read from the database itself, so a table that comes with a later migration is carried without
//! a word here. Rows come in the order of their primary key, which is the order of bytes on both engines: two databases
//! with the same content give the same lines. What only one engine keeps for itself is left out ([`OWN`]) or carried as
//! the other would have it; an index of search is made again. Nothing here knows what the rows mean.

mod line;
mod load;
mod postgres;
mod snapshot;
mod sqlite;

use serde::{Deserialize, Serialize};

pub use self::line::{Cell, line_read, line_write};
pub use self::load::Load;
pub use self::snapshot::Snapshot;

/// Tables that are the engine's own business: the schema's record is carried apart, and what waits in PostgreSQL's inbox
/// is carried as the place in the order that it is about to get.
const OWN: [&str; 4] = ["schema_migration", "event_inbox", "load_progress", "search_fts"];

/// What a column holds, on either engine. Truth values travel as 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Int,
    Real,
    Text,
    Bytes,
}

/// A column, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

/// A table as it is carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// Columns that order the rows: the primary key.
    pub key: Vec<String>,
}

/// A migration the database has been through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub version: u32,
    pub sha256: String,
}

impl Table {
    /// The columns' names, quoted and separated.
    fn column_list(&self) -> String {
        list(self.columns.iter().map(|column| column.name.as_str()))
    }

    fn key_list(&self) -> String {
        list(self.key.iter().map(String::as_str))
    }
}

/// A name as both engines take it, whatever it contains.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(quoted).collect::<Vec<_>>().join(", ")
}
