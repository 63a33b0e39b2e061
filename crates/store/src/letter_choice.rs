//! Which letters requesters do without, for one ticket or for all of a person's.

use touchstone_domain::id::{Id, PersonId, TicketId};
use touchstone_domain::letter_choice::ChoiceScope;
use touchstone_domain::time::Timestamp;

use crate::{StoreError, Tx, record, sql};

record! {
    #[derive(PartialEq, Eq)]
    pub struct LetterChoiceRow {
        pub scope: ChoiceScope,
        /// A ticket or a person.
        pub subject: i64,
        /// JSON, as `domain` has it.
        pub off_topics: String,
        pub updated_at: Timestamp,
    }
}

sql!(
    LETTER_CHOICES_OF = "SELECT scope, subject, off_topics, updated_at FROM letter_choice
     WHERE (scope = 'ticket' AND subject = ?1) OR (scope = 'person' AND subject = ?2)"
);
sql!(
    LETTER_CHOICE_PUT = "INSERT INTO letter_choice (scope, subject, off_topics, updated_at) VALUES (?1, ?2, ?3, ?4)
     ON CONFLICT (scope, subject) DO UPDATE SET off_topics = excluded.off_topics, updated_at = excluded.updated_at"
);

/// What was chosen for a ticket and for its requester, in no order.
pub fn letter_choices_of(
    tx: &mut Tx<'_>,
    ticket: TicketId,
    person: PersonId,
) -> Result<Vec<LetterChoiceRow>, StoreError> {
    tx.query(&LETTER_CHOICES_OF, &[&ticket, &person], LetterChoiceRow::from_row)
}

/// Keeps a choice in the place of the one before. The ticket it is made on must be held under its lock.
pub fn letter_choice_put(tx: &mut Tx<'_>, row: &LetterChoiceRow) -> Result<(), StoreError> {
    tx.execute(
        &LETTER_CHOICE_PUT,
        &[&row.scope, &row.subject, &row.off_topics, &row.updated_at],
    )?;
    Ok(())
}

impl LetterChoiceRow {
    /// Whose or what a choice is, as a row names it.
    pub fn subject_of(scope: ChoiceScope, ticket: TicketId, person: PersonId) -> i64 {
        match scope {
            ChoiceScope::Ticket => ticket.raw(),
            ChoiceScope::Person => person.raw(),
        }
    }
}
