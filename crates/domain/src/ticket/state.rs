//! The state of a request that rules look at and change.

use crate::access::Place;
use crate::clock::Rest;
use crate::id::{TeamId, TicketId, UserId};
use crate::stage::{Ground, Stage, Status, Turn};
use crate::ticket::{CloseReason, ConfirmedBy, Facts};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// Everything about a request that decides what may happen to it and when. It is kept field by field and changed by
/// the functions of [`crate::ticket`] only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketState {
    pub stage: Stage,
    pub stage_since: Timestamp,
    pub facts: Facts,

    /// The first person who took it, who answers for it to the end unless it is handed over (首问负责).
    pub owner: Option<UserId>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    pub team: Option<TeamId>,

    pub received_at: Timestamp,
    /// When a person was first assigned.
    pub accepted_at: Option<Timestamp>,
    /// When a person first classified it.
    pub assessed_at: Option<Timestamp>,
    /// When work first began.
    pub started_at: Option<Timestamp>,
    /// When a person of the desk first wrote to the requester.
    pub first_reply_at: Option<Timestamp>,
    /// How many public messages persons of the desk have written, solutions included.
    pub replies: u32,
    /// The requester's oldest message that nobody has answered; the request itself counts as one.
    pub unanswered_since: Option<Timestamp>,
    /// When it was last resolved, also if that was objected to.
    pub resolved_at: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
    pub confirmed_by: Option<ConfirmedBy>,
    pub archived_at: Option<Timestamp>,
    pub close_reason: Option<CloseReason>,
    pub merged_into: Option<TicketId>,
    /// How often the requester objected to a solution.
    pub objections: u32,
    /// How often it was taken up again after confirmation.
    pub reopened: u32,
    /// The finished stays in stages in which clocks rest, in order.
    pub rests: Vec<Rest>,
    /// Time in which it was the requester's turn: waits for them and solutions put before them, as far as they are over.
    pub held_requester: Span,
    /// Time spent waiting for third parties, in waits that are over.
    pub held_third_party: Span,

    /// Reminders count from here when the present wait was given a date.
    pub wait_until: Option<Timestamp>,
    /// Reminders sent in the present stage.
    pub reminders: u8,
    pub reminded_at: Option<Timestamp>,
    /// When the responsible post was told that the third party does not answer, in the present stage.
    pub escalated_at: Option<Timestamp>,
}

impl TicketState {
    /// A request that has just arrived.
    pub(super) const fn received(facts: Facts, now: Timestamp) -> Self {
        Self {
            stage: Stage::Received,
            stage_since: now,
            facts,
            owner: None,
            assignee: None,
            team: None,
            received_at: now,
            accepted_at: None,
            assessed_at: None,
            started_at: None,
            first_reply_at: None,
            replies: 0,
            unanswered_since: Some(now),
            resolved_at: None,
            confirmed_at: None,
            confirmed_by: None,
            archived_at: None,
            close_reason: None,
            merged_into: None,
            objections: 0,
            reopened: 0,
            rests: Vec::new(),
            held_requester: Span::ZERO,
            held_third_party: Span::ZERO,
            wait_until: None,
            reminders: 0,
            reminded_at: None,
            escalated_at: None,
        }
    }

    /// What a person needs to know about where it is.
    pub const fn status(&self) -> Status {
        self.stage.status()
    }

    /// Who acts next.
    pub const fn turn(&self) -> Turn {
        self.stage.turn()
    }

    /// Where it stands among people, for [`crate::access`].
    pub const fn place(&self) -> Place {
        Place {
            owner: self.owner,
            assignee: self.assignee,
            team: self.team,
        }
    }

    /// Whether the requester may rate it: the loop was closed by a solution, not by ending it another way.
    pub fn ratable(&self) -> bool {
        match self.stage {
            Stage::Confirmed => true,
            Stage::Archived => self.close_reason == Some(CloseReason::Completed),
            _ => false,
        }
    }

    /// Until when it may be taken up again; `None` unless it is confirmed.
    pub fn reopen_until(&self, window: Span) -> Option<Timestamp> {
        match (self.stage, self.confirmed_at) {
            (Stage::Confirmed, Some(confirmed_at)) => Some(confirmed_at + window),
            _ => None,
        }
    }

    /// What the next move depends on besides the stage, at `now`.
    pub fn ground(&self, window: Span, now: Timestamp) -> Ground {
        Ground {
            category_known: self.facts.category.is_some(),
            reopen_open: self.reopen_until(window).is_some_and(|until| now <= until),
        }
    }
}
