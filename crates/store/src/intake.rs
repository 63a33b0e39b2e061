//! By which id of another system a request is known that it sent in. The id itself is not kept, only its keyed hash.

use touchstone_domain::id::TicketId;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    /// A request that was sent in before.
    pub struct IntakeRow { pub ticket: TicketId, pub number: i64 }
}

sql!(
    INTAKE_FIND =
        "SELECT i.ticket, t.number FROM intake_ref i JOIN ticket t ON t.id = i.ticket WHERE i.key = ?1"
);
sql!(
    INTAKE_INSERT =
        "INSERT INTO intake_ref (key, ticket, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (key) DO NOTHING"
);

/// The request known by this key.
pub fn intake_find(tx: &mut Tx<'_>, key: &[u8]) -> Result<Option<IntakeRow>, StoreError> {
    tx.query_one(&INTAKE_FIND, &[&key], IntakeRow::from_row)
}

/// Makes a request known by a key; `false` when another one is, which was sent in at the same moment.
pub fn intake_insert(
    tx: &mut Tx<'_>,
    key: &[u8],
    ticket: TicketId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&INTAKE_INSERT, &[&key, &ticket, &now])? == 1)
}
