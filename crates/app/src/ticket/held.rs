//! One ticket held for a change: read with its clocks, moved by the rules, saved once with everything that follows from it
//! (clocks, timer, counters, version). Every command on a ticket goes through this.

use std::sync::Arc;

use touchstone_domain::access::Permission;
use touchstone_domain::calendar::CalendarVersion;
use touchstone_domain::clock::{Clock, ClockBasis, ClockSet, ClockState, Metric};
use touchstone_domain::deadline::next_instant;
use touchstone_domain::event::{EventBody, Passed, Subject};
use touchstone_domain::id::{EventId, StandardId, TeamId, TicketId, UserId};
use touchstone_domain::stage::{Move, Stage, Turn};
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{
    Applied, Due, FactChange, FollowUp, TicketBefore, TicketState, ticket_apply, ticket_correct, ticket_due,
    ticket_extend, ticket_handed_over, ticket_rebind, ticket_restore, ticket_retarget, ticket_split_answered,
};
use touchstone_domain::time::{Span, Timestamp};
use touchstone_store::clock::clock_save;
use touchstone_store::ticket::{
    TicketRow, ticket_insert, ticket_lock, ticket_rebind as ticket_save_rebound, ticket_save,
};
use touchstone_store::timer::{timer_clear, timer_set};
use touchstone_store::{Locked, Tx};

use super::handover::lapse;
use super::queue::queue_adjust;
use super::refused::refused;
use crate::core::{Actor, AppError, Cx};
use crate::pledge::pledges_judge;

/// Kind of the one timer a ticket has.
pub const TICKET_TIMER: &str = "ticket";

/// A ticket under its lock.
pub(crate) struct Held {
    pub(crate) row: Locked<TicketRow>,
    before: TicketRow,
    pub(crate) clocks: ClockSet,
    clocks_before: ClockSet,
    pub(crate) standard: Arc<Standard>,
    /// The timer was taken by whoever changes the ticket now: it must be set again.
    timer_taken: bool,
}

/// What came of a requester's message.
pub(crate) enum Moved {
    Here(Passed),
    Elsewhere(FollowUp),
}

impl Held {
    /// Holds a ticket on which the caller has this permission, at the version the caller saw.
    pub(crate) fn open(cx: &mut Cx<'_, '_>, id: TicketId, permission: Permission) -> Result<Self, AppError> {
        let held = Self::lock(cx, id)?;
        cx.actor().may(permission, &held.row.state.place())?;
        cx.check_version(held.row.version)?;
        Ok(held)
    }

    /// Holds the ticket of the requester who calls.
    pub(crate) fn open_own(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Self, AppError> {
        requester_owns(cx.actor(), id)?;
        Self::lock(cx, id)
    }

    /// Holds a ticket for the product itself.
    pub(crate) fn lock(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Self, AppError> {
        let row = ticket_lock(cx.tx, id)?.ok_or(AppError::NotFound { what: "ticket" })?;
        let clocks = ClockSet::new(cx.app.standards.clocks(cx.tx, id)?);
        let standard = cx.app.standards.get(cx.tx, row.standard)?;
        let before = (*row).clone();
        Ok(Self {
            clocks_before: clocks.clone(),
            row,
            before,
            clocks,
            standard,
            timer_taken: false,
        })
    }

    pub(crate) fn id(&self) -> TicketId {
        self.row.id
    }

    pub(crate) fn state(&self) -> &TicketState {
        &self.row.state
    }

    /// Whether the ticket was in this stage when it was read.
    pub(crate) fn was(&self, stage: Stage) -> bool {
        self.before.state.stage == stage
    }

    /// Marks the ticket's timer as taken in this transaction.
    pub(crate) fn timer_was_taken(&mut self) {
        self.timer_taken = true;
    }

    /// Applies a move that belongs to this ticket whatever its stage.
    pub(crate) fn step(&mut self, step: &Move, now: Timestamp) -> Result<Passed, AppError> {
        let applied = self.applied(step, now)?;
        Ok(self.take(applied))
    }

    /// Applies a requester's message, which may belong elsewhere.
    pub(crate) fn requester_message(&mut self, now: Timestamp) -> Result<Moved, AppError> {
        let applied = self.applied(&Move::RequesterMessage, now)?;
        Ok(match applied.follow_up {
            Some(elsewhere) => Moved::Elsewhere(elsewhere),
            None => Moved::Here(self.take(applied)),
        })
    }

    fn applied(&self, step: &Move, now: Timestamp) -> Result<Applied, AppError> {
        ticket_apply(&self.row.state, &self.clocks, &self.standard, step, now).map_err(refused)
    }

    /// Sets it back to what it was before it was ended by hand.
    pub(crate) fn restore(&mut self, before: &TicketBefore) -> Passed {
        let applied = ticket_restore(&self.clocks, before);
        self.take(applied)
    }

    /// Counts an answer that its requester had in the ticket it was split from.
    pub(crate) fn split_answered(&mut self, at: Timestamp) -> Result<Passed, AppError> {
        let applied = ticket_split_answered(&self.row.state, &self.clocks, &self.standard, at);
        Ok(self.take(applied.map_err(refused)?))
    }

    /// Gives it to whoever has accepted it, in the team they take it to.
    pub(crate) fn hand_over(&mut self, receiver: UserId, team: Option<TeamId>) {
        self.row.state = ticket_handed_over(&self.row.state, receiver, team);
    }

    /// Changes facts without moving.
    pub(crate) fn retarget(&mut self, change: &FactChange, now: Timestamp) -> Result<Passed, AppError> {
        let applied =
            ticket_retarget(&self.row.state, &self.clocks, &self.standard, change, now).map_err(refused)?;
        Ok(self.take(applied))
    }

    /// Has its clocks count by another version of their calendar.
    pub(crate) fn correct(&mut self, version: &Arc<CalendarVersion>, now: Timestamp) -> Passed {
        let applied = ticket_correct(&self.row.state, &self.clocks, &self.standard, version, now);
        self.take(applied)
    }

    /// Has it judged by another version of the standard from now on.
    pub(crate) fn rebind(&mut self, id: StandardId, standard: Arc<Standard>, now: Timestamp) -> Passed {
        let applied = ticket_rebind(&self.row.state, &self.clocks, &standard, now);
        self.row.standard = id;
        self.standard = standard;
        // The timer that is set counts by the version before.
        self.timer_taken = true;
        self.take(applied)
    }

    /// Gives a live clock more time.
    pub(crate) fn extend(&mut self, metric: Metric, by: Span, now: Timestamp) -> Result<Passed, AppError> {
        let applied = ticket_extend(&self.row.state, &self.clocks, &self.standard, metric, by, now);
        Ok(self.take(applied.map_err(refused)?))
    }

    /// What has fallen due, taken in; the caller tells it in the history.
    pub(crate) fn due(&mut self, now: Timestamp) -> Result<Due, AppError> {
        let due = ticket_due(&self.row.state, &self.clocks, &self.standard, now).map_err(refused)?;
        self.row.state = due.state.clone();
        self.clocks = due.clocks.clone();
        Ok(due)
    }

    fn take(&mut self, applied: Applied) -> Passed {
        let passed = applied.passed();
        self.row.state = applied.state;
        self.clocks = applied.clocks;
        passed
    }

    /// The version the ticket will have once it is saved.
    pub(crate) fn next_version(&self) -> i64 {
        self.before.version + 1
    }

    /// Appends an event of this ticket.
    pub(crate) fn emit(&self, cx: &mut Cx<'_, '_>, body: EventBody) -> Result<EventId, AppError> {
        cx.emit(Subject::Ticket(self.id()), body)
    }

    /// Whether anything about the ticket itself has changed, its clocks apart.
    pub(crate) fn is_changed(&self) -> bool {
        *self.row != self.before
    }

    /// Saves the ticket and what follows from its new state; answers its row.
    pub(crate) fn save(mut self, cx: &mut Cx<'_, '_>) -> Result<TicketRow, AppError> {
        self.row.version = self.next_version();
        self.row.updated_at = cx.now.max(self.before.updated_at);
        self.row.priority = self
            .standard
            .priority(self.row.state.facts.impact, self.row.state.facts.urgency);
        self.row.due_at = due_at(&self.row.state, &self.clocks);
        ticket_save(cx.tx, &self.before, &self.row)?;
        self.save_clocks(cx)?;
        self.save_offer(cx)?;
        queue_adjust(cx.tx, Some(&self.before), &self.row);
        self.timer(cx.tx)?;
        Ok(self.row.into_inner())
    }

    /// Saves what time alone has marked: clocks that warned or ran out, and the timer. Nobody has changed the ticket, so
    /// its version stays and nobody's edit is refused for it.
    pub(crate) fn save_marks(mut self, cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
        let due_at = due_at(&self.row.state, &self.clocks);
        if due_at != self.row.due_at {
            self.row.due_at = due_at;
            ticket_save(cx.tx, &self.before, &self.row)?;
        }
        self.save_clocks(cx)?;
        self.timer(cx.tx)
    }

    /// Saves what a correction of the standard has changed. Nobody has changed the ticket, so its version stays and nobody's
    /// edit is refused for it.
    pub(crate) fn save_rebound(mut self, cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
        let facts = &self.row.state.facts;
        self.row.priority = self.standard.priority(facts.impact, facts.urgency);
        self.row.due_at = due_at(&self.row.state, &self.clocks);
        ticket_save_rebound(cx.tx, &self.before, &self.row)?;
        self.save_clocks(cx)?;
        self.timer(cx.tx)
    }

    /// An offer is of whoever had the ticket, and of a ticket there is something to do with.
    fn save_offer(&self, cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
        let (before, after) = (&self.before.state, &self.row.state);
        let over = after.stage.is_closed() && !before.stage.is_closed();
        if before.assignee.is_some() && (over || before.assignee != after.assignee) {
            lapse(cx, self)?;
        }
        Ok(())
    }

    /// Saves the clocks, and what they have decided about the public pledges.
    fn save_clocks(&self, cx: &mut Cx<'_, '_>) -> Result<(), AppError> {
        let (before, after) = (
            self.clocks_before.iter().as_slice(),
            self.clocks.iter().as_slice(),
        );
        clock_save(cx.tx, self.row.id, before, after)?;
        let (facts, clocks) = (&self.row.state.facts, (&self.clocks_before, &self.clocks));
        pledges_judge(cx, self.row.id, &self.standard, facts, clocks)
    }

    fn timer(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        let next = next_instant(&self.row.state, &self.clocks, &self.standard);
        let set = if self.timer_taken {
            None
        } else {
            next_instant(&self.before.state, &self.clocks_before, &self.standard)
        };
        match next {
            Some(instant) if set != Some(instant) => timer_set(tx, TICKET_TIMER, self.row.id, instant)?,
            None if set.is_some() => timer_clear(tx, TICKET_TIMER, self.row.id)?,
            _ => {}
        }
        Ok(())
    }
}

/// Adds a new ticket with its clocks, timer and counters.
pub(crate) fn ticket_add(
    cx: &mut Cx<'_, '_>,
    mut row: TicketRow,
    clocks: &ClockSet,
    standard: &Standard,
) -> Result<TicketRow, AppError> {
    row.priority = standard.priority(row.state.facts.impact, row.state.facts.urgency);
    row.due_at = due_at(&row.state, clocks);
    ticket_insert(cx.tx, &row)?;
    clock_save(cx.tx, row.id, &[], clocks.iter().as_slice())?;
    queue_adjust(cx.tx, None, &row);
    if let Some(instant) = next_instant(&row.state, clocks, standard) {
        timer_set(cx.tx, TICKET_TIMER, row.id, instant)?;
    }
    Ok(row)
}

/// Refuses unless the caller has shown that this ticket is theirs.
pub(crate) fn requester_owns(actor: &Actor, ticket: TicketId) -> Result<(), AppError> {
    match actor {
        Actor::Requester(requester) if requester.ticket == ticket => Ok(()),
        Actor::Requester(_) => Err(AppError::NotFound { what: "ticket" }),
        _ => Err(AppError::Unauthenticated),
    }
}

/// The nearest due time of a promise that is still to be kept: running, or broken and still owed by the desk. Stages'
/// own limits are not promises to anybody outside.
fn due_at(state: &TicketState, clocks: &ClockSet) -> Timestamp {
    let owed = matches!(state.turn(), Turn::Desk | Turn::ThirdParty);
    let counts = |clock: &&Clock| {
        let broken = clock.state == ClockState::Breached && clock.met_at.is_none() && owed;
        clock.basis != ClockBasis::Stage && (clock.state == ClockState::Running || broken)
    };
    clocks
        .iter()
        .filter(counts)
        .map(|clock| clock.due_at)
        .min()
        .unwrap_or(Timestamp::MAX)
}
