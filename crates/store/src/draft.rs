//! Replies and notes that were begun and not sent: one per member of staff and ticket, erased with the ticket's texts.

use touchstone_domain::id::{TicketId, UserId};
use touchstone_domain::ticket::Visibility;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    #[derive(PartialEq, Eq)]
    pub struct DraftRow {
        pub ticket: TicketId,
        pub user_id: UserId,
        pub visibility: Visibility,
        pub body: String,
        pub saved_at: Timestamp,
    }
}

sql!(
    DRAFT_SAVE = "INSERT INTO draft (ticket, user_id, visibility, body, saved_at) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT (ticket, user_id) DO UPDATE SET visibility = excluded.visibility, body = excluded.body,
        saved_at = excluded.saved_at"
);
sql!(
    DRAFT_OF =
        "SELECT ticket, user_id, visibility, body, saved_at FROM draft WHERE ticket = ?1 AND user_id = ?2"
);
sql!(DRAFT_DELETE = "DELETE FROM draft WHERE ticket = ?1 AND user_id = ?2");
sql!(DRAFT_PRUNE = "DELETE FROM draft WHERE saved_at < ?1");

pub fn draft_save(tx: &mut Tx<'_>, row: &DraftRow) -> Result<(), StoreError> {
    tx.execute(
        &DRAFT_SAVE,
        &[
            &row.ticket,
            &row.user_id,
            &row.visibility,
            &row.body,
            &row.saved_at,
        ],
    )?;
    Ok(())
}

pub fn draft_of(tx: &mut Tx<'_>, ticket: TicketId, user: UserId) -> Result<Option<DraftRow>, StoreError> {
    tx.query_one(&DRAFT_OF, &[&ticket, &user], DraftRow::from_row)
}

/// Forgets a draft; whether there was one.
pub fn draft_delete(tx: &mut Tx<'_>, ticket: TicketId, user: UserId) -> Result<bool, StoreError> {
    Ok(tx.execute(&DRAFT_DELETE, &[&ticket, &user])? > 0)
}

/// Forgets drafts that nobody has gone on with since.
pub fn draft_prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(&DRAFT_PRUNE, &[&before])
}
