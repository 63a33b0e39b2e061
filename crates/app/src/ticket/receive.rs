//! Receiving a request: from the public form, from an agent or an outside program, or as the continuation of a closed one.
//!
//! The number and everything random come from outside the transaction; the standard in force at this instant judges the
//! request for ever.

use serde::{Deserialize, Serialize};
use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Origin, Subject};
use touchstone_domain::id::{EventId, Id, MessageId, StandardId, TicketId};
use touchstone_domain::stage::{Stage, Status};
use touchstone_domain::ticket::{
    AuthorKind, Channel, Class, Facts, Impact, Urgency, Visibility, ticket_receive,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::message::{MessageRow, message_insert};
use touchstone_store::ticket::{TicketRow, TicketText, ticket_text_insert};

use super::assign::assign_new;
use super::fields::Fields;
use super::file::files_claim;
use super::held::{Held, ticket_add};
use super::input::{Creation, Request, RequesterChoice, Submission};
use super::read::answer;
use super::refused::{category, refused};
use super::routing::route_new;
use super::view::{Ticket, TicketClock, clocks_ordered};
use crate::core::{App, AppError, Call, Cx};
use crate::person::{Requester, person_for_request, requester_known, requester_picked};

/// Name of the sequence of ticket numbers.
pub const NUMBERS: &str = "ticket";

/// What the sender of a request gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub ticket: TicketId,
    pub number: i64,
    pub tracking_code: String,
    pub status: Status,
    pub stage: Stage,
    pub received_at: Timestamp,
    pub clocks: Vec<TicketClock>,
    /// The first message: what the requester wrote.
    pub message: MessageId,
    /// The entry of the history that records the receipt.
    pub receipt: EventId,
    pub files: usize,
}

/// What a new ticket is made of, once its requester is known.
struct Intake<'a> {
    request: &'a Request,
    number: i64,
    requester: Requester,
    facts: Facts,
    claimed_urgency: Option<Urgency>,
    claimed_impact: Option<Impact>,
    tags: Vec<String>,
    follows: Option<TicketId>,
    /// It is made of messages that are there.
    began: Option<Began>,
}

impl<'a> Intake<'a> {
    /// With these facts and nothing claimed.
    fn new(request: &'a Request, number: i64, requester: Requester, facts: Facts) -> Self {
        Self {
            request,
            number,
            requester,
            facts,
            claimed_urgency: None,
            claimed_impact: None,
            tags: Vec::new(),
            follows: None,
            began: None,
        }
    }
}

/// The beginning of a ticket that is made of messages of another one.
pub(super) struct Began {
    pub(super) at: Timestamp,
    pub(super) standard: StandardId,
    /// The first of them.
    pub(super) message: MessageId,
}

/// Receives a request from the public form.
pub async fn submit(app: &App, call: &Call, fields: Fields) -> Result<Receipt, AppError> {
    let submission = Submission::read(app, call, fields)?;
    let number = app.store.number_next(NUMBERS).await?;
    app.command(call, move |cx| ticket_submit(cx, number, &submission))
        .await
}

/// Takes a request down for a requester and answers the whole ticket.
pub async fn create(app: &App, call: &Call, fields: Fields) -> Result<Ticket, AppError> {
    call.caller.actor.holds(Permission::TicketCreate)?;
    let creation = Creation::read(app, call, fields)?;
    let number = app.store.number_next(NUMBERS).await?;
    answer(app, call, move |cx| {
        ticket_create(cx, number, &creation).map(|receipt| receipt.ticket)
    })
    .await
}

/// The command behind [`submit`], and behind mail. What the public says about urgency and about others being hit is kept as a claim.
pub fn ticket_submit(cx: &mut Cx<'_, '_>, number: i64, from: &Submission) -> Result<Receipt, AppError> {
    let requester = person_for_request(cx, &from.requester)?;
    let facts = Facts {
        kind: from.request.kind,
        impact: from.request.impact.unwrap_or_default().min(Impact::OnePerson),
        tier: requester.tier,
        channel: from.channel,
        ..Facts::default()
    };
    let receipt = receive(
        cx,
        Intake {
            claimed_urgency: from.claimed_urgency,
            claimed_impact: from.request.impact,
            ..Intake::new(&from.request, number, requester, facts)
        },
    )?;
    route_new(cx, receipt.ticket, requester.tier, requester.adviser)?;
    Ok(receipt)
}

/// The command behind [`create`].
pub fn ticket_create(cx: &mut Cx<'_, '_>, number: i64, from: &Creation) -> Result<Receipt, AppError> {
    cx.actor().holds(Permission::TicketCreate)?;
    ticket_make(cx, number, from)
}

/// The same for whoever was let in by another permission.
pub(crate) fn ticket_make(cx: &mut Cx<'_, '_>, number: i64, from: &Creation) -> Result<Receipt, AppError> {
    let requester = requester(cx, &from.requester)?;
    let tier = from.tier.unwrap_or(requester.tier);
    let facts = Facts {
        kind: from.request.kind,
        urgency: from.urgency.unwrap_or_default(),
        impact: from.request.impact.unwrap_or_default(),
        tier,
        channel: from.channel,
        ..Facts::default()
    };
    let intake = Intake {
        tags: from.tags.clone(),
        ..Intake::new(&from.request, number, requester, facts)
    };
    let receipt = receive(cx, intake)?;
    let assignee = from
        .assignee
        .map(|whom| whom.as_said_by(cx.actor()))
        .transpose()?;
    assign_new(cx, receipt.ticket, assignee, from.team)?;
    route_new(cx, receipt.ticket, tier, requester.adviser)?;
    Ok(receipt)
}

/// Opens a ticket that continues a closed one with a requester's message. The requester, the language and the matter
/// stay; the judgement of urgency and class is made anew.
pub(super) fn ticket_continue(
    cx: &mut Cx<'_, '_>,
    former: &Held,
    subject: String,
    request: Request,
    number: i64,
) -> Result<Receipt, AppError> {
    let row = &former.row;
    let facts = Facts {
        kind: row.state.facts.kind,
        impact: row.state.facts.impact,
        tier: row.state.facts.tier,
        channel: match cx.caller.origin {
            Origin::Mail => Channel::Email,
            _ => Channel::Web,
        },
        ..Facts::default()
    };
    let request = Request {
        subject,
        category: row.state.facts.category.as_ref().map(ToString::to_string),
        ..request
    };
    let requester = requester_of(cx, row)?;
    let intake = Intake {
        follows: Some(row.id),
        ..Intake::new(&request, number, requester, facts)
    };
    let receipt = receive(cx, intake)?;
    cx.emit(
        Subject::Ticket(row.id),
        EventBody::TicketLinked { to: receipt.ticket },
    )?;
    route_new(cx, receipt.ticket, row.state.facts.tier, requester.adviser)?;
    Ok(receipt)
}

/// Opens a ticket that is made of messages of another one, with the same requester. How urgent it is and what it is about is
/// judged anew.
pub(super) fn receive_split(
    cx: &mut Cx<'_, '_>,
    from: &Held,
    request: Request,
    number: i64,
    began: Began,
) -> Result<Receipt, AppError> {
    let facts = Facts {
        category: None,
        urgency: Urgency::default(),
        class: Class::default(),
        ..from.row.state.facts.clone()
    };
    let intake = Intake {
        began: Some(began),
        ..Intake::new(&request, number, requester_of(cx, &from.row)?, facts)
    };
    receive(cx, intake)
}

/// Whose ticket this is, in the ticket's language.
fn requester_of(cx: &mut Cx<'_, '_>, row: &TicketRow) -> Result<Requester, AppError> {
    Ok(Requester {
        language: row.language,
        ..requester_known(cx, row.requester)?
    })
}

fn requester(cx: &mut Cx<'_, '_>, choice: &RequesterChoice) -> Result<Requester, AppError> {
    match choice {
        RequesterChoice::Known(person) => requester_picked(cx, *person).map_err(|error| match error {
            AppError::NotFound { .. } => AppError::field("requester_id", "not_found"),
            other => other,
        }),
        RequesterChoice::Told(draft) => person_for_request(cx, draft),
    }
}

fn receive(cx: &mut Cx<'_, '_>, intake: Intake<'_>) -> Result<Receipt, AppError> {
    let (at, (standard_id, standard)) = match &intake.began {
        Some(began) => {
            let standard = cx.app.standards.get(cx.tx, began.standard)?;
            (began.at, (began.standard, standard))
        }
        None => (cx.now, cx.app.standards.in_force(cx.tx, cx.now)?),
    };
    let category = category(&standard, intake.request.category.as_deref())?;
    let applied = ticket_receive(
        Facts {
            category,
            ..intake.facts.clone()
        },
        &standard,
        at,
    )
    .map_err(refused)?;
    let id: TicketId = cx.id();
    let passed = applied.passed();
    let row = TicketRow {
        id,
        number: intake.number,
        requester: intake.requester.id,
        language: intake.requester.language,
        claimed_urgency: intake.claimed_urgency,
        claimed_impact: intake.claimed_impact,
        standard: standard_id,
        follows: intake.follows,
        priority: 0,
        tags: intake.tags.clone(),
        state: applied.state,
        due_at: Timestamp::MAX,
        public_version: 1,
        version: 1,
        updated_at: cx.now,
    };
    let row = ticket_add(cx, row, &applied.clocks, &standard)?;
    texts(cx, id, &intake)?;
    let event = cx.emit(
        Subject::Ticket(id),
        EventBody::TicketReceived {
            person: Some(intake.requester.id),
            standard: standard_id,
            facts: row.state.facts.clone(),
            priority: row.priority,
            received_at: intake.began.as_ref().map(|began| began.at),
            passed,
        },
    )?;
    let message = match &intake.began {
        Some(began) => began.message,
        None => first_message(cx, id, &intake)?,
    };
    Ok(Receipt {
        ticket: id,
        message,
        number: row.number,
        tracking_code: intake.request.tracking.as_str().to_owned(),
        status: row.state.status(),
        stage: row.state.stage,
        received_at: row.state.received_at,
        clocks: clocks_ordered(applied.clocks.iter().as_slice(), cx.now),
        receipt: event,
        files: intake.request.attachments.len(),
    })
}

fn texts(cx: &mut Cx<'_, '_>, ticket: TicketId, intake: &Intake<'_>) -> Result<(), AppError> {
    let request = intake.request;
    let text = TicketText {
        ticket,
        subject: request.subject.clone(),
        demand: request.demand.clone(),
        order_no: request.order_no.clone(),
        class_reason: None,
        tracking_code: request.tracking.as_str().to_owned(),
        tracking_key: request.tracking.key(&cx.app.keys),
        erased_at: None,
    };
    ticket_text_insert(cx.tx, &text)?;
    Ok(())
}

/// What the requester wrote is the first message of the conversation.
fn first_message(cx: &mut Cx<'_, '_>, ticket: TicketId, intake: &Intake<'_>) -> Result<MessageId, AppError> {
    let id: MessageId = cx.id();
    let message = MessageRow {
        id,
        ticket,
        author_kind: AuthorKind::Requester,
        author: Some(Id::raw(intake.requester.id)),
        visibility: Visibility::Public,
        format: intake.request.format,
        crossed: false,
        at_version: 1,
        files: u32::try_from(intake.request.attachments.len()).unwrap_or(u32::MAX),
        created_at: cx.now,
        body: Some(intake.request.body.clone()),
    };
    message_insert(cx.tx, &message)?;
    files_claim(cx, ticket, id, &intake.request.attachments)?;
    Ok(id)
}
