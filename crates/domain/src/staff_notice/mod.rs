//! What members of staff are told of: which events call for a notification, of which kind, and to whom. Whether somebody may
//! see the ticket, and by which means they are told, is decided elsewhere.

mod choice;

pub use choice::{AWAY, BURST, MailPace, Means, NoticeChoice, QUIET_MOST, Quiet};

use crate::clock::Metric;
use crate::event::{ActorRef, EventBody};
use crate::id::{Id, MessageId, TeamId, UserId};
use crate::ticket::{AuthorKind, Visibility};

codes! {
    /// What somebody is told of.
    pub enum NoticeKind ("notification kind") {
        Assigned = "assigned",
        HandoverOffered = "handover_offered",
        HandoverAccepted = "handover_accepted",
        HandoverDeclined = "handover_declined",
        /// Nobody answered the offer.
        HandoverLapsed = "handover_lapsed",
        Mentioned = "mentioned",
        RequesterReplied = "requester_replied",
        /// The requester does not take the solution for one.
        Objected = "objected",
        Reopened = "reopened",
        ClockWarned = "clock_warned",
        ClockBreached = "clock_breached",
        /// A third party was waited for too long.
        Escalated = "escalated",
        /// A letter to the requester came back.
        LetterBounced = "letter_bounced",
        Rated = "rated",
        /// A version of the standard that binds them is in force and waits for their word.
        StandardInForce = "standard_in_force",
        /// The standard is to be looked over.
        StandardReview = "standard_review",
    }
}

/// Whom a ticket concerns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    pub assignee: Option<UserId>,
    /// The first contact.
    pub owner: Option<UserId>,
    /// Of the ticket's team.
    pub lead: Option<UserId>,
}

impl Concerned {
    /// Who has it in hand: whoever works on it, before that whoever answers for it.
    pub fn responsible(&self) -> Option<UserId> {
        self.assignee.or(self.owner)
    }
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    User(UserId),
    /// Everybody of a team.
    Team(TeamId),
    /// Everybody whom the version in force binds.
    Bound,
    /// Everybody who may write standards.
    Writers,
}

/// What an event calls for, the most particular first: who is named twice is told the first.
pub fn notices_of(body: &EventBody, concerned: &Concerned) -> Vec<(Audience, NoticeKind)> {
    let in_hand = |kind| told(concerned.responsible(), kind);
    let with_lead = |kind| [in_hand(kind), told(concerned.lead, kind)].concat();
    match body {
        EventBody::TicketAssigned { assignee, .. } => told(*assignee, NoticeKind::Assigned),
        EventBody::TicketHandoverOffered { to, team } => match (to, team) {
            (Some(user), _) => told(Some(*user), NoticeKind::HandoverOffered),
            (None, Some(team)) => vec![(Audience::Team(*team), NoticeKind::HandoverOffered)],
            (None, None) => Vec::new(),
        },
        EventBody::TicketHandedOver { from, to, .. } => [
            told(Some(*from), NoticeKind::HandoverAccepted),
            told(Some(*to), NoticeKind::Assigned),
        ]
        .concat(),
        EventBody::TicketHandoverDeclined { .. } => in_hand(NoticeKind::HandoverDeclined),
        EventBody::TicketHandoverLapsed { .. } => in_hand(NoticeKind::HandoverLapsed),
        EventBody::TicketMentioned { users, .. } => users
            .iter()
            .map(|user| (Audience::User(*user), NoticeKind::Mentioned))
            .collect(),
        EventBody::MessageAdded {
            author: AuthorKind::Requester,
            visibility: Visibility::Public,
            ..
        } => in_hand(NoticeKind::RequesterReplied),
        EventBody::TicketMergedIn { asks: true, .. } => in_hand(NoticeKind::RequesterReplied),
        EventBody::TicketObjected { .. } => in_hand(NoticeKind::Objected),
        EventBody::TicketReopened { .. } | EventBody::TicketRestored { .. } => in_hand(NoticeKind::Reopened),
        // With nobody at work on it, whoever leads the team is to find somebody.
        EventBody::ClockWarned { .. } => told(
            concerned.responsible().or(concerned.lead),
            NoticeKind::ClockWarned,
        ),
        EventBody::ClockBreached { .. } => with_lead(NoticeKind::ClockBreached),
        EventBody::TicketEscalated { .. } => with_lead(NoticeKind::Escalated),
        EventBody::LetterBounced { .. } => in_hand(NoticeKind::LetterBounced),
        EventBody::RatingGiven { .. } => in_hand(NoticeKind::Rated),
        EventBody::StandardInForce => vec![(Audience::Bound, NoticeKind::StandardInForce)],
        EventBody::StandardReviewDue { .. } => vec![(Audience::Writers, NoticeKind::StandardReview)],
        _ => Vec::new(),
    }
}

/// Whether an event calls for one at all, whoever is concerned: asked before anything else is read.
pub fn calls_for_notice(body: &EventBody) -> bool {
    let anybody = Some(UserId::from_raw(0));
    let concerned = Concerned {
        assignee: anybody,
        owner: anybody,
        lead: anybody,
    };
    !notices_of(body, &concerned).is_empty()
}

/// Which clock it is about.
pub fn metric_of(body: &EventBody) -> Option<Metric> {
    match body {
        EventBody::ClockWarned { clock } | EventBody::ClockBreached { clock, .. } => Some(clock.metric),
        _ => None,
    }
}

fn told(user: Option<UserId>, kind: NoticeKind) -> Vec<(Audience, NoticeKind)> {
    user.map(|user| (Audience::User(user), kind))
        .into_iter()
        .collect()
}

/// Nobody is told of what they did themselves.
pub fn is_told(user: UserId, by: ActorRef) -> bool {
    by != ActorRef::User(user)
}

/// The message that is to be looked at, where there is one.
pub fn message_of(body: &EventBody) -> Option<MessageId> {
    match body {
        EventBody::TicketMentioned { message, .. }
        | EventBody::MessageAdded { message, .. }
        | EventBody::TicketObjected { message, .. } => Some(*message),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
