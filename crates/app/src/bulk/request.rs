//! What is done to each ticket: read from what was typed, done, and told whether it changed anything.

use serde::{Deserialize, Serialize};
use touchstone_domain::bulk::{BulkAction, BulkOutcome};
use touchstone_domain::id::{TeamId, TicketId, UserId};
use touchstone_domain::text::{BODY, REASON, TAG, TAGS};
use touchstone_domain::ticket::{BodyFormat, Crossing, Urgency, Visibility};
use touchstone_store::ticket::TicketRow;

use super::row_permission;
use crate::core::{AppError, Cx, FieldError};
use crate::ticket::{
    Act, Fields, MessageDraft, Patch, TrackingCode, Whom, ticket_act, ticket_patch, ticket_reply,
};

/// What is done, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BulkRequest {
    Assign {
        assignee: Option<UserId>,
        team: Option<TeamId>,
    },
    Urgency {
        urgency: Urgency,
    },
    TagAdd {
        tag: String,
    },
    TagRemove {
        tag: String,
    },
    Spam,
    Close {
        reason: String,
    },
    Note {
        body: String,
    },
    Reply {
        body: String,
    },
}

impl BulkRequest {
    /// Reads an action and what it needs; what belongs to another action is refused by [`Fields::finish`].
    pub fn read(fields: &mut Fields) -> Result<Self, AppError> {
        let refused = || AppError::field("action", "required");
        let action: BulkAction = fields.code("action").ok_or_else(refused)?;
        Ok(match action {
            BulkAction::Assign => {
                let (assignee, team) = (fields.parsed("assignee"), fields.parsed("team"));
                if assignee.is_none() && team.is_none() && !fields.is_refused() {
                    fields.refuse("assignee", FieldError::new("", "required"));
                }
                Self::Assign { assignee, team }
            }
            BulkAction::Urgency => {
                if !fields.has("urgency") {
                    fields.refuse("urgency", FieldError::new("", "required"));
                }
                Self::Urgency {
                    urgency: fields.code("urgency").unwrap_or_default(),
                }
            }
            BulkAction::TagAdd => Self::TagAdd { tag: tag(fields) },
            BulkAction::TagRemove => Self::TagRemove { tag: tag(fields) },
            BulkAction::Spam => Self::Spam,
            BulkAction::Close => Self::Close {
                reason: fields.required("reason", REASON),
            },
            BulkAction::Note => Self::Note {
                body: fields.required("body", BODY),
            },
            BulkAction::Reply => Self::Reply {
                body: fields.required("body", BODY),
            },
        })
    }

    /// Its name.
    pub fn action(&self) -> BulkAction {
        match self {
            Self::Assign { .. } => BulkAction::Assign,
            Self::Urgency { .. } => BulkAction::Urgency,
            Self::TagAdd { .. } => BulkAction::TagAdd,
            Self::TagRemove { .. } => BulkAction::TagRemove,
            Self::Spam => BulkAction::Spam,
            Self::Close { .. } => BulkAction::Close,
            Self::Note { .. } => BulkAction::Note,
            Self::Reply { .. } => BulkAction::Reply,
        }
    }

    /// Does it to one ticket, which is held and stands so.
    pub(super) fn carry_out(&self, cx: &mut Cx<'_, '_>, row: &TicketRow) -> Result<BulkOutcome, AppError> {
        cx.actor()
            .may(row_permission(self.action()), &row.state.place())?;
        if self.is_so(row) {
            return Ok(BulkOutcome::Unchanged);
        }
        self.to_one(cx, row)?;
        Ok(BulkOutcome::Changed)
    }

    fn to_one(&self, cx: &mut Cx<'_, '_>, row: &TicketRow) -> Result<(), AppError> {
        let id: TicketId = row.id;
        match self {
            Self::Assign { assignee, team } => {
                let act = Act::Assign {
                    assignee: assignee.map(Whom::User),
                    team: *team,
                    category: None,
                };
                ticket_act(cx, id, &act)
            }
            Self::Urgency { urgency } => {
                let urgency = Some(*urgency);
                ticket_patch(
                    cx,
                    id,
                    &Patch {
                        urgency,
                        ..Patch::default()
                    },
                )
            }
            Self::TagAdd { tag } => {
                let mut tags = row.tags.clone();
                if tags.len() >= TAGS {
                    return Err(AppError::Conflict { code: "tags_full" });
                }
                tags.push(tag.clone());
                tags.sort_unstable();
                tags_set(cx, id, tags)
            }
            Self::TagRemove { tag } => {
                let tags = row.tags.iter().filter(|kept| *kept != tag).cloned().collect();
                tags_set(cx, id, tags)
            }
            Self::Spam => ticket_act(cx, id, &Act::Spam),
            Self::Close { reason } => {
                let reason = reason.clone();
                ticket_act(cx, id, &Act::Close { reason })
            }
            Self::Note { body } => say(cx, id, body, Visibility::Internal),
            Self::Reply { body } => say(cx, id, body, Visibility::Public),
        }
    }

    /// Whether the ticket is already what it is to become.
    fn is_so(&self, row: &TicketRow) -> bool {
        let state = &row.state;
        match self {
            Self::Assign { assignee, team } => {
                assignee.is_none_or(|user| state.assignee == Some(user))
                    && team.is_none_or(|team| state.team == Some(team))
            }
            Self::Urgency { urgency } => state.facts.urgency == *urgency,
            Self::TagAdd { tag } => row.tags.contains(tag),
            Self::TagRemove { tag } => !row.tags.contains(tag),
            Self::Spam | Self::Close { .. } | Self::Note { .. } | Self::Reply { .. } => false,
        }
    }
}

fn tag(fields: &mut Fields) -> String {
    fields.required("tag", TAG).to_lowercase()
}

/// Gives a ticket these tags.
pub(super) fn tags_set(cx: &mut Cx<'_, '_>, id: TicketId, tags: Vec<String>) -> Result<(), AppError> {
    let patch = Patch {
        tags: Some(tags),
        ..Patch::default()
    };
    ticket_patch(cx, id, &patch)
}

fn say(cx: &mut Cx<'_, '_>, id: TicketId, body: &str, visibility: Visibility) -> Result<(), AppError> {
    let draft = MessageDraft {
        body: body.to_owned(),
        format: BodyFormat::Markdown,
        visibility,
        attachments: Vec::new(),
        based_on: None,
        crossing: Crossing::Send,
        tracking: TrackingCode::generate(),
    };
    ticket_reply(cx, id, &draft).map(|_| ())
}
