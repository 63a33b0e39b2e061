//! A past ticket's history played again: the moves that must have led to where the source says it is, each at its time,
//! through the same stage machine as every other ticket. Nothing is skipped, nothing is told to anybody.
//!
//! Which clocks come of it: of what was closed, only those whose beginning and end the source knows (first answer,
//! acceptance), since pauses of the rest are lost; of what is open, those besides that still run, counted from the import
//! or from the ticket's creation, as the operator chose.

use std::collections::BTreeSet;

use super::OpenClocks;
use crate::clock::{Clock, ClockSet, ClockState, Metric};
use crate::id::{TeamId, UserId};
use crate::stage::{Judge, Move, Stage};
use crate::standard::Standard;
use crate::ticket::{
    Applied, FactChange, Facts, RuleError, TicketState, WaitOn, ticket_apply, ticket_receive,
};
use crate::time::{Span, Timestamp};

codes! {
    /// Where the source says a ticket is.
    pub enum PastStatus ("status in the source") {
        New = "new",
        Open = "open",
        WaitingRequester = "waiting_requester",
        WaitingThirdParty = "waiting_third_party",
        Resolved = "resolved",
        Closed = "closed",
        /// Closed, but never a request.
        Spam = "spam",
    }
}

/// A public message of the past, as far as rules look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Talk {
    pub at: Timestamp,
    /// Written by the desk.
    pub desk: bool,
}

/// What is known of a ticket's past.
#[derive(Clone, Debug)]
pub struct History {
    pub facts: Facts,
    pub status: PastStatus,
    pub assignee: Option<UserId>,
    pub team: Option<TeamId>,
    pub created_at: Timestamp,
    pub assigned_at: Option<Timestamp>,
    /// Where no messages are known.
    pub first_reply_at: Option<Timestamp>,
    pub resolved_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub updated_at: Option<Timestamp>,
    /// Public messages after the first, by time.
    pub talk: Vec<Talk>,
    /// Whether `talk` is all there was.
    pub talk_known: bool,
    pub open_clocks: OpenClocks,
    pub leave_unjudged: bool,
}

/// Why a history cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    #[error("whatever has been worked on has a category")]
    CategoryMissing,
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// The state and the clocks to which the history led, and the stages it passed. `now` is the import.
pub fn ticket_history(
    history: &History,
    standard: &Standard,
    now: Timestamp,
) -> Result<Applied, HistoryError> {
    let mut play = Play::begin(history, standard, now)?;
    if history.status == PastStatus::Spam {
        play.step(&Move::Spam, history.end(now))?;
    } else if history.status != PastStatus::New || history.assignee.is_some() {
        play.work()?;
    }
    play.finish()
}

/// A history being played.
struct Play<'a> {
    history: &'a History,
    standard: &'a Standard,
    now: Timestamp,
    state: TicketState,
    clocks: ClockSet,
    stages: Vec<Stage>,
}

impl History {
    /// When it came to its end, as far as known.
    fn end(&self, now: Timestamp) -> Timestamp {
        let last_word = self.talk.last().map(|talk| talk.at);
        let told = self
            .closed_at
            .or(self.resolved_at)
            .or(self.updated_at)
            .or(last_word);
        told.unwrap_or(self.created_at).clamp(self.created_at, now)
    }

    fn solved(&self, now: Timestamp) -> Timestamp {
        let told = self.resolved_at.or(self.closed_at).or(self.updated_at);
        told.unwrap_or_else(|| self.end(now)).clamp(self.created_at, now)
    }

    fn first_word(&self) -> Option<Timestamp> {
        let desk = self.talk.iter().find(|talk| talk.desk).map(|talk| talk.at);
        desk.or(self.first_reply_at)
    }
}

impl<'a> Play<'a> {
    fn begin(history: &'a History, standard: &'a Standard, now: Timestamp) -> Result<Self, HistoryError> {
        let Applied {
            state,
            clocks,
            stages,
            ..
        } = ticket_receive(history.facts.clone(), standard, history.created_at)?;
        Ok(Self {
            history,
            standard,
            now,
            state,
            clocks,
            stages,
        })
    }

    fn step(&mut self, step: &Move, at: Timestamp) -> Result<(), HistoryError> {
        let applied = ticket_apply(&self.state, &self.clocks, self.standard, step, at.min(self.now))?;
        self.state = applied.state;
        self.clocks = applied.clocks;
        self.stages.extend(applied.stages);
        Ok(())
    }

    fn work(&mut self) -> Result<(), HistoryError> {
        let history = self.history;
        if history.facts.category.is_none() {
            return Err(HistoryError::CategoryMissing);
        }
        let created = history.created_at;
        let classify = Move::Classify {
            change: FactChange::default(),
            by: Judge::Rule,
        };
        self.step(&classify, created)?;
        // Who writes to the requester has the ticket by then.
        let taken = [history.assigned_at, history.first_word()]
            .into_iter()
            .flatten()
            .min();
        let assign = Move::Assign {
            assignee: history.assignee,
            team: history.team,
        };
        if history.assignee.is_some() || history.team.is_some() {
            self.step(&assign, taken.unwrap_or(created).max(created))?;
        }
        self.talk()?;
        self.arrive()
    }

    /// The messages up to the solution: what was said later changed nothing that the source would tell.
    fn talk(&mut self) -> Result<(), HistoryError> {
        let ended = matches!(self.history.status, PastStatus::Resolved | PastStatus::Closed);
        let until = if ended {
            self.history.solved(self.now)
        } else {
            self.now
        };
        let reply = self.history.first_reply_at.filter(|_| !self.history.talk_known);
        let reply = reply.map(|at| Talk { at, desk: true });
        let talk = self.history.talk.iter().copied().chain(reply);
        for talk in talk.filter(|talk| talk.at < until).collect::<Vec<_>>() {
            let step = if talk.desk {
                Move::AgentMessage
            } else {
                Move::RequesterMessage
            };
            self.step(&step, talk.at)?;
        }
        Ok(())
    }

    /// From where the messages led to where the source says it is.
    fn arrive(&mut self) -> Result<(), HistoryError> {
        let (history, now) = (self.history, self.now);
        // Nobody has ever had it: it can be closed, but not worked on.
        if history.assignee.is_none() {
            return match history.status {
                PastStatus::Resolved | PastStatus::Closed => self.step(&Move::Close, history.end(now)),
                _ => Ok(()),
            };
        }
        let wait = |on| Move::Wait { on, until: None };
        match history.status {
            PastStatus::New | PastStatus::Open | PastStatus::Spam => Ok(()),
            PastStatus::WaitingRequester | PastStatus::WaitingThirdParty => {
                if self.state.stage == Stage::Assigned {
                    self.step(&Move::Start, history.end(now))?;
                }
                let on = match history.status {
                    PastStatus::WaitingRequester => WaitOn::Requester,
                    _ => WaitOn::ThirdParty,
                };
                self.step(&wait(on), history.end(now))
            }
            PastStatus::Resolved => {
                self.step(&Move::Resolve, history.solved(now))?;
                self.long_ago()
            }
            PastStatus::Closed => {
                self.step(&Move::Resolve, history.solved(now))?;
                self.step(&Move::SilenceConfirm, history.end(now))?;
                self.step(&Move::Archive, history.end(now))
            }
        }
    }

    /// A solution that nobody has objected to for as long as the standard waits, and could object to, is closed.
    fn long_ago(&mut self) -> Result<(), HistoryError> {
        let silence = self
            .standard
            .stage_rule(Stage::Resolved)
            .and_then(|rule| rule.silence_confirms);
        let confirmed = self.state.stage_since + silence.unwrap_or(Span::ZERO);
        let archived = confirmed + self.standard.reopen_window();
        if silence.is_none() || archived > self.now {
            return Ok(());
        }
        self.step(&Move::SilenceConfirm, confirmed)?;
        self.step(&Move::Archive, archived)
    }

    fn finish(mut self) -> Result<Applied, HistoryError> {
        let clocks = self.clocks_kept()?;
        // What time alone would do to it from here on (reminding, giving up, taking silence for consent) counts from the
        // import: nobody is written to about what another tool should have done.
        let waits = self.state.stage.is_waiting() || self.state.stage == Stage::Resolved;
        if waits {
            let spent = (self.now - self.state.stage_since).max(Span::ZERO);
            match self.state.stage {
                Stage::WaitingThirdParty => self.state.held_third_party += spent,
                _ => self.state.held_requester += spent,
            }
            self.state.stage_since = self.now;
        }
        Ok(Applied {
            state: self.state,
            clocks,
            stages: self.stages,
            clock_changes: Vec::new(),
            follow_up: None,
        })
    }

    fn clocks_kept(&self) -> Result<ClockSet, HistoryError> {
        let mut kept: Vec<Clock> = Vec::new();
        if !(self.history.leave_unjudged && self.state.stage.is_closed()) {
            let judged = |clock: &&Clock| self.known(clock.metric) && is_judged(clock);
            kept.extend(self.clocks.iter().filter(judged).cloned());
        }
        if self.state.stage.is_closed() {
            return Ok(ClockSet::new(kept));
        }
        let settled: BTreeSet<Metric> = kept.iter().map(|clock| clock.metric).collect();
        let running = match self.history.open_clocks {
            OpenClocks::Creation => self.clocks.clone(),
            OpenClocks::Import => self.afresh()?,
        };
        kept.extend(
            running
                .iter()
                .filter(|clock| clock.is_open() && !settled.contains(&clock.metric))
                .cloned(),
        );
        Ok(ClockSet::new(kept))
    }

    /// Whether the source tells both when it began and when it was met.
    fn known(&self, metric: Metric) -> bool {
        match metric {
            Metric::FirstResponse => self.history.talk_known || self.history.first_reply_at.is_some(),
            Metric::Accepted => self.history.assigned_at.is_some(),
            _ => false,
        }
    }

    /// The clocks of a ticket that came to the same stage at the moment of the import. What is behind it is not measured.
    fn afresh(&self) -> Result<ClockSet, HistoryError> {
        let begun = ticket_receive(self.history.facts.clone(), self.standard, self.now)?;
        let mut play = Play {
            state: begun.state,
            clocks: begun.clocks,
            stages: Vec::new(),
            ..*self
        };
        let classify = Move::Classify {
            change: FactChange::default(),
            by: Judge::Person,
        };
        let assign = Move::Assign {
            assignee: self.history.assignee,
            team: None,
        };
        let wait = |on| Move::Wait { on, until: None };
        let worked = [
            Stage::InProgress,
            Stage::WaitingRequester,
            Stage::WaitingThirdParty,
            Stage::Resolved,
        ];
        if self.state.stage != Stage::Received {
            play.step(&classify, self.now)?;
        }
        if self.history.assignee.is_some() {
            play.step(&assign, self.now)?;
        }
        if worked.contains(&self.state.stage) {
            play.step(&Move::Start, self.now)?;
        }
        if self.state.first_reply_at.is_some() {
            play.step(&Move::AgentMessage, self.now)?;
        }
        if self.state.unanswered_since.is_some() && self.state.replies > 0 {
            play.step(&Move::RequesterMessage, self.now)?;
        }
        match self.state.stage {
            Stage::WaitingRequester => play.step(&wait(WaitOn::Requester), self.now)?,
            Stage::WaitingThirdParty => play.step(&wait(WaitOn::ThirdParty), self.now)?,
            Stage::Resolved => play.step(&Move::Resolve, self.now)?,
            _ => {}
        }
        Ok(play.clocks)
    }
}

fn is_judged(clock: &Clock) -> bool {
    clock.state == ClockState::Met || (clock.state == ClockState::Breached && clock.met_at.is_some())
}
