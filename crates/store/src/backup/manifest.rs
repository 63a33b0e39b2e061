//! What a backup says about itself.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use touchstone_domain::time::Timestamp;

use crate::key_check::KeyCheckRow;
use crate::portable::{Step, Table};

/// Version of the format. A reader refuses a higher one.
pub(super) const FORMAT: u32 = 1;
/// Names of the archive's first and last entry.
pub(super) const HEAD: &str = "head.json";
pub(super) const MANIFEST: &str = "manifest.json";

/// What is known when a backup begins: its first entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub format: u32,
    /// Version of the program that wrote it.
    pub product: String,
    /// No other backup has the same.
    pub id: String,
    /// Everything acknowledged before this instant is in it.
    pub at: Timestamp,
    /// The engine it was read from: `sqlite` or `postgres`.
    pub engine: String,
    /// The migrations that made its tables.
    pub schema: Vec<Step>,
    pub tables: Vec<Table>,
    /// What the key ring must answer to read it; says nothing about the keys.
    pub key_checks: Vec<KeyCheck>,
}

/// A [`KeyCheckRow`] as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyCheck {
    pub kind: String,
    pub version: u32,
    /// Base 64.
    pub check: String,
}

/// The whole list, known at the end: the last entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub head: Head,
    pub tables: Vec<TableFacts>,
    /// Files of requests.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
    /// Files that were removed while the backup was made: their rows are there, they are not.
    pub left_out: Vec<String>,
    /// Every entry between head and manifest, in order.
    pub parts: Vec<Part>,
}

/// What a table holds: the hash is of its rows as lines, whatever engine keeps them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFacts {
    pub name: String,
    pub rows: u64,
    /// Hexadecimal.
    pub sha256: String,
}

/// One entry of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    /// Bytes in the archive.
    pub size: u64,
    /// Of these bytes, hexadecimal.
    pub sha256: String,
}

impl Head {
    /// Version of the schema.
    pub fn schema_version(&self) -> u32 {
        self.schema.last().map_or(0, |step| step.version)
    }

    /// The check values of the key ring as the database keeps them. A value that is no base 64 fits no ring.
    pub fn key_check_rows(&self) -> Vec<KeyCheckRow> {
        self.key_checks
            .iter()
            .map(|check| KeyCheckRow {
                kind: check.kind.clone(),
                version: check.version,
                check_value: BASE64.decode(check.check.as_bytes()).unwrap_or_default(),
            })
            .collect()
    }
}

impl Manifest {
    /// Rows of all tables together.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}
