//! From the events of a request to facts.

use super::{Dimension, Measure};
use crate::category::CategoryPath;
use crate::clock::{ClockChange, ClockChangeKind, Metric};
use crate::event::{EventBody, Passed};
use crate::id::{Id, TeamId};
use crate::ticket::{AuthorKind, Channel, CloseReason, Facts, Kind, Tier, Visibility};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// What the fold has to remember of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub received_at: Timestamp,
    /// Whether it counts as a request: not spam, not merged into another.
    pub counts: bool,
    pub kind: Kind,
    pub category: Option<CategoryPath>,
    pub channel: Channel,
    pub tier: Tier,
    pub team: Option<TeamId>,
    /// Since when that team has it.
    pub team_since: Timestamp,
    pub answered: bool,
    pub resolved: bool,
    pub undone: bool,
    pub closed: bool,
    /// The rating that counts; it may be changed for a while.
    pub rated: Option<Rated>,
}

/// A rating, and where it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rated {
    pub at: Timestamp,
    pub score: u8,
    pub members: Vec<(Dimension, String)>,
}

/// Something that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub at: Timestamp,
    pub measure: Measure,
    /// Of a clock: what it measures.
    pub metric: Option<Metric>,
    /// Where it counts, with the text of each dimension's member.
    pub members: Vec<(Dimension, String)>,
    /// One, or minus one for a counter-fact.
    pub n: i64,
    /// What is summed up: µs of a duration, a score.
    pub sum: i64,
}

/// The facts of one event of a request; `state` is what was remembered of it, nothing before its receipt.
pub fn figure_fold(state: &mut Option<Counted>, at: Timestamp, body: &EventBody) -> Vec<Fact> {
    match body {
        EventBody::TicketReceived {
            facts, received_at, ..
        } => received(state, received_at.unwrap_or(at), facts),
        EventBody::TicketImported {
            facts, received_at, ..
        } => received(state, *received_at, facts),
        _ => state.as_mut().map_or_else(Vec::new, |counted| {
            let mut facts = counted.digest(at, body);
            facts.extend(clock_changes(body).filter_map(|change| counted.judged(at, change)));
            facts
        }),
    }
}

fn received(state: &mut Option<Counted>, at: Timestamp, facts: &Facts) -> Vec<Fact> {
    let counted = state.insert(Counted {
        received_at: at,
        counts: true,
        kind: facts.kind,
        category: facts.category.clone(),
        channel: facts.channel,
        tier: facts.tier,
        team: None,
        team_since: at,
        answered: false,
        resolved: false,
        undone: false,
        closed: false,
        rated: None,
    });
    vec![counted.fact(at, Measure::Received)]
}

impl Counted {
    fn digest(&mut self, at: Timestamp, body: &EventBody) -> Vec<Fact> {
        match body {
            EventBody::TicketClassified { facts, .. }
            | EventBody::TicketUpdated {
                facts: Some(facts), ..
            } => self.classified(facts),
            EventBody::TicketAssigned { team, .. } | EventBody::TicketHandedOver { team, .. } => {
                self.assigned(at, *team)
            }
            EventBody::TicketAssignmentUndone { team, .. } => self.assignment_undone(*team),
            EventBody::MessageAdded {
                visibility: Visibility::Public,
                author: AuthorKind::Agent,
                ..
            } => self.answered(at),
            EventBody::TicketSplitFrom {
                answered_at: Some(at),
                ..
            } => self.answered(*at),
            EventBody::TicketResolved { .. } => {
                // A solution is an answer, should it come without a message of its own.
                let mut facts = self.answered(at);
                facts.extend(self.solved(at));
                facts
            }
            EventBody::TicketObjected { .. } => self.taken_up_again(at),
            EventBody::TicketReopened { .. } => {
                let mut facts = self.taken_up_again(at);
                facts.extend(self.restored(at));
                facts
            }
            EventBody::TicketArchived { reason, .. } => self.ended(at, *reason),
            EventBody::TicketRestored { .. } => self.restored(at),
            EventBody::TicketRemoved => self.discounted(),
            EventBody::RatingGiven { score } => self.rated(at, *score),
            _ => Vec::new(),
        }
    }

    /// The receipt moves to where it belongs by the corrected facts.
    fn classified(&mut self, facts: &Facts) -> Vec<Fact> {
        let before = self.fact(self.received_at, Measure::Received);
        self.kind = facts.kind;
        self.category.clone_from(&facts.category);
        self.tier = facts.tier;
        let mut after = self.fact(self.received_at, Measure::Received);
        let mut before = before.counter();
        let (old, new) = (before.members.clone(), after.members.clone());
        let moved = |dimension| dimension != Dimension::Team;
        before
            .members
            .retain(|member| moved(member.0) && !new.contains(member));
        after
            .members
            .retain(|member| moved(member.0) && !old.contains(member));
        if !self.counts || after.members.is_empty() && before.members.is_empty() {
            return Vec::new();
        }
        vec![before, after]
    }

    fn assigned(&mut self, at: Timestamp, team: Option<TeamId>) -> Vec<Fact> {
        if team == self.team {
            return Vec::new();
        }
        self.team = team;
        self.team_since = at;
        match team {
            Some(_) if self.counts => vec![self.team_fact(at)],
            _ => Vec::new(),
        }
    }

    /// It never arrived at the team it was given to. Its arrival at the one before, if any, stands where it was counted.
    fn assignment_undone(&mut self, team: Option<TeamId>) -> Vec<Fact> {
        if team == self.team {
            return Vec::new();
        }
        let arrival = self.team.filter(|_| self.counts);
        let facts = arrival.map(|_| self.team_fact(self.team_since).counter());
        self.team = team;
        facts.into_iter().collect()
    }

    fn answered(&mut self, at: Timestamp) -> Vec<Fact> {
        if std::mem::replace(&mut self.answered, true) {
            return Vec::new();
        }
        self.timed(
            at,
            Measure::FirstResponse,
            (Measure::FirstResponseInDay, Span::hours(24)),
        )
    }

    fn solved(&mut self, at: Timestamp) -> Vec<Fact> {
        if std::mem::replace(&mut self.resolved, true) {
            return Vec::new();
        }
        self.timed(
            at,
            Measure::Resolved,
            (Measure::ResolvedInTwoDays, Span::hours(48)),
        )
    }

    fn taken_up_again(&mut self, at: Timestamp) -> Vec<Fact> {
        if !self.resolved || std::mem::replace(&mut self.undone, true) {
            return Vec::new();
        }
        vec![self.fact(at, Measure::Undone)]
    }

    fn ended(&mut self, at: Timestamp, reason: CloseReason) -> Vec<Fact> {
        if !matches!(reason, CloseReason::Spam | CloseReason::Merged) {
            self.closed = true;
            return vec![self.fact(at, Measure::Closed)];
        }
        self.discounted()
    }

    /// It was no request.
    fn discounted(&mut self) -> Vec<Fact> {
        if !std::mem::replace(&mut self.counts, false) {
            return Vec::new();
        }
        self.receipts().map(Fact::counter).collect()
    }

    /// Ended by mistake as no request.
    fn counted_again(&mut self) -> Vec<Fact> {
        if std::mem::replace(&mut self.counts, true) {
            return Vec::new();
        }
        self.receipts().collect()
    }

    /// An ending by hand was taken back.
    fn restored(&mut self, at: Timestamp) -> Vec<Fact> {
        let mut facts = self.counted_again();
        if std::mem::take(&mut self.closed) {
            facts.push(self.fact(at, Measure::Closed).counter());
        }
        facts
    }

    /// A rating takes the place of the one before.
    fn rated(&mut self, at: Timestamp, score: u8) -> Vec<Fact> {
        let members = self.fact(at, Measure::Rated).members;
        let before = self.rated.replace(Rated { at, score, members });
        let before = before.iter().flat_map(Rated::facts).map(Fact::counter);
        before.chain(self.rated.iter().flat_map(Rated::facts)).collect()
    }

    fn judged(&self, at: Timestamp, change: &ClockChange) -> Option<Fact> {
        let taken_back = change.change == ClockChangeKind::Unmet;
        let measure = match change.change {
            ClockChangeKind::Met | ClockChangeKind::Unmet if !change.late => Measure::Met,
            ClockChangeKind::Breached => Measure::Breached,
            _ => return None,
        };
        let fact = Fact {
            metric: Some(change.metric),
            ..self.fact(change.at.unwrap_or(at), measure)
        };
        Some(if taken_back { fact.counter() } else { fact })
    }

    /// A duration since the receipt, and whether it was within a bound.
    fn timed(&self, at: Timestamp, measure: Measure, within: (Measure, Span)) -> Vec<Fact> {
        let took = (at - self.received_at).max(Span::ZERO);
        let mut facts = vec![Fact {
            sum: took.as_micros(),
            ..self.fact(at, measure)
        }];
        if took <= within.1 {
            facts.push(self.fact(at, within.0));
        }
        facts
    }

    /// The receipt, and the arrival at the team that has it.
    fn receipts(&self) -> impl Iterator<Item = Fact> {
        let mut receipt = self.fact(self.received_at, Measure::Received);
        receipt
            .members
            .retain(|(dimension, _)| *dimension != Dimension::Team);
        let arrival = self.team.map(|_| self.team_fact(self.team_since));
        std::iter::once(receipt).chain(arrival)
    }

    fn team_fact(&self, at: Timestamp) -> Fact {
        let mut fact = self.fact(at, Measure::Received);
        fact.members
            .retain(|(dimension, _)| *dimension == Dimension::Team);
        fact
    }

    fn fact(&self, at: Timestamp, measure: Measure) -> Fact {
        let mut members = vec![
            (Dimension::All, String::new()),
            (Dimension::Channel, self.channel.as_str().to_owned()),
            (Dimension::Kind, self.kind.as_str().to_owned()),
            (Dimension::Tier, self.tier.as_str().to_owned()),
        ];
        let category = self.category.as_ref().map(ToString::to_string);
        members.extend(category.map(|path| (Dimension::Category, path)));
        members.extend(self.team.map(|team| (Dimension::Team, team.raw().to_string())));
        Fact {
            at,
            measure,
            metric: None,
            members,
            n: 1,
            sum: 0,
        }
    }
}

impl Rated {
    fn facts(&self) -> Vec<Fact> {
        let fact = |measure, sum| Fact {
            at: self.at,
            measure,
            metric: None,
            members: self.members.clone(),
            n: 1,
            sum,
        };
        let mut facts = vec![fact(Measure::Rated, i64::from(self.score))];
        if self.score >= 4 {
            facts.push(fact(Measure::Satisfied, 0));
        }
        facts
    }
}

impl Fact {
    /// What takes this one back.
    fn counter(self) -> Self {
        Self {
            n: -self.n,
            sum: -self.sum,
            ..self
        }
    }

    /// Of a timed one: how long it took.
    pub fn took(&self) -> Option<Span> {
        self.measure.is_timed().then(|| Span::from_micros(self.sum))
    }
}

fn clock_changes(body: &EventBody) -> impl Iterator<Item = &ClockChange> {
    let passed = body.passed().map(|passed: &Passed| passed.clocks.as_slice());
    let breach = match body {
        EventBody::ClockBreached { clock, .. } => std::slice::from_ref(clock),
        _ => &[],
    };
    passed.unwrap_or_default().iter().chain(breach)
}
