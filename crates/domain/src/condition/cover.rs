//! What a condition leaves open, fact by fact: a box around everything it holds for. A store narrows by the box with constant
//! SQL, and asks the condition itself of what is left.

use super::{Comparison, Condition, Fact, Operator, Sheet, Value};
use crate::time::Timestamp;

/// The coded facts a box has sides for, in order.
const SIDES: [Fact; 10] = [
    Fact::Kind,
    Fact::Channel,
    Fact::Language,
    Fact::Urgency,
    Fact::Impact,
    Fact::Priority,
    Fact::Class,
    Fact::Tier,
    Fact::Stage,
    Fact::Status,
];

/// A box: for each coded fact the words it may have, and the instants of receipt. A condition never holds outside of its box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// A bit per word, by [`Fact::names`].
    words: [u32; SIDES.len()],
    pub from: Timestamp,
    /// Not in the box itself, unless it is the last instant there is.
    pub before: Timestamp,
}

impl Cover {
    const ALL: Self = Self {
        words: [u32::MAX; SIDES.len()],
        from: Timestamp::MIN,
        before: Timestamp::MAX,
    };
    const NONE: Self = Self {
        words: [0; SIDES.len()],
        from: Timestamp::MAX,
        before: Timestamp::MIN,
    };

    /// The box around a condition.
    pub fn of(condition: &Condition) -> Self {
        match condition {
            Condition::All(parts) => parts.iter().map(Self::of).fold(Self::ALL, Self::meet),
            Condition::Any(parts) => parts.iter().map(Self::of).fold(Self::NONE, Self::join),
            Condition::Not(part) => Self::outside(part),
            Condition::Is(comparison) => Self::compared(comparison, false),
        }
    }

    /// The box around what a condition does not hold for.
    fn outside(condition: &Condition) -> Self {
        match condition {
            Condition::All(parts) => parts.iter().map(Self::outside).fold(Self::NONE, Self::join),
            Condition::Any(parts) => parts.iter().map(Self::outside).fold(Self::ALL, Self::meet),
            Condition::Not(part) => Self::of(part),
            Condition::Is(comparison) => Self::compared(comparison, true),
        }
    }

    fn compared(comparison: &Comparison, negated: bool) -> Self {
        let mut cover = Self::ALL;
        if let Some(side) = SIDES.iter().position(|side| *side == comparison.fact) {
            let bit = |value: &Value| value.rank().map_or(0, |rank| 1_u32 << rank);
            let up_to = |value: &Value| value.rank().map_or(0, |rank| (1_u32 << (rank + 1)) - 1);
            let words = match comparison.operator {
                Operator::OneOf => comparison.values.iter().map(bit).fold(0, |all, one| all | one),
                Operator::NoneOf => !comparison.values.iter().map(bit).fold(0, |all, one| all | one),
                Operator::AtMost => comparison
                    .values
                    .iter()
                    .map(up_to)
                    .fold(u32::MAX, |all, one| all & one),
                Operator::AtLeast => {
                    let below = |value: &Value| up_to(value) & !bit(value);
                    !comparison.values.iter().map(below).fold(0, |all, one| all | one)
                }
                _ => return cover,
            };
            cover.words[side] = if negated { !words } else { words };
        }
        let edge = comparison.instants().next();
        match (comparison.operator, negated, edge) {
            (Operator::From, false, Some(at)) | (Operator::Before, true, Some(at)) => cover.from = at,
            (Operator::Before, false, Some(at)) | (Operator::From, true, Some(at)) => cover.before = at,
            _ => {}
        }
        cover
    }

    fn meet(self, other: Self) -> Self {
        Self {
            words: std::array::from_fn(|side| self.words[side] & other.words[side]),
            from: self.from.max(other.from),
            before: self.before.min(other.before),
        }
    }

    fn join(self, other: Self) -> Self {
        Self {
            words: std::array::from_fn(|side| self.words[side] | other.words[side]),
            from: self.from.min(other.from),
            before: self.before.max(other.before),
        }
    }

    /// The words a coded fact may have; `None` when it may have any.
    pub fn words(&self, fact: Fact) -> Option<Vec<&'static str>> {
        let side = SIDES.iter().position(|side| *side == fact)?;
        let names = fact.names().unwrap_or_default();
        let open = |place: usize| self.words[side] & (1 << place) != 0;
        if (0..names.len()).all(open) {
            return None;
        }
        Some(
            (0..names.len())
                .filter(|place| open(*place))
                .map(|place| names[place])
                .collect(),
        )
    }

    /// Whether nothing at all is in the box.
    pub fn is_empty(&self) -> bool {
        let nothing = |fact: &Fact| self.words(*fact).is_some_and(|words| words.is_empty());
        self.from > self.before || SIDES.iter().any(nothing)
    }

    /// Whether a ticket is in the box.
    pub fn admits(&self, sheet: &Sheet<'_>) -> bool {
        let inside = |(side, fact): (usize, &Fact)| {
            sheet
                .rank(*fact)
                .is_some_and(|rank| self.words[side] & (1 << rank) != 0)
        };
        let received =
            sheet.created >= self.from && (sheet.created < self.before || self.before == Timestamp::MAX);
        received && SIDES.iter().enumerate().all(inside)
    }
}
