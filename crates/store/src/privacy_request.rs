//! What people ask about their own data: facts, erasable texts, what a correction changed. Copies of data are in
//! [`crate::privacy_package`]; which step is allowed when is decided above.

use touchstone_domain::event::FieldName;
use touchstone_domain::id::{Id, PersonId, PrivacyRequestId, StandardId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::privacy::{
    IdentityProof, PrivacyKind, PrivacyPhase, PrivacyRefusal, PrivacySource, PrivacyState,
};
use touchstone_domain::time::Timestamp;

use crate::{Locked, StoreError, Tx, record, sql, sql_list, sql_lock};

record! {
    /// A request without its texts.
    pub struct PrivacyRequestRow {
        pub id: PrivacyRequestId,
        pub person: PersonId,
        pub kind: PrivacyKind,
        pub state: PrivacyState,
        pub source: PrivacySource,
        /// The ticket from whose page it came.
        pub ticket: Option<TicketId>,
        pub language: Language,
        /// Whose figures gave its time limit.
        pub standard: StandardId,
        pub received_at: Timestamp,
        pub due_at: Timestamp,
        pub extended_at: Option<Timestamp>,
        pub warned: u8,
        pub late_at: Option<Timestamp>,
        pub proof: Option<IdentityProof>,
        pub proved_at: Option<Timestamp>,
        pub refusal: Option<PrivacyRefusal>,
        pub closed_at: Option<Timestamp>,
        pub version: i64,
    }
}

record! {
    /// What was written in a request; empty once its person was erased.
    #[derive(Default)]
    pub struct PrivacyText {
        /// What the person asks for, in words.
        pub detail: String,
        /// Why it takes longer.
        pub extension: Option<String>,
        /// Why it was refused, or what was done.
        pub answer: Option<String>,
    }
}

record! {
    /// A field that a correction changed, before and after, sealed.
    pub struct CorrectionRow {
        pub field: FieldName,
        pub before_sealed: Option<Vec<u8>>,
        pub after_sealed: Option<Vec<u8>>,
    }
}

macro_rules! columns {
    () => {
        "id, person, kind, state, source, ticket, language, standard, received_at, due_at, extended_at, warned, late_at,
         proof, proved_at, refusal, closed_at, version"
    };
}

sql!(
    PRIVACY_INSERT =
        "INSERT INTO privacy_request (id, person, kind, phase, state, source, ticket, language, standard,
        received_at, due_at, warned, proof, proved_at, version)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, ?12, ?13, 1)"
);
sql!(PRIVACY_BY_ID = concat!("SELECT ", columns!(), " FROM privacy_request WHERE id = ?1"));
sql_lock!(PRIVACY_LOCK = concat!("SELECT ", columns!(), " FROM privacy_request WHERE id = ?1"));
sql!(
    PRIVACY_SAVE = "UPDATE privacy_request SET phase = ?2, state = ?3, due_at = ?4, extended_at = ?5, warned = ?6,
        late_at = ?7, proof = ?8, proved_at = ?9, refusal = ?10, closed_at = ?11, version = ?12 WHERE id = ?1"
);
sql_list!(
    PRIVACY_LIST = concat!(
        "SELECT ",
        columns!(),
        " FROM privacy_request WHERE phase = ?1 AND (due_at, id) > (?2, ?3) ORDER BY due_at, id LIMIT ?4"
    )
);
sql_list!(
    PRIVACY_LIST_OF_KIND = concat!(
        "SELECT ",
        columns!(),
        " FROM privacy_request WHERE phase = ?1 AND kind = ?5 AND (due_at, id) > (?2, ?3)
         ORDER BY due_at, id LIMIT ?4"
    )
);
sql_list!(
    PRIVACY_LIST_OF_PERSON = concat!(
        "SELECT ",
        columns!(),
        " FROM privacy_request WHERE person = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"
    )
);
sql!(
    PRIVACY_TEXT_SAVE =
        "INSERT INTO privacy_request_text (request, detail, extension, answer) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (request) DO UPDATE SET detail = excluded.detail, extension = excluded.extension,
        answer = excluded.answer"
);
sql!(
    PRIVACY_TEXT_BY_REQUEST = "SELECT detail, extension, answer FROM privacy_request_text WHERE request = ?1"
);
sql!(
    CORRECTION_INSERT = "INSERT INTO privacy_correction (request, field, before_sealed, after_sealed) VALUES (?1, ?2, ?3, ?4)"
);
sql!(
    CORRECTIONS_OF_REQUEST =
        "SELECT field, before_sealed, after_sealed FROM privacy_correction WHERE request = ?1 ORDER BY field"
);

/// Adds a request with what is asked for.
pub fn privacy_insert(tx: &mut Tx<'_>, row: &PrivacyRequestRow, detail: &str) -> Result<(), StoreError> {
    tx.execute(
        &PRIVACY_INSERT,
        &[
            &row.id,
            &row.person,
            &row.kind,
            &row.state.phase(),
            &row.state,
            &row.source,
            &row.ticket,
            &row.language,
            &row.standard,
            &row.received_at,
            &row.due_at,
            &row.proof,
            &row.proved_at,
        ],
    )?;
    let text = PrivacyText {
        detail: detail.to_owned(),
        ..PrivacyText::default()
    };
    privacy_text_save(tx, row.id, &text)
}

pub fn privacy_by_id(tx: &mut Tx<'_>, id: PrivacyRequestId) -> Result<Option<PrivacyRequestRow>, StoreError> {
    tx.query_one(&PRIVACY_BY_ID, &[&id], PrivacyRequestRow::from_row)
}

pub fn privacy_lock(
    tx: &mut Tx<'_>,
    id: PrivacyRequestId,
) -> Result<Option<Locked<PrivacyRequestRow>>, StoreError> {
    let found = tx.query_one(&PRIVACY_LOCK, &[&id], PrivacyRequestRow::from_row)?;
    Ok(found.map(Locked::new))
}

/// Saves a request. The caller has raised `version` where somebody's edit must notice.
pub fn privacy_save(tx: &mut Tx<'_>, row: &Locked<PrivacyRequestRow>) -> Result<(), StoreError> {
    tx.execute(
        &PRIVACY_SAVE,
        &[
            &row.id,
            &row.state.phase(),
            &row.state,
            &row.due_at,
            &row.extended_at,
            &row.warned,
            &row.late_at,
            &row.proof,
            &row.proved_at,
            &row.refusal,
            &row.closed_at,
            &row.version,
        ],
    )?;
    Ok(())
}

/// Where a list stands: it goes on behind this due time and id.
pub type PrivacyPosition = (Timestamp, PrivacyRequestId);

/// Requests of a phase, the nearest due first.
pub fn privacy_list(
    tx: &mut Tx<'_>,
    phase: PrivacyPhase,
    kind: Option<PrivacyKind>,
    after: Option<PrivacyPosition>,
    limit: u32,
) -> Result<Vec<PrivacyRequestRow>, StoreError> {
    let (due, id) = after.map_or((i64::MIN, i64::MIN), |(due, id)| (due.as_micros(), id.raw()));
    let row = PrivacyRequestRow::from_row;
    match kind {
        None => tx.query(&PRIVACY_LIST, &[&phase, &due, &id, &limit], row),
        Some(kind) => tx.query(&PRIVACY_LIST_OF_KIND, &[&phase, &due, &id, &limit, &kind], row),
    }
}

/// Requests of a person, newest first.
pub fn privacy_of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    before: Option<PrivacyRequestId>,
    limit: u32,
) -> Result<Vec<PrivacyRequestRow>, StoreError> {
    let before = before.map_or(i64::MAX, Id::raw);
    tx.query(
        &PRIVACY_LIST_OF_PERSON,
        &[&person, &before, &limit],
        PrivacyRequestRow::from_row,
    )
}

pub fn privacy_text_save(
    tx: &mut Tx<'_>,
    id: PrivacyRequestId,
    text: &PrivacyText,
) -> Result<(), StoreError> {
    tx.execute(
        &PRIVACY_TEXT_SAVE,
        &[&id, &text.detail, &text.extension, &text.answer],
    )?;
    Ok(())
}

/// The texts of a request; nothing once its person was erased.
pub fn privacy_text(tx: &mut Tx<'_>, id: PrivacyRequestId) -> Result<PrivacyText, StoreError> {
    let found = tx.query_one(&PRIVACY_TEXT_BY_REQUEST, &[&id], PrivacyText::from_row)?;
    Ok(found.unwrap_or_default())
}

pub fn correction_insert(
    tx: &mut Tx<'_>,
    id: PrivacyRequestId,
    row: &CorrectionRow,
) -> Result<(), StoreError> {
    tx.execute(
        &CORRECTION_INSERT,
        &[&id, &row.field, &row.before_sealed, &row.after_sealed],
    )?;
    Ok(())
}

pub fn corrections_of_request(
    tx: &mut Tx<'_>,
    id: PrivacyRequestId,
) -> Result<Vec<CorrectionRow>, StoreError> {
    tx.query(&CORRECTIONS_OF_REQUEST, &[&id], CorrectionRow::from_row)
}
