//! Destroying what identifies a person: the key their fields are sealed with, and every text, file and letter about them.
//! Records, events and figures stay. Whether it may be done is decided in `app`.

use touchstone_domain::event::ActorRef;
use touchstone_domain::id::{FileId, PersonId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::export::exports_void;
use crate::mail::{MAIL_OF_PERSON_FORGET, MAIL_RAW_OF_PERSON};
use crate::person::{PersonRow, person_lock};
use crate::search::{SEARCH_TERMS_OF_PERSON, SEARCH_TEXTS_OF_PERSON};
use crate::suppression::SUPPRESSION_OF_PERSON;
use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// That a person was erased.
    pub struct ErasureRow {
        pub person: PersonId,
        pub at: Timestamp,
        /// None when an erasure was repeated after a restore.
        pub erased_by: Option<UserId>,
        pub reason: String,
        /// Since when files, log and the list outside the database have followed.
        pub settled_at: Option<Timestamp>,
    }
}

/// How much was destroyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Destroyed {
    pub tickets: u64,
    pub messages: u64,
    pub files: u64,
}

macro_rules! theirs {
    () => {
        "(SELECT id FROM ticket WHERE requester = ?1)"
    };
}

sql_lock!(ERASURE_TICKETS_LOCK = "SELECT id FROM ticket WHERE requester = ?1 ORDER BY id");
sql!(
    ERASURE_PERSON = "UPDATE person SET data_key = NULL, name_sealed = NULL, adviser = NULL,
        erased_at = COALESCE(erased_at, CAST(?2 AS BIGINT)), updated_at = ?2, version = version + 1 WHERE id = ?1"
);
sql!(ERASURE_CONTACTS = "DELETE FROM contact WHERE person = ?1");
sql!(ERASURE_SUGGESTIONS = "DELETE FROM person_suggestion WHERE person = ?1");
sql!(ERASURE_SUGGESTIONS_OTHER = "DELETE FROM person_suggestion WHERE other = ?1");
sql!(ERASURE_REVEALS = "UPDATE person_reveal SET reason = '' WHERE person = ?1");
sql!(
    ERASURE_TICKET_TEXTS = concat!(
        "UPDATE ticket_text SET subject = '', demand = NULL, order_no = NULL, class_reason = NULL, erased_at = ?2
         WHERE ticket IN ",
        theirs!()
    )
);
sql!(
    ERASURE_TICKET_VERSIONS = "UPDATE ticket SET version = version + 1,
        retired_at = CASE WHEN archived_at IS NULL THEN NULL ELSE COALESCE(retired_at, CAST(?2 AS BIGINT)) END
     WHERE requester = ?1"
);
sql!(
    ERASURE_MESSAGES = concat!(
        "DELETE FROM message_text WHERE message IN (SELECT id FROM message WHERE ticket IN ",
        theirs!(),
        ")"
    )
);
sql!(ERASURE_RATINGS = concat!("DELETE FROM rating_text WHERE ticket IN ", theirs!()));
sql!(
    ERASURE_BLOBS = concat!(
        "INSERT INTO blob_condemned (file, at) SELECT id, CAST(?2 AS BIGINT) FROM file WHERE ticket IN ",
        theirs!(),
        " ON CONFLICT (file) DO NOTHING"
    )
);
sql!(ERASURE_FILES = concat!("DELETE FROM file WHERE ticket IN ", theirs!()));
sql!(
    ERASURE_BLOBS_UNCLAIMED = "INSERT INTO blob_condemned (file, at) SELECT id, CAST(?2 AS BIGINT) FROM file
         WHERE claimed_at IS NULL AND uploader_kind = 'requester' AND uploader = ?1 ON CONFLICT (file) DO NOTHING"
);
sql!(
    ERASURE_FILES_UNCLAIMED =
        "DELETE FROM file WHERE claimed_at IS NULL AND uploader_kind = 'requester' AND uploader = ?1"
);
sql!(ERASURE_CODES = concat!("DELETE FROM otp WHERE ticket IN ", theirs!()));
sql!(ERASURE_TRACKS = concat!("DELETE FROM track_session WHERE ticket IN ", theirs!()));
sql!(ERASURE_LETTERS = "DELETE FROM notification WHERE person = ?1 AND recipient = 'person'");
sql!(
    ERASURE_ANSWERS = concat!(
        "UPDATE idempotency SET answer = ?2 WHERE (scope, key) IN
         (SELECT scope, key FROM idempotency_about WHERE subject = ?1 OR subject IN ",
        theirs!(),
        ")"
    )
);
macro_rules! asked {
    () => {
        "(SELECT id FROM privacy_request WHERE person = ?1)"
    };
}

sql!(ERASURE_PRIVACY_TEXTS = concat!("DELETE FROM privacy_request_text WHERE request IN ", asked!()));
sql!(ERASURE_CORRECTIONS = concat!("DELETE FROM privacy_correction WHERE request IN ", asked!()));
sql!(
    ERASURE_PACKAGE_BLOBS = concat!(
        "INSERT INTO blob_condemned (file, at) SELECT file, CAST(?2 AS BIGINT) FROM privacy_package
         WHERE state <> 'removed' AND request IN ",
        asked!(),
        " ON CONFLICT (file) DO NOTHING"
    )
);
sql!(
    ERASURE_PACKAGES = concat!(
        "UPDATE privacy_package SET state = 'removed', size = NULL, sha256 = NULL WHERE request IN ",
        asked!()
    )
);
sql!(
    ERASURE_ORIGINS = concat!(
        "DELETE FROM event_origin WHERE event_id IN (SELECT id FROM event
         WHERE (actor = 'public' OR actor = ?2)
           AND ((subject_kind = 'person' AND subject = ?1)
             OR (subject_kind = 'privacy_request' AND subject IN ",
        asked!(),
        ") OR (subject_kind = 'ticket' AND subject IN ",
        theirs!(),
        ")))"
    )
);
sql!(
    ERASURE_SAVE = "INSERT INTO erasure (person, at, erased_by, reason) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (person) DO UPDATE SET at = excluded.at, erased_by = excluded.erased_by, reason = excluded.reason,
        settled_at = NULL"
);
sql!(ERASURE_BY_PERSON = "SELECT person, at, erased_by, reason, settled_at FROM erasure WHERE person = ?1");
sql_list!(
    ERASURE_OPEN = "SELECT person, at, erased_by, reason, settled_at FROM erasure WHERE settled_at IS NULL
     ORDER BY at, person LIMIT ?1"
);
sql!(ERASURE_SETTLE = "UPDATE erasure SET settled_at = ?3 WHERE person = ?1 AND at = ?2");
sql_list!(BLOB_CONDEMNED = "SELECT file FROM blob_condemned WHERE file > ?1 ORDER BY file LIMIT ?2");
sql!(BLOB_FORGET = "DELETE FROM blob_condemned WHERE file = ?1");

/// Holds every ticket of a person, so that nothing is written into one meanwhile. The person is held before.
pub fn erasure_tickets_lock(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<TicketId>, StoreError> {
    tx.query(&ERASURE_TICKETS_LOCK, &[&person], |row| row.get("id"))
}

sql!(ERASURE_DRAFTS = "DELETE FROM draft WHERE ticket IN (SELECT id FROM ticket WHERE requester = ?1)");

/// Destroys everything that identifies the person or was written in their tickets. Blobs are condemned, to be removed
/// after the commit.
pub fn erasure_destroy(
    tx: &mut Tx<'_>,
    person: &Locked<PersonRow>,
    now: Timestamp,
) -> Result<Destroyed, StoreError> {
    let id = person.id;
    let actor = ActorRef::Requester(id).to_text();
    tx.execute(&ERASURE_PERSON, &[&id, &now])?;
    for sql in [
        &ERASURE_CONTACTS,
        &ERASURE_SUGGESTIONS,
        &ERASURE_SUGGESTIONS_OTHER,
        &ERASURE_REVEALS,
        &ERASURE_RATINGS,
        &ERASURE_CODES,
        &ERASURE_TRACKS,
        &ERASURE_LETTERS,
        &SUPPRESSION_OF_PERSON,
        &ERASURE_PRIVACY_TEXTS,
        &ERASURE_CORRECTIONS,
        &ERASURE_DRAFTS,
        &MAIL_RAW_OF_PERSON,
        &MAIL_OF_PERSON_FORGET,
        &SEARCH_TERMS_OF_PERSON,
        &SEARCH_TEXTS_OF_PERSON,
    ] {
        tx.execute(sql, &[&id])?;
    }
    let messages = tx.execute(&ERASURE_MESSAGES, &[&id])?;
    let tickets = tx.execute(&ERASURE_TICKET_TEXTS, &[&id, &now])?;
    tx.execute(&ERASURE_TICKET_VERSIONS, &[&id, &now])?;
    tx.execute(&ERASURE_BLOBS, &[&id, &now])?;
    tx.execute(&ERASURE_BLOBS_UNCLAIMED, &[&id, &now])?;
    tx.execute(&ERASURE_PACKAGE_BLOBS, &[&id, &now])?;
    tx.execute(&ERASURE_PACKAGES, &[&id])?;
    let files = tx.execute(&ERASURE_FILES, &[&id])? + tx.execute(&ERASURE_FILES_UNCLAIMED, &[&id])?;
    let nothing: &[u8] = &[];
    tx.execute(&ERASURE_ANSWERS, &[&id, &nothing])?;
    tx.execute(&ERASURE_ORIGINS, &[&id, &actor])?;
    exports_void(tx, now)?;
    Ok(Destroyed {
        tickets,
        messages,
        files,
    })
}

/// Destroys once more what an older copy of the database brought back. False when there is no such person, or when the
/// copy knows of the erasure. Neither event nor record is made of it: the product does both when it starts.
pub fn erasure_repeat(tx: &mut Tx<'_>, id: PersonId, at: Timestamp) -> Result<bool, StoreError> {
    if erasure_by_person(tx, id)?.is_some() {
        return Ok(false);
    }
    let Some(person) = person_lock(tx, id)? else {
        return Ok(false);
    };
    erasure_tickets_lock(tx, id)?;
    erasure_destroy(tx, &person, at)?;
    Ok(true)
}

/// Remembers an erasure as not settled yet.
pub fn erasure_save(tx: &mut Tx<'_>, row: &ErasureRow) -> Result<(), StoreError> {
    tx.execute(
        &ERASURE_SAVE,
        &[&row.person, &row.at, &row.erased_by, &row.reason],
    )?;
    Ok(())
}

pub fn erasure_by_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<ErasureRow>, StoreError> {
    tx.query_one(&ERASURE_BY_PERSON, &[&person], ErasureRow::from_row)
}

/// Erasures that files, log or list have not followed yet, the oldest first.
pub fn erasures_open(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<ErasureRow>, StoreError> {
    tx.query(&ERASURE_OPEN, &[&limit], ErasureRow::from_row)
}

/// Marks the erasure of this instant as settled.
pub fn erasure_settle(
    tx: &mut Tx<'_>,
    person: PersonId,
    at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(&ERASURE_SETTLE, &[&person, &at, &now])?;
    Ok(())
}

/// Files whose rows are gone and whose bytes are to follow, behind one of them.
pub fn blobs_condemned(tx: &mut Tx<'_>, after: FileId, limit: u32) -> Result<Vec<FileId>, StoreError> {
    tx.query(&BLOB_CONDEMNED, &[&after, &limit], |row| row.get("file"))
}

/// The bytes are gone.
pub fn blob_forget(tx: &mut Tx<'_>, file: FileId) -> Result<(), StoreError> {
    tx.execute(&BLOB_FORGET, &[&file])?;
    Ok(())
}
