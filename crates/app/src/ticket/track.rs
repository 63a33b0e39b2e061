//! What the holder of a tracking code sees: progress for everybody who has the code, the conversation only for who has
//! shown that a contact of the requester is theirs.

use touchstone_domain::clock::{ClockBasis, ClockSet};
use touchstone_domain::contact::ContactKind;
use touchstone_domain::event::{EventBody, EventKind, Subject};
use touchstone_domain::id::{MessageId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::stage::{Stage, Status, Turn};
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{CloseReason, Kind, TicketState, Visibility, WaitOn};
use touchstone_domain::time::Timestamp;
use touchstone_store::event::{EventRow, HistoryOrder, event_history};
use touchstone_store::rating::rating_by_ticket;
use touchstone_store::ticket::{
    TicketRow, TicketText, ticket_by_id, ticket_by_tracking_key, ticket_follower, ticket_text_by_id,
};
use touchstone_store::{Lane, Tx};

use super::conversation::messages_of;
use super::rating::{RATING_CHANGEABLE, Rating, told};
use super::read::Message;
use super::receive::Receipt;
use super::tracking::TrackingCode;
use super::view::{TicketClock, clocks_ordered, requester_of};
use crate::core::LIMIT_MAX;
use crate::core::{Actor, App, AppError, Call, Caller};
use crate::keys::SecretToken;
use crate::notify::{Letter, Medium, Recipient, notification_queue};
use crate::person::code::{CODE_LIFE, CodeDraft};
use crate::person::track::track_open;
use crate::person::{
    CodeChecked, CodeSent, MaskedPerson, TRACK_IDLE, TRACK_PREFIX, TrackOpened, code_check, code_send,
};
use crate::pledge::{TicketPledge, standings};

/// Entries of a history that are looked at for the requester.
const HISTORY: u32 = 500;

/// A ticket as its requester finds it.
#[derive(Debug, Clone)]
pub struct Track {
    pub ticket: TicketId,
    pub code: String,
    pub number: i64,
    pub kind: Kind,
    pub category: Option<String>,
    pub language: Language,
    pub status: Status,
    pub stage: Stage,
    /// Who acts next.
    pub turn: Turn,
    pub close_reason: Option<CloseReason>,
    /// How the ticket stands that it was merged into, at the end of the way.
    pub merged: Option<TrackMerged>,
    pub received_at: Timestamp,
    pub updated_at: Timestamp,
    /// Stages in the order they were entered, again where one came back.
    pub steps: Vec<TrackStep>,
    pub history: Vec<TrackEvent>,
    /// What was promised to the requester; the desk's own stage limits are not among it.
    pub clocks: Vec<TicketClock>,
    /// Public pledges made for this request, and how they stand.
    pub pledges: Vec<TicketPledge>,
    /// Silence counts as confirmation at this time.
    pub silence_confirms_at: Option<Timestamp>,
    /// Without an answer the ticket ends at this time.
    pub gives_up_at: Option<Timestamp>,
    /// A message before this time takes the ticket up again; after it, it opens a linked new one.
    pub reopen_until: Option<Timestamp>,
    /// Contacts a one-time code can be sent to, masked.
    pub ways: Vec<(ContactKind, String)>,
    /// What was written, and everything that identified the requester, was destroyed.
    pub erased: bool,
    /// Only for who has shown that the ticket is theirs.
    pub content: Option<TrackContent>,
}

/// The ticket that goes on in place of a merged one: its progress for everybody who has the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackMerged {
    pub stage: Stage,
    pub status: Status,
    pub turn: Turn,
    pub updated_at: Timestamp,
    /// Its tracking code: only for who has shown that both are theirs.
    pub code: Option<String>,
}

/// One stage that was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackStep {
    pub stage: Stage,
    pub at: Timestamp,
}

/// Something that happened and concerns the requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackEvent {
    pub kind: EventKind,
    pub at: Timestamp,
}

/// What was written, and what the requester can do.
#[derive(Debug, Clone)]
pub struct TrackContent {
    pub requester: MaskedPerson,
    pub subject: Option<String>,
    pub demand: Option<String>,
    pub order_no: Option<String>,
    /// The newest of them, oldest first.
    pub messages: Vec<Message>,
    pub may_confirm: bool,
    pub may_object: bool,
    pub may_rate: bool,
    pub rating: Option<Rating>,
    /// Tracking code of the ticket that continues this one.
    pub followed_by: Option<String>,
}

/// What the holder of a code sees of its ticket.
pub async fn track(app: &App, caller: &Caller, code: &str) -> Result<Track, AppError> {
    let code = parsed(code)?;
    let (handle, actor, now) = (app.clone(), caller.actor.clone(), app.clock.now());
    let language = caller.language;
    app.query(Lane::Fast, move |tx| {
        let text = found(tx, &handle, &code)?;
        let row = ticket_by_id(tx, text.ticket)?.ok_or(AppError::NotFound { what: "ticket" })?;
        look(tx, &handle, row, text, (&actor, language), now)
    })
    .await
}

/// The ticket behind a code.
pub async fn track_ticket(app: &App, code: &str) -> Result<TicketId, AppError> {
    let (code, handle) = (parsed(code)?, app.clone());
    app.query(Lane::Fast, move |tx| Ok(found(tx, &handle, &code)?.ticket))
        .await
}

/// Sends a one-time code to a contact of the ticket's requester.
pub async fn track_code_send(
    app: &App,
    call: &Call,
    code: &str,
    to: ContactKind,
) -> Result<CodeSent, AppError> {
    let ticket = track_ticket(app, code).await?;
    let row = app
        .query(Lane::Fast, move |tx| Ok(ticket_by_id(tx, ticket)?))
        .await?;
    let row = row.ok_or(AppError::NotFound { what: "ticket" })?;
    let draft = CodeDraft::new(ticket, row.requester, to);
    let digits = draft.digits().to_owned();
    let medium = match to {
        ContactKind::Email => Medium::Email,
        ContactKind::Phone => Medium::Sms,
    };
    let language = call.caller.language;
    code_send(app, call, draft, move |cx, event| {
        let what = touchstone_render::Notification::OneTimeCode {
            number: row.number,
            code: digits.clone(),
            valid_for: CODE_LIFE,
        };
        let letter = Letter {
            to: Recipient::Person(row.requester),
            medium,
            ticket: Some(ticket),
            event: Some(event),
            message: None,
            language,
            what,
        };
        notification_queue(cx, &letter).map(|_| ())
    })
    .await
}

/// Checks a one-time code; a right one opens a tracking session.
pub async fn track_code_check(
    app: &App,
    call: &Call,
    code: &str,
    typed: &str,
) -> Result<CodeChecked, AppError> {
    let ticket = track_ticket(app, code).await?;
    code_check(app, call, ticket, typed).await
}

/// Opens a tracking session for whoever has just sent a request in: they wrote what is in it. It shows that no contact is
/// theirs. `None` when a repeated call brings an old receipt: by then a code has to be asked for.
pub async fn track_begin(app: &App, call: &Call, receipt: &Receipt) -> Result<Option<TrackOpened>, AppError> {
    if app.clock.now() >= receipt.received_at + TRACK_IDLE {
        return Ok(None);
    }
    let (ticket, token) = (receipt.ticket, SecretToken::generate(TRACK_PREFIX));
    // A repeated call is given a session of its own.
    let call = Call::by(call.caller.clone());
    let opened = app.command(&call, move |cx| {
        let row = ticket_by_id(cx.tx, ticket)?.ok_or(AppError::NotFound { what: "ticket" })?;
        track_open(cx, row.requester, ticket, None, &token)
    });
    opened.await.map(Some)
}

/// What cannot be a code is answered like a code nobody has.
fn parsed(code: &str) -> Result<TrackingCode, AppError> {
    code.parse().map_err(|_| AppError::NotFound {
        what: "tracking_code",
    })
}

fn found(tx: &mut Tx<'_>, app: &App, code: &TrackingCode) -> Result<TicketText, AppError> {
    let text = ticket_by_tracking_key(tx, code.key(&app.keys))?;
    text.filter(|text| code.is(&text.tracking_code))
        .ok_or(AppError::NotFound {
            what: "tracking_code",
        })
}

fn look(
    tx: &mut Tx<'_>,
    app: &App,
    row: TicketRow,
    text: TicketText,
    (actor, language): (&Actor, Language),
    now: Timestamp,
) -> Result<Track, AppError> {
    let standard = app.standards.get(tx, row.standard)?;
    let events = event_history(
        tx,
        Subject::Ticket(row.id),
        HistoryOrder::OldestFirst,
        None,
        HISTORY,
    )?;
    let bodies = events
        .iter()
        .map(EventRow::parsed)
        .collect::<Result<Vec<_>, _>>()?;
    let told: Vec<_> = events.iter().map(|event| event.at).zip(&bodies).collect();
    let mut clocks = app.standards.clocks(tx, row.id)?;
    let set = ClockSet::new(clocks.clone());
    let pledges = standings(tx, row.id, &standard, &row.state.facts, &set, language)?;
    clocks.retain(|clock| clock.basis != ClockBasis::Stage);
    let requester = requester_of(tx, app, row.requester)?;
    let (code, erased) = (text.tracking_code.clone(), text.erased_at.is_some());
    let ways = [
        (ContactKind::Email, &requester.email),
        (ContactKind::Phone, &requester.phone),
    ];
    let ways = ways
        .into_iter()
        .filter_map(|(kind, masked)| Some((kind, masked.clone()?)))
        .collect();
    let own = matches!(actor, Actor::Requester(requester) if requester.ticket == row.id);
    let content = if own {
        Some(content(tx, app, &row, text, requester, actor, now)?)
    } else {
        None
    };
    let merged = merged(tx, &row, own)?;
    let state = &row.state;
    Ok(Track {
        ticket: row.id,
        code,
        number: row.number,
        kind: state.facts.kind,
        category: state.facts.category.as_ref().map(ToString::to_string),
        language: row.language,
        status: state.status(),
        stage: state.stage,
        turn: state.turn(),
        close_reason: state.close_reason,
        merged,
        received_at: state.received_at,
        updated_at: row.updated_at,
        steps: told.iter().flat_map(|(at, body)| steps(*at, body)).collect(),
        history: told
            .iter()
            .filter(|(_, body)| concerns(body))
            .map(|(at, body)| event(*at, body))
            .collect(),
        clocks: clocks_ordered(&clocks, now)
            .into_iter()
            .map(TicketClock::for_requester)
            .collect(),
        pledges,
        silence_confirms_at: silence_confirms_at(state, &standard),
        gives_up_at: gives_up_at(state, &standard),
        reopen_until: state.reopen_until(standard.reopen_window()),
        ways,
        erased,
        content,
    })
}

/// The ticket at the end of the way that merges lead.
fn merged(tx: &mut Tx<'_>, row: &TicketRow, own: bool) -> Result<Option<TrackMerged>, AppError> {
    let (mut next, mut last) = (row.state.merged_into, None);
    while let Some(into) = next {
        last = ticket_by_id(tx, into)?;
        next = last.as_ref().and_then(|last| last.state.merged_into);
    }
    let Some(last) = last else { return Ok(None) };
    let code = match own && last.requester == row.requester {
        true => ticket_text_by_id(tx, last.id)?.map(|text| text.tracking_code),
        false => None,
    };
    Ok(Some(TrackMerged {
        stage: last.state.stage,
        status: last.state.status(),
        turn: last.state.turn(),
        updated_at: last.updated_at,
        code,
    }))
}

fn content(
    tx: &mut Tx<'_>,
    app: &App,
    row: &TicketRow,
    text: TicketText,
    requester: MaskedPerson,
    actor: &Actor,
    now: Timestamp,
) -> Result<TrackContent, AppError> {
    let newest: (u32, Option<MessageId>, bool) = (LIMIT_MAX, None, true);
    let rating = rating_by_ticket(tx, row.id)?.map(told);
    let changeable = rating
        .as_ref()
        .is_none_or(|rating| now < rating.first_at + RATING_CHANGEABLE);
    let followed_by = match ticket_follower(tx, row.id)? {
        Some(follower) => ticket_text_by_id(tx, follower)?.map(|text| text.tracking_code),
        None => None,
    };
    Ok(TrackContent {
        requester,
        subject: text.erased_at.is_none().then_some(text.subject),
        demand: text.demand,
        order_no: text.order_no,
        messages: messages_of(tx, app, row, actor, newest)?.items,
        may_confirm: row.state.stage == Stage::Resolved,
        may_object: row.state.stage == Stage::Resolved,
        may_rate: row.state.ratable() && changeable,
        rating,
        followed_by,
    })
}

fn silence_confirms_at(state: &TicketState, standard: &Standard) -> Option<Timestamp> {
    if state.stage != Stage::Resolved {
        return None;
    }
    standard
        .stage_rule(state.stage)?
        .silence_confirms
        .map(|span| state.stage_since + span)
}

fn gives_up_at(state: &TicketState, standard: &Standard) -> Option<Timestamp> {
    if state.stage != Stage::WaitingRequester {
        return None;
    }
    let since = state.wait_until.unwrap_or(state.stage_since);
    standard.stage_rule(state.stage)?.give_up.map(|span| since + span)
}

fn event(at: Timestamp, body: &EventBody) -> TrackEvent {
    TrackEvent {
        kind: body.kind(),
        at,
    }
}

fn steps(at: Timestamp, body: &EventBody) -> Vec<TrackStep> {
    let passed = match body {
        EventBody::TicketReceived { passed, .. }
        | EventBody::TicketClassified { passed, .. }
        | EventBody::TicketAssigned { passed, .. }
        | EventBody::TicketAssignmentUndone { passed, .. }
        | EventBody::TicketStarted { passed }
        | EventBody::TicketWaiting { passed, .. }
        | EventBody::TicketResumed { passed }
        | EventBody::TicketResolved { passed, .. }
        | EventBody::TicketConfirmed { passed, .. }
        | EventBody::TicketObjected { passed, .. }
        | EventBody::TicketReopened { passed }
        | EventBody::TicketRestored { passed, .. }
        | EventBody::TicketMergedIn { passed, .. }
        | EventBody::TicketSplitFrom { passed, .. }
        | EventBody::TicketArchived { passed, .. }
        | EventBody::MessageAdded { passed, .. } => passed,
        _ => return Vec::new(),
    };
    passed
        .stages
        .iter()
        .map(|&stage| TrackStep { stage, at })
        .collect()
}

/// What happened inside the desk is not the requester's to read: notes, warnings, causes, who was named.
fn concerns(body: &EventBody) -> bool {
    match body {
        EventBody::TicketReceived { .. }
        | EventBody::TicketClassified { .. }
        | EventBody::TicketAssigned { .. }
        | EventBody::TicketStarted { .. }
        | EventBody::TicketWaiting { .. }
        | EventBody::TicketResumed { .. }
        | EventBody::TicketResolved { .. }
        | EventBody::TicketConfirmed { .. }
        | EventBody::TicketObjected { .. }
        | EventBody::TicketReopened { .. }
        | EventBody::TicketRestored { .. }
        | EventBody::TicketArchived { .. }
        | EventBody::TicketLinked { .. }
        | EventBody::RatingGiven { .. } => true,
        EventBody::MessageAdded { visibility, .. } => *visibility == Visibility::Public,
        EventBody::ReminderSent { to, .. } => *to == WaitOn::Requester,
        _ => false,
    }
}
