//! Legal holds: whose data, or which ticket's, must be kept whatever else asks for its destruction.

use touchstone_domain::event::SubjectKind;
use touchstone_domain::id::{Id, PersonId, TicketId, UserId};
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// A hold. Without `until` it stands until it is lifted.
    pub struct HoldRow {
        /// `person` or `ticket`.
        pub subject_kind: SubjectKind,
        /// Raw id, by `subject_kind`.
        pub subject: i64,
        pub reason: String,
        pub placed_by: UserId,
        pub placed_at: Timestamp,
        pub until: Option<Timestamp>,
    }
}

macro_rules! columns {
    () => {
        "subject_kind, subject, reason, placed_by, placed_at, until"
    };
}

sql!(HOLD_SAVE = "INSERT INTO legal_hold (subject_kind, subject, reason, placed_by, placed_at, until)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (subject_kind, subject) DO UPDATE SET reason = excluded.reason, placed_by = excluded.placed_by,
        placed_at = excluded.placed_at, until = excluded.until");
sql!(HOLD_DELETE = "DELETE FROM legal_hold WHERE subject_kind = ?1 AND subject = ?2");
sql!(
    HOLDS_OVER_PERSON = concat!(
        "SELECT ",
        columns!(),
        " FROM legal_hold WHERE subject_kind = 'person' AND subject = ?1
          UNION ALL SELECT ",
        columns!(),
        " FROM legal_hold WHERE subject_kind = 'ticket' AND subject IN (SELECT id FROM ticket WHERE requester = ?1)
          ORDER BY subject_kind, subject"
    )
);
sql!(
    HOLDS_OVER_TICKET = concat!(
        "SELECT ",
        columns!(),
        " FROM legal_hold WHERE subject_kind = 'ticket' AND subject = ?1
          UNION ALL SELECT ",
        columns!(),
        " FROM legal_hold WHERE subject_kind = 'person' AND subject = (SELECT requester FROM ticket WHERE id = ?1)
          ORDER BY subject_kind, subject"
    )
);

/// Places a hold, or replaces the one on the same subject.
pub fn hold_save(tx: &mut Tx<'_>, row: &HoldRow) -> Result<(), StoreError> {
    tx.execute(
        &HOLD_SAVE,
        &[
            &row.subject_kind,
            &row.subject,
            &row.reason,
            &row.placed_by,
            &row.placed_at,
            &row.until,
        ],
    )?;
    Ok(())
}

/// Lifts a hold; false when there was none.
pub fn hold_delete(tx: &mut Tx<'_>, kind: SubjectKind, subject: i64) -> Result<bool, StoreError> {
    Ok(tx.execute(&HOLD_DELETE, &[&kind, &subject])? == 1)
}

/// Holds on a person and on any of their tickets, ended ones included.
pub fn holds_over_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<HoldRow>, StoreError> {
    tx.query(&HOLDS_OVER_PERSON, &[&person.raw()], HoldRow::from_row)
}

/// Holds on a ticket and on its requester, ended ones included.
pub fn holds_over_ticket(tx: &mut Tx<'_>, ticket: TicketId) -> Result<Vec<HoldRow>, StoreError> {
    tx.query(&HOLDS_OVER_TICKET, &[&ticket.raw()], HoldRow::from_row)
}
