//! Rules and runs as they go over the wire.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use touchstone_app::retention::{Policy, RunView};
use touchstone_domain::id::{RetentionRunId, TicketId};
use touchstone_domain::retention::{
    RetentionAct, RetentionClass, RetentionMode, RetentionRule, RetentionState,
};
use touchstone_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::api::schema;

/// The rule of one class.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    /// For how many days.
    days: u32,
    #[schema(value_type = schema::RetentionAct)]
    act: RetentionAct,
}

/// The rules in their newest version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RetentionPolicy {
    /// 0 while the shipped rules were never touched.
    version: i64,
    /// By class: `request`, `complaint`, `spam`, `letter`, `trace`.
    rules: BTreeMap<String, Rule>,
    /// A dry run of this version was finished.
    checked: bool,
    #[schema(value_type = Option<schema::Time>)]
    approved_at: Option<Timestamp>,
    /// It runs by itself, once a day.
    automatic: bool,
}

impl From<Policy> for RetentionPolicy {
    fn from(policy: Policy) -> Self {
        let rule = |(class, rule): (RetentionClass, RetentionRule)| {
            let RetentionRule { days, act } = rule;
            (class.to_string(), Rule { days, act })
        };
        Self {
            version: policy.version,
            rules: policy.rules.iter().map(rule).collect(),
            checked: policy.checked,
            approved_at: policy.approved_at,
            automatic: policy.automatic,
        }
    }
}

impl From<Rule> for RetentionRule {
    fn from(rule: Rule) -> Self {
        Self {
            days: rule.days,
            act: rule.act,
        }
    }
}

/// A run that counts what is over, or destroys it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RetentionRun {
    #[schema(value_type = schema::RetentionRunId)]
    id: RetentionRunId,
    /// The version of the rules it goes by.
    policy: i64,
    #[schema(value_type = schema::RetentionMode)]
    mode: RetentionMode,
    #[schema(value_type = schema::RetentionState)]
    state: RetentionState,
    automatic: bool,
    /// What counts as now.
    #[schema(value_type = schema::Time)]
    at: Timestamp,
    /// Of its three parts (requests, letters, addresses), how many are done.
    parts: u8,
    #[schema(value_type = Option<schema::Time>)]
    ended_at: Option<Timestamp>,
    counts: Vec<RetentionCount>,
    /// The first it found of each class.
    first: Vec<RetentionSample>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RetentionCount {
    #[schema(value_type = schema::RetentionClass)]
    class: RetentionClass,
    found: u64,
    /// Over, and kept by a legal hold.
    held: u64,
    /// Of files.
    bytes: u64,
    /// Who is left with nothing, and erased.
    people: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RetentionSample {
    #[schema(value_type = schema::RetentionClass)]
    class: RetentionClass,
    #[schema(value_type = Option<schema::TicketId>)]
    ticket: Option<TicketId>,
    /// When it was archived or made.
    #[schema(value_type = schema::Time)]
    at: Timestamp,
}

impl From<RunView> for RetentionRun {
    fn from(run: RunView) -> Self {
        Self {
            id: run.id,
            policy: run.policy,
            mode: run.mode,
            state: run.state,
            automatic: run.automatic,
            at: run.at,
            parts: run.parts,
            ended_at: run.ended_at,
            counts: run
                .counts
                .into_iter()
                .map(|count| RetentionCount {
                    class: count.class,
                    found: count.found,
                    held: count.held,
                    bytes: count.bytes,
                    people: count.people,
                })
                .collect(),
            first: run
                .samples
                .into_iter()
                .map(|sample| RetentionSample {
                    class: sample.class,
                    ticket: sample.ticket.map(|(id, _)| id),
                    at: sample.at,
                })
                .collect(),
        }
    }
}
