//! A ticket brought along: its people found, its history played, its conversation written with the times it had. Nobody is
//! written to about it, and no reaction sees it.

use std::sync::Arc;

use touchstone_domain::category::CategoryPath;
use touchstone_domain::event::{EventBody, Subject};
use touchstone_domain::id::{Id, ImportId, MessageId, PersonId, StandardId, TicketId, UserId};
use touchstone_domain::import::{
    Field, History, HistoryError, ImportKind, MessageCandidate, RowCode, RowProblem, TicketCandidate,
    ticket_history,
};
use touchstone_domain::language::Language;
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{
    Applied, AuthorKind, BodyFormat, Class, Facts, Impact, RuleError, Tier, Visibility,
};
use touchstone_domain::time::Timestamp;
use touchstone_store::Tx;
use touchstone_store::message::{MessageRow, message_insert};
use touchstone_store::person::person_by_id;
use touchstone_store::reference::{ReferenceRow, reference_insert};
use touchstone_store::ticket::{TicketRow, TicketText, ticket_text_insert};

use super::party::Scene;
use super::resolve::{Plan, Ready, Verdict, vouched};
use crate::core::{AppError, Cx};
use crate::person::person_import;
use crate::ticket::ticket_add;

/// A ticket whose people and history are settled.
pub(super) struct TicketPlan {
    /// None for somebody who is made together with it.
    person: Option<PersonId>,
    language: Language,
    standard_id: StandardId,
    standard: Arc<Standard>,
    history: Applied,
    /// Of each message: who wrote it, and the raw id where it is known.
    authors: Vec<(AuthorKind, Option<i64>)>,
}

/// Who asked for it.
enum Who {
    Known(PersonId, Language, Tier),
    New(Language, Tier),
}

/// Stops at the first thing that is wrong.
macro_rules! or_fail {
    ($found:expr) => {
        match $found {
            Ok(found) => found,
            Err(problem) => return Ok(Verdict::Fail(problem)),
        }
    };
}

/// Decides about one ticket.
pub(super) fn ticket_resolve(
    tx: &mut Tx<'_>,
    scene: &mut Scene<'_>,
    ticket: &TicketCandidate,
    ready: &Ready,
    now: Timestamp,
) -> Result<Verdict, AppError> {
    let (standard_id, standard) = scene.app.standards.in_force(tx, now)?;
    let category = or_fail!(category(scene, &standard, ticket));
    let assignee = or_fail!(assignee(tx, scene, ticket)?);
    let options = &scene.mapping.options;
    let (default_team, team_none) = (options.team, options.team_none);
    let (open_clocks, leave_unjudged) = (options.open_clocks, options.leave_unjudged);
    let team = match &ticket.team {
        None => default_team,
        Some(word) => match scene.team(tx, word)?.or(default_team) {
            None if !team_none => {
                return Ok(Verdict::Fail(RowProblem::at(Field::Team, RowCode::TeamUnknown)));
            }
            found => found,
        },
    };
    let who = or_fail!(requester(tx, scene, ticket, ready)?);
    let authors = authors(tx, scene, ticket)?;
    let kinds: Vec<AuthorKind> = authors.iter().map(|(kind, _)| *kind).collect();
    let (language, tier) = match &who {
        Who::Known(_, language, tier) | Who::New(language, tier) => (*language, *tier),
    };
    let history = History {
        facts: Facts {
            kind: ticket.kind,
            category,
            urgency: ticket.urgency,
            impact: Impact::default(),
            class: Class::default(),
            tier,
            channel: ticket.channel,
        },
        status: ticket.status,
        assignee,
        team,
        created_at: ticket.created_at,
        assigned_at: ticket.assigned_at,
        first_reply_at: ticket.first_reply_at,
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
        updated_at: ticket.updated_at,
        talk: ticket.talk(&kinds),
        talk_known: ticket.messages_known,
        open_clocks,
        leave_unjudged,
    };
    let history = or_fail!(ticket_history(&history, &standard, now).map_err(|error| refused(&error)));
    Ok(Verdict::Make(Plan::Ticket(Box::new(TicketPlan {
        person: match who {
            Who::Known(person, ..) => Some(person),
            Who::New(..) => None,
        },
        language: ready_language(ticket, language),
        standard_id,
        standard,
        history,
        authors,
    }))))
}

fn ready_language(ticket: &TicketCandidate, of_person: Language) -> Language {
    ticket.named.language.unwrap_or(of_person)
}

fn refused(error: &HistoryError) -> RowProblem {
    match error {
        HistoryError::CategoryMissing | HistoryError::Rule(RuleError::CategoryMissing) => {
            RowProblem::at(Field::Category, RowCode::CategoryMissing)
        }
        HistoryError::Rule(RuleError::CategoryUnknown(_)) => {
            RowProblem::at(Field::Category, RowCode::CategoryUnknown)
        }
        HistoryError::Rule(_) => RowProblem::row(RowCode::HistoryRefused),
    }
}

fn category(
    scene: &Scene<'_>,
    standard: &Standard,
    ticket: &TicketCandidate,
) -> Result<Option<CategoryPath>, RowProblem> {
    let resolve = |text: &String| standard.categories().resolve(text).ok();
    let default = scene.mapping.options.category.as_ref().and_then(resolve);
    match &ticket.category {
        None => Ok(default),
        Some(text) => match resolve(text).or(default) {
            None => Err(RowProblem::at(Field::Category, RowCode::CategoryUnknown)),
            found => Ok(found),
        },
    }
}

fn assignee(
    tx: &mut Tx<'_>,
    scene: &mut Scene<'_>,
    ticket: &TicketCandidate,
) -> Result<Result<Option<UserId>, RowProblem>, AppError> {
    let Some(word) = &ticket.assignee else {
        return Ok(Ok(None));
    };
    let found = scene.user(tx, word)?;
    let options = &scene.mapping.options;
    Ok(match (found, options.assignee) {
        (Ok(user), _) | (Err(_), Some(user)) => Ok(Some(user)),
        (Err(_), None) if options.assignee_none => Ok(None),
        (Err(code), None) => Err(RowProblem::at(Field::Assignee, code)),
    })
}

/// Known by the source's id; or by a contact the operator vouches for; or new, when the row says who it is.
fn requester(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    ticket: &TicketCandidate,
    ready: &Ready,
) -> Result<Result<Who, RowProblem>, AppError> {
    let mut known = None;
    if let Some(id) = &ticket.requester {
        known = scene.requester(tx, id)?;
    }
    if known.is_none() {
        match vouched(tx, scene, ready)? {
            Ok(found) => known = found,
            Err(code) => return Ok(Err(RowProblem::at(Field::RequesterEmail, code))),
        }
    }
    if let Some(person) = known {
        return Ok(match person_by_id(tx, person)? {
            // Nobody's requests come back who is erased.
            Some(row) if row.data_key.is_some() => Ok(Who::Known(person, row.language, row.tier)),
            _ => Err(RowProblem::at(Field::Requester, RowCode::RequesterErased)),
        });
    }
    Ok(match &ready.person {
        Some(draft) => Ok(Who::New(draft.language(), draft.tier())),
        None => Err(RowProblem::at(Field::Requester, RowCode::RequesterUnknown)),
    })
}

/// Who wrote each message. Where the source does not say: the requester's id is the requester, another requester's is one
/// too, and everybody else is of the desk.
fn authors(
    tx: &mut Tx<'_>,
    scene: &mut Scene<'_>,
    ticket: &TicketCandidate,
) -> Result<Vec<(AuthorKind, Option<i64>)>, AppError> {
    let mut authors = Vec::with_capacity(ticket.messages.len());
    for message in &ticket.messages {
        let kind = match message.by {
            Some(kind) => kind,
            None => author_kind(tx, scene, ticket, message)?,
        };
        let id = match (&message.author, kind) {
            (Some(author), AuthorKind::Agent) => scene.user(tx, author)?.ok().map(UserId::raw),
            _ => None,
        };
        authors.push((kind, id));
    }
    Ok(authors)
}

fn author_kind(
    tx: &mut Tx<'_>,
    scene: &mut Scene<'_>,
    ticket: &TicketCandidate,
    message: &MessageCandidate,
) -> Result<AuthorKind, AppError> {
    let Some(author) = &message.author else {
        return Ok(AuthorKind::Requester);
    };
    if Some(author) == ticket.requester.as_ref() {
        return Ok(AuthorKind::Requester);
    }
    let of_desk = scene.user(tx, author)?.is_ok() || scene.requester(tx, author)?.is_none();
    Ok(if of_desk {
        AuthorKind::Agent
    } else {
        AuthorKind::Requester
    })
}

/// Writes the ticket; answers its id and that of a requester made with it.
pub(super) fn ticket_make(
    cx: &mut Cx<'_, '_>,
    scene: &Scene<'_>,
    ticket: &TicketCandidate,
    ready: &Ready,
    plan: &TicketPlan,
    number: i64,
) -> Result<(TicketId, Option<PersonId>), AppError> {
    let (person, made) = match (plan.person, &ready.person) {
        (Some(known), _) => (known, None),
        (None, Some(draft)) => {
            let verified = scene.mapping.options.contacts_verified;
            let person = person_import(cx, draft, ticket.created_at, verified)?;
            if let Some(id) = &ticket.requester {
                let key = scene.key(ImportKind::Requesters, id);
                refer(cx, ImportKind::Requesters, key, person.raw(), scene.id, None)?;
            }
            (person, Some(person))
        }
        (None, None) => return Err(AppError::Internal("a ticket of nobody was planned".to_owned())),
    };
    let id: TicketId = cx.id();
    let row = TicketRow {
        id,
        number,
        requester: person,
        language: plan.language,
        claimed_urgency: None,
        claimed_impact: None,
        standard: plan.standard_id,
        follows: None,
        priority: 0,
        tags: ticket.tags.clone(),
        state: plan.history.state.clone(),
        due_at: Timestamp::MAX,
        public_version: 1,
        version: 1,
        updated_at: updated(ticket, plan, cx.now),
    };
    let row = ticket_add(cx, row, &plan.history.clocks, &plan.standard)?;
    text(cx, id, ticket, ready)?;
    conversation(cx, id, person, ticket, plan)?;
    let event = EventBody::TicketImported {
        import: scene.id,
        person,
        standard: plan.standard_id,
        facts: row.state.facts.clone(),
        priority: row.priority,
        received_at: row.state.received_at,
        passed: plan.history.passed(),
    };
    cx.emit(Subject::Ticket(id), event)?;
    let key = scene.key(ImportKind::Tickets, &ticket.external_id);
    let shown = ticket
        .number
        .clone()
        .unwrap_or_else(|| ticket.external_id.clone());
    refer(cx, ImportKind::Tickets, key, id.raw(), scene.id, Some(shown))?;
    Ok((id, made))
}

/// When anything last happened to it.
fn updated(ticket: &TicketCandidate, plan: &TicketPlan, now: Timestamp) -> Timestamp {
    let last_word = ticket.messages.last().map(|message| message.at);
    let last = [
        ticket.updated_at,
        last_word,
        plan.history.state.archived_at,
        plan.history.state.resolved_at,
    ];
    let last = last.into_iter().flatten().max().unwrap_or(ticket.created_at);
    last.clamp(ticket.created_at, now.max(ticket.created_at))
}

/// Makes a record known by an id of the source.
pub(super) fn refer(
    cx: &mut Cx<'_, '_>,
    kind: ImportKind,
    key: [u8; 32],
    record: i64,
    run: ImportId,
    shown: Option<String>,
) -> Result<(), AppError> {
    let reference = ReferenceRow {
        kind,
        key: key.to_vec(),
        record,
        run,
        shown,
    };
    if reference_insert(cx.tx, &reference)? {
        return Ok(());
    }
    Err(AppError::from(cx.tx.lost_race("external id")))
}

fn text(cx: &mut Cx<'_, '_>, id: TicketId, ticket: &TicketCandidate, ready: &Ready) -> Result<(), AppError> {
    let text = TicketText {
        ticket: id,
        subject: ticket.subject.clone(),
        demand: None,
        order_no: ticket.order_no.clone(),
        class_reason: None,
        tracking_code: ready.tracking.as_str().to_owned(),
        tracking_key: ready.tracking.key(&cx.app.keys),
        erased_at: None,
    };
    Ok(ticket_text_insert(cx.tx, &text)?)
}

/// Writes what was said, in order, with its times. Ids are drawn in that order: they are how a conversation is sorted.
fn conversation(
    cx: &mut Cx<'_, '_>,
    id: TicketId,
    person: PersonId,
    ticket: &TicketCandidate,
    plan: &TicketPlan,
) -> Result<(), AppError> {
    let opened = ticket.messages.iter().any(|message| message.public);
    let request = match (&ticket.body, opened) {
        (Some(body), _) => Some(body),
        // Every request says something, if only its subject.
        (None, false) => Some(&ticket.subject),
        (None, true) => None,
    };
    let line = |cx: &mut Cx<'_, '_>, (kind, author), public, at, body: &String| {
        let row = MessageRow {
            id: cx.id::<MessageId>(),
            ticket: id,
            author_kind: kind,
            author,
            visibility: if public {
                Visibility::Public
            } else {
                Visibility::Internal
            },
            format: BodyFormat::Text,
            crossed: false,
            at_version: 1,
            files: 0,
            created_at: at,
            body: Some(body.clone()),
        };
        message_insert(cx.tx, &row)
    };
    let requester = (AuthorKind::Requester, Some(person.raw()));
    if let Some(body) = request {
        line(cx, requester, true, ticket.created_at, body)?;
    }
    for (message, (kind, author)) in ticket.messages.iter().zip(&plan.authors) {
        let author = match kind {
            AuthorKind::Requester => requester,
            AuthorKind::Agent | AuthorKind::System => (*kind, *author),
        };
        line(cx, author, message.public, message.at, &message.body)?;
    }
    Ok(())
}
