//! What one request is measured by: the standard, applied to its facts.

use super::{Figures, Rule, SideFigure, Standard};
use crate::clock::{ClockBasis, Metric, TargetTime};
use crate::condition::Sheet;
use crate::language::Language;
use crate::stage::Stage;
use crate::ticket::{Class, Facts};
use crate::time::{Span, Timestamp};

/// The figure a metric is judged by, and those beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub metric: Metric,
    pub basis: ClockBasis,
    /// The place of its rule in the rules of its basis, from 0.
    pub rule: usize,
    /// What breaches.
    pub span: Span,
    /// The time it counts in.
    pub time: TargetTime,
    /// The better figure one strives for; not judged here.
    pub stretch: Option<Span>,
    /// The outer figure, where sources differ; not judged here.
    pub limit: Option<Span>,
    /// A figure that warns when it passes, beside the shares of the target.
    pub aim: Option<Span>,
}

/// All figures that hold for a request: one target per metric at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    targets: Vec<Target>,
    side: Vec<(SideFigure, Span)>,
    warn: Vec<f64>,
}

impl Plan {
    /// The target of a metric, if it is measured at all.
    pub fn target(&self, metric: Metric) -> Option<&Target> {
        self.targets.iter().find(|target| target.metric == metric)
    }

    /// All targets, in the metrics' order, those of the stages included.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// A figure that counts from something other than the request itself.
    pub fn side_figure(&self, figure: SideFigure) -> Option<Span> {
        self.side
            .iter()
            .find(|(known, _)| *known == figure)
            .map(|(_, span)| *span)
    }

    /// How long after its start a clock with this target warns, ascending, each shorter than the target.
    pub fn warn_points(&self, metric: Metric, target: Span) -> Vec<Span> {
        let aim = self.target(metric).and_then(|known| known.aim);
        let shares = self.warn.iter().map(|&share| target.mul_f64(share));
        let mut points: Vec<Span> = shares
            .chain(aim)
            .filter(|&point| point > Span::ZERO && point < target)
            .collect();
        points.sort_unstable();
        points.dedup();
        points
    }
}

/// The first SLA rule that holds, every procedure that holds, and the stages' limits. Where two of them measure the
/// same thing the stricter counts.
pub(super) fn plan(standard: &Standard, facts: &Facts) -> Plan {
    let mut plan = Plan {
        targets: Vec::new(),
        side: Vec::new(),
        warn: standard.warn.clone(),
    };
    let sheet = measured(standard, facts);
    let holds = |(_, rule): &(usize, &Rule)| rule.when.evaluate(&sheet);
    if let Some((place, rule)) = standard.clocks.iter().enumerate().find(holds) {
        plan_add(&mut plan, (ClockBasis::Sla, place), rule, standard, facts);
    }
    for (place, rule) in standard.procedures.iter().enumerate().filter(holds) {
        plan_add(&mut plan, (ClockBasis::Procedure, place), rule, standard, facts);
    }
    for &stage in Stage::ALL {
        let Some(rule) = standard.stage_rule(stage) else {
            continue;
        };
        if let (Some(metric), Some(span)) = (Metric::of_stage(stage), rule.limit) {
            plan.targets.push(Target {
                metric,
                basis: ClockBasis::Stage,
                rule: 0,
                span,
                time: standard.target_time(&rule.time),
                stretch: None,
                limit: None,
                aim: None,
            });
        }
    }
    plan.targets.sort_by_key(|target| target.metric);
    plan
}

/// The facts a rule may look at; of the rest it knows nothing ([`crate::condition::Fact::is_measured`]).
pub(super) fn measured<'a>(standard: &Standard, facts: &'a Facts) -> Sheet<'a> {
    Sheet {
        facts,
        priority: standard.priority(facts.impact, facts.urgency),
        language: Language::ZhCn,
        stage: Stage::Received,
        team: None,
        owner: None,
        assignee: None,
        created: Timestamp::MIN,
        order_no: false,
        escalated: false,
        tags: &[],
    }
}

fn plan_add(plan: &mut Plan, place: (ClockBasis, usize), rule: &Rule, standard: &Standard, facts: &Facts) {
    for &(metric, figures) in &rule.figures {
        let time = standard.target_time(&rule.time);
        let target = target(metric, place, figures, time, standard, facts);
        match plan.targets.iter_mut().find(|known| known.metric == metric) {
            Some(known) if known.span <= target.span => {}
            Some(known) => *known = target,
            None => plan.targets.push(target),
        }
    }
    for &(figure, span) in &rule.side {
        match plan.side.iter_mut().find(|(known, _)| *known == figure) {
            Some((_, known)) => *known = span.min(*known),
            None => plan.side.push((figure, span)),
        }
    }
}

fn target(
    metric: Metric,
    (basis, rule): (ClockBasis, usize),
    figures: Figures,
    time: TargetTime,
    standard: &Standard,
    facts: &Facts,
) -> Target {
    let factor = standard
        .tier_rule(facts.tier)
        .and_then(|rule| rule.factors.get(&metric).copied());
    let scaled = |span: Span| factor.map_or(span, |factor| span.mul_f64(factor));
    let complex = figures.complex.filter(|_| facts.class == Class::Complex);
    Target {
        metric,
        basis,
        rule,
        span: scaled(complex.unwrap_or(figures.target)),
        time,
        stretch: figures.stretch.map(scaled),
        limit: figures.limit.map(scaled),
        aim: figures.aim.map(scaled),
    }
}
