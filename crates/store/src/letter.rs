//! Wordings of letters that an operator has written: every version, and which one counts.

use touchstone_domain::id::UserId;
use touchstone_domain::language::Language;
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    #[derive(PartialEq, Eq)]
    pub struct WordingRow {
        pub kind: String,
        pub language: Language,
        pub version: i64,
        /// None where the built-in wording counts again.
        pub subject: Option<String>,
        pub text: Option<String>,
        pub author: UserId,
        pub at: Timestamp,
    }
}

record! {
    #[derive(PartialEq, Eq)]
    pub struct CurrentRow {
        pub kind: String,
        pub language: Language,
        pub version: i64,
    }
}

macro_rules! wordings {
    ($rest:literal) => {
        concat!(
            "SELECT w.kind, w.language, w.version, w.subject, w.text, w.author, w.at FROM letter_wording w ",
            $rest
        )
    };
}

sql!(
    WORDING_INSERT = "INSERT INTO letter_wording (kind, language, version, subject, text, author, at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
);
sql_list!(
    WORDINGS_CURRENT = "SELECT c.kind, c.language, c.version FROM letter_wording_current c WHERE c.kind > ''
        ORDER BY c.kind, c.language LIMIT ?1"
);
sql!(WORDING_ONE = wordings!("WHERE w.kind = ?1 AND w.language = ?2 AND w.version = ?3"));
sql!(
    WORDING_AT = wordings!(
        "WHERE w.kind = ?1 AND w.language = ?2 AND w.at <= ?3 ORDER BY w.kind, w.language, w.version DESC LIMIT 1"
    )
);
sql_list!(
    WORDINGS = wordings!(
        "WHERE w.kind = ?1 AND w.language = ?2 ORDER BY w.kind, w.language, w.version DESC LIMIT ?3"
    )
);
sql_lock!(
    WORDING_LOCK =
        "SELECT kind, language, version FROM letter_wording_current WHERE kind = ?1 AND language = ?2"
);
sql!(
    WORDING_FIRST = "INSERT INTO letter_wording_current (kind, language, version) VALUES (?1, ?2, 0)
        ON CONFLICT (kind, language) DO NOTHING"
);
sql!(WORDING_SET = "UPDATE letter_wording_current SET version = ?3 WHERE kind = ?1 AND language = ?2");

/// The version that counts, held; 0 where there is none yet.
pub fn wording_lock(
    tx: &mut Tx<'_>,
    kind: &str,
    language: Language,
) -> Result<Option<Locked<CurrentRow>>, StoreError> {
    tx.execute(&WORDING_FIRST, &[&kind, &language])?;
    let found = tx.query_one(&WORDING_LOCK, &[&kind, &language], CurrentRow::from_row)?;
    Ok(found.map(Locked::new))
}

/// Keeps the next version; it counts from now on.
pub fn wording_save(
    tx: &mut Tx<'_>,
    current: &Locked<CurrentRow>,
    row: &WordingRow,
) -> Result<(), StoreError> {
    tx.execute(
        &WORDING_INSERT,
        &[
            &current.kind,
            &current.language,
            &row.version,
            &row.subject,
            &row.text,
            &row.author,
            &row.at,
        ],
    )?;
    tx.execute(&WORDING_SET, &[&current.kind, &current.language, &row.version])?;
    Ok(())
}

/// Which versions count, of every kind and language that was ever changed.
pub fn wordings_current(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<CurrentRow>, StoreError> {
    tx.query(&WORDINGS_CURRENT, &[&limit], CurrentRow::from_row)
}

pub fn wording_version(
    tx: &mut Tx<'_>,
    kind: &str,
    language: Language,
    version: i64,
) -> Result<Option<WordingRow>, StoreError> {
    tx.query_one(&WORDING_ONE, &[&kind, &language, &version], WordingRow::from_row)
}

/// The version that counted at an instant.
pub fn wording_at(
    tx: &mut Tx<'_>,
    kind: &str,
    language: Language,
    at: Timestamp,
) -> Result<Option<WordingRow>, StoreError> {
    tx.query_one(&WORDING_AT, &[&kind, &language, &at], WordingRow::from_row)
}

/// Every version of one wording, the newest first.
pub fn wordings(
    tx: &mut Tx<'_>,
    kind: &str,
    language: Language,
    limit: u32,
) -> Result<Vec<WordingRow>, StoreError> {
    tx.query(&WORDINGS, &[&kind, &language, &limit], WordingRow::from_row)
}
