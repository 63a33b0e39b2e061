//! Corrections as they go over the wire.

use serde::{Deserialize, Serialize};
use touchstone_app::correction::{CorrectedTicket as Corrected, Correction as Found, FactsWanted};
use touchstone_domain::condition::Condition;
use touchstone_domain::correction::{CorrectionKind, CorrectionOutcome, CorrectionState, FactsCorrection};
use touchstone_domain::id::{CorrectionId, StandardId, TicketId, UserId};
use touchstone_domain::ticket::{Class, Impact, Kind, Tier, Urgency};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;

/// A correction and how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Correction {
    #[schema(value_type = schema::CorrectionId)]
    pub(super) id: CorrectionId,
    #[schema(value_type = schema::CorrectionKind)]
    kind: CorrectionKind,
    #[schema(value_type = schema::CorrectionState)]
    state: CorrectionState,
    /// Its version of the standard is not in force yet.
    waits: bool,
    /// The version of the standard that reaches running work …
    #[schema(value_type = Option<schema::StandardId>)]
    standard: Option<StandardId>,
    /// … and the one it takes the place of.
    #[schema(value_type = Option<schema::StandardId>)]
    replaced: Option<StandardId>,
    /// For which tickets; only open ones are reached.
    #[schema(value_type = Option<schema::Condition>)]
    when: Option<Condition>,
    /// The facts that are set.
    change: Option<Facts>,
    reason: String,
    #[schema(value_type = schema::UserId)]
    author: UserId,
    /// Tickets it was for when it began; a lower bound from 10,000 on where facts are corrected.
    total: u64,
    /// Tickets looked at so far, and those of them that were changed.
    reached: u64,
    changed: u64,
    #[schema(value_type = schema::Time)]
    created_at: Timestamp,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
}

/// Facts to be set; what is absent stays as it is.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    #[schema(value_type = Option<schema::Kind>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[schema(value_type = Option<schema::Urgency>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    urgency: Option<Urgency>,
    #[schema(value_type = Option<schema::Impact>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    impact: Option<Impact>,
    #[schema(value_type = Option<schema::Class>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Class>,
    #[schema(value_type = Option<schema::Tier>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
}

/// What became of one ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CorrectedTicket {
    #[schema(value_type = schema::TicketId)]
    pub(super) ticket: TicketId,
    number: i64,
    #[schema(value_type = schema::CorrectionOutcome)]
    outcome: CorrectionOutcome,
}

impl From<Found> for Correction {
    fn from(found: Found) -> Self {
        Self {
            id: found.id,
            kind: found.kind,
            state: found.state,
            waits: found.waits,
            standard: found.standard.map(|(id, _)| id),
            replaced: found.replaced.map(|(id, _)| id),
            when: found.when,
            change: found.change.map(Facts::from),
            reason: found.reason,
            author: found.author.id,
            total: found.total,
            reached: found.reached,
            changed: found.changed,
            created_at: found.created_at,
            ended_at: found.ended_at,
        }
    }
}

impl From<FactsCorrection> for Facts {
    fn from(facts: FactsCorrection) -> Self {
        Self {
            kind: facts.kind,
            category: facts.category.map(String::from),
            urgency: facts.urgency,
            impact: facts.impact,
            class: facts.class,
            tier: facts.tier,
        }
    }
}

impl From<Facts> for FactsWanted {
    fn from(facts: Facts) -> Self {
        Self {
            category: facts.category,
            facts: FactsCorrection {
                kind: facts.kind,
                category: None,
                urgency: facts.urgency,
                impact: facts.impact,
                class: facts.class,
                tier: facts.tier,
            },
        }
    }
}

impl From<Corrected> for CorrectedTicket {
    fn from(one: Corrected) -> Self {
        Self {
            ticket: one.ticket,
            number: one.number,
            outcome: one.outcome,
        }
    }
}
