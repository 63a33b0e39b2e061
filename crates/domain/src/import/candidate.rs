//! What rows would make, typed: records of other tools in our words, with what they name not looked up yet.

use super::history::{PastStatus, Talk};
use crate::access::Role;
use crate::language::Language;
use crate::ticket::{AuthorKind, Channel, Kind, Tier, Urgency};
use crate::time::Timestamp;

/// What a row would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    Team(TeamCandidate),
    User(UserCandidate),
    Requester(RequesterCandidate),
    Ticket(Box<TicketCandidate>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamCandidate {
    pub external_id: String,
    pub name: String,
    /// Id or address of the lead in the source.
    pub lead: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCandidate {
    pub external_id: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub language: Option<Language>,
    /// Ids or names of teams.
    pub teams: Vec<String>,
    pub active: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequesterCandidate {
    pub external_id: String,
    pub named: RequesterNamed,
    pub tier: Option<Tier>,
    pub created_at: Option<Timestamp>,
}

/// What a row says about a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequesterNamed {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub language: Option<Language>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketCandidate {
    pub external_id: String,
    pub number: Option<String>,
    pub subject: String,
    /// The request itself, unless it is the first of the messages.
    pub body: Option<String>,
    pub status: PastStatus,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub assigned_at: Option<Timestamp>,
    pub first_reply_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// Id of the requester in the source.
    pub requester: Option<String>,
    pub named: RequesterNamed,
    /// Id, address or name.
    pub assignee: Option<String>,
    /// Id or name.
    pub team: Option<String>,
    pub urgency: Urgency,
    pub kind: Kind,
    pub category: Option<String>,
    pub channel: Channel,
    pub tags: Vec<String>,
    pub order_no: Option<String>,
    /// By time.
    pub messages: Vec<MessageCandidate>,
    /// The file has a list of messages, so that these are all there were.
    pub messages_known: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageCandidate {
    pub at: Timestamp,
    pub body: String,
    /// Id of the author in the source.
    pub author: Option<String>,
    /// `None` where the source does not say: decided by who the author is.
    pub by: Option<AuthorKind>,
    pub public: bool,
}

impl Candidate {
    /// The record's id in the source.
    pub fn external_id(&self) -> &str {
        match self {
            Self::Team(team) => &team.external_id,
            Self::User(user) => &user.external_id,
            Self::Requester(requester) => &requester.external_id,
            Self::Ticket(ticket) => &ticket.external_id,
        }
    }
}

impl RequesterNamed {
    /// Whether the row says anything about them.
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none() && self.phone.is_none()
    }
}

impl TicketCandidate {
    /// The public messages as rules look at them; `by` says of each of `messages` who wrote it.
    pub fn talk(&self, by: &[AuthorKind]) -> Vec<Talk> {
        // The first is the request itself when there is no other.
        let request = usize::from(self.body.is_none());
        let said = self.messages.iter().zip(by).filter(|(message, _)| message.public);
        let people = said.skip(request).filter(|(_, by)| **by != AuthorKind::System);
        people
            .map(|(message, by)| Talk {
                at: message.at,
                desk: *by == AuthorKind::Agent,
            })
            .collect()
    }
}
