//! Answers to repeat: a call that comes again with its key gets the answer it had.
//!
//! Who owns a key, how a body is hashed and how an answer is sealed is the caller's affair; rows live until they
//! expire.

use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// What a key stands for.
    #[derive(PartialEq, Eq)]
    pub struct Stored {
        pub body_hash: [u8; 32],
        /// Sealed by the caller; empty once erased.
        pub answer: Vec<u8>,
        /// Version of the key it is sealed with.
        pub key_version: u32,
        pub expires_at: Timestamp,
    }
}

sql!(
    IDEMPOTENCY_FIND =
        "SELECT body_hash, answer, key_version, expires_at FROM idempotency WHERE scope = ?1 AND key = ?2"
);
sql!(IDEMPOTENCY_FORGET = "DELETE FROM idempotency WHERE scope = ?1 AND key = ?2 AND expires_at <= ?3");
sql!(
    IDEMPOTENCY_INSERT = "INSERT INTO idempotency (scope, key, body_hash, answer, expires_at, key_version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (scope, key) DO NOTHING"
);
sql!(IDEMPOTENCY_ABOUT_PURGE = "DELETE FROM idempotency_about WHERE expires_at <= ?1");
sql!(
    IDEMPOTENCY_ABOUT =
        "INSERT INTO idempotency_about (subject, scope, key, expires_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (subject, scope, key) DO UPDATE SET expires_at = excluded.expires_at"
);
sql!(
    IDEMPOTENCY_PURGE = "DELETE FROM idempotency WHERE (scope, key) IN
     (SELECT scope, key FROM idempotency WHERE expires_at <= ?1 ORDER BY expires_at, scope, key LIMIT ?2)"
);

/// The answer kept for a key. An expired one is forgotten here, so that the key is free again: call it in a write.
pub fn idempotency_find(
    tx: &mut Tx<'_>,
    scope: &str,
    key: &str,
    now: Timestamp,
) -> Result<Option<Stored>, StoreError> {
    match tx.query_one(&IDEMPOTENCY_FIND, &[&scope, &key], Stored::from_row)? {
        Some(stored) if stored.expires_at <= now => {
            tx.execute(&IDEMPOTENCY_FORGET, &[&scope, &key, &now])?;
            Ok(None)
        }
        found => Ok(found),
    }
}

/// Keeps an answer; `false` when the key is taken (see [`Tx::lost_race`]).
pub fn idempotency_insert(
    tx: &mut Tx<'_>,
    scope: &str,
    key: &str,
    stored: &Stored,
) -> Result<bool, StoreError> {
    let params: [&dyn crate::ToValue; 6] = [
        &scope,
        &key,
        &stored.body_hash,
        &stored.answer,
        &stored.expires_at,
        &stored.key_version,
    ];
    Ok(tx.execute(&IDEMPOTENCY_INSERT, &params)? == 1)
}

/// Says whom and what an answer is about, so that it can be destroyed with them.
pub fn idempotency_about(
    tx: &mut Tx<'_>,
    scope: &str,
    key: &str,
    subjects: &[i64],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    for subject in subjects {
        tx.execute(&IDEMPOTENCY_ABOUT, &[subject, &scope, &key, &expires_at])?;
    }
    Ok(())
}

/// Forgets expired answers, at most `limit`; how many.
pub fn idempotency_purge(tx: &mut Tx<'_>, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    tx.execute(&IDEMPOTENCY_ABOUT_PURGE, &[&now])?;
    tx.execute(&IDEMPOTENCY_PURGE, &[&now, &limit])
}
