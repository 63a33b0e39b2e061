//! The schema: one tree of numbered files for both engines, with a handful of tokens where types differ.
//!
//! All files that are missing are applied in one transaction and remembered with their hashes: what fails or is killed in
//! the middle leaves the state before, and a file that was changed after its release is noticed. SQLite is copied before
//! it is migrated, and [`rollback`] is the way back to such a copy; PostgreSQL is migrated on demand only.

mod postgres;
mod rollback;
mod sqlite;

use std::fmt;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

pub(crate) use self::postgres::{check_database, check_postgres, postgres};
pub use self::rollback::{CopyBefore, RolledBack, copies, newest_copy, rollback};
pub(crate) use self::sqlite::{mark, sqlite};
use crate::engine::EngineKind;
use crate::portable::Step;
use crate::{OpenError, StoreError, Tx, sql};

/// One step of the schema.
#[derive(Debug)]
pub struct Migration {
    pub version: u32,
    pub name: &'static str,
    text: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal),+ $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $name,
            text: include_str!(concat!("../migrations/", $name, ".sql")),
        }),+]
    };
}

/// Every step, in order, numbered from 1 without a gap.
pub const MIGRATIONS: &[Migration] = migrations![
    1 "0001_machinery",
    2 "0002_accounts",
    3 "0003_people",
    4 "0004_tickets",
    5 "0005_event_origin",
    6 "0006_account_links",
    7 "0007_second_factors",
    8 "0008_privacy",
    9 "0009_backup",
    10 "0010_audit",
    11 "0011_passkeys",
    12 "0012_roles",
    13 "0013_privacy_requests",
    14 "0014_settings",
    15 "0015_retention",
    16 "0016_sign_on",
    17 "0017_keys",
    18 "0018_imports",
    19 "0019_standards",
    20 "0020_calendars",
    21 "0021_acknowledgements",
    22 "0022_laws",
    23 "0023_exports",
    24 "0024_search",
    25 "0025_corrections",
    26 "0026_backtests",
    27 "0027_figures",
    28 "0028_breaches",
    29 "0029_pledges",
    30 "0030_desk",
    31 "0031_mail",
    32 "0032_together",
    33 "0033_duplicates",
    34 "0034_bulk",
    35 "0035_handovers",
    36 "0036_splits",
    37 "0037_bounces",
    38 "0038_webhooks",
    39 "0039_intake",
    40 "0040_sender_checks",
    41 "0041_mail_sources",
    42 "0042_saved_views",
    43 "0043_advisers",
    44 "0044_maintenance",
    45 "0045_reply_templates",
    46 "0046_staff_notices",
    47 "0047_letters",
    48 "0048_notice_choices",
    49 "0049_list_groups",
    50 "0050_own_checks",
    51 "0051_downloads",
    52 "0052_letter_choices",
    53 "0053_letter_bursts",
];

sql!(SCHEMA_VERSION = "SELECT MAX(version) AS version FROM schema_migration");

/// The schema of a database beside this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// What the database has.
    pub found: u32,
    /// What this program knows.
    pub known: u32,
}

/// The schema the database has now: another process may have migrated it since it was opened.
pub fn schema(tx: &mut Tx<'_>) -> Result<Schema, StoreError> {
    let found = tx.query_one(&SCHEMA_VERSION, &[], |row| row.get::<Option<i64>>("version"))?;
    Ok(Schema {
        found: found.flatten().and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
        known: latest(),
    })
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    pub from: u32,
    pub to: u32,
    /// Where the state before is kept (SQLite).
    pub copy: Option<PathBuf>,
}

/// What a migration is at, for whoever waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrating {
    /// The schema the database has.
    pub from: u32,
    /// The one it gets.
    pub to: u32,
    pub stage: MigrationStage,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MigrationStage {
    /// The state before is being copied (SQLite).
    Copying,
    /// It lies there.
    Copied(PathBuf),
    /// A step begins: the `nth` of `of`.
    Step { name: &'static str, nth: u32, of: u32 },
    /// Everything is on the disk.
    Done,
}

impl fmt::Display for Migrating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "migrating from schema {} to {}: ", self.from, self.to)?;
        match &self.stage {
            MigrationStage::Copying => f.write_str("copying the state before"),
            MigrationStage::Copied(path) => write!(f, "the state before is kept in {}", path.display()),
            MigrationStage::Step { name, nth, of } => write!(f, "step {nth} of {of}, {name}"),
            MigrationStage::Done => f.write_str("done"),
        }
    }
}

/// Called whenever a migration comes to something else.
pub type MigrationWatch<'w> = &'w mut dyn FnMut(&Migrating);

/// Making a new database is no migration to anybody.
fn tell(watch: MigrationWatch<'_>, word: Migrating) {
    if word.from > 0 {
        watch(&word);
    }
}

/// The steps a database of a schema is missing, told one by one to `watch` before `apply` gets them.
fn each_missing(
    from: u32,
    watch: MigrationWatch<'_>,
    mut apply: impl FnMut(&Migration) -> Result<(), StoreError>,
) -> Result<(), OpenError> {
    let missing = MIGRATIONS.iter().filter(|step| step.version > from);
    let of = latest().saturating_sub(from);
    for (nth, step) in (1..).zip(missing) {
        let (to, name) = (latest(), step.name);
        let stage = MigrationStage::Step { name, nth, of };
        tell(watch, Migrating { from, to, stage });
        apply(step).map_err(|source| OpenError::Migration {
            version: step.version,
            source,
        })?;
    }
    Ok(())
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration (
    version {i64} NOT NULL PRIMARY KEY, name {text} NOT NULL, sha256 {text} NOT NULL) {strict}";

/// Tokens: as written, on SQLite, on PostgreSQL.
const TOKENS: &[(&str, &str, &str)] = &[
    ("{i64}", "INTEGER", "BIGINT"),
    ("{real}", "REAL", "DOUBLE PRECISION"),
    ("{bool}", "INTEGER", "BOOLEAN"),
    ("{text}", "TEXT", "TEXT"),
    ("{json}", "TEXT", "TEXT"),
    ("{bytes}", "BLOB", "BYTEA"),
    ("{strict}", "STRICT", ""),
    ("{clustered}", "STRICT, WITHOUT ROWID", ""),
];

impl Migration {
    /// The statements for an engine: tokens replaced, the other engine's sections left out.
    pub fn text(&self, engine: EngineKind) -> String {
        substitute(self.text, engine)
    }

    fn hash(&self) -> String {
        hex(&Sha256::digest(self.text.as_bytes()))
    }
}

/// Names the schema of this program: the hash of all its migrations.
pub fn fingerprint() -> String {
    let all: Sha256 = MIGRATIONS
        .iter()
        .fold(Sha256::new(), |all, step| all.chain_update(step.text.as_bytes()));
    hex(&all.finalize())
}

/// The newest schema this program knows.
pub fn latest() -> u32 {
    MIGRATIONS.last().map_or(0, |step| step.version)
}

/// The version that these steps lead to, all of them this program's own and none left out.
pub(crate) fn known(steps: &[Step]) -> Result<u32, OpenError> {
    let applied: Vec<_> = steps
        .iter()
        .map(|step| (step.version, step.sha256.clone()))
        .collect();
    let version = verify(&applied)?;
    if steps.iter().map(|step| step.version).ne(1..=version) {
        return Err(OpenError::SchemaDiffers { version });
    }
    Ok(version)
}

/// Makes the schema of a version in an empty place, statement by statement in the caller's transaction.
pub(crate) fn make(
    version: u32,
    engine: EngineKind,
    run: &mut dyn FnMut(&str) -> Result<(), StoreError>,
) -> Result<(), OpenError> {
    run(&substitute(TABLE, engine))?;
    for step in MIGRATIONS.iter().filter(|step| step.version <= version) {
        let text = format!(
            "{} INSERT INTO schema_migration (version, name, sha256) VALUES ({}, '{}', '{}');",
            step.text(engine),
            step.version,
            step.name,
            step.hash()
        );
        run(&text).map_err(|source| OpenError::Migration {
            version: step.version,
            source,
        })?;
    }
    Ok(())
}

fn substitute(text: &str, engine: EngineKind) -> String {
    let mut skipping = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        skipping |= (line.starts_with("-- postgres only") && engine == EngineKind::Sqlite)
            || (line.starts_with("-- sqlite only") && engine == EngineKind::Postgres);
        if !skipping {
            out.push_str(line);
            out.push('\n');
        }
        skipping &= line != "-- end";
    }
    let typed = TOKENS.iter().fold(out, |text, (token, sqlite, postgres)| {
        text.replace(
            token,
            if engine == EngineKind::Sqlite {
                sqlite
            } else {
                postgres
            },
        )
    });
    spell_out(&typed)
}

/// `{one_of state 'queued' 'dead'}` becomes `state = 'queued' OR state = 'dead'`. For `IN` with three values or more,
/// SQLite fills a table of its own whenever a row is checked, which made the checks cost as much as the indexes.
fn spell_out(text: &str) -> String {
    let mut parts = text.split("{one_of ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (list, rest) = part.split_once('}').unwrap_or((part, ""));
        let mut words = list.split_whitespace();
        let column = words.next().unwrap_or_default();
        let choices: Vec<String> = words.map(|value| format!("{column} = {value}")).collect();
        out.push_str(&choices.join(" OR "));
        out.push_str(rest);
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Compares what was applied with what this program has; the version found.
fn verify(applied: &[(u32, String)]) -> Result<u32, OpenError> {
    let found = applied.iter().map(|(version, _)| *version).max().unwrap_or(0);
    if found > latest() {
        return Err(OpenError::SchemaNewer {
            found,
            known: latest(),
        });
    }
    for step in MIGRATIONS {
        if applied
            .iter()
            .any(|(version, hash)| *version == step.version && *hash != step.hash())
        {
            return Err(OpenError::SchemaDiffers {
                version: step.version,
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_without_a_gap_and_every_file_is_one() {
        for (i, step) in MIGRATIONS.iter().enumerate() {
            assert_eq!(step.version as usize, i + 1);
            assert!(
                step.name.starts_with(&format!("{:04}_", step.version)),
                "{}",
                step.name
            );
        }
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
            .unwrap()
            .count();
        assert_eq!(files, MIGRATIONS.len());
    }

    #[test]
    fn no_token_is_left_over() {
        for step in MIGRATIONS {
            for engine in [EngineKind::Sqlite, EngineKind::Postgres] {
                assert!(!step.text(engine).contains('{'), "{} {engine:?}", step.name);
            }
        }
    }

    #[test]
    fn sections_of_the_other_engine_are_left_out() {
        let text = "a\n-- postgres only\nb\n-- end\nc\n";
        assert!(!substitute(text, EngineKind::Sqlite).contains('b'));
        assert!(substitute(text, EngineKind::Sqlite).contains('c'));
        assert!(substitute(text, EngineKind::Postgres).contains('b'));
    }

    #[test]
    fn what_was_applied_must_be_a_beginning_of_what_is_known() {
        let known: Vec<_> = MIGRATIONS
            .iter()
            .map(|step| (step.version, step.hash()))
            .collect();
        assert_eq!(verify(&known).unwrap(), latest());
        assert_eq!(verify(&known[..1]).unwrap(), 1);
        assert_eq!(verify(&[]).unwrap(), 0);
        assert!(matches!(
            verify(&[(1, "other".into())]),
            Err(OpenError::SchemaDiffers { version: 1 })
        ));
        assert!(matches!(
            verify(&[(99, String::new())]),
            Err(OpenError::SchemaNewer { found: 99, .. })
        ));
    }
}
