//! The stages of a request and the moves between them. A move either names every stage it passes, in order, or is
//! refused with what would be allowed. Clocks, facts and people's permissions are decided elsewhere.

use crate::id::{TeamId, TicketId, UserId};
use crate::ticket::{FactChange, WaitOn};
use crate::time::Timestamp;

codes! {
    /// Where in the process a request is.
    pub enum Stage ("stage") {
        Received = "received",
        Classified = "classified",
        Assigned = "assigned",
        InProgress = "in_progress",
        WaitingRequester = "waiting_requester",
        WaitingThirdParty = "waiting_third_party",
        Resolved = "resolved",
        Confirmed = "confirmed",
        Archived = "archived",
    }
}

codes! {
    /// What a person needs to know about where a request is.
    pub enum Status ("status") {
        New = "new",
        Open = "open",
        Waiting = "waiting",
        Resolved = "resolved",
        Closed = "closed",
    }
}

codes! {
    /// What a person may ask to be done with a request, by the name the interface gives it.
    pub enum Action ("action") {
        Classify = "classify",
        Assign = "assign",
        Start = "start",
        Wait = "wait",
        Resume = "resume",
        Resolve = "resolve",
        Confirm = "confirm",
        Object = "object",
        Reopen = "reopen",
        Withdraw = "withdraw",
        Merge = "merge",
        Spam = "spam",
        Close = "close",
    }
}

codes! {
    /// The post that answers for a stage.
    pub enum Responsible ("responsible post") {
        Intake = "intake",
        TeamLead = "team-lead",
        Assignee = "assignee",
        Owner = "owner",
        System = "system",
    }
}

codes! {
    /// Who acts next, as the requester is told.
    pub enum Turn ("side to act") {
        Desk = "desk",
        Requester = "requester",
        ThirdParty = "third_party",
        Nobody = "nobody",
    }
}

impl Stage {
    /// The status that people see for this stage.
    pub const fn status(self) -> Status {
        match self {
            Self::Received | Self::Classified => Status::New,
            Self::Assigned | Self::InProgress => Status::Open,
            Self::WaitingRequester | Self::WaitingThirdParty => Status::Waiting,
            Self::Resolved => Status::Resolved,
            Self::Confirmed | Self::Archived => Status::Closed,
        }
    }

    /// Who acts next. A resolved request waits for the requester's word.
    pub const fn turn(self) -> Turn {
        match self {
            Self::Received | Self::Classified | Self::Assigned | Self::InProgress => Turn::Desk,
            Self::WaitingRequester | Self::Resolved => Turn::Requester,
            Self::WaitingThirdParty => Turn::ThirdParty,
            Self::Confirmed | Self::Archived => Turn::Nobody,
        }
    }

    /// Whether the request waits for somebody else.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::WaitingRequester | Self::WaitingThirdParty)
    }

    /// Whether the loop is closed.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Confirmed | Self::Archived)
    }

    /// Where one gets from here in one step; a path that follows these skips nothing.
    pub const fn successors(self) -> &'static [Self] {
        match self {
            Self::Received => &[Self::Classified, Self::Archived],
            Self::Classified => &[Self::Assigned, Self::Archived],
            Self::Assigned => &[Self::InProgress, Self::Archived],
            Self::InProgress => &[
                Self::WaitingRequester,
                Self::WaitingThirdParty,
                Self::Resolved,
                Self::Archived,
            ],
            Self::WaitingRequester | Self::WaitingThirdParty => &[Self::InProgress, Self::Archived],
            Self::Resolved => &[Self::Confirmed, Self::InProgress, Self::Archived],
            Self::Confirmed => &[Self::InProgress, Self::Archived],
            Self::Archived => &[],
        }
    }
}

impl WaitOn {
    /// The stage in which this party is waited for.
    pub const fn stage(self) -> Stage {
        match self {
            Self::Requester => Stage::WaitingRequester,
            Self::ThirdParty => Stage::WaitingThirdParty,
        }
    }

    /// Whom a stage waits for.
    pub const fn of_stage(stage: Stage) -> Option<Self> {
        match stage {
            Stage::WaitingRequester => Some(Self::Requester),
            Stage::WaitingThirdParty => Some(Self::ThirdParty),
            _ => None,
        }
    }
}

/// Who judged: a person's classification is an assessment, a rule's is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    Person,
    Rule,
}

/// Something that happens to a request and may take it to another stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// The facts are set; without a category, neither before nor now, it is refused.
    Classify { change: FactChange, by: Judge },
    /// Given to a person, a team or both. Only a person takes it to the stage `assigned`; a team alone is routing.
    Assign {
        assignee: Option<UserId>,
        team: Option<TeamId>,
    },
    /// The assignee begins.
    Start,
    /// Nothing can be done until somebody else acts; reminders count from `until` when it is given.
    Wait { on: WaitOn, until: Option<Timestamp> },
    /// What was waited for is there.
    Resume,
    /// A solution is told to the requester, in a public message.
    Resolve,
    /// The requester agrees.
    Confirm,
    /// The requester stayed silent for the time the standard allows.
    SilenceConfirm,
    /// The requester disagrees.
    Object,
    /// The requester writes.
    RequesterMessage,
    /// A person of the desk writes to the requester. Automatic messages are not a move.
    AgentMessage,
    /// The desk takes a confirmed request up again.
    Reopen,
    /// The time for reopening is over.
    Archive,
    /// The requester no longer wants it.
    Withdraw,
    /// It never was a request.
    Spam,
    /// It is handled in another ticket from now on.
    Merge { into: TicketId },
    /// The desk ends it, with a reason.
    Close,
    /// The requester was waited for too long.
    GiveUp,
}

impl Move {
    /// Its name in errors: the action's where people may ask for it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Classify { .. } => Action::Classify.as_str(),
            Self::Assign { .. } => Action::Assign.as_str(),
            Self::Start => Action::Start.as_str(),
            Self::Wait { .. } => Action::Wait.as_str(),
            Self::Resume => Action::Resume.as_str(),
            Self::Resolve => Action::Resolve.as_str(),
            Self::Confirm => Action::Confirm.as_str(),
            Self::SilenceConfirm => "silence_confirm",
            Self::Object => Action::Object.as_str(),
            Self::RequesterMessage => "requester_message",
            Self::AgentMessage => "agent_message",
            Self::Reopen => Action::Reopen.as_str(),
            Self::Archive => "archive",
            Self::Withdraw => Action::Withdraw.as_str(),
            Self::Spam => Action::Spam.as_str(),
            Self::Merge { .. } => Action::Merge.as_str(),
            Self::Close => Action::Close.as_str(),
            Self::GiveUp => "give_up",
        }
    }
}

/// What a move depends on besides the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// A category is set, or is being set by this move.
    pub category_known: bool,
    /// The request is confirmed and its reopen window has not passed.
    pub reopen_open: bool,
}

/// A move that the stage does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request that is {stage} does not allow {action}")]
pub struct InvalidTransition {
    pub stage: Stage,
    /// [`Move::name`].
    pub action: &'static str,
    /// What people may do instead.
    pub allowed: Vec<Action>,
}

/// The stages a move passes through, in order; empty when it is allowed but stays where it is.
pub fn transition(stage: Stage, ground: Ground, step: &Move) -> Result<Vec<Stage>, InvalidTransition> {
    path(stage, ground, step)
        .map(<[Stage]>::to_vec)
        .ok_or_else(|| InvalidTransition {
            stage,
            action: step.name(),
            allowed: allowed(stage, ground),
        })
}

/// What people may do in a stage, as far as the stage decides. `assign` stands for giving it to a person; a team may
/// be set in every stage before confirmation.
pub fn allowed(stage: Stage, ground: Ground) -> Vec<Action> {
    use Action as A;
    let ends = [A::Withdraw, A::Merge, A::Spam, A::Close];
    let (mut actions, may_end) = match stage {
        Stage::Received if ground.category_known => (vec![A::Classify, A::Assign], true),
        Stage::Received => (vec![A::Classify], true),
        Stage::Classified => (vec![A::Classify, A::Assign], true),
        Stage::Assigned => (vec![A::Classify, A::Assign, A::Start, A::Resolve], true),
        Stage::InProgress => (vec![A::Classify, A::Assign, A::Wait, A::Resolve], true),
        Stage::WaitingRequester | Stage::WaitingThirdParty => {
            (vec![A::Classify, A::Assign, A::Wait, A::Resume, A::Resolve], true)
        }
        Stage::Resolved => (vec![A::Classify, A::Assign, A::Confirm, A::Object], true),
        Stage::Confirmed if ground.reopen_open => (vec![A::Reopen], false),
        Stage::Confirmed | Stage::Archived => (vec![], false),
    };
    if may_end {
        actions.extend(ends);
    }
    actions
}

const STAY: Option<&[Stage]> = Some(&[]);
const WORK: Option<&[Stage]> = Some(&[Stage::InProgress]);

fn path(stage: Stage, ground: Ground, step: &Move) -> Option<&'static [Stage]> {
    use Stage as S;
    match (step, stage) {
        (Move::AgentMessage, S::Confirmed) => STAY,
        (Move::RequesterMessage | Move::Reopen, S::Confirmed) if ground.reopen_open => WORK,
        (Move::Archive, S::Confirmed) => Some(&[S::Archived]),
        (_, S::Confirmed | S::Archived) => None,

        (Move::Classify { .. }, S::Received) => Some(&[S::Classified]),
        (Move::Classify { .. } | Move::Assign { assignee: None, .. }, _) => STAY,
        (Move::Assign { .. }, S::Received) if ground.category_known => Some(&[S::Classified, S::Assigned]),
        (Move::Assign { .. }, S::Received) => None,
        (Move::Assign { .. }, S::Classified) => Some(&[S::Assigned]),
        (Move::Assign { .. }, _) => STAY,

        // Writing to the requester is work: whoever does it has started.
        (Move::Start | Move::AgentMessage, S::Assigned) => WORK,
        (Move::RequesterMessage, S::WaitingRequester | S::Resolved) => WORK,
        (Move::AgentMessage | Move::RequesterMessage, _) => STAY,

        (Move::Withdraw | Move::Spam | Move::Merge { .. } | Move::Close, _) => Some(&[S::Archived]),
        _ => path_of_work(stage, step),
    }
}

/// Waiting, resolving and what follows from it; work that must have gone on meanwhile is passed through.
fn path_of_work(stage: Stage, step: &Move) -> Option<&'static [Stage]> {
    use Stage as S;
    match (step, stage) {
        (
            Move::Wait {
                on: WaitOn::Requester,
                ..
            },
            S::InProgress,
        ) => Some(&[S::WaitingRequester]),
        (
            Move::Wait {
                on: WaitOn::ThirdParty,
                ..
            },
            S::InProgress,
        ) => Some(&[S::WaitingThirdParty]),
        (
            Move::Wait {
                on: WaitOn::ThirdParty,
                ..
            },
            S::WaitingRequester,
        ) => Some(&[S::InProgress, S::WaitingThirdParty]),
        (
            Move::Wait {
                on: WaitOn::Requester,
                ..
            },
            S::WaitingThirdParty,
        ) => Some(&[S::InProgress, S::WaitingRequester]),
        (Move::Resume, S::WaitingRequester | S::WaitingThirdParty) => WORK,
        (Move::Resolve, S::InProgress) => Some(&[S::Resolved]),
        (Move::Resolve, S::Assigned | S::WaitingRequester | S::WaitingThirdParty) => {
            Some(&[S::InProgress, S::Resolved])
        }
        (Move::Confirm | Move::SilenceConfirm, S::Resolved) => Some(&[S::Confirmed]),
        (Move::Object, S::Resolved) => WORK,
        (Move::GiveUp, S::WaitingRequester) => Some(&[S::Archived]),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
