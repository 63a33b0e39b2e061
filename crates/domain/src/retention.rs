//! How long what was written is kept: classes, the period of each, and what happens when it is over. Finding and destroying
//! is not here; neither are uploads nobody claimed (24 hours) and the audit (kept), which nobody may change.

use crate::ticket::{CloseReason, Kind};
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

codes! {
    /// What is kept for the same time.
    pub enum RetentionClass ("retention class") {
        /// Requests that are neither of the next two.
        Request = "request",
        /// Complaints and major failures.
        Complaint = "complaint",
        /// Requests that were archived as spam.
        Spam = "spam",
        /// What was written to people.
        Letter = "letter",
        /// Addresses and programs of calls.
        Trace = "trace",
    }
}

codes! {
    /// What happens when the time is over.
    pub enum RetentionAct ("retention act") {
        /// What was written in the request goes; facts, history and figures stay.
        Texts = "texts",
        /// And its person, when nothing else keeps them.
        TextsAndPerson = "texts_and_person",
        Delete = "delete",
    }
}

codes! {
    /// Whether a run only counts.
    pub enum RetentionMode ("mode of a retention run") {
        Dry = "dry",
        Real = "real",
    }
}

codes! {
    /// Where a run stands.
    pub enum RetentionState ("state of a retention run") {
        Running = "running",
        Completed = "completed",
        /// Somebody ended it, or the rule it was made for was replaced.
        Cancelled = "cancelled",
    }
}

/// The rule of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionRule {
    pub days: u32,
    pub act: RetentionAct,
}

/// Rules of every class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RetentionRules(BTreeMap<RetentionClass, RetentionRule>);

/// What is wrong with a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetentionError {
    /// Days must lie between these.
    Days(RetentionClass, u32, u32),
    /// The act is none of this class.
    Act(RetentionClass),
    Missing(RetentionClass),
}

/// A hundred years.
const DAYS_MAX: u32 = 36_500;

#[derive(Deserialize)]
struct Shipped {
    days: u32,
    at_least: u32,
    act: RetentionAct,
}

fn shipped() -> Result<BTreeMap<RetentionClass, Shipped>, toml::de::Error> {
    toml::from_str(include_str!("../../../data/retention/default.toml"))
}

impl RetentionClass {
    /// The class of an archived request.
    pub const fn of_ticket(kind: Kind, reason: Option<CloseReason>) -> Self {
        match (kind, reason) {
            (_, Some(CloseReason::Spam)) => Self::Spam,
            (Kind::Complaint | Kind::MajorFailure, _) => Self::Complaint,
            _ => Self::Request,
        }
    }

    /// Whether it is a class of requests.
    pub const fn is_ticket(self) -> bool {
        matches!(self, Self::Request | Self::Complaint | Self::Spam)
    }

    /// What may happen to it.
    pub const fn acts(self) -> &'static [RetentionAct] {
        if self.is_ticket() {
            &[RetentionAct::Texts, RetentionAct::TextsAndPerson]
        } else {
            &[RetentionAct::Delete]
        }
    }

    /// The shortest period that may be set, in days: what laws demand, or prudence.
    pub fn at_least(self) -> u32 {
        let shipped = shipped().ok();
        let rule = shipped.as_ref().and_then(|rules| rules.get(&self));
        rule.map_or(DAYS_MAX, |rule| rule.at_least)
    }
}

impl RetentionRules {
    /// The rules the product comes with.
    pub fn default_rules() -> Result<Self, String> {
        let rules = shipped().map_err(|error| error.to_string())?;
        let rule = |(class, rule): (RetentionClass, Shipped)| {
            let Shipped { days, act, .. } = rule;
            (class, RetentionRule { days, act })
        };
        Self::new(rules.into_iter().map(rule).collect()).map_err(|errors| format!("{errors:?}"))
    }

    /// Rules of every class, or everything that is wrong with them.
    pub fn new(rules: BTreeMap<RetentionClass, RetentionRule>) -> Result<Self, Vec<RetentionError>> {
        let mut errors = Vec::new();
        for &class in RetentionClass::ALL {
            let least = class.at_least();
            match rules.get(&class) {
                None => errors.push(RetentionError::Missing(class)),
                Some(rule) => {
                    if !(least..=DAYS_MAX).contains(&rule.days) {
                        errors.push(RetentionError::Days(class, least, DAYS_MAX));
                    }
                    if !class.acts().contains(&rule.act) {
                        errors.push(RetentionError::Act(class));
                    }
                }
            }
        }
        if errors.is_empty() {
            Ok(Self(rules))
        } else {
            Err(errors)
        }
    }

    /// Every class with its rule.
    pub fn iter(&self) -> impl Iterator<Item = (RetentionClass, RetentionRule)> {
        self.0.iter().map(|(class, rule)| (*class, *rule))
    }

    /// What was finished or made before this is over at `now`; nothing is where a class has no rule.
    pub fn cutoff(&self, class: RetentionClass, now: Timestamp) -> Timestamp {
        let rule = self.0.get(&class);
        rule.map_or(Timestamp::MIN, |rule| now - Span::days(i64::from(rule.days)))
    }

    /// The latest cut-off among the classes of requests: nothing archived after it is over in any of them.
    pub fn ticket_cutoff(&self, now: Timestamp) -> Timestamp {
        let classes = RetentionClass::ALL.iter().filter(|class| class.is_ticket());
        let latest = classes.map(|class| self.cutoff(*class, now)).max();
        latest.unwrap_or(Timestamp::MIN)
    }

    /// What happens to a request now: its class and the act, or nothing. Nothing ever happens to one that is not archived,
    /// is younger than its period, or is held.
    pub fn judge(&self, ticket: &Kept, now: Timestamp) -> Option<(RetentionClass, RetentionAct)> {
        let class = RetentionClass::of_ticket(ticket.kind, ticket.close_reason);
        let over = ticket.archived_at.is_some_and(|at| at <= self.cutoff(class, now));
        let rule = self.0.get(&class)?;
        (over && !ticket.held).then_some((class, rule.act))
    }
}

/// What decides how long a request is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub kind: Kind,
    pub close_reason: Option<CloseReason>,
    pub archived_at: Option<Timestamp>,
    /// A legal hold stands over it or its person.
    pub held: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(days: [u32; 3]) -> RetentionRules {
        let mut rules: BTreeMap<_, _> = RetentionRules::default_rules().unwrap().iter().collect();
        let classes = [
            RetentionClass::Request,
            RetentionClass::Complaint,
            RetentionClass::Spam,
        ];
        for (class, days) in classes.into_iter().zip(days) {
            rules.insert(
                class,
                RetentionRule {
                    days,
                    act: RetentionAct::Texts,
                },
            );
        }
        RetentionRules::new(rules).unwrap()
    }

    #[test]
    fn periods_below_what_laws_demand_are_refused() {
        let mut wrong: BTreeMap<_, _> = RetentionRules::default_rules().unwrap().iter().collect();
        wrong.insert(
            RetentionClass::Request,
            RetentionRule {
                days: 1_095,
                act: RetentionAct::Delete,
            },
        );
        wrong.insert(
            RetentionClass::Trace,
            RetentionRule {
                days: 183,
                act: RetentionAct::Delete,
            },
        );
        wrong.remove(&RetentionClass::Spam);
        let errors = RetentionRules::new(wrong).unwrap_err();
        assert_eq!(
            errors,
            [
                RetentionError::Days(RetentionClass::Request, 1_096, 36_500),
                RetentionError::Act(RetentionClass::Request),
                RetentionError::Missing(RetentionClass::Spam),
                RetentionError::Days(RetentionClass::Trace, 184, 36_500),
            ]
        );
    }

    proptest! {
        #[test]
        fn nothing_held_open_or_young_is_ever_touched(
            days in (1_096..3_000u32, 1_096..3_000u32, 7..3_000u32), age in prop::option::of(0..4_000i64), held: bool,
            kind in prop::sample::select(Kind::ALL), reason in prop::sample::select(CloseReason::ALL),
        ) {
            let now = Timestamp::from_micros(1_900_000_000_000_000);
            let archived_at = age.map(|age| now - Span::days(age));
            let ticket = Kept { kind, close_reason: archived_at.map(|_| reason), archived_at, held };
            let rules = rules([days.0, days.1, days.2]);
            let judged = rules.judge(&ticket, now);
            let class = RetentionClass::of_ticket(kind, ticket.close_reason);
            let period = match class {
                RetentionClass::Spam => days.2,
                RetentionClass::Complaint => days.1,
                _ => days.0,
            };
            let over = age.is_some_and(|age| age >= i64::from(period));
            prop_assert_eq!(judged.is_some(), over && !held);
            if judged.is_some() {
                prop_assert!(archived_at.unwrap() <= rules.ticket_cutoff(now), "the walk reaches it");
            }
        }
    }
}
