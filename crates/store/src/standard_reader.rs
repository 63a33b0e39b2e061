//! Who has to read a version of the standard, who has confirmed it, and when it was last called for review.

use touchstone_domain::access::Role;
use touchstone_domain::id::{StandardId, TeamId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// Of a team, or of those without one: how many a version binds and how many have confirmed.
    pub struct ReaderCount {
        pub team: Option<TeamId>,
        pub name: Option<String>,
        pub bound: i64,
        pub confirmed: i64,
    }
}

record! {
    /// Somebody who has not confirmed.
    pub struct MissingReader {
        pub id: UserId,
        pub name: String,
        pub role: Role,
    }
}

sql!(
    ACKNOWLEDGE = "INSERT INTO standard_acknowledgement (standard, reader, at) VALUES (?1, ?2, ?3)
     ON CONFLICT (standard, reader) DO NOTHING"
);
sql!(ACKNOWLEDGED = "SELECT at FROM standard_acknowledgement WHERE standard = ?1 AND reader = ?2");
// Staff are few, and they are counted only when somebody looks.
sql!(READER_TEAMS = sqlite
    "SELECT t.id AS team, t.name AS name, COUNT(*) AS bound, COUNT(a.at) AS confirmed
     FROM user_account u LEFT JOIN team_member m ON m.user_id = u.id LEFT JOIN team t ON t.id = m.team
        LEFT JOIN standard_acknowledgement a ON a.standard = ?1 AND a.reader = u.id
     WHERE u.archived_at IS NULL AND u.role IN (SELECT value FROM json_each(?2))
     GROUP BY t.id, t.name ORDER BY t.name NULLS LAST, t.id NULLS LAST",
    postgres
    "SELECT t.id AS team, t.name AS name, COUNT(*) AS bound, COUNT(a.at) AS confirmed
     FROM user_account u LEFT JOIN team_member m ON m.user_id = u.id LEFT JOIN team t ON t.id = m.team
        LEFT JOIN standard_acknowledgement a ON a.standard = ?1 AND a.reader = u.id
     WHERE u.archived_at IS NULL AND u.role IN (SELECT json_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSON)))
     GROUP BY t.id, t.name ORDER BY t.name NULLS LAST, t.id NULLS LAST");
sql!(READER_SUM = sqlite
    "SELECT COUNT(*) AS bound, COUNT(a.at) AS confirmed FROM user_account u
        LEFT JOIN standard_acknowledgement a ON a.standard = ?1 AND a.reader = u.id
     WHERE u.archived_at IS NULL AND u.role IN (SELECT value FROM json_each(?2))",
    postgres
    "SELECT COUNT(*) AS bound, COUNT(a.at) AS confirmed FROM user_account u
        LEFT JOIN standard_acknowledgement a ON a.standard = ?1 AND a.reader = u.id
     WHERE u.archived_at IS NULL AND u.role IN (SELECT json_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSON)))");
sql!(READER_MISSING = sqlite
    "SELECT u.id, u.name, u.role FROM user_account u
     WHERE u.archived_at IS NULL AND u.role IN (SELECT value FROM json_each(?2))
        AND NOT EXISTS (SELECT 1 FROM standard_acknowledgement a WHERE a.standard = ?1 AND a.reader = u.id)
     ORDER BY u.name, u.id LIMIT ?3",
    postgres
    "SELECT u.id, u.name, u.role FROM user_account u
     WHERE u.archived_at IS NULL AND u.role IN (SELECT json_array_elements_text(CAST(CAST(?2 AS TEXT) AS JSON)))
        AND NOT EXISTS (SELECT 1 FROM standard_acknowledgement a WHERE a.standard = ?1 AND a.reader = u.id)
     ORDER BY u.name, u.id LIMIT ?3");
sql!(REVIEW_TOLD_FOR = "SELECT review_told_for FROM standard_document WHERE id = ?1");
// Whoever is first says so; others find it said.
sql!(
    REVIEW_TELL = "UPDATE standard_document SET review_told_for = ?2 WHERE id = ?1
        AND (review_told_for IS NULL OR review_told_for <> ?2)"
);

fn names(roles: &[Role]) -> String {
    let quoted: Vec<String> = roles.iter().map(|role| format!("\"{role}\"")).collect();
    format!("[{}]", quoted.join(","))
}

/// Somebody has read the version; false when they had said so before.
pub fn acknowledge(
    tx: &mut Tx<'_>,
    standard: StandardId,
    reader: UserId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&ACKNOWLEDGE, &[&standard, &reader, &at])? == 1)
}

/// When somebody said to have read the version.
pub fn acknowledged(
    tx: &mut Tx<'_>,
    standard: StandardId,
    reader: UserId,
) -> Result<Option<Timestamp>, StoreError> {
    tx.query_one(&ACKNOWLEDGED, &[&standard, &reader], |row| row.get("at"))
}

/// Team by team. Who is in two teams is counted in both.
pub fn reader_teams(
    tx: &mut Tx<'_>,
    standard: StandardId,
    roles: &[Role],
) -> Result<Vec<ReaderCount>, StoreError> {
    tx.query(&READER_TEAMS, &[&standard, &names(roles)], ReaderCount::from_row)
}

/// How many active people of these roles there are, and how many have confirmed.
pub fn reader_sum(tx: &mut Tx<'_>, standard: StandardId, roles: &[Role]) -> Result<(i64, i64), StoreError> {
    let found = tx.query_one(&READER_SUM, &[&standard, &names(roles)], |row| {
        Ok((row.get("bound")?, row.get("confirmed")?))
    })?;
    Ok(found.unwrap_or_default())
}

/// Who has not confirmed, by name, at most `limit`.
pub fn reader_missing(
    tx: &mut Tx<'_>,
    standard: StandardId,
    roles: &[Role],
    limit: u32,
) -> Result<Vec<MissingReader>, StoreError> {
    tx.query(
        &READER_MISSING,
        &[&standard, &names(roles), &limit],
        MissingReader::from_row,
    )
}

/// For which instant a review was last called for.
pub fn review_told_for(tx: &mut Tx<'_>, standard: StandardId) -> Result<Option<Timestamp>, StoreError> {
    let found = tx.query_one(&REVIEW_TOLD_FOR, &[&standard], |row| row.get("review_told_for"))?;
    Ok(found.flatten())
}

/// A review is called for; false when that was done already.
pub fn review_tell(tx: &mut Tx<'_>, standard: StandardId, due: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(&REVIEW_TELL, &[&standard, &due])? == 1)
}
