//! Who asked to see personal fields in clear, why, and whether they were shown. Erasable, unlike the event beside it,
//! because the reason is free text.

use touchstone_domain::id::{EventId, PersonId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql, sql_list};

record! {
    /// One request to see fields, under the id of its event. `fields` is a JSON array of field names.
    pub struct RevealRow {
        pub id: EventId,
        pub person: PersonId,
        pub user_id: UserId,
        pub at: Timestamp,
        pub fields: String,
        pub reason: String,
        pub granted: bool,
    }
}

sql!(
    REVEAL_INSERT = "INSERT INTO person_reveal (id, person, user_id, at, fields, reason, granted)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
);
sql_list!(
    REVEAL_OF_PERSON = "SELECT id, person, user_id, at, fields, reason, granted
     FROM person_reveal WHERE person = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
);

sql!(REVEAL_REASON = "SELECT reason FROM person_reveal WHERE id = ?1");

/// Why an event that asked to see fields was asked for; empty since the person was erased.
pub fn reveal_reason(tx: &mut Tx<'_>, id: EventId) -> Result<Option<String>, StoreError> {
    tx.query_one(&REVEAL_REASON, &[&id], |row| row.get("reason"))
}

pub fn reveal_insert(tx: &mut Tx<'_>, row: &RevealRow) -> Result<(), StoreError> {
    tx.execute(
        &REVEAL_INSERT,
        &[
            &row.id,
            &row.person,
            &row.user_id,
            &row.at,
            &row.fields,
            &row.reason,
            &row.granted,
        ],
    )?;
    Ok(())
}

/// Requests to see fields of a person before this id, newest first.
pub fn reveal_of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    before: EventId,
    limit: u32,
) -> Result<Vec<RevealRow>, StoreError> {
    tx.query(
        &REVEAL_OF_PERSON,
        &[&person, &before, &limit],
        RevealRow::from_row,
    )
}
