//! What the page about one person's data shows.

use touchstone_domain::access::Permission;
use touchstone_domain::id::{PersonId, TicketId};
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::time::Timestamp;
use touchstone_store::Lane;
use touchstone_store::erasure::erasure_by_person;
use touchstone_store::ticket::{Lead, Order, Position, ticket_text_by_id, ticket_walk};

use super::hold::{Hold, HoldOn, holds_over};
use crate::core::{App, AppError, Caller};
use crate::person::{MaskedPerson, persons_masked};

/// Tickets that are listed.
const SHOWN: u32 = 50;

/// A person, what was written about them, and what stands in the way of destroying it.
#[derive(Debug, Clone)]
pub struct PersonPrivacy {
    pub person: MaskedPerson,
    /// The newest of their tickets.
    pub tickets: Vec<PrivacyTicket>,
    pub more: bool,
    pub holds: Vec<Hold>,
    /// When and why they were erased.
    pub erased: Option<(Timestamp, String)>,
}

/// One of a person's tickets.
#[derive(Debug, Clone)]
pub struct PrivacyTicket {
    pub id: TicketId,
    pub number: i64,
    /// None once erased.
    pub subject: Option<String>,
    pub stage: Stage,
    pub closed: bool,
    pub created_at: Timestamp,
}

/// One person as those see them who look after people's data.
pub async fn person_privacy(app: &App, caller: &Caller, id: PersonId) -> Result<PersonPrivacy, AppError> {
    caller.actor.holds(Permission::PrivacyRead)?;
    let (handle, now) = (app.clone(), app.clock.now());
    app.query(Lane::Fast, move |tx| {
        let person = persons_masked(tx, &handle, &[id])?
            .remove(&id)
            .ok_or(AppError::NotFound { what: "person" })?;
        let newest = Position::start(Order::Created);
        let mut rows =
            ticket_walk(tx, &Lead::Requester(id), Order::Created, newest, SHOWN + 1)?.unwrap_or_default();
        let more = rows.len() > SHOWN as usize;
        rows.truncate(SHOWN as usize);
        let mut tickets = Vec::with_capacity(rows.len());
        for row in rows {
            let text = ticket_text_by_id(tx, row.id)?.filter(|text| text.erased_at.is_none());
            tickets.push(PrivacyTicket {
                id: row.id,
                number: row.number,
                subject: text.map(|text| text.subject),
                stage: row.state.stage,
                closed: row.state.status() == Status::Closed,
                created_at: row.state.received_at,
            });
        }
        let erased = erasure_by_person(tx, id)?.map(|row| (row.at, row.reason));
        Ok(PersonPrivacy {
            person,
            tickets,
            more,
            holds: holds_over(tx, HoldOn::Person(id), now)?,
            erased,
        })
    })
    .await
}
