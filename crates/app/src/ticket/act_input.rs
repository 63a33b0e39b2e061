//! The actions of the desk on one ticket with what each needs, read and checked before any transaction begins.

use touchstone_domain::clock::{BreachCause, CHARGED_NAME, Charge, ChargeError, Metric};
use touchstone_domain::id::{FileId, TeamId};
use touchstone_domain::text::{BODY, REASON};
use touchstone_domain::ticket::{Class, EXTENSION_MAX, Impact, Kind, Urgency, WaitOn};
use touchstone_domain::time::{Span, Timestamp};

use super::action::DeskAction;
use super::assign::Whom;
use super::fields::Fields;
use super::input::{CATEGORY, attachments, needed_code};
use super::merge::TicketRef;
use super::split::SplitDraft;
use crate::core::{AppError, FieldError};

/// A person's judgement of what a request is.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    pub category: Option<String>,
    pub kind: Option<Kind>,
    pub urgency: Option<Urgency>,
    pub impact: Option<Impact>,
    pub class: Option<Class>,
    pub reason: Option<String>,
    pub team: Option<TeamId>,
}

/// An action of the desk on a ticket.
#[derive(Debug, Clone)]
pub enum Act {
    Assign {
        assignee: Option<Whom>,
        team: Option<TeamId>,
        category: Option<String>,
    },
    /// Assign to oneself.
    Take,
    Classify(Judgement),
    Start,
    Wait {
        on: WaitOn,
        until: Option<Timestamp>,
    },
    Resume,
    Resolve {
        solution: String,
        attachments: Vec<FileId>,
    },
    Reopen {
        reason: String,
    },
    Withdraw,
    Spam,
    Close {
        reason: String,
    },
    Merge {
        into: TicketRef,
        /// The requesters differ, and that is meant.
        agreed: bool,
    },
    /// Takes an ending by hand back.
    Restore,
    /// Makes a ticket of some of its messages.
    Split(SplitDraft),
    /// Offers it to a colleague, or to a team.
    HandOver {
        receiver: Option<Whom>,
        team: Option<TeamId>,
        reason: String,
    },
    AcceptHandover,
    DeclineHandover {
        reason: String,
    },
    WithdrawHandover,
    Extend {
        metric: Metric,
        by: Span,
        reason: String,
    },
    NoteCause {
        metric: Metric,
        instance: u32,
        cause: BreachCause,
        charge: Option<Charge>,
    },
}

impl Act {
    /// Reads the input of an action; what belongs to another action is refused.
    pub fn read(action: DeskAction, mut fields: Fields) -> Result<Self, AppError> {
        let read = &mut fields;
        let act = match action {
            DeskAction::Assign => Self::Assign {
                assignee: read.parsed("assignee"),
                team: read.parsed("team"),
                category: read.text("category", CATEGORY),
            },
            DeskAction::Take => Self::Take,
            DeskAction::Classify => Self::Classify(Judgement {
                category: read.text("category", CATEGORY),
                kind: read.code("kind"),
                urgency: read.code("urgency"),
                impact: read.code("impact"),
                class: read.code("class"),
                reason: read.text("reason", REASON),
                team: read.parsed("team"),
            }),
            DeskAction::Start => Self::Start,
            DeskAction::Wait => Self::Wait {
                on: needed_code(read, "on", WaitOn::Requester),
                until: read.parsed("until"),
            },
            DeskAction::Resume => Self::Resume,
            DeskAction::Resolve => Self::Resolve {
                solution: read.required("solution", BODY),
                attachments: attachments(read),
            },
            DeskAction::Reopen => Self::Reopen {
                reason: read.required("reason", REASON),
            },
            DeskAction::Withdraw => Self::Withdraw,
            DeskAction::Spam => Self::Spam,
            DeskAction::Close => Self::Close {
                reason: read.required("reason", REASON),
            },
            DeskAction::Merge => Self::Merge {
                into: needed(read, "into"),
                agreed: read.flag("other_requester"),
            },
            DeskAction::Restore => Self::Restore,
            DeskAction::Split => Self::Split(SplitDraft::read(read)),
            DeskAction::HandOver => {
                if !read.has("assignee") && !read.has("team") {
                    read.refuse("assignee", FieldError::new("", "required"));
                }
                Self::HandOver {
                    receiver: read.parsed("assignee"),
                    team: read.parsed("team"),
                    reason: read.required("reason", REASON),
                }
            }
            DeskAction::AcceptHandover => Self::AcceptHandover,
            DeskAction::DeclineHandover => Self::DeclineHandover {
                reason: read.required("reason", REASON),
            },
            DeskAction::WithdrawHandover => Self::WithdrawHandover,
            DeskAction::Extend => Self::Extend {
                metric: needed_code(read, "metric", Metric::FirstResponse),
                by: extension(read),
                reason: read.required("reason", REASON),
            },
            DeskAction::NoteCause => Self::NoteCause {
                metric: needed_code(read, "metric", Metric::FirstResponse),
                instance: read
                    .number("instance", 1, i64::from(u32::MAX))
                    .and_then(|n| u32::try_from(n).ok())
                    .unwrap_or(1),
                cause: needed_code(read, "cause", BreachCause::Unset),
                charge: charge(read),
            },
        };
        fields.finish()?;
        Ok(act)
    }
}

/// By how much a clock is extended: a duration, or whole hours as a form gives them.
fn extension(read: &mut Fields) -> Span {
    let hours = read.number("hours", 1, EXTENSION_MAX.as_micros() / Span::hours(1).as_micros());
    let by = read.parsed::<Span>("by").or(hours.map(Span::hours));
    if by.is_none() && !read.is_refused() {
        read.refuse("by", FieldError::new("", "required"));
    }
    by.unwrap_or(Span::hours(1))
}

/// Who answers for a breach: `charged_to` says what kind of party, `charged` which one.
fn charge(read: &mut Fields) -> Option<Charge> {
    let (to, party) = (read.code("charged_to"), read.text("charged", CHARGED_NAME));
    match (to, party) {
        (Some(to), party) => Charge::read(to, party.as_deref().unwrap_or_default())
            .inspect_err(|error| read.refuse("charged", charge_problem(*error)))
            .ok(),
        (None, Some(_)) if !read.is_refused() => {
            read.refuse("charged_to", FieldError::new("", "required"));
            None
        }
        (None, _) => None,
    }
}

fn charge_problem(error: ChargeError) -> FieldError {
    match error {
        ChargeError::Missing => FieldError::new("", "required"),
        ChargeError::TooLong => FieldError::new("", "too_long").with("max", CHARGED_NAME),
        ChargeError::Unknown => FieldError::new("", "unknown_value"),
    }
}

/// Another ticket that must be named; the stand-in only fills the place until [`Fields::finish`] refuses.
fn needed(fields: &mut Fields, name: &'static str) -> TicketRef {
    if !fields.has(name) {
        fields.refuse(name, FieldError::new("", "required"));
    }
    fields.parsed(name).unwrap_or(TicketRef::Number(0))
}
