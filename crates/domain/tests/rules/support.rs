//! A request that tests lead through its life.

use touchstone_domain::clock::{Clock, ClockChange, ClockChangeKind, ClockSet, ClockState, Metric};
use touchstone_domain::id::Id;
use touchstone_domain::stage::{Judge, Move, Stage};
use touchstone_domain::standard::Standard;
use touchstone_domain::ticket::{
    Applied, Due, FactChange, Facts, FollowUp, RuleError, TicketState, WaitOn, ticket_apply, ticket_due,
    ticket_receive, ticket_retarget,
};
use touchstone_domain::time::{Span, Timestamp};

/// 2026-03-02T01:00:00Z.
pub const START: Timestamp = Timestamp::from_micros(1_772_413_200_000_000);

/// A pack that measures every metric.
pub const WIDE: &str = r#"
pack = { id = "wide" }
reopen = { window = "P7D" }
warn = { before_breach = [0.5, 0.8] }
[[clock]]
applies = { urgency = "urgent" }
first_response = "PT5M"
emergency_start = "PT5M"
progress_told = "PT1H"
periodic_update = "PT2H"
pausable_update = "PT1H"
resolution = "PT24H"
agent_work = "PT8H"
clock = "calendar"
[[clock]]
applies = {}
accepted = "PT1H"
first_response = "PT15M"
next_response = "PT30M"
periodic_update = "PT4H"
pausable_update = "PT3H"
assessment = "PT24H"
resolution = "PT48H"
resolution_complex = "PT72H"
requester_wait = "PT50H"
agent_work = "PT16H"
clock = "calendar"
[[procedure]]
applies = { kind = "complaint" }
first_handling_told = "PT24H"
investigated = "PT48H"
result_told = "PT72H"
closed = "PT72H"
clock = "calendar"
[[procedure]]
applies = { class = "major" }
restored = "PT2H"
users_told = "PT4H"
clock = "calendar"
[stage]
received   = { limit = "PT15M", responsible = "intake" }
classified = { limit = "PT30M", responsible = "intake" }
assigned   = { limit = "PT30M", responsible = "team-lead" }
in_progress = { limit = "PT24H", responsible = "assignee" }
waiting_requester = { remind = ["PT24H", "PT48H"], give_up = "PT72H", responsible = "assignee" }
waiting_third_party = { remind = ["PT24H"], escalate = "PT48H", responsible = "owner" }
resolved   = { silence_confirms = "PT72H", responsible = "owner" }
confirmed  = { archive_after = "P7D", responsible = "system" }
[priority]
one_item   = [5, 4, 3, 2]
one_order  = [4, 4, 3, 2]
one_person = [4, 3, 2, 1]
many       = [3, 2, 1, 1]
platform   = [2, 1, 1, 1]
[tier.general]
who = "individual users"
[tier.enterprise]
who = "business users"
first_response_factor = 0.5
[tier.premium]
who = "top customers"
first_response_factor = 0.25
[categories]
order = ["cancel", "change"]
payment = ["refund-delay"]
"#;

pub struct Case {
    pub standard: Standard,
    pub state: TicketState,
    pub clocks: ClockSet,
    pub now: Timestamp,
    pub changes: Vec<ClockChange>,
}

pub fn facts(text: &str) -> Facts {
    serde_json::from_str(text).unwrap()
}

pub fn general() -> Facts {
    Facts {
        category: "payment/refund-delay".parse().ok(),
        ..Facts::default()
    }
}

pub fn change(f: impl FnOnce(&mut FactChange)) -> FactChange {
    let mut change = FactChange::default();
    f(&mut change);
    change
}

pub fn assign(person: i64) -> Move {
    Move::Assign {
        assignee: Some(Id::from_raw(person)),
        team: None,
    }
}

pub fn wait(on: WaitOn) -> Move {
    Move::Wait { on, until: None }
}

pub fn classify() -> Move {
    Move::Classify {
        change: FactChange::default(),
        by: Judge::Person,
    }
}

impl Case {
    pub fn new(pack: &str, facts: Facts) -> Self {
        let standard = Standard::parse(pack).unwrap();
        let Applied {
            state,
            clocks,
            clock_changes,
            ..
        } = ticket_receive(facts, &standard, START).unwrap();
        Self {
            standard,
            state,
            clocks,
            now: START,
            changes: clock_changes,
        }
    }

    /// A general request under the shipped pack.
    pub fn shipped(facts: Facts) -> Self {
        Self::new(Standard::DEFAULT_PACK, facts)
    }

    pub fn wide(facts: Facts) -> Self {
        Self::new(WIDE, facts)
    }

    pub fn pass(&mut self, span: Span) -> &mut Self {
        self.now = self.now + span;
        self
    }

    pub fn try_step(&mut self, step: &Move) -> Result<(Vec<Stage>, Option<FollowUp>), RuleError> {
        let applied = ticket_apply(&self.state, &self.clocks, &self.standard, step, self.now)?;
        self.state = applied.state;
        self.clocks = applied.clocks;
        self.changes = applied.clock_changes;
        Ok((applied.stages, applied.follow_up))
    }

    pub fn step(&mut self, step: Move) -> &mut Self {
        self.try_step(&step).unwrap();
        self
    }

    pub fn steps(&mut self, steps: impl IntoIterator<Item = Move>) -> &mut Self {
        steps.into_iter().for_each(|step| {
            self.step(step);
        });
        self
    }

    pub fn retarget(&mut self, change: &FactChange) -> &mut Self {
        let applied = ticket_retarget(&self.state, &self.clocks, &self.standard, change, self.now).unwrap();
        self.state = applied.state;
        self.clocks = applied.clocks;
        self.changes = applied.clock_changes;
        self
    }

    pub fn due(&mut self) -> Due {
        let due = ticket_due(&self.state, &self.clocks, &self.standard, self.now).unwrap();
        self.state = due.state.clone();
        self.clocks = due.clocks.clone();
        due
    }

    /// The latest clock of a metric.
    pub fn clock(&self, metric: Metric) -> &Clock {
        self.clocks
            .latest(metric)
            .unwrap_or_else(|| panic!("no clock for {metric}"))
    }

    pub fn clock_state(&self, metric: Metric) -> Option<ClockState> {
        self.clocks.latest(metric).map(|clock| clock.state)
    }

    /// What the last step did to a metric's clocks.
    pub fn told(&self, metric: Metric) -> Vec<ClockChangeKind> {
        self.changes
            .iter()
            .filter(|change| change.metric == metric)
            .map(|change| change.change)
            .collect()
    }

    pub fn due_in(&self, metric: Metric) -> Span {
        self.clock(metric).due_at - START
    }
}
