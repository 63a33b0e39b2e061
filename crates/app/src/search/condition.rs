//! What a ticket must be, besides having the words.

use touchstone_domain::id::PersonId;
use touchstone_domain::search::{Phrase, Standing, tokens};
use touchstone_domain::ticket::Tier;
use touchstone_domain::time::Timestamp;
use touchstone_store::ticket::TicketRow;

use super::value::Days;
use crate::core::Actor;
use crate::ticket::{Assignee, OfTeam, TicketFilter};

/// Conditions that must all hold; of several values of one filter, any.
#[derive(Debug, Clone, Default)]
pub(super) struct Conditions {
    /// What lists of tickets know too.
    pub(super) filter: TicketFilter,
    pub(super) tiers: Vec<Tier>,
    pub(super) teams: Vec<Vec<OfTeam>>,
    pub(super) assignees: Vec<Vec<Assignee>>,
    pub(super) owners: Vec<Vec<Assignee>>,
    pub(super) created: Vec<Days>,
    pub(super) updated: Vec<Days>,
    pub(super) standing: Vec<Vec<Standing>>,
    /// Of each list, the requester must be one.
    pub(super) people: Vec<Vec<PersonId>>,
    /// Of each list, the order number must have one.
    pub(super) orders: Vec<Vec<Phrase>>,
}

impl Conditions {
    /// Whether the facts of a ticket fulfil them. Clocks and texts are asked apart.
    pub(super) fn hold(&self, row: &TicketRow, actor: &Actor, now: Timestamp) -> bool {
        let state = &row.state;
        self.filter.holds(row, false, actor)
            && (self.tiers.is_empty() || self.tiers.contains(&state.facts.tier))
            && all_any(&self.teams, |team| team.holds(state.team, actor))
            && all_any(&self.assignees, |user| user.holds(state.assignee, actor))
            && all_any(&self.owners, |user| user.holds(state.owner, actor))
            && self.created.iter().all(|days| days.hold(state.received_at))
            && self.updated.iter().all(|days| days.hold(row.updated_at))
            && all_any(&self.people, |person| *person == row.requester)
            && all_any(&self.standing, |standing| stands(*standing, row, actor, now))
    }

    /// Whether there is any condition.
    pub(super) fn narrow(&self) -> bool {
        let groups = [
            self.filter.conditions(),
            self.tiers.len(),
            self.teams.len(),
            self.assignees.len(),
            self.owners.len(),
            self.created.len(),
            self.updated.len(),
            self.standing.len(),
            self.people.len(),
            self.orders.len(),
        ];
        groups.iter().any(|count| *count > 0)
    }

    /// Whether clocks must be asked whether one was breached.
    pub(super) fn asks_for_breaches(&self) -> bool {
        self.standing.iter().any(|any| any.contains(&Standing::Breached))
    }

    /// The same question with the clocks' answer.
    pub(super) fn hold_breached(
        &self,
        row: &TicketRow,
        breached: bool,
        actor: &Actor,
        now: Timestamp,
    ) -> bool {
        all_any(&self.standing, |standing| match standing {
            Standing::Breached => breached,
            other => stands(*other, row, actor, now),
        })
    }

    /// Whether an order number is one of those asked for.
    pub(super) fn hold_order(&self, order_no: Option<&str>) -> bool {
        if self.orders.is_empty() {
            return true;
        }
        let read = tokens(order_no.unwrap_or_default());
        all_any(&self.orders, |phrase| phrase.is_in(&read))
    }
}

fn all_any<T>(groups: &[Vec<T>], holds: impl Fn(&T) -> bool) -> bool {
    groups.iter().all(|any| any.iter().any(&holds))
}

/// `Breached` is taken to hold here: only clocks know.
fn stands(standing: Standing, row: &TicketRow, actor: &Actor, now: Timestamp) -> bool {
    match standing {
        Standing::Breached => true,
        Standing::Overdue => row.due_at < now,
        Standing::Unassigned => row.state.assignee.is_none(),
        Standing::Mine => Assignee::Me.holds(row.state.assignee, actor),
        Standing::Escalated => row.state.escalated_at.is_some(),
        Standing::Reopened => row.state.reopened > 0,
    }
}
