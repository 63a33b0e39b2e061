//! A move at work: the state, the clocks and the history of one move, changed together. Whether the move is allowed
//! was decided before.

use std::sync::Arc;

use super::{Applied, CloseReason, ConfirmedBy, FactChange, FollowUp, TicketState};
use crate::calendar::CalendarVersion;
use crate::clock::{ClockChange, ClockSet, Metric, Rest, Trigger};
use crate::id::{TeamId, UserId};
use crate::stage::{Judge, Move, Stage};
use crate::standard::{Plan, Standard};
use crate::time::{Span, Timestamp};

/// A move being applied.
pub(super) struct Work<'a> {
    standard: &'a Standard,
    plan: Plan,
    state: TicketState,
    clocks: ClockSet,
    changes: Vec<ClockChange>,
    pub(super) now: Timestamp,
}

impl<'a> Work<'a> {
    /// Time never goes back for a request, also when the machines that serve it disagree a little.
    pub(super) fn begin(
        state: &TicketState,
        clocks: &ClockSet,
        standard: &'a Standard,
        now: Timestamp,
    ) -> Self {
        let now = now
            .max(state.stage_since)
            .max(clocks.last_instant().unwrap_or(now));
        let plan = standard.plan(&state.facts);
        Self {
            standard,
            plan,
            state: state.clone(),
            clocks: clocks.clone(),
            changes: Vec::new(),
            now,
        }
    }

    pub(super) fn finish(self, stages: Vec<Stage>, follow_up: Option<FollowUp>) -> Applied {
        Applied {
            state: self.state,
            clocks: self.clocks,
            stages,
            clock_changes: self.changes,
            follow_up,
        }
    }

    fn trigger(&mut self, trigger: Trigger) {
        self.changes
            .extend(self.clocks.apply(trigger, self.state.stage, self.now, &self.plan));
    }

    pub(super) fn facts_set(&mut self, change: &FactChange) {
        let facts = self.state.facts.with(change);
        if facts != self.state.facts {
            self.plan = self.standard.plan(&facts);
            self.changes
                .extend(self.clocks.retarget(&self.state, &self.plan, self.now));
            self.state.facts = facts;
        }
    }

    /// Counts by the plan of its standard, which is another one than before.
    pub(super) fn rebind(&mut self) {
        self.changes
            .extend(self.clocks.retarget(&self.state, &self.plan, self.now));
    }

    pub(super) fn correct(&mut self, version: &Arc<CalendarVersion>) {
        let changes = self.clocks.correct(&self.state, version, &self.plan, self.now);
        self.changes.extend(changes);
    }

    pub(super) fn extend(&mut self, metric: Metric, by: Span) {
        let changes = self.clocks.extend(&self.state, metric, by, &self.plan, self.now);
        self.changes.extend(changes);
    }

    /// What a move does before the stages change.
    pub(super) fn before(&mut self, step: &Move) {
        match step {
            Move::Classify { change, by } => {
                self.facts_set(change);
                if *by == Judge::Person {
                    self.state.assessed_at.get_or_insert(self.now);
                    self.trigger(Trigger::Assessed);
                }
            }
            Move::Assign { assignee, team } => self.assign(*assignee, *team),
            _ => {}
        }
    }

    /// A team alone leaves the person: a request in work is never nobody's.
    fn assign(&mut self, assignee: Option<UserId>, team: Option<TeamId>) {
        self.state.team = team.or(self.state.team);
        if let Some(person) = assignee {
            self.state.assignee = Some(person);
            self.state.owner.get_or_insert(person);
            self.state.accepted_at.get_or_insert(self.now);
            self.trigger(Trigger::PersonAssigned);
        }
    }

    pub(super) fn enter(&mut self, stage: Stage, step: &Move) {
        if stage == Stage::Resolved {
            self.replied(|earlier| Trigger::Solution { earlier });
        }
        let from = self.state.stage;
        self.leave();
        self.state.stage = stage;
        self.state.stage_since = self.now;
        match stage {
            Stage::InProgress => {
                self.state.started_at.get_or_insert(self.now);
                if from == Stage::Confirmed {
                    self.state.reopened += 1;
                }
            }
            Stage::WaitingRequester | Stage::WaitingThirdParty => {
                if let Move::Wait { until, .. } = step {
                    self.state.wait_until = *until;
                }
            }
            Stage::Resolved => self.state.resolved_at = Some(self.now),
            Stage::Confirmed => {
                let silent = *step == Move::SilenceConfirm;
                let by = if silent {
                    ConfirmedBy::Silence
                } else {
                    ConfirmedBy::Requester
                };
                self.state.confirmed_at = Some(self.now);
                self.state.confirmed_by = Some(by);
                self.state.unanswered_since = None;
            }
            Stage::Archived => self.archive(step),
            Stage::Received | Stage::Classified | Stage::Assigned => {}
        }
        self.trigger(Trigger::Moved { from, to: stage });
    }

    /// What ends with the present stage.
    fn leave(&mut self) {
        let spent = (self.now - self.state.stage_since).max(Span::ZERO);
        if Rest::is_in(self.state.stage) && spent > Span::ZERO {
            self.state.rests.push(Rest {
                stage: self.state.stage,
                from: self.state.stage_since,
                to: self.now,
            });
        }
        match self.state.stage {
            Stage::WaitingRequester | Stage::Resolved => self.state.held_requester += spent,
            Stage::WaitingThirdParty => self.state.held_third_party += spent,
            _ => {}
        }
        self.state.wait_until = None;
        self.state.reminders = 0;
        self.state.reminded_at = None;
        self.state.escalated_at = None;
    }

    fn archive(&mut self, step: &Move) {
        self.state.archived_at = Some(self.now);
        self.state.unanswered_since = None;
        self.state.close_reason = Some(match step {
            Move::Spam => CloseReason::Spam,
            Move::Merge { into } => {
                self.state.merged_into = Some(*into);
                CloseReason::Merged
            }
            Move::Withdraw => CloseReason::Withdrawn,
            Move::Close => CloseReason::Closed,
            Move::GiveUp => CloseReason::NoAnswer,
            _ => CloseReason::Completed,
        });
    }

    fn replied(&mut self, trigger: impl Fn(u32) -> Trigger) {
        self.trigger(trigger(self.state.replies));
        self.state.replies += 1;
        self.state.first_reply_at.get_or_insert(self.now);
        self.state.unanswered_since = None;
    }

    /// What a move does in the stage it led to.
    pub(super) fn after(&mut self, step: &Move) {
        match step {
            Move::AgentMessage => self.replied(|earlier| Trigger::AgentReply { earlier }),
            Move::Object => {
                self.state.objections += 1;
                self.state.assignee = self.state.owner.or(self.state.assignee);
                self.asked();
            }
            Move::RequesterMessage => self.asked(),
            _ => {}
        }
    }

    fn asked(&mut self) {
        self.state.unanswered_since.get_or_insert(self.now);
        self.trigger(Trigger::RequesterMessage {
            replied: self.state.replies > 0,
        });
    }
}
