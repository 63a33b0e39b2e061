//! A request arrives: written down by a member of staff, or sent by the person.

use touchstone_domain::access::Permission;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{PersonId, PrivacyRequestId, TicketId};
use touchstone_domain::privacy::{IdentityProof, PrivacyKind, PrivacyPhase, PrivacySource, PrivacyState};
use touchstone_domain::text::{DEMAND, optional};
use touchstone_store::person::person_lock;
use touchstone_store::privacy_request::{PrivacyRequestRow, privacy_insert, privacy_of_person};

use super::clock::{time_limit, timer_arm};
use super::open_key;
use super::view::{PrivacyRequest, look};
use crate::account::input::text_refused;
use crate::core::{App, AppError, Call, Cx};

/// Requests of one person that are looked at for one that is open already.
const LOOKED_AT: u32 = 200;

/// What is asked.
#[derive(Debug, Clone)]
pub struct PrivacyInput {
    pub person: PersonId,
    pub kind: PrivacyKind,
    /// In the person's words.
    pub detail: String,
}

/// Who sent it, and how that was shown.
pub(super) struct Sender {
    pub(super) source: PrivacySource,
    pub(super) ticket: Option<TicketId>,
    pub(super) proof: Option<IdentityProof>,
}

/// Writes a request down that came by letter, telephone or in person. Its time begins now.
pub async fn privacy_receive(
    app: &App,
    call: &Call,
    input: PrivacyInput,
) -> Result<PrivacyRequest, AppError> {
    call.caller.actor.holds(Permission::PrivacyManage)?;
    let input = checked(input)?;
    app.command(call, move |cx| {
        cx.actor().holds(Permission::PrivacyManage)?;
        let sender = Sender {
            source: PrivacySource::Staff,
            ticket: None,
            proof: None,
        };
        let id = request_add(cx, &input, &sender)?;
        look(cx.tx, cx.app, id)
    })
    .await
}

/// The input with its words bounded.
pub(super) fn checked(input: PrivacyInput) -> Result<PrivacyInput, AppError> {
    let detail = optional("detail", &input.detail, DEMAND)
        .map_err(|error| AppError::Validation(vec![text_refused(&error)]))?;
    Ok(PrivacyInput {
        detail: detail.unwrap_or_default(),
        ..input
    })
}

/// Adds the request, unless one of its kind waits already.
pub(super) fn request_add(
    cx: &mut Cx<'_, '_>,
    input: &PrivacyInput,
    sender: &Sender,
) -> Result<PrivacyRequestId, AppError> {
    let person = person_lock(cx.tx, input.person)?.filter(|person| person.data_key.is_some());
    let person = person.ok_or_else(|| AppError::field("person", "unknown"))?;
    let waits = |row: &PrivacyRequestRow| row.kind == input.kind && row.state.phase() == PrivacyPhase::Open;
    if privacy_of_person(cx.tx, person.id, None, LOOKED_AT)?
        .iter()
        .any(waits)
    {
        return Err(AppError::Conflict {
            code: "privacy_open_already",
        });
    }
    let (standard, due_at) = time_limit(cx)?;
    let row = PrivacyRequestRow {
        id: cx.id(),
        person: person.id,
        kind: input.kind,
        state: match sender.proof {
            Some(_) => PrivacyState::InProgress,
            None => PrivacyState::Received,
        },
        source: sender.source,
        ticket: sender.ticket,
        language: person.language,
        standard,
        received_at: cx.now,
        due_at,
        extended_at: None,
        warned: 0,
        late_at: None,
        proof: sender.proof,
        proved_at: sender.proof.map(|_| cx.now),
        refusal: None,
        closed_at: None,
        version: 1,
    };
    privacy_insert(cx.tx, &row, &input.detail)?;
    timer_arm(cx.tx, cx.app, &row)?;
    cx.tx.counter_add(&open_key(row.kind), 1);
    let subject = Subject::PrivacyRequest(row.id);
    let (person, request, source, due) = (row.person, row.kind, row.source, row.due_at);
    cx.emit(
        subject,
        EventBody::PrivacyReceived {
            person,
            request,
            source,
            due,
        },
    )?;
    if let Some(proof) = row.proof {
        cx.emit(subject, EventBody::PrivacyIdentified { proof })?;
    }
    Ok(row.id)
}
