//! Migrating a PostgreSQL database: is it fit, how old is it, apply under a lock.

use super::{
    Migrated, Migrating, MigrationStage, MigrationWatch, TABLE, each_missing, latest, substitute, tell,
    verify,
};
use crate::engine::EngineKind;
use crate::engine::postgres::{Session, error};
use crate::{OpenError, StoreError};

/// Brings a PostgreSQL database up to date, all steps or none. Two runs at once wait for each other.
pub(crate) fn postgres(session: &mut Session, watch: MigrationWatch<'_>) -> Result<Migrated, OpenError> {
    check_database(session)?;
    check_finished(session)?;
    // "Touchstone migration", released with the session.
    session.run("SELECT pg_advisory_lock(6075990471476296)")?;
    session.run(&substitute(TABLE, EngineKind::Postgres))?;
    let (from, to) = (verify(&applied_postgres(session)?)?, latest());
    if from < to {
        session.run("BEGIN")?;
        let applied = each_missing(from, watch, |step| {
            let text = format!(
                "{} INSERT INTO schema_migration (version, name, sha256) VALUES ({}, '{}', '{}')",
                step.text(EngineKind::Postgres),
                step.version,
                step.name,
                step.hash()
            );
            session.run(&text)
        });
        if applied.is_err() {
            // A lost connection has undone it already.
            let _ = session.run("ROLLBACK");
        }
        applied?;
        session.run("COMMIT")?;
        let stage = MigrationStage::Done;
        tell(watch, Migrating { from, to, stage });
    }
    Ok(Migrated { from, to, copy: None })
}

/// Refuses a schema that is not exactly this program's.
pub(crate) fn check_postgres(session: &mut Session) -> Result<(), OpenError> {
    check_database(session)?;
    check_finished(session)?;
    if session
        .ask("SELECT to_regclass('schema_migration')::text")?
        .is_none()
    {
        return Err(OpenError::SchemaOlder {
            found: 0,
            wanted: latest(),
        });
    }
    let found = verify(&applied_postgres(session)?)?;
    if found < latest() {
        return Err(OpenError::SchemaOlder {
            found,
            wanted: latest(),
        });
    }
    Ok(())
}

/// Refuses a database that a restore or a copy has filled in part.
fn check_finished(session: &mut Session) -> Result<(), OpenError> {
    match session.ask("SELECT to_regclass('load_progress')::text")? {
        Some(_) => Err(OpenError::Unfinished),
        None => Ok(()),
    }
}

/// Text must be UTF-8 and ordered by its bytes, as on SQLite and in Rust.
pub(crate) fn check_database(session: &mut Session) -> Result<(), OpenError> {
    let question = "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database
                    WHERE datname = current_database()";
    let found = session.ask(question)?.unwrap_or_default();
    if matches!(
        found.as_str(),
        "UTF8 C" | "UTF8 POSIX" | "UTF8 C.UTF-8" | "UTF8 C.utf8"
    ) {
        return Ok(());
    }
    Err(OpenError::Address(format!(
        "the database has encoding and collation {found}, but needs UTF8 and C; create it with CREATE DATABASE name \
         TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )))
}

fn applied_postgres(session: &mut Session) -> Result<Vec<(u32, String)>, OpenError> {
    let rows = session
        .client()
        .query("SELECT version, sha256 FROM schema_migration", &[]);
    let rows = rows.map_err(error)?;
    let applied = rows.iter().map(|row| {
        let version: i64 = row.try_get(0)?;
        Ok((u32::try_from(version).unwrap_or(u32::MAX), row.try_get(1)?))
    });
    applied
        .collect::<Result<_, ::postgres::Error>>()
        .map_err(|e| StoreError::Sql(e.to_string()).into())
}
