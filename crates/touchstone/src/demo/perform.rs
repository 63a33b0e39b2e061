//! Carries out one step of a story: the command that a page or the API would have called, at the step's instant.

use super::desk::Desk;
use super::explain::explain;
use super::story::{Act, Step, Story};
use anyhow::{Context as _, Result};
use std::future::Future;
use std::pin::Pin;
use touchstone_app::clockwork::clockwork_catch_up;
use touchstone_app::core::{Actor, Cx, RequesterActor};
use touchstone_app::person::PersonDraft;
use touchstone_app::ticket::{
    Creation, Judgement, MessageDraft, RatingDraft, Request, RequesterChoice, Submission, TrackingCode,
    ticket_act, ticket_confirm, ticket_create, ticket_object, ticket_rate, ticket_reply, ticket_submit,
    ticket_write,
};
use touchstone_app::{App, AppError, Call, Caller, ticket};
use touchstone_domain::event::Origin;
use touchstone_domain::id::{FileId, PersonId, TicketId};
use touchstone_domain::language::Language;
use touchstone_domain::ticket::{BodyFormat, Channel, Class, Crossing, Visibility, WaitOn};
use touchstone_domain::time::Timestamp;
use touchstone_store::ticket::ticket_by_id;

/// A command on its way; what it answers is the ticket and its requester.
pub(super) type Performance = Pin<Box<dyn Future<Output = Result<(TicketId, PersonId), AppError>>>>;

/// The ticket of a story that has been received.
#[derive(Clone, Copy)]
pub(super) struct Live {
    pub(super) ticket: TicketId,
    pub(super) person: PersonId,
    pub(super) language: Language,
}

/// How a request comes in.
pub(super) enum Entrance {
    /// The public form, by somebody the desk may or may not know already.
    Form { draft: PersonDraft, by: Actor },
    /// Taken down by one of the staff, or handed in by the programs of other channels in an administrator's name.
    Desk { by: Actor, requester: RequesterChoice },
}

pub(super) fn caller(actor: Actor, origin: Origin, language: Language) -> Caller {
    Caller {
        actor,
        origin,
        address: None,
        agent: None,
        language,
    }
}

fn performance(
    app: &App,
    call: Call,
    command: impl Fn(&mut Cx<'_, '_>) -> Result<(TicketId, PersonId), AppError> + Send + 'static,
) -> Performance {
    let app = app.clone();
    Box::pin(async move { app.command(&call, command).await })
}

/// A step on a ticket, after what fell due on it before.
fn step_on(
    app: &App,
    call: Call,
    live: Live,
    command: impl Fn(&mut Cx<'_, '_>) -> Result<(), AppError> + Send + 'static,
) -> Performance {
    performance(app, call, move |cx| {
        clockwork_catch_up(cx, live.ticket)?;
        command(cx)?;
        Ok((live.ticket, live.person))
    })
}

/// Receives the request of a story.
pub(super) fn receive(
    app: &App,
    story: &Story,
    number: i64,
    entrance: Entrance,
    language: Language,
    files: Vec<FileId>,
) -> Performance {
    let request = Request {
        subject: story.subject.clone(),
        body: story.body.clone(),
        format: BodyFormat::Text,
        kind: story.facts.kind,
        category: story.picked.as_ref().map(ToString::to_string),
        impact: Some(story.facts.impact),
        demand: story.demand.clone(),
        order_no: story.order_no.clone(),
        attachments: files,
        tracking: TrackingCode::generate(),
    };
    match entrance {
        Entrance::Form { draft, by } => {
            let call = Call::by(caller(by, Origin::PublicForm, language)).at(story.at);
            let submission = Submission {
                channel: Channel::Web,
                request,
                claimed_urgency: story.claimed_urgency,
                requester: draft,
            };
            let command = move |cx: &mut Cx<'_, '_>| {
                let receipt = ticket_submit(cx, number, &submission)?;
                received(cx, receipt.ticket)
            };
            performance(app, call, command)
        }
        Entrance::Desk { by, requester } => {
            let taken_down = matches!(story.facts.channel, Channel::Phone | Channel::Counter);
            let origin = if taken_down { Origin::Desk } else { Origin::Api };
            let call = Call::by(caller(by, origin, language)).at(story.at);
            let creation = Creation {
                request: Request {
                    category: None,
                    ..request
                },
                channel: story.facts.channel,
                urgency: None,
                tier: None,
                requester,
                assignee: None,
                team: None,
                tags: Vec::new(),
            };
            let command = move |cx: &mut Cx<'_, '_>| {
                let receipt = ticket_create(cx, number, &creation)?;
                received(cx, receipt.ticket)
            };
            performance(app, call, command)
        }
    }
}

fn received(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<(TicketId, PersonId), AppError> {
    let row = ticket_by_id(cx.tx, ticket)?.ok_or(AppError::NotFound { what: "ticket" })?;
    Ok((ticket, row.requester))
}

/// Does one step.
pub(super) fn perform(
    app: &App,
    desk: &Desk,
    story: &Story,
    live: Live,
    step: Step,
    files: Vec<FileId>,
) -> Result<Performance> {
    let (call, id) = (call(desk, live, &step)?, live.ticket);
    Ok(match step.act {
        Act::Reply { text } => {
            let draft = message(text, Visibility::Public, files);
            step_on(app, call, live, move |cx| ticket_reply(cx, id, &draft).map(drop))
        }
        Act::Note { text } => {
            let draft = message(text, Visibility::Internal, files);
            step_on(app, call, live, move |cx| ticket_reply(cx, id, &draft).map(drop))
        }
        Act::Write { text, .. } => {
            let draft = message(text, Visibility::Public, files);
            step_on(app, call, live, move |cx| ticket_write(cx, id, &draft).map(drop))
        }
        Act::Object { reason } => {
            let draft = message(reason, Visibility::Public, files);
            step_on(app, call, live, move |cx| ticket_object(cx, id, &draft).map(drop))
        }
        Act::Confirm => step_on(app, call, live, move |cx| ticket_confirm(cx, id)),
        Act::Rate {
            score,
            dimensions,
            comment,
        } => {
            let draft = RatingDraft {
                score,
                dimensions,
                comment,
            };
            step_on(app, call, live, move |cx| ticket_rate(cx, id, &draft).map(drop))
        }
        Act::Explain(said) => {
            let employee = step.by.and_then(|employee| desk.actors.get(employee));
            let who = employee.map(|actor| (actor.id, actor.reach.teams.first().copied()));
            let who = who.context("nobody explains")?;
            step_on(app, call, live, move |cx| explain(cx, id, said, who))
        }
        act => {
            let act = desk_act(desk, story, act)?;
            step_on(app, call, live, move |cx| ticket_act(cx, id, &act))
        }
    })
}

fn call(desk: &Desk, live: Live, step: &Step) -> Result<Call> {
    let caller = match step.by {
        Some(employee) => caller(desk.actor(employee)?, Origin::Desk, Language::default()),
        None => {
            let requester = RequesterActor {
                person: live.person,
                ticket: live.ticket,
            };
            caller(Actor::Requester(requester), Origin::TrackingPage, live.language)
        }
    };
    Ok(Call::by(caller).at(step.at))
}

fn message(body: String, visibility: Visibility, attachments: Vec<FileId>) -> MessageDraft {
    MessageDraft {
        body,
        format: BodyFormat::Text,
        visibility,
        attachments,
        based_on: None,
        crossing: Crossing::Send,
        tracking: TrackingCode::generate(),
    }
}

/// The desk's own acts, as the pages name them.
fn desk_act(desk: &Desk, story: &Story, act: Act) -> Result<ticket::Act> {
    let facts = &story.facts;
    Ok(match act {
        Act::Classify { reason } => ticket::Act::Classify(Judgement {
            category: Some(facts.category.to_string()),
            kind: Some(facts.kind),
            urgency: Some(facts.urgency),
            impact: Some(facts.impact),
            class: Some(facts.class).filter(|class| *class != Class::General),
            reason,
            team: None,
        }),
        Act::Assign { to } => {
            let actor = desk.actors.get(to);
            let team = actor.and_then(|actor| actor.reach.teams.first()).copied();
            ticket::Act::Assign {
                assignee: actor.map(|actor| ticket::Whom::User(actor.id)),
                team,
                category: None,
            }
        }
        Act::Start => ticket::Act::Start,
        Act::WaitRequester => ticket::Act::Wait {
            on: WaitOn::Requester,
            until: None,
        },
        Act::WaitThirdParty => ticket::Act::Wait {
            on: WaitOn::ThirdParty,
            until: None,
        },
        Act::Resume => ticket::Act::Resume,
        Act::Resolve { solution } => ticket::Act::Resolve {
            solution,
            attachments: Vec::new(),
        },
        Act::Spam => ticket::Act::Spam,
        Act::Withdraw => ticket::Act::Withdraw,
        Act::Close { reason } => ticket::Act::Close { reason },
        Act::Reply { .. }
        | Act::Note { .. }
        | Act::Write { .. }
        | Act::Confirm
        | Act::Object { .. }
        | Act::Explain(_)
        | Act::Rate { .. } => anyhow::bail!("not an act of the desk"),
    })
}

/// When a step's files are uploaded and its requester shows who they are: just before it.
pub(super) fn just_before(at: Timestamp) -> Timestamp {
    at - touchstone_domain::time::Span::seconds(40)
}
