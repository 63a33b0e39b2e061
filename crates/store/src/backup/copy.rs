//! A database copied into another one, of either engine: row by row, in parts that are kept, so that a copy which is
//! broken off goes on where it was; compared by counts and hashes at its end.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::restore::compare;
use super::write::progress;
use super::{BackupError, Stage, TableFacts, Watch, table_facts};
use crate::engine::Value;
use crate::portable::{Cell, Load, Snapshot, Table};
use crate::{OpenError, Store, StoreConfig, StoreError};

/// Rows that are kept together.
const PART: usize = 20_000;

/// What a copy brought over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Rows and hash of every table, found equal on both sides.
    pub tables: Vec<TableFacts>,
    /// Rows that an earlier, broken-off copy had brought already.
    pub kept: u64,
    /// The schema of the target afterwards.
    pub schema: u32,
}

/// Copies a database that nobody works with into an empty one, or goes on with a copy of the same state. Blocks.
pub fn database_copy(from: &StoreConfig, to: &StoreConfig, watch: Watch<'_>) -> Result<Copied, BackupError> {
    let mut source = Snapshot::alone(from)?;
    let tables = table_facts(&mut source, watch)?;
    let mut copying = Copying {
        load: Load::begin(to, &name_of(&tables), &source.steps()?).map_err(of_another_state)?,
        done: 0,
        kept: 0,
        total: tables.iter().map(|table| table.rows).sum(),
    };
    for table in source.tables()? {
        copying.table(&mut source, &table, watch)?;
    }
    let kept = copying.kept;
    copying.load.finish()?;
    compare(to, &tables, watch)?;
    Ok(Copied {
        tables,
        kept,
        schema: Store::migrate_plainly(to)?.to,
    })
}

/// Two states with the same rows have the same name, others have not.
fn name_of(tables: &[TableFacts]) -> String {
    let mut all = Sha256::new();
    for table in tables {
        all.update(format!("{} {} {}\n", table.name, table.rows, table.sha256));
    }
    HEXLOWER.encode(&all.finalize())
}

fn of_another_state(error: OpenError) -> BackupError {
    match error {
        OpenError::NotEmpty { place } => BackupError::CopyNotEmpty { place },
        other => other.into(),
    }
}

struct Copying {
    load: Load,
    done: u64,
    kept: u64,
    total: u64,
}

impl Copying {
    fn table(&mut self, source: &mut Snapshot, table: &Table, watch: Watch<'_>) -> Result<(), BackupError> {
        let (mut part, mut number, mut seen) = (Vec::new(), 0, 0);
        let mut here = self.load.has(&name(table, 0));
        source.rows(table, |row| {
            if seen == PART {
                self.keep(table, number, &mut part)?;
                watch(progress(Stage::Rows, self.done, self.total));
                (number, seen) = (number + 1, 0);
                here = self.load.has(&name(table, number));
            }
            seen += 1;
            self.done += 1;
            if here {
                self.kept += 1;
            } else {
                part.push(row.iter().map(owned).collect());
            }
            Ok::<(), BackupError>(())
        })?;
        self.keep(table, number, &mut part)?;
        watch(progress(Stage::Rows, self.done, self.total));
        Ok(())
    }

    fn keep(&mut self, table: &Table, number: u32, part: &mut Vec<Vec<Cell>>) -> Result<(), StoreError> {
        if !part.is_empty() {
            self.load.rows(table, part)?;
            self.load.keep(&name(table, number))?;
            part.clear();
        }
        Ok(())
    }
}

fn name(table: &Table, number: u32) -> String {
    format!("{}/{number}", table.name)
}

fn owned(value: &Value<'_>) -> Cell {
    match *value {
        Value::Null => Cell::Null,
        Value::Int(n) => Cell::Int(n),
        Value::Bool(b) => Cell::Int(b.into()),
        Value::Real(x) => Cell::Real(x),
        Value::Text(text) => Cell::Text(text.to_owned()),
        Value::Bytes(bytes) => Cell::Bytes(bytes.to_vec()),
    }
}
