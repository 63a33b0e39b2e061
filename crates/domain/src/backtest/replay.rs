//! One request's past, lived again under a version of the standard.

use super::{LeftOut, Lived};
use crate::calendar::CalendarBook;
use crate::clock::ClockSet;
use crate::event::{ActorKind, EventBody};
use crate::stage::{Judge, Move, Stage};
use crate::ticket::{
    Applied, AuthorKind, CloseReason, ConfirmedBy, FactChange, Facts, FollowUp, RuleError, TicketBefore,
    TicketState, Visibility, ticket_apply, ticket_correct, ticket_extend, ticket_note_cause, ticket_rebind,
    ticket_receive, ticket_restore, ticket_retarget, ticket_split_answered,
};
use crate::time::Timestamp;

/// One entry of a request's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastEvent {
    pub at: Timestamp,
    pub by: ActorKind,
    pub body: EventBody,
}

/// Where a past led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub state: TicketState,
    pub clocks: ClockSet,
}

/// Why a past cannot be replayed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreplayable {
    #[error("the past is told by the record it was imported from")]
    Imported,
    #[error("the log does not begin with the receipt")]
    NoReceipt,
    #[error("the log contradicts the rules: {0}")]
    Contradiction(#[from] RuleError),
    /// The stages passed are not those that the log tells.
    #[error("the log tells other stages")]
    OtherStages,
}

impl Unreplayable {
    /// Under which reason it is counted.
    pub const fn reason(&self) -> LeftOut {
        match self {
            Self::Imported => LeftOut::Imported,
            Self::NoReceipt => LeftOut::NoReceipt,
            Self::Contradiction(_) | Self::OtherStages => LeftOut::Contradiction,
        }
    }
}

/// Lives a past again, up to `until`: what had run out by then is late, what had not is still running. `events` are one
/// request's, in the order of the log; `standard` is what it is judged by at an instant (a version always, calendars as they
/// were known then or as the caller wants them); `calendars` are those that corrections name.
pub fn replay<'s>(
    events: &[PastEvent],
    standard: impl Fn(Timestamp) -> &'s Lived,
    calendars: &CalendarBook,
    until: Timestamp,
) -> Result<Replayed, Unreplayable> {
    let (first, rest) = events.split_first().ok_or(Unreplayable::NoReceipt)?;
    let (facts, begins) = match &first.body {
        EventBody::TicketReceived {
            facts, received_at, ..
        } => (facts.clone(), received_at.unwrap_or(first.at)),
        EventBody::TicketImported { .. } => return Err(Unreplayable::Imported),
        _ => return Err(Unreplayable::NoReceipt),
    };
    let begun = ticket_receive(facts, standard(first.at).standard(), begins)?;
    let mut life = Life {
        state: begun.state,
        clocks: begun.clocks,
        calendars,
        ended: None,
    };
    for event in rest {
        life.happen(event, standard(event.at))?;
    }
    let plan = standard(until).standard().plan(&life.state.facts);
    let _ = life.clocks.due(life.state.stage, until, &plan);
    Ok(Replayed {
        state: life.state,
        clocks: life.clocks,
    })
}

/// A life half-way.
struct Life<'a> {
    state: TicketState,
    clocks: ClockSet,
    calendars: &'a CalendarBook,
    /// What it was before it was ended or assigned, should that be taken back.
    ended: Option<TicketBefore>,
}

impl Life<'_> {
    fn happen(&mut self, event: &PastEvent, judged: &Lived) -> Result<(), Unreplayable> {
        let (standard, at) = (judged.standard(), event.at);
        match &event.body {
            EventBody::TicketUpdated {
                facts: Some(facts), ..
            } => {
                let change = all_of(facts);
                let applied = ticket_retarget(&self.state, &self.clocks, standard, &change, at)?;
                self.take(applied);
            }
            EventBody::ClockExtended { metric, by, .. } => {
                // The draft's clock may have run out by then, or may not be there at all: nothing to extend.
                let applied = ticket_extend(&self.state, &self.clocks, standard, *metric, *by, at);
                if let Ok(applied) = applied {
                    self.take(applied);
                }
            }
            EventBody::TicketCorrected { calendar, .. } => {
                if let Some(version) = self.calendars.version(*calendar) {
                    self.take(ticket_correct(&self.state, &self.clocks, standard, version, at));
                }
            }
            EventBody::TicketRebound { .. } => {
                self.take(ticket_rebind(&self.state, &self.clocks, standard, at));
            }
            // Time was looked at here. Who acts at the very instant of a due time acts after it where time came first.
            EventBody::ClockWarned { .. } | EventBody::ClockBreached { .. } => {
                let plan = standard.plan(&self.state.facts);
                let _ = self.clocks.due(self.state.stage, at, &plan);
            }
            EventBody::ClockCauseNoted {
                metric,
                instance,
                cause,
                ..
            } => {
                if let Ok(clocks) = ticket_note_cause(&self.clocks, *metric, *instance, *cause, None) {
                    self.clocks = clocks;
                }
            }
            EventBody::TicketSplitFrom {
                answered_at: Some(answered),
                ..
            } => {
                let applied = ticket_split_answered(&self.state, &self.clocks, standard, *answered)?;
                self.take(applied);
            }
            EventBody::TicketRestored { .. } | EventBody::TicketAssignmentUndone { .. } => {
                let before = self.ended.take().ok_or(Unreplayable::OtherStages)?;
                self.take(ticket_restore(&self.clocks, &before));
            }
            body => {
                if matches!(
                    body,
                    EventBody::TicketArchived { .. } | EventBody::TicketAssigned { .. }
                ) {
                    self.ended = Some(TicketBefore::of(&self.state, &self.clocks));
                }
                if let Some(step) = self.step_of(event) {
                    let applied = ticket_apply(&self.state, &self.clocks, standard, &step, at)?;
                    if applied.stages != told(body)
                        || matches!(applied.follow_up, Some(FollowUp::Redirect(_)))
                    {
                        return Err(Unreplayable::OtherStages);
                    }
                    self.take(applied);
                }
            }
        }
        Ok(())
    }

    fn take(&mut self, applied: Applied) {
        (self.state, self.clocks) = (applied.state, applied.clocks);
    }

    /// The move that an entry tells of; none where it tells of something that moves nothing.
    fn step_of(&self, event: &PastEvent) -> Option<Move> {
        Some(match &event.body {
            EventBody::TicketClassified { facts, .. } => Move::Classify {
                change: all_of(facts),
                by: if event.by == ActorKind::System {
                    Judge::Rule
                } else {
                    Judge::Person
                },
            },
            EventBody::TicketAssigned { assignee, team, .. } => Move::Assign {
                assignee: *assignee,
                team: *team,
            },
            EventBody::TicketStarted { .. } => Move::Start,
            EventBody::TicketWaiting { on, until, .. } => Move::Wait {
                on: *on,
                until: *until,
            },
            EventBody::TicketResumed { .. } => Move::Resume,
            EventBody::TicketResolved { .. } => Move::Resolve,
            EventBody::TicketConfirmed { by, .. } => match by {
                ConfirmedBy::Requester => Move::Confirm,
                ConfirmedBy::Silence => Move::SilenceConfirm,
            },
            EventBody::TicketObjected { .. } => Move::Object,
            // A requester who writes takes a confirmed request up again; the desk does it by a word of its own.
            EventBody::TicketReopened { .. } if event.by == ActorKind::User => Move::Reopen,
            EventBody::TicketReopened { .. } => Move::RequesterMessage,
            EventBody::TicketArchived {
                reason, merged_into, ..
            } => match (reason, merged_into) {
                (CloseReason::Merged, Some(into)) => Move::Merge { into: *into },
                (CloseReason::Spam, _) => Move::Spam,
                (CloseReason::Withdrawn, _) => Move::Withdraw,
                (CloseReason::NoAnswer, _) => Move::GiveUp,
                (CloseReason::Closed | CloseReason::Merged, _) => Move::Close,
                (CloseReason::Completed, _) => Move::Archive,
            },
            EventBody::MessageAdded {
                visibility: Visibility::Public,
                author,
                ..
            } => match author {
                AuthorKind::Agent => Move::AgentMessage,
                // What takes a confirmed request up again is told by the entry behind it.
                AuthorKind::Requester if self.state.stage != Stage::Confirmed => Move::RequesterMessage,
                AuthorKind::Requester | AuthorKind::System => return None,
            },
            EventBody::TicketMergedIn { asks: true, .. } => Move::RequesterMessage,
            _ => return None,
        })
    }
}

/// The change after which the facts are these.
fn all_of(facts: &Facts) -> FactChange {
    FactChange {
        kind: Some(facts.kind),
        category: facts.category.clone(),
        urgency: Some(facts.urgency),
        impact: Some(facts.impact),
        class: Some(facts.class),
        tier: Some(facts.tier),
    }
}

/// The stages an entry says were passed.
fn told(body: &EventBody) -> &[Stage] {
    match body {
        EventBody::TicketClassified { passed, .. }
        | EventBody::TicketAssigned { passed, .. }
        | EventBody::TicketStarted { passed }
        | EventBody::TicketWaiting { passed, .. }
        | EventBody::TicketResumed { passed }
        | EventBody::TicketResolved { passed, .. }
        | EventBody::TicketConfirmed { passed, .. }
        | EventBody::TicketObjected { passed, .. }
        | EventBody::TicketReopened { passed }
        | EventBody::TicketArchived { passed, .. }
        | EventBody::TicketMergedIn { passed, .. }
        | EventBody::MessageAdded { passed, .. } => &passed.stages,
        _ => &[],
    }
}
