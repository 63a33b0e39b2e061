//! One ticket: the conversation or the history, and beside it what can be done, the clocks, the requester, the facts.

use axum::extract::State;
use serde::Deserialize;
use touchstone_app::core::UserActor;
use touchstone_app::mail::MessageSender;
use touchstone_app::person::MaskedPerson;
use touchstone_app::standard::standard_current;
use touchstone_app::ticket::{self, History, Messages, ReplyDraft, Shown, Side, Stretch, Ticket};
use touchstone_domain::access::{Permission, Place};
use touchstone_domain::id::TicketId;
use touchstone_domain::ticket::{Tier, Visibility};
use touchstone_render::view::{
    ActionForm, Composer, EventLine, LinkForm, MessageLine, OtherRequest, RemedyForm, RequesterCard,
    RevealForm, Revealed, SenderNote, ServiceForm, TicketFacts, TicketTab, TicketView, UnreachableNote,
};

use super::address::address;
use super::handovers::parties;
use super::history::event_line;
use super::live::ticket_live;
use super::people::{agent_choices, team_choices};
use super::related::related;
use super::templates::offers;
use crate::access::{Granted, may};
use crate::page::{Page, Reader, page};
use crate::pages::shared::{
    Viewer, category_groups, cause_tree, clock_explained, message_line, notices, pledge_view, rating_line,
    request_limits,
};
use crate::path::At;
use crate::query::Query;
use crate::state::WebState;

/// Messages and events on a page.
const SHOWN: u32 = 100;
/// Other requests of the same person beside the conversation.
const OTHERS: u32 = 5;

/// What the address of a ticket page may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    tab: Option<String>,
    /// Where to go on with older messages or events.
    before: Option<String>,
    /// The list the ticket was opened from.
    from: Option<String>,
    #[expect(dead_code, reason = "the notice is read from the address by the frame")]
    done: Option<String>,
}

/// Forms that came back, and what was just revealed.
#[derive(Default)]
pub(super) struct Returned {
    pub composer: Composer,
    pub action: ActionForm,
    pub reveal: RevealForm,
    pub revealed: Option<Revealed>,
    pub service: Option<ServiceForm>,
    pub remedy: RemedyForm,
    pub link: LinkForm,
}

/// `GET /desk/tickets/{id}`
pub(super) async fn ticket(
    by: Granted<may::ReadTickets>,
    At(id): At<TicketId>,
    Query(asked): Query<Asked>,
    State(state): State<WebState>,
) -> Page {
    ticket_page(&state, &by, id, asked, Returned::default()).await
}

/// The page of a ticket, with forms that came back in their places.
pub(super) async fn ticket_page(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    id: TicketId,
    asked: Asked,
    returned: Returned,
) -> Page {
    let here = format!("/desk/tickets/{id}");
    let stretch = Stretch {
        limit: SHOWN,
        cursor: asked.before,
        newest: true,
    };
    let (tab, side) = match asked.tab.as_deref() {
        Some("history") => (TicketTab::History, Side::History(stretch)),
        _ => (TicketTab::Conversation, Side::Conversation(stretch)),
    };
    let call = by.call();
    // None of these waits for another.
    let (found, templates, standard, teams, agents) = tokio::try_join!(
        async { Ok(ticket::workplace(&state.app, &by.caller, id, side, OTHERS).await?) },
        offers(state, by),
        async { Ok(standard_current(&state.app).await?) },
        team_choices(state, &call),
        agent_choices(state, &call),
    )?;
    let (mut messages, mut events) = (Older::default(), Older::default());
    match found.shown {
        Shown::Conversation(said, senders) => {
            let seen = returned.composer.crossed.then_some(returned.composer.based_on);
            messages = conversation(state, by, said, &senders, &here, seen);
        }
        Shown::History(history) => events = history_lines(history, &here),
    }
    let whole = found.ticket;
    let place = whole.place();
    let works = may(&by.user, Permission::TicketWork, &place);
    let decides = (works, may(&by.user, Permission::ClockExtend, &place));
    let view = TicketView {
        pledges: found
            .pledges
            .into_iter()
            .map(|one| pledge_view(one, decides))
            .collect(),
        remedy: returned.remedy,
        clocks: found.clocks.into_iter().map(clock_explained).collect(),
        messages: messages.lines,
        earlier_messages: messages.earlier,
        events: events.lines,
        earlier_events: events.earlier,
        tab,
        rating: found.rating.map(rating_line),
        actions: whole
            .actions
            .iter()
            .map(|action| action.as_str().into())
            .collect(),
        may_reply: may(&by.user, Permission::TicketReply, &place),
        may_note: may(&by.user, Permission::TicketNote, &place),
        templates,
        may_export: may(&by.user, Permission::TicketExport, &place),
        composer: composer(begun(found.draft, returned.composer), whole.version),
        action_form: returned.action,
        categories: category_groups(&standard.standard),
        teams,
        agents,
        causes: cause_tree(),
        limits: request_limits(),
        back: back(asked.from),
        others: found.others.into_iter().map(other).collect(),
        others_all: address("/desk", [("requester", whole.requester.id.to_string().as_str())]),
        requester: RequesterCard {
            id: whole.requester.id.to_string(),
            name: whole.requester.name.clone(),
            email: whole.requester.email.clone(),
            phone: whole.requester.phone.clone(),
            verified: whole.requester.email_verified || whole.requester.phone_verified,
            language: whole.requester.language.as_str().into(),
            erased: whole.requester.erased,
            may_privacy: by.user.grants.holds(Permission::PrivacyRead),
            may_reveal: !whole.requester.erased && may(&by.user, Permission::PersonReveal, &place),
            may_serve: !whole.requester.erased && works,
            service: returned.service.unwrap_or_else(|| service(&whole.requester)),
            tier: whole.requester.tier.as_str().into(),
            tiers: Tier::ALL.iter().map(|tier| tier.as_str().into()).collect(),
            adviser: whole
                .requester
                .adviser
                .as_ref()
                .map(|adviser| adviser.name.clone()),
            version: whole.requester.version,
            reveal: returned.reveal,
            revealed: returned.revealed,
            unreachable: found.unreachable.map(|found| UnreachableNote {
                cause: found.cause.as_str().into(),
                since: found.since,
            }),
        },
        related: related(found.links, found.duplicates, works, returned.link),
        ticket: facts(whole),
        live: ticket_live(found.position, found.last),
    };
    page(state, &notices(by.frame(state), &state.renderer), &view)
}

/// As it is.
fn service(requester: &MaskedPerson) -> ServiceForm {
    let adviser = requester.adviser.as_ref();
    ServiceForm {
        tier: requester.tier.as_str().into(),
        adviser: adviser.map(|adviser| adviser.id.to_string()).unwrap_or_default(),
        ..ServiceForm::default()
    }
}

fn may(user: &UserActor, permission: Permission, place: &Place) -> bool {
    user.grants.reaches(permission, &user.reach, place)
}

/// What the reader had begun to write, unless a form has just come back.
fn begun(draft: Option<ReplyDraft>, returned: Composer) -> Composer {
    if returned.based_on != 0 || !returned.body.is_empty() {
        return returned;
    }
    draft.map_or(returned, |draft| Composer {
        body: draft.body,
        visibility: draft.visibility.as_str().into(),
        kept: Some(draft.saved_at),
        ..Composer::default()
    })
}

/// A form that came back keeps the version its writer saw, unless it was told of a crossing meanwhile.
fn composer(returned: Composer, version: i64) -> Composer {
    let based_on = if returned.based_on == 0 || returned.crossed {
        version
    } else {
        returned.based_on
    };
    Composer { based_on, ..returned }
}

/// Back to the list the ticket was opened from; other addresses are not followed.
fn back(from: Option<String>) -> String {
    from.filter(|from| from == "/desk" || from.starts_with("/desk?"))
        .unwrap_or_else(|| "/desk".to_owned())
}

/// The newest lines of something, and where the older ones are.
struct Older<T> {
    lines: Vec<T>,
    earlier: Option<String>,
}

impl<T> Default for Older<T> {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            earlier: None,
        }
    }
}

fn conversation(
    state: &WebState,
    by: &Granted<may::ReadTickets>,
    said: Messages,
    senders: &[MessageSender],
    here: &str,
    seen: Option<i64>,
) -> Older<MessageLine> {
    let viewer = Viewer::User(by.user.id);
    let sender = |message| {
        let sender = senders.iter().find(|sender| sender.message == message)?;
        Some(SenderNote {
            standing: sender.checks.standing().as_str().into(),
            checked_by: sender.checks.by.map(|by| by.as_str().into()),
            other: sender.other_sender,
        })
    };
    let line = |message: ticket::Message| {
        let crossing =
            message.visibility == Visibility::Public && seen.is_some_and(|seen| message.at_version > seen);
        MessageLine {
            crossing,
            sender: sender(message.id),
            ..message_line(message, viewer, state)
        }
    };
    Older {
        lines: said.items.into_iter().map(line).collect(),
        earlier: said
            .next_cursor
            .map(|cursor| address(here, [("before", cursor.as_str())])),
    }
}

/// The newest first, as people read a history.
fn history_lines(found: History, here: &str) -> Older<EventLine> {
    let before = |cursor: String| address(here, [("tab", "history"), ("before", cursor.as_str())]);
    Older {
        lines: found.items.into_iter().rev().map(event_line).collect(),
        earlier: found.next_cursor.map(before),
    }
}

/// What else the same person has asked.
fn other(other: Ticket) -> OtherRequest {
    OtherRequest {
        number: other.number,
        href: format!("/desk/tickets/{}", other.id),
        subject: other.subject.unwrap_or_default(),
        channel: other.channel.as_str().into(),
        stage: other.stage.as_str().into(),
        created_at: other.created_at,
    }
}

fn facts(ticket: Ticket) -> TicketFacts {
    let (assignee, assignee_id) = ticket
        .assignee
        .map(|user| (user.name, user.id.to_string()))
        .unzip();
    let (team, team_id) = ticket.team.map(|team| (team.name, team.id.to_string())).unzip();
    TicketFacts {
        id: ticket.id.to_string(),
        number: ticket.number,
        tracking_code: ticket.tracking_code.unwrap_or_default(),
        subject: ticket.subject.unwrap_or_default(),
        kind: ticket.kind.as_str().into(),
        category: ticket.category.map(Into::into),
        stage: ticket.stage.as_str().into(),
        status: ticket.status.as_str().into(),
        close_reason: ticket.close_reason.map(|reason| reason.as_str().into()),
        priority: ticket.priority,
        urgency: ticket.urgency.as_str().into(),
        claimed_urgency: ticket
            .claimed_urgency
            .filter(|claimed| *claimed != ticket.urgency)
            .map(|claimed| claimed.as_str().into()),
        impact: ticket.impact.as_str().into(),
        class: ticket.class.as_str().into(),
        tier: ticket.tier.as_str().into(),
        channel: ticket.channel.as_str().into(),
        language: ticket.language.as_str().into(),
        order_no: ticket.order_no,
        demand: ticket.demand,
        tags: ticket.tags,
        owner: ticket.owner.map(|user| user.name),
        assignee,
        team,
        assignee_id,
        team_id,
        handover: ticket.handover.map(parties),
        reopened: ticket.reopened,
        objected: ticket.objections,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        version: ticket.version,
    }
}
