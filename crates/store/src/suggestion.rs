//! Pairs of person records that name the same contact: perhaps one human being. A suggestion, never a merge.

use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::PersonId;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// `person` was made later than `other`; `proved_at` is set once both have shown that the contact is theirs.
    #[derive(PartialEq, Eq)]
    pub struct SuggestionRow {
        pub person: PersonId,
        pub other: PersonId,
        pub basis: ContactKind,
        pub created_at: Timestamp,
        pub proved_at: Option<Timestamp>,
    }
}

sql!(SUGGESTION_INSERT =
    "INSERT INTO person_suggestion (person, other, basis, created_at, proved_at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (person, other, basis) DO NOTHING");
sql!(
    SUGGESTION_OF_PERSON =
        "SELECT person, other, basis, created_at, proved_at FROM person_suggestion WHERE person = ?1
     UNION ALL
     SELECT person, other, basis, created_at, proved_at FROM person_suggestion WHERE other = ?1
     ORDER BY person, other, basis LIMIT ?2"
);
sql!(
    SUGGESTION_PROVE = "UPDATE person_suggestion SET proved_at = ?3
     WHERE basis = ?2 AND proved_at IS NULL
       AND ((person = ?1 AND other IN (SELECT c.person FROM contact c WHERE c.kind = ?2 AND c.lookup = ?4
                                                                        AND c.verified_at IS NOT NULL))
         OR (other = ?1 AND person IN (SELECT c.person FROM contact c WHERE c.kind = ?2 AND c.lookup = ?4
                                                                        AND c.verified_at IS NOT NULL)))"
);

pub fn suggestion_insert(tx: &mut Tx<'_>, row: &SuggestionRow) -> Result<(), StoreError> {
    tx.execute(
        &SUGGESTION_INSERT,
        &[
            &row.person,
            &row.other,
            &row.basis,
            &row.created_at,
            &row.proved_at,
        ],
    )?;
    Ok(())
}

/// Suggestions that name a person on either side.
pub fn suggestion_of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    limit: u32,
) -> Result<Vec<SuggestionRow>, StoreError> {
    tx.query(&SUGGESTION_OF_PERSON, &[&person, &limit], SuggestionRow::from_row)
}

/// Marks as proved what links this person, who has just shown a contact, to others who had shown the same one.
pub fn suggestion_prove(
    tx: &mut Tx<'_>,
    person: PersonId,
    basis: ContactKind,
    lookup: &[u8],
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.execute(&SUGGESTION_PROVE, &[&person, &basis, &now, &lookup])
}
