//! Conditions on a ticket's facts: a tree of `all`, `any` and `not` over typed comparisons. One tree says when a rule of the
//! standard holds, which tickets a list shows, and which a bulk action reaches. It is bounded in depth and size, is read from
//! JSON and TOML alike ([`Condition::from_json`], [`Condition::from_toml`]), and never looks at texts about people.

mod cover;
mod fact;
mod read;
mod value;
mod write;

#[cfg(test)]
mod tests;

pub use cover::Cover;
pub use fact::{Fact, Operator};
pub use read::{ConditionError, ConditionProblem, Reading};
pub use value::Value;

use crate::category::CategoryPath;
use crate::id::{TeamId, UserId};
use crate::language::Language;
use crate::stage::Stage;
use crate::ticket::Facts;
use crate::time::Timestamp;

/// How deep a tree may be.
pub const DEPTH_MAX: usize = 8;
/// How many nodes a tree may have, groups included.
pub const NODES_MAX: usize = 200;
/// How many values one comparison may list.
pub const VALUES_MAX: usize = 50;

/// A condition. What is built here by hand is as good as what was read; only reading bounds it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Every part holds; an empty one holds for everything.
    All(Vec<Self>),
    /// At least one part holds.
    Any(Vec<Self>),
    Not(Box<Self>),
    Is(Comparison),
}

/// One fact held against values: made by [`Comparison::new`] only, so that the operator fits the fact and the values are of
/// its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    fact: Fact,
    operator: Operator,
    values: Vec<Value>,
}

/// What is known about a ticket when a condition is held against it.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    pub facts: &'a Facts,
    /// 1 (highest) to 5.
    pub priority: u8,
    pub language: Language,
    pub stage: Stage,
    pub team: Option<TeamId>,
    pub owner: Option<UserId>,
    pub assignee: Option<UserId>,
    pub created: Timestamp,
    /// Whether an order number was given.
    pub order_no: bool,
    /// Whether the responsible post was told of it in its present stage.
    pub escalated: bool,
    pub tags: &'a [String],
}

impl Default for Condition {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Condition {
    /// Whether it holds for everything by its form.
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// Whether it holds.
    pub fn evaluate(&self, sheet: &Sheet<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.evaluate(sheet)),
            Self::Any(parts) => parts.iter().any(|part| part.evaluate(sheet)),
            Self::Not(part) => !part.evaluate(sheet),
            Self::Is(comparison) => comparison.evaluate(sheet),
        }
    }

    /// Whether some comparison looks at this fact.
    pub fn looks_at(&self, fact: Fact) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.looks_at(fact)),
            Self::Not(part) => part.looks_at(fact),
            Self::Is(comparison) => comparison.fact == fact,
        }
    }

    /// The comparisons of an `all` without groups, else nothing: the short form `applies` can say these.
    pub fn flat(&self) -> Option<Vec<&Comparison>> {
        let Self::All(parts) = self else { return None };
        parts.iter().map(Self::short).collect()
    }

    /// The comparison that the short form can say.
    fn short(&self) -> Option<&Comparison> {
        match self {
            Self::Is(comparison) if comparison.operator == comparison.fact.short_operator() => {
                Some(comparison)
            }
            _ => None,
        }
    }
}

impl Comparison {
    pub const fn fact(&self) -> Fact {
        self.fact
    }

    pub const fn operator(&self) -> Operator {
        self.operator
    }

    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values as they are written.
    pub fn words(&self) -> Vec<String> {
        self.values.iter().map(|value| value.text(self.fact)).collect()
    }

    fn evaluate(&self, sheet: &Sheet<'_>) -> bool {
        let listed = || self.values.iter().any(|value| sheet.is(self.fact, value));
        match self.operator {
            Operator::OneOf => listed(),
            Operator::NoneOf => !listed(),
            Operator::Under => self.values.iter().any(|value| match value {
                Value::Category(wanted) => sheet.category().is_some_and(|path| path.within(wanted)),
                _ => false,
            }),
            Operator::AtLeast => self
                .values
                .iter()
                .all(|value| sheet.rank(self.fact) >= value.rank()),
            Operator::AtMost => self
                .values
                .iter()
                .all(|value| sheet.rank(self.fact) <= value.rank()),
            Operator::From => self.instants().all(|at| sheet.created >= at),
            Operator::Before => self.instants().all(|at| sheet.created < at),
            Operator::Set => sheet.is_set(self.fact),
            Operator::Unset => !sheet.is_set(self.fact),
        }
    }

    fn instants(&self) -> impl Iterator<Item = Timestamp> {
        self.values.iter().filter_map(|value| match value {
            Value::At(at) => Some(*at),
            _ => None,
        })
    }
}

impl Sheet<'_> {
    const fn category(&self) -> Option<&CategoryPath> {
        self.facts.category.as_ref()
    }

    /// The place of a coded fact's value among all it may have, from 0; the priority itself.
    pub(crate) const fn rank(&self, fact: Fact) -> Option<u8> {
        Some(match fact {
            Fact::Kind => self.facts.kind as u8,
            Fact::Channel => self.facts.channel as u8,
            Fact::Language => self.language as u8,
            Fact::Urgency => self.facts.urgency as u8,
            Fact::Impact => self.facts.impact as u8,
            Fact::Priority => self.priority,
            Fact::Class => self.facts.class as u8,
            Fact::Tier => self.facts.tier as u8,
            Fact::Stage => self.stage as u8,
            Fact::Status => self.stage.status() as u8,
            _ => return None,
        })
    }

    fn is(&self, fact: Fact, value: &Value) -> bool {
        match value {
            Value::Rank(rank) => self.rank(fact) == Some(*rank),
            Value::Category(path) => self.category() == Some(path),
            Value::Team(team) => self.team == Some(*team),
            Value::User(user) => {
                let of = if fact == Fact::Owner {
                    self.owner
                } else {
                    self.assignee
                };
                of == Some(*user)
            }
            Value::Word(word) => self.tags.contains(word),
            Value::At(at) => self.created == *at,
        }
    }

    fn is_set(&self, fact: Fact) -> bool {
        match fact {
            Fact::Category => self.facts.category.is_some(),
            Fact::Team => self.team.is_some(),
            Fact::Owner => self.owner.is_some(),
            Fact::Assignee => self.assignee.is_some(),
            Fact::OrderNo => self.order_no,
            Fact::Escalated => self.escalated,
            Fact::Tag => !self.tags.is_empty(),
            _ => true,
        }
    }
}
