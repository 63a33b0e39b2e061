//! The actions of the desk: their names, and which permission each needs.

use touchstone_domain::access::Permission;
use touchstone_domain::clock::{Clock, ClockBasis, ClockState};
use touchstone_domain::codes;
use touchstone_domain::stage::{Action, Stage};
use touchstone_domain::ticket::{CloseReason, TicketState};
use touchstone_domain::time::Timestamp;

use super::handover::{Handover, is_for};
use crate::core::Actor;

codes! {
    /// What a member of staff can do with a ticket, by the name the interface gives it.
    pub enum DeskAction ("action") {
        Take = "take",
        Assign = "assign",
        Classify = "classify",
        Start = "start",
        Wait = "wait",
        Resume = "resume",
        Resolve = "resolve",
        Reopen = "reopen",
        Withdraw = "withdraw",
        Spam = "spam",
        Merge = "merge",
        Restore = "restore",
        Split = "split",
        HandOver = "hand_over",
        AcceptHandover = "accept_handover",
        DeclineHandover = "decline_handover",
        WithdrawHandover = "withdraw_handover",
        Close = "close",
        NoteCause = "note_cause",
        Extend = "extend",
    }
}

impl DeskAction {
    /// What one must be allowed to, where the ticket stands.
    pub fn permission(self) -> Permission {
        match self {
            Self::Take | Self::Assign | Self::HandOver | Self::WithdrawHandover => Permission::TicketAssign,
            Self::Classify => Permission::TicketClassify,
            Self::Start
            | Self::Wait
            | Self::Resume
            | Self::Resolve
            | Self::Reopen
            | Self::Merge
            | Self::Restore
            | Self::Split
            | Self::AcceptHandover
            | Self::DeclineHandover
            | Self::NoteCause => Permission::TicketWork,
            Self::Withdraw | Self::Spam | Self::Close => Permission::TicketClose,
            Self::Extend => Permission::ClockExtend,
        }
    }

    /// The move of the stage machine behind it. The requester's own (confirm, object) have none here.
    fn of(action: Action) -> Option<Self> {
        Some(match action {
            Action::Classify => Self::Classify,
            Action::Assign => Self::Assign,
            Action::Start => Self::Start,
            Action::Wait => Self::Wait,
            Action::Resume => Self::Resume,
            Action::Resolve => Self::Resolve,
            Action::Reopen => Self::Reopen,
            Action::Withdraw => Self::Withdraw,
            Action::Spam => Self::Spam,
            Action::Close => Self::Close,
            Action::Merge => Self::Merge,
            Action::Confirm | Action::Object => return None,
        })
    }
}

/// Names of what the desk may do in a stage, for a refusal that tells the way out.
pub(super) fn actions_named(allowed: &[Action]) -> Vec<String> {
    allowed
        .iter()
        .filter_map(|action| DeskAction::of(*action))
        .map(|action| action.to_string())
        .collect()
}

/// What can be done about handing it over.
fn offer_actions(actor: &Actor, offer: Option<&Handover>) -> Vec<DeskAction> {
    match offer {
        None => vec![DeskAction::HandOver],
        Some(offer) if is_for(actor, offer) => {
            vec![DeskAction::AcceptHandover, DeskAction::DeclineHandover]
        }
        Some(_) => vec![DeskAction::WithdrawHandover],
    }
}

/// Whether this actor can take the ending back: within the window, and only who may end a ticket so.
fn restorable(actor: &Actor, state: &TicketState, now: Timestamp) -> bool {
    let ends = ending_permission(state.close_reason);
    state.restorable_until().is_some_and(|until| now < until) && actor.reaches(ends, &state.place())
}

/// What one must be allowed to, to end a ticket for this reason and to take that back. Merging ends nothing: the matter
/// goes on elsewhere.
pub(super) fn ending_permission(reason: Option<CloseReason>) -> Permission {
    if reason == Some(CloseReason::Merged) {
        DeskAction::Merge.permission()
    } else {
        DeskAction::Close.permission()
    }
}

/// What this actor can do with a ticket now: what its stage allows, as far as their permissions reach.
pub(super) fn actions_of(
    actor: &Actor,
    state: &TicketState,
    allowed: &[Action],
    clocks: &[Clock],
    offer: Option<&Handover>,
    now: Timestamp,
) -> Vec<DeskAction> {
    let place = state.place();
    let breached = clocks.iter().any(|clock| clock.state == ClockState::Breached);
    let live = clocks
        .iter()
        .any(|clock| clock.is_live() && clock.basis != ClockBasis::Stage);
    let by_stage = allowed.iter().filter_map(|action| DeskAction::of(*action));
    let mut actions: Vec<_> = by_stage
        .chain(breached.then_some(DeskAction::NoteCause))
        .chain(live.then_some(DeskAction::Extend))
        .chain(restorable(actor, state, now).then_some(DeskAction::Restore))
        .chain((state.stage != Stage::Archived).then_some(DeskAction::Split))
        .collect();
    if !state.stage.is_closed() && state.assignee.is_some() {
        actions.extend(offer_actions(actor, offer));
    }
    if let Actor::User(user) = actor
        && actions.contains(&DeskAction::Assign)
        && state.assignee != Some(user.id)
    {
        actions.insert(0, DeskAction::Take);
    }
    let creates = actor.holds(Permission::TicketCreate).is_ok();
    actions.retain(|action| {
        actor.reaches(action.permission(), &place) && (creates || *action != DeskAction::Split)
    });
    actions
}
