use serde::Serialize;
use touchstone_app::ticket::{self as app, DeskAction, Named};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::language::Language;
use touchstone_domain::stage::{Stage, Status, Turn};
use touchstone_domain::ticket::{Channel, Class, CloseReason, ConfirmedBy, Impact, Kind, Tier, Urgency};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use super::Clock;
use crate::api::answer::Record;
use crate::api::people::Person;
use crate::api::schema;

/// A user as a ticket names them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedUser {
    #[schema(value_type = schema::UserId)]
    id: UserId,
    name: String,
}

/// A team as a ticket names it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NamedTeam {
    #[schema(value_type = schema::TeamId)]
    id: TeamId,
    name: String,
}

impl From<Named<UserId>> for NamedUser {
    fn from(named: Named<UserId>) -> Self {
        Self {
            id: named.id,
            name: named.name,
        }
    }
}

impl From<Named<TeamId>> for NamedTeam {
    fn from(named: Named<TeamId>) -> Self {
        Self {
            id: named.id,
            name: named.name,
        }
    }
}

/// A ticket with everything its reader may know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ticket {
    #[schema(value_type = schema::TicketId)]
    id: TicketId,
    number: i64,
    /// `null`, like all texts, once they were erased.
    tracking_code: Option<String>,
    #[schema(value_type = schema::Kind)]
    kind: Kind,
    /// Path in the category tree, e.g. `payment/refund-delay`.
    category: Option<String>,
    subject: Option<String>,
    #[schema(value_type = schema::Status)]
    status: Status,
    #[schema(value_type = schema::Stage)]
    stage: Stage,
    #[schema(value_type = schema::Time)]
    stage_since: Timestamp,
    /// Who acts next.
    #[schema(value_type = schema::Turn)]
    turn: Turn,
    /// 1 (highest) to 5.
    priority: u8,
    #[schema(value_type = schema::Urgency)]
    urgency: Urgency,
    #[schema(value_type = Option<schema::Urgency>)]
    claimed_urgency: Option<Urgency>,
    #[schema(value_type = schema::Impact)]
    impact: Impact,
    #[schema(value_type = Option<schema::Impact>)]
    claimed_impact: Option<Impact>,
    #[schema(value_type = schema::Class)]
    class: Class,
    class_reason: Option<String>,
    #[schema(value_type = schema::Tier)]
    tier: Tier,
    #[schema(value_type = schema::Channel)]
    channel: Channel,
    #[schema(value_type = schema::Language)]
    language: Language,
    requester: Person,
    /// First-contact owner.
    owner: Option<NamedUser>,
    assignee: Option<NamedUser>,
    team: Option<NamedTeam>,
    order_no: Option<String>,
    demand: Option<String>,
    tags: Vec<String>,
    clocks: Vec<Clock>,
    /// The nearest due time of a promise that is still to be kept.
    #[schema(value_type = Option<schema::Time>)]
    due_at: Option<Timestamp>,
    /// The ticket this one continues.
    #[schema(value_type = Option<schema::TicketId>)]
    follows: Option<TicketId>,
    objections: u32,
    reopened: u32,
    /// The requester wrote last.
    awaits_answer: bool,
    #[schema(value_type = Option<schema::Time>)]
    wait_until: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    resolved_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::Time>)]
    confirmed_at: Option<Timestamp>,
    /// `requester` or `silence`.
    #[schema(value_type = Option<schema::ConfirmedBy>)]
    confirmed_by: Option<ConfirmedBy>,
    #[schema(value_type = Option<schema::Time>)]
    archived_at: Option<Timestamp>,
    #[schema(value_type = Option<schema::CloseReason>)]
    close_reason: Option<CloseReason>,
    /// It goes on in this ticket.
    #[schema(value_type = Option<schema::TicketId>)]
    merged_into: Option<TicketId>,
    /// It is offered to a colleague, whose word is waited for; until then `owner` and `assignee` stay responsible.
    handover: Option<Handover>,
    /// Until then an ending by hand (spam, merge, withdrawal, closing) can be taken back with `restore`.
    #[schema(value_type = Option<schema::Time>)]
    restorable_until: Option<Timestamp>,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = schema::Time)]
    updated_at: Timestamp,
    version: i64,
    /// What the caller can do with it now.
    #[schema(value_type = Vec<schema::DeskAction>)]
    actions: Vec<DeskAction>,
}

impl From<app::Ticket> for Ticket {
    fn from(ticket: app::Ticket) -> Self {
        Self {
            id: ticket.id,
            number: ticket.number,
            tracking_code: ticket.tracking_code,
            kind: ticket.kind,
            category: ticket.category,
            subject: ticket.subject,
            status: ticket.status,
            stage: ticket.stage,
            stage_since: ticket.stage_since,
            turn: ticket.turn,
            priority: ticket.priority,
            urgency: ticket.urgency,
            claimed_urgency: ticket.claimed_urgency,
            impact: ticket.impact,
            claimed_impact: ticket.claimed_impact,
            class: ticket.class,
            class_reason: ticket.class_reason,
            tier: ticket.tier,
            channel: ticket.channel,
            language: ticket.language,
            requester: ticket.requester.into(),
            owner: ticket.owner.map(NamedUser::from),
            assignee: ticket.assignee.map(NamedUser::from),
            team: ticket.team.map(NamedTeam::from),
            order_no: ticket.order_no,
            demand: ticket.demand,
            tags: ticket.tags,
            clocks: ticket.clocks.into_iter().map(Clock::from).collect(),
            due_at: ticket.due_at,
            follows: ticket.follows,
            objections: ticket.objections,
            reopened: ticket.reopened,
            awaits_answer: ticket.awaits_answer,
            wait_until: ticket.wait_until,
            resolved_at: ticket.resolved_at,
            confirmed_at: ticket.confirmed_at,
            confirmed_by: ticket.confirmed_by,
            archived_at: ticket.archived_at,
            close_reason: ticket.close_reason,
            handover: ticket.handover.map(Handover::from),
            merged_into: ticket.merged_into,
            restorable_until: ticket.restorable_until,
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            version: ticket.version,
            actions: ticket.actions,
        }
    }
}

impl Ticket {
    pub(crate) fn record(ticket: app::Ticket) -> Record<Self> {
        Record {
            version: ticket.version,
            body: ticket.into(),
        }
    }
}

/// An offer that waits for the receiver's word.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Handover {
    giver: NamedUser,
    /// Who may accept; `null` for any member of `team`.
    receiver: Option<NamedUser>,
    /// Where the ticket goes when it is accepted; `null` where it stays in its team.
    team: Option<NamedTeam>,
    #[schema(value_type = schema::Time)]
    offered_at: Timestamp,
    #[schema(value_type = schema::Time)]
    expires_at: Timestamp,
}

impl From<app::Handover> for Handover {
    fn from(offer: app::Handover) -> Self {
        Self {
            giver: offer.giver.into(),
            receiver: offer.receiver.map(NamedUser::from),
            team: offer.team.map(NamedTeam::from),
            offered_at: offer.offered_at,
            expires_at: offer.expires_at,
        }
    }
}
