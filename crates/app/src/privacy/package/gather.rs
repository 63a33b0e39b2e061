//! Everything held about a person, read in steps: no step holds a snapshot of the database for long.
//!
//! Names of staff are left out: they are theirs, and what was done is told without them. One-time codes are left out as
//! well, being good for minutes and for nothing but proof.

use std::collections::HashMap;

use touchstone_domain::codes::Code as _;
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{ActorRef, EventKind, Subject};
use touchstone_domain::id::{EventId, Id, MessageId, PersonId, TicketId};
use touchstone_domain::ticket::AuthorKind;
use touchstone_render::view::{
    Disclosure, FileCopy, HappenedCopy, LetterCopy, MessageCopy, PersonFacts, PersonalData, RatingCopy,
    RequestCopy, TicketCopy,
};
use touchstone_store::event::HistoryOrder;
use touchstone_store::event_origin::{EventOrigin, event_history_with_origins};
use touchstone_store::file::{FileRow, file_of_messages};
use touchstone_store::message::{MessageRow, message_of_ticket};
use touchstone_store::person::{contact_of_person, person_by_id};
use touchstone_store::privacy_request::{privacy_of_person, privacy_text};
use touchstone_store::rating::rating_by_ticket;
use touchstone_store::reveal::reveal_of_person;
use touchstone_store::ticket::{Lead, Order, Position, TicketRow, ticket_text_by_id, ticket_walk};
use touchstone_store::{Lane, Tx};

use crate::core::{App, AppError};
use crate::export::file_path;
use crate::notify::letters_of_person;

/// Version of the shape of the JSON.
const FORMAT: u32 = 1;
/// Tickets read in one step.
const STEP: u32 = 20;
/// Rows read at once of what a person or a ticket has many of.
const AT_ONCE: u32 = 200;

/// The person's data, and the files that go with it.
pub(super) async fn gather(app: &App, person: PersonId) -> Result<(PersonalData, Vec<FileRow>), AppError> {
    let handle = app.clone();
    let made_at = app.clock.now();
    let mut data = app
        .query(Lane::Slow, move |tx| {
            Ok(PersonalData {
                format: FORMAT,
                made_at,
                person: facts(tx, &handle, person)?,
                tickets: Vec::new(),
                letters: letters(tx, &handle, person)?,
                disclosures: disclosures(tx, person)?,
                requests: requests(tx, person)?,
                history: history(tx, Subject::Person(person))?,
            })
        })
        .await?;
    let (mut files, mut from) = (Vec::new(), Position::start(Order::CreatedUp));
    loop {
        let (copies, found, last) = app.query(Lane::Slow, move |tx| step(tx, person, from)).await?;
        let more = copies.len() == STEP as usize;
        data.tickets.extend(copies);
        files.extend(found);
        match last {
            Some(last) if more => from = last,
            _ => return Ok((data, files)),
        }
    }
}

type Step = (Vec<TicketCopy>, Vec<FileRow>, Option<Position>);

fn step(tx: &mut Tx<'_>, person: PersonId, from: Position) -> Result<Step, AppError> {
    let order = Order::CreatedUp;
    let rows = ticket_walk(tx, &Lead::Requester(person), order, from, STEP)?.unwrap_or_default();
    let last = rows.last().map(|row| from.behind(order, row));
    let (mut copies, mut files) = (Vec::new(), Vec::new());
    for row in rows {
        let (first, end) = (MessageId::from_raw(i64::MIN), MessageId::from_raw(i64::MAX));
        let theirs = file_of_messages(tx, row.id, first, end)?;
        copies.push(ticket(tx, row, &theirs)?);
        files.extend(theirs);
    }
    Ok((copies, files, last))
}

fn facts(tx: &mut Tx<'_>, app: &App, id: PersonId) -> Result<PersonFacts, AppError> {
    let person = person_by_id(tx, id)?.ok_or(AppError::NotFound { what: "person" })?;
    let wrapped = person.data_key.ok_or(AppError::NotFound { what: "person" })?;
    let key = app.keys.data_key_open(id, &wrapped)?;
    let name = person
        .name_sealed
        .map(|sealed| key.open("name", &sealed))
        .transpose()?;
    let mut facts = PersonFacts {
        id: id.to_string(),
        name: name.map(|name| name.to_string()),
        email: None,
        email_verified_at: None,
        phone: None,
        phone_verified_at: None,
        language: person.language.code().into(),
        tier: person.tier.code().into(),
        created_at: person.created_at,
        updated_at: person.updated_at,
    };
    for contact in contact_of_person(tx, id)? {
        let plain = Some(key.open(contact.kind.as_str(), &contact.sealed)?.to_string());
        match contact.kind {
            ContactKind::Email => (facts.email, facts.email_verified_at) = (plain, contact.verified_at),
            ContactKind::Phone => (facts.phone, facts.phone_verified_at) = (plain, contact.verified_at),
        }
    }
    Ok(facts)
}

fn ticket(tx: &mut Tx<'_>, row: TicketRow, files: &[FileRow]) -> Result<TicketCopy, AppError> {
    let text = ticket_text_by_id(tx, row.id)?.filter(|text| text.erased_at.is_none());
    let (messages, history) = (
        messages(tx, row.id, files)?,
        history(tx, Subject::Ticket(row.id))?,
    );
    let rating = rating_by_ticket(tx, row.id)?.map(|rating| RatingCopy {
        score: rating.score,
        comment: rating.comment,
        at: rating.updated_at,
    });
    let facts = row.state.facts;
    Ok(TicketCopy {
        id: row.id.to_string(),
        number: row.number,
        demand: text.as_ref().and_then(|text| text.demand.clone()),
        order_no: text.as_ref().and_then(|text| text.order_no.clone()),
        class_reason: text.as_ref().and_then(|text| text.class_reason.clone()),
        subject: text.map(|text| text.subject),
        kind: facts.kind.code().into(),
        category: facts.category.map(|path| path.to_string().into()),
        channel: facts.channel.code().into(),
        urgency: facts.urgency.code().into(),
        class: facts.class.code().into(),
        stage: row.state.stage.code().into(),
        received_at: row.state.received_at,
        archived_at: row.state.archived_at,
        tags: row.tags,
        messages,
        rating,
        history,
    })
}

fn messages(tx: &mut Tx<'_>, ticket: TicketId, files: &[FileRow]) -> Result<Vec<MessageCopy>, AppError> {
    let mut of: HashMap<MessageId, Vec<FileCopy>> = HashMap::new();
    for file in files {
        let copy = FileCopy {
            name: file.name.clone(),
            path: file_path(file),
            size: u64::try_from(file.size).unwrap_or(0),
            sha256: data_encoding::HEXLOWER.encode(file.sha256.as_deref().unwrap_or_default()),
        };
        if let Some(message) = file.message {
            of.entry(message).or_default().push(copy);
        }
    }
    let (mut copies, mut after) = (Vec::new(), None);
    loop {
        let rows = message_of_ticket(tx, ticket, after, AT_ONCE)?;
        let more = rows.len() == AT_ONCE as usize;
        after = rows.last().map(|row| row.id);
        copies.extend(rows.into_iter().map(|row: MessageRow| MessageCopy {
            at: row.created_at,
            author: AuthorKind::code(row.author_kind).into(),
            visibility: row.visibility.code().into(),
            body: row.body,
            files: of.remove(&row.id).unwrap_or_default(),
        }));
        if !more {
            return Ok(copies);
        }
    }
}

/// Events of a subject. Addresses and programs are told only where they are the person's.
fn history(tx: &mut Tx<'_>, subject: Subject) -> Result<Vec<HappenedCopy>, AppError> {
    let (mut copies, mut after) = (Vec::new(), None);
    loop {
        let rows = event_history_with_origins(tx, subject, HistoryOrder::OldestFirst, after, AT_ONCE)?;
        let Some((last, _)) = rows.last() else {
            return Ok(copies);
        };
        after = Some(last.id);
        let more = rows.len() == AT_ONCE as usize;
        copies.extend(rows.into_iter().map(|(row, origin)| {
            let theirs = matches!(row.actor, ActorRef::Requester(_) | ActorRef::Public);
            let origin = if theirs { origin } else { EventOrigin::default() };
            HappenedCopy {
                at: row.at,
                what: EventKind::code(row.kind).into(),
                by: actor(row.actor),
                address: origin.address,
                agent: origin.agent,
            }
        }));
        if !more {
            return Ok(copies);
        }
    }
}

fn actor(actor: ActorRef) -> touchstone_render::view::Code {
    match actor {
        ActorRef::System(part) => part.as_str().into(),
        other => other.kind().as_str().into(),
    }
}

fn letters(tx: &mut Tx<'_>, app: &App, person: PersonId) -> Result<Vec<LetterCopy>, AppError> {
    let letters = letters_of_person(tx, app, person)?;
    let copy = |letter: crate::notify::OutboxEntry| {
        let (subject, text) = letter.letter.unzip();
        LetterCopy {
            at: letter.created_at,
            medium: letter.medium.as_str().into(),
            state: letter.state.as_str().into(),
            settled_at: letter.settled_at,
            subject,
            text,
        }
    };
    Ok(letters.into_iter().map(copy).collect())
}

fn disclosures(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Disclosure>, AppError> {
    let (mut copies, mut before) = (Vec::new(), EventId::from_raw(i64::MAX));
    loop {
        let rows = reveal_of_person(tx, person, before, AT_ONCE)?;
        let Some(last) = rows.last() else {
            return Ok(copies);
        };
        before = last.id;
        for row in rows {
            let fields: Vec<String> = serde_json::from_str(&row.fields)
                .map_err(|error| AppError::Internal(format!("fields of a reveal cannot be read: {error}")))?;
            copies.push(Disclosure {
                at: row.at,
                fields: fields.into_iter().map(Into::into).collect(),
                reason: row.reason,
                granted: row.granted,
            });
        }
    }
}

fn requests(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<RequestCopy>, AppError> {
    let rows = privacy_of_person(tx, person, None, AT_ONCE)?;
    let mut copies = Vec::with_capacity(rows.len());
    for row in rows {
        let text = privacy_text(tx, row.id)?;
        copies.push(RequestCopy {
            kind: row.kind.code().into(),
            state: row.state.code().into(),
            received_at: row.received_at,
            closed_at: row.closed_at,
            detail: text.detail,
            answer: text.answer,
        });
    }
    Ok(copies)
}
