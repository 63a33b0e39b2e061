//! The bare store loop: copies of one ticket's rows with new ids, written through `Store::write` and nothing around it.
//! The rows are read back from a ticket that the product itself made, so they are the same by construction.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use touchstone_domain::calendar::CalendarBook;
use touchstone_domain::clock::Clock;
use touchstone_domain::event::Subject;
use touchstone_domain::id::{EventId, IdGenerator, MessageId, PersonId, TicketId};
use touchstone_domain::time::Timestamp;
use touchstone_store::clock::{clock_of_ticket, clock_save};
use touchstone_store::event::{EventRow, HistoryOrder, NewEvent, event_history};
use touchstone_store::event_origin::{EventOrigin, event_origin_insert};
use touchstone_store::message::{MessageRow, message_insert, message_of_ticket};
use touchstone_store::person::{
    ContactRow, PersonRow, contact_of_person, contact_save, person_by_id, person_insert,
};
use touchstone_store::ticket::{
    TicketRow, TicketText, ticket_by_number, ticket_insert, ticket_text_by_id, ticket_text_insert,
};
use touchstone_store::timer::timer_set;
use touchstone_store::{Lane, Store, StoreError, Tx};

/// One ticket's rows, to be copied.
#[derive(Clone)]
pub(crate) struct Template {
    person: PersonRow,
    contacts: Vec<ContactRow>,
    ticket: TicketRow,
    text: TicketText,
    message: MessageRow,
    clocks: Vec<Clock>,
    events: Vec<EventRow>,
}

/// Writes copies; shared by all tasks of a measurement.
pub(crate) struct Loop {
    pub store: Store,
    template: Template,
    ids: IdGenerator,
    next_number: AtomicI64,
}

impl Loop {
    /// Takes the ticket with this number for a template.
    pub(crate) async fn new(store: Store, number: i64) -> Result<Arc<Loop>> {
        let template = store
            .read(Lane::Fast, move |tx| Template::read(tx, number))
            .await?;
        let ids = IdGenerator::new(store.node());
        let template = template.context("the ticket to copy is not there")?;
        Ok(Arc::new(Loop {
            store,
            template,
            ids,
            next_number: AtomicI64::new(1_000_000),
        }))
    }

    /// Writes one copy, received at `now`.
    pub(crate) async fn write(self: &Arc<Self>, now: Timestamp) -> Result<()> {
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let copy = self.template.copied(&self.ids, now, number);
        self.store.write(move |tx| copy.insert(tx)).await?;
        Ok(())
    }
}

impl Template {
    fn read(tx: &mut Tx<'_>, number: i64) -> Result<Option<Template>, StoreError> {
        let Some(ticket) = ticket_by_number(tx, number)? else {
            return Ok(None);
        };
        let Some(person) = person_by_id(tx, ticket.requester)? else {
            return Ok(None);
        };
        let Some(text) = ticket_text_by_id(tx, ticket.id)? else {
            return Ok(None);
        };
        let messages = message_of_ticket(tx, ticket.id, None, 1)?;
        let Some(message) = messages.into_iter().next() else {
            return Ok(None);
        };
        let mut events = event_history(tx, Subject::Person(person.id), HistoryOrder::OldestFirst, None, 1)?;
        events.extend(event_history(
            tx,
            Subject::Ticket(ticket.id),
            HistoryOrder::OldestFirst,
            None,
            1,
        )?);
        let contacts = contact_of_person(tx, person.id)?;
        let clocks = clock_of_ticket(tx, ticket.id, &CalendarBook::default())?;
        Ok(Some(Template {
            person,
            contacts,
            ticket,
            text,
            message,
            clocks,
            events,
        }))
    }

    fn copied(&self, ids: &IdGenerator, now: Timestamp, number: i64) -> Template {
        let mut copy = self.clone();
        let (person, ticket) = (ids.next::<PersonId>(now), ids.next::<TicketId>(now));
        copy.person.id = person;
        for contact in &mut copy.contacts {
            contact.person = person;
            // Another person's address: a hash of its own.
            contact.lookup[..8].copy_from_slice(&number.to_be_bytes());
        }
        copy.ticket.id = ticket;
        copy.ticket.requester = person;
        copy.ticket.number = number;
        copy.text.ticket = ticket;
        copy.text.tracking_code = format!("bench-{number}");
        copy.text.tracking_key = number;
        copy.message.id = ids.next::<MessageId>(now);
        copy.message.ticket = ticket;
        for event in &mut copy.events {
            event.id = ids.next::<EventId>(now);
            event.subject = match event.subject {
                Subject::Person(_) => Subject::Person(person),
                _ => Subject::Ticket(ticket),
            };
        }
        copy
    }

    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        person_insert(tx, &self.person)?;
        for contact in &self.contacts {
            contact_save(tx, contact)?;
        }
        ticket_insert(tx, &self.ticket)?;
        ticket_text_insert(tx, &self.text)?;
        message_insert(tx, &self.message)?;
        clock_save(tx, self.ticket.id, &[], &self.clocks)?;
        timer_set(tx, "ticket", self.ticket.id, self.ticket.due_at)?;
        tx.counter_add("bench", 1);
        for event in &self.events {
            tx.event_append(&NewEvent {
                id: event.id,
                at: event.at,
                actor: event.actor,
                origin: event.origin,
                subject: event.subject,
                body: event.parsed()?,
            })?;
            let origin = EventOrigin {
                address: Some("127.0.0.1".to_owned()),
                ..EventOrigin::default()
            };
            event_origin_insert(tx, event.id, &origin)?;
        }
        Ok(())
    }
}
