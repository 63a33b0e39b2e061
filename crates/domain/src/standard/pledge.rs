//! Public pledges: what everybody is promised, and what follows when a promise is broken. A pledge that names the clocks that
//! show it is tracked per request: each such clock that is met keeps it, each that runs out breaks it, and judgements stay.

use super::clause::{Words, list, name, words};
use super::reader::{Node, PackError};
use super::{Standard, plan, rules};
use crate::category::CategoryTree;
use crate::clock::{Clock, ClockBasis, ClockSet, ClockState, Metric};
use crate::condition::Condition;
use crate::ticket::Facts;
use crate::time::Timestamp;

/// Characters of a title, of a text.
const TITLE: usize = 200;
const TEXT: usize = 5_000;

codes! {
    /// How a pledge stands on one request.
    pub enum PledgeState ("state of a pledge") {
        /// Its clock still runs.
        Pending = "pending",
        Kept = "kept",
        Broken = "broken",
    }
}

codes! {
    /// What became of the remedy of a broken pledge.
    pub enum RemedyState ("state of a remedy") {
        Owed = "owed",
        Given = "given",
        /// Not given, for a reason.
        Waived = "waived",
    }
}

/// A public promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPledge {
    pub id: String,
    pub title: Words,
    /// What is promised.
    pub text: Words,
    /// What follows when it is broken.
    pub remedy: Words,
    /// What shows whether it was kept; none for what no clock measures.
    pub measured: Option<PledgeMeasure>,
}

/// What shows whether a pledge was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PledgeMeasure {
    /// Clocks of these metrics.
    pub by: Vec<Metric>,
    /// Of the requests it is made for.
    pub when: Condition,
}

/// A pledge on one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PledgeStanding<'a> {
    pub pledge: &'a PublicPledge,
    pub state: PledgeState,
    /// When it was kept or broken, or will be broken.
    pub at: Timestamp,
}

/// One clock that has just kept or broken a pledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PledgeJudgement {
    pub pledge: String,
    pub metric: Metric,
    pub kept: bool,
    pub at: Timestamp,
}

/// The pack's `[[pledge]]` tables.
pub(super) fn pledges(node: &Node<'_>, tree: &CategoryTree) -> Result<Vec<PublicPledge>, PackError> {
    let mut pledges: Vec<PublicPledge> = Vec::new();
    for item in node.items()? {
        let mut table = item.table()?;
        let id = table.field("id")?;
        let pledge = PublicPledge {
            id: name(&id)?,
            title: words(&table.field("title")?, TITLE)?,
            text: words(&table.field("text")?, TEXT)?,
            remedy: words(&table.field("remedy")?, TEXT)?,
            measured: match table.maybe("measured") {
                Some(node) => Some(measure(&node, tree)?),
                None => None,
            },
        };
        table.finish()?;
        if pledges.iter().any(|known| known.id == pledge.id) {
            return Err(id.error("stands here twice"));
        }
        pledges.push(pledge);
    }
    Ok(pledges)
}

/// `measured = { by = ["first_response"], applies = { kind = "complaint" } }`, or `when = …` for any condition.
fn measure(node: &Node<'_>, tree: &CategoryTree) -> Result<PledgeMeasure, PackError> {
    let mut table = node.table()?;
    let by = list(&mut table, "by", |node| {
        let metric: Metric = node.code()?;
        if metric.stage().is_some() {
            return Err(node.error("is a limit of a stage, which nobody outside is promised"));
        }
        Ok(metric)
    })?;
    if by.is_empty() {
        return Err(node.error("must name at least one clock in `by`"));
    }
    let when = rules::condition(&mut table, tree)?;
    table.finish()?;
    Ok(PledgeMeasure { by, when })
}

impl Standard {
    /// The tracked pledges that are made for a request with these facts.
    fn pledges_for<'a>(
        &'a self,
        facts: &Facts,
    ) -> impl Iterator<Item = (&'a PublicPledge, &'a PledgeMeasure)> {
        let sheet = plan::measured(self, facts);
        let tracked = self
            .pledges
            .iter()
            .filter_map(|pledge| Some((pledge, pledge.measured.as_ref()?)));
        let made: Vec<_> = tracked
            .filter(|(_, measure)| measure.when.evaluate(&sheet))
            .collect();
        made.into_iter()
    }

    /// How its pledges stand on a request: broken for good by one clock that ran out, kept when every clock that was started
    /// was met.
    pub fn pledge_standings(&self, facts: &Facts, clocks: &ClockSet) -> Vec<PledgeStanding<'_>> {
        self.pledges_for(facts)
            .filter_map(|(pledge, measure)| {
                let shown: Vec<_> = clocks.iter().filter(|clock| measure.shown_by(clock)).collect();
                let broken = shown.iter().filter_map(|clock| clock.breached_at).min();
                let pending = shown
                    .iter()
                    .filter(|clock| clock.is_live())
                    .map(|clock| clock.due_at)
                    .min();
                let kept = shown.iter().filter_map(|clock| clock.met_at).max();
                let (state, at) = broken
                    .map(|at| (PledgeState::Broken, at))
                    .or(pending.map(|at| (PledgeState::Pending, at)))
                    .or(kept.map(|at| (PledgeState::Kept, at)))?;
                Some(PledgeStanding { pledge, state, at })
            })
            .collect()
    }

    /// What a change of a request's clocks has decided about its pledges, clock by clock.
    pub fn pledge_judgements(
        &self,
        facts: &Facts,
        before: &ClockSet,
        after: &ClockSet,
    ) -> Vec<PledgeJudgement> {
        let judged: Vec<&Clock> = after.iter().filter(|clock| newly_judged(before, clock)).collect();
        if judged.is_empty() {
            return Vec::new();
        }
        self.pledges_for(facts)
            .flat_map(|(pledge, measure)| {
                judged
                    .iter()
                    .filter(|clock| measure.shown_by(clock))
                    .map(|clock| PledgeJudgement {
                        pledge: pledge.id.clone(),
                        metric: clock.metric,
                        kept: clock.state == ClockState::Met,
                        at: clock.breached_at.or(clock.met_at).unwrap_or(clock.due_at),
                    })
                    .collect::<Vec<_>>()
            })
            .collect()
    }
}

impl PledgeMeasure {
    fn shown_by(&self, clock: &Clock) -> bool {
        clock.basis != ClockBasis::Stage && self.by.contains(&clock.metric)
    }
}

/// Met in time, or run out, since `before`.
fn newly_judged(before: &ClockSet, clock: &Clock) -> bool {
    let judged = |state| matches!(state, ClockState::Met | ClockState::Breached);
    let known = before.get(clock.metric, clock.instance).map(|known| known.state);
    judged(clock.state) && !known.is_some_and(judged)
}
