//! People who ask for something, and the contacts they claim. Everything that identifies them is sealed with a key of
//! their own; what is readable here is a language, a tier and keyed hashes.

use touchstone_domain::access::Place;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::id::{PersonId, TicketId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::ticket::Tier;
use touchstone_domain::time::Timestamp;

use crate::user::id_array;
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A person without contacts.
    pub struct PersonRow {
        pub id: PersonId,
        /// The person's own key, wrapped; none once erased.
        pub data_key: Option<Vec<u8>>,
        /// Version of the master key it is wrapped under.
        pub master_version: u32,
        pub name_sealed: Option<Vec<u8>>,
        pub language: Language,
        pub tier: Tier,
        /// Who of the desk looks after them.
        pub adviser: Option<UserId>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub version: i64,
    }
}

record! {
    /// A contact a person claims; shown to be theirs when `verified_at` is set.
    pub struct ContactRow {
        pub person: PersonId,
        pub kind: ContactKind,
        pub lookup: Vec<u8>,
        /// Normalisation the look-up hash was made under.
        pub lookup_version: u16,
        /// Version of the key the look-up hash was made with.
        pub lookup_key: u32,
        pub sealed: Vec<u8>,
        pub created_at: Timestamp,
        pub verified_at: Option<Timestamp>,
    }
}

record! {
    /// A contact and the person's own key, wrapped; none once erased.
    pub struct SealedContact {
        pub data_key: Option<Vec<u8>>,
        pub sealed: Vec<u8>,
    }
}

record! {
    /// A person with both contacts, as one read gives it.
    pub struct PersonCardRow {
        pub id: PersonId,
        pub data_key: Option<Vec<u8>>,
        pub name_sealed: Option<Vec<u8>>,
        pub language: Language,
        pub tier: Tier,
        pub adviser: Option<UserId>,
        /// Their name, while they work here.
        pub adviser_name: Option<String>,
        pub version: i64,
        pub email_sealed: Option<Vec<u8>>,
        pub email_verified_at: Option<Timestamp>,
        pub phone_sealed: Option<Vec<u8>>,
        pub phone_verified_at: Option<Timestamp>,
        pub erased_at: Option<Timestamp>,
    }
}

macro_rules! columns {
    () => {
        "id, data_key, master_version, name_sealed, language, tier, adviser, created_at, updated_at, version"
    };
}

macro_rules! contact_columns {
    () => {
        "person, kind, lookup, lookup_version, lookup_key, sealed, created_at, verified_at"
    };
}

macro_rules! cards {
    () => {
        "SELECT p.id, p.data_key, p.name_sealed, p.language, p.tier, p.version,
                p.adviser, a.name AS adviser_name,
                e.sealed AS email_sealed, e.verified_at AS email_verified_at,
                t.sealed AS phone_sealed, t.verified_at AS phone_verified_at, p.erased_at
         FROM person p
         LEFT JOIN contact e ON e.person = p.id AND e.kind = 'email'
         LEFT JOIN contact t ON t.person = p.id AND t.kind = 'phone'
         LEFT JOIN user_account a ON a.id = p.adviser AND a.archived_at IS NULL "
    };
}

sql!(
    PERSON_INSERT = concat!(
        "INSERT INTO person (",
        columns!(),
        ")
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
    )
);
sql!(PERSON_BY_ID = concat!("SELECT ", columns!(), " FROM person WHERE id = ?1"));
sql_lock!(PERSON_LOCK = concat!("SELECT ", columns!(), " FROM person WHERE id = ?1"));
sql!(
    PERSON_SAVE =
        "UPDATE person SET data_key = ?2, master_version = ?3, name_sealed = ?4, language = ?5, tier = ?6,
            updated_at = ?7, version = ?8, adviser = ?9
     WHERE id = ?1"
);
sql!(PERSON_CARDS =
    sqlite concat!(cards!(), "WHERE p.id IN (SELECT value FROM json_each(?1))"),
    postgres concat!(cards!(),
        "WHERE p.id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(CAST(?1 AS TEXT) AS JSON)))"));
sql_list!(PERSON_AFTER = "SELECT id FROM person WHERE id > ?1 ORDER BY id LIMIT ?2");
sql!(
    PERSON_PLACES = "SELECT owner, assignee, team FROM ticket WHERE requester = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2"
);
sql!(PERSON_TICKET = "SELECT id FROM ticket WHERE id = ?2 AND requester = ?1");
sql!(CONTACT_SAVE =
    "INSERT INTO contact (person, kind, lookup, lookup_version, sealed, created_at, verified_at, lookup_key)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (person, kind) DO UPDATE SET lookup = excluded.lookup, lookup_version = excluded.lookup_version,
        lookup_key = excluded.lookup_key, sealed = excluded.sealed, created_at = excluded.created_at, verified_at = excluded.verified_at");
sql!(
    CONTACT_OF_PERSON = concat!(
        "SELECT ",
        contact_columns!(),
        " FROM contact WHERE person = ?1 ORDER BY kind"
    )
);
sql!(
    CONTACT_SEALED = "SELECT p.data_key, c.sealed FROM contact c JOIN person p ON p.id = c.person
     WHERE c.person = ?1 AND c.kind = ?2"
);
sql!(
    CONTACT_NAMESAKES =
        "SELECT o.person FROM contact c JOIN contact o ON o.kind = c.kind AND o.lookup = c.lookup
     WHERE c.person = ?1 AND o.person <> ?1 LIMIT ?2"
);
sql!(CONTACT_DELETE = "DELETE FROM contact WHERE person = ?1 AND kind = ?2");
sql!(
    CONTACT_VERIFY = "UPDATE contact SET verified_at = ?4
     WHERE person = ?1 AND kind = ?2 AND lookup = ?3 AND verified_at IS NULL"
);
sql_list!(
    CONTACT_BY_LOOKUP = concat!(
        "SELECT ",
        contact_columns!(),
        " FROM contact WHERE kind = ?1 AND lookup = ?2 ORDER BY person LIMIT ?3"
    )
);
sql_list!(
    CONTACT_VERIFIED_BY_LOOKUP = concat!(
        "SELECT ",
        contact_columns!(),
        " FROM contact WHERE kind = ?1 AND lookup = ?2 AND verified_at IS NOT NULL ORDER BY person LIMIT ?3"
    )
);

pub fn person_insert(tx: &mut Tx<'_>, row: &PersonRow) -> Result<(), StoreError> {
    tx.execute(
        &PERSON_INSERT,
        &[
            &row.id,
            &row.data_key,
            &row.master_version,
            &row.name_sealed,
            &row.language,
            &row.tier,
            &row.adviser,
            &row.created_at,
            &row.updated_at,
            &row.version,
        ],
    )?;
    Ok(())
}

pub fn person_by_id(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
    tx.query_one(&PERSON_BY_ID, &[&id], PersonRow::from_row)
}

pub fn person_lock(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Locked<PersonRow>>, StoreError> {
    Ok(tx
        .query_one(&PERSON_LOCK, &[&id], PersonRow::from_row)?
        .map(Locked::new))
}

/// Saves a person. The caller has raised `version`.
pub fn person_save(tx: &mut Tx<'_>, person: &Locked<PersonRow>) -> Result<(), StoreError> {
    tx.execute(
        &PERSON_SAVE,
        &[
            &person.id,
            &person.data_key,
            &person.master_version,
            &person.name_sealed,
            &person.language,
            &person.tier,
            &person.updated_at,
            &person.version,
            &person.adviser,
        ],
    )?;
    Ok(())
}

/// Several people with their contacts in one read, in no order.
pub fn person_cards(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<PersonCardRow>, StoreError> {
    tx.query(&PERSON_CARDS, &[&id_array(ids)], PersonCardRow::from_row)
}

/// People in the order they were made, after `after`.
pub fn person_after(tx: &mut Tx<'_>, after: PersonId, limit: u32) -> Result<Vec<PersonId>, StoreError> {
    tx.query(&PERSON_AFTER, &[&after, &limit], |row| row.get("id"))
}

/// Where the newest `limit` tickets of a person stand: who reaches one of them reaches the person.
pub fn person_places(tx: &mut Tx<'_>, id: PersonId, limit: u32) -> Result<Vec<Place>, StoreError> {
    tx.query(&PERSON_PLACES, &[&id, &limit], |row| {
        Ok(Place {
            owner: row.get("owner")?,
            assignee: row.get("assignee")?,
            team: row.get("team")?,
        })
    })
}

/// The ticket, if it is one of this person's.
pub fn person_ticket(
    tx: &mut Tx<'_>,
    id: PersonId,
    ticket: TicketId,
) -> Result<Option<TicketId>, StoreError> {
    tx.query_one(&PERSON_TICKET, &[&id, &ticket], |row| row.get("id"))
}

/// Adds a contact or replaces the one of its kind. The person must be held, or new.
pub fn contact_save(tx: &mut Tx<'_>, row: &ContactRow) -> Result<(), StoreError> {
    tx.execute(
        &CONTACT_SAVE,
        &[
            &row.person,
            &row.kind,
            &row.lookup,
            &row.lookup_version,
            &row.sealed,
            &row.created_at,
            &row.verified_at,
            &row.lookup_key,
        ],
    )?;
    Ok(())
}

pub fn contact_of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ContactRow>, StoreError> {
    tx.query(&CONTACT_OF_PERSON, &[&person], ContactRow::from_row)
}

/// A contact as it is sealed, with the key to it.
pub fn contact_sealed(
    tx: &mut Tx<'_>,
    person: PersonId,
    kind: ContactKind,
) -> Result<Option<SealedContact>, StoreError> {
    tx.query_one(&CONTACT_SEALED, &[&person, &kind], SealedContact::from_row)
}

/// Others who claim a contact of this person; somebody who shares two of them is named twice.
pub fn contact_namesakes(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<PersonId>, StoreError> {
    tx.query(&CONTACT_NAMESAKES, &[&person, &limit], |row| row.get("person"))
}

pub fn contact_delete(tx: &mut Tx<'_>, person: PersonId, kind: ContactKind) -> Result<(), StoreError> {
    tx.execute(&CONTACT_DELETE, &[&person, &kind])?;
    Ok(())
}

/// Marks a claim as shown; `false` when the person no longer claims this contact or had shown it before.
pub fn contact_verify(
    tx: &mut Tx<'_>,
    person: PersonId,
    kind: ContactKind,
    lookup: &[u8],
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&CONTACT_VERIFY, &[&person, &kind, &lookup, &now])? == 1)
}

/// People who claim this contact, the oldest first.
pub fn contact_by_lookup(
    tx: &mut Tx<'_>,
    kind: ContactKind,
    lookup: &[u8],
    limit: u32,
) -> Result<Vec<ContactRow>, StoreError> {
    tx.query(
        &CONTACT_BY_LOOKUP,
        &[&kind, &lookup, &limit],
        ContactRow::from_row,
    )
}

/// People who have shown that this contact is theirs, the oldest first.
pub fn contact_verified_by_lookup(
    tx: &mut Tx<'_>,
    kind: ContactKind,
    lookup: &[u8],
    limit: u32,
) -> Result<Vec<ContactRow>, StoreError> {
    tx.query(
        &CONTACT_VERIFIED_BY_LOOKUP,
        &[&kind, &lookup, &limit],
        ContactRow::from_row,
    )
}
