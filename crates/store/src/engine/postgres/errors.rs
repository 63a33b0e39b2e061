//! What PostgreSQL says, in our words.

use postgres::error::SqlState;

use crate::StoreError;

/// An error of a statement.
#[expect(clippy::needless_pass_by_value, reason = "used as `map_err(error)`")]
pub(crate) fn error(e: postgres::Error) -> StoreError {
    let Some(said) = e.as_db_error() else {
        return if lost(&e) {
            StoreError::Unavailable(describe(&e))
        } else {
            StoreError::Sql(describe(&e))
        };
    };
    let state = said.code();
    let message = said.message().to_owned();
    if let Some(name) = said.constraint() {
        return StoreError::Constraint {
            name: name.to_owned(),
        };
    }
    match *state {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            StoreError::Conflict(message)
        }
        SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED => StoreError::Busy,
        SqlState::DISK_FULL => StoreError::Full,
        SqlState::READ_ONLY_SQL_TRANSACTION => StoreError::ReadOnly,
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => StoreError::Corrupt(message),
        _ => by_class(state.code(), said.column(), message),
    }
}

/// Whether the connection is at fault, rather than what was sent over it.
fn lost(e: &postgres::Error) -> bool {
    use std::error::Error;
    e.is_closed() || e.source().is_some_and(|cause| cause.is::<std::io::Error>())
}

fn by_class(code: &str, column: Option<&str>, message: String) -> StoreError {
    match code.get(..2) {
        Some("23") => StoreError::Constraint {
            name: column.unwrap_or("unnamed").to_owned(),
        },
        // Connection trouble, no resources, shut-down by an operator, system error.
        Some("08" | "53" | "57" | "58") => StoreError::Unavailable(message),
        _ => StoreError::Sql(format!("{message} ({code})")),
    }
}

/// The error with its cause, which the crate keeps apart.
pub(crate) fn describe(e: &postgres::Error) -> String {
    use std::error::Error;
    e.source()
        .map_or_else(|| e.to_string(), |cause| format!("{e}: {cause}"))
}
