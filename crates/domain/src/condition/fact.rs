//! Which facts a condition may look at, and how each can be compared.

use crate::codes::Code;
use crate::language::Language;
use crate::stage::{Stage, Status};
use crate::ticket::{Channel, Class, Impact, Kind, Tier, Urgency};

codes! {
    /// A fact of a ticket.
    pub enum Fact ("fact") {
        Kind = "kind",
        Category = "category",
        Channel = "channel",
        Language = "language",
        Urgency = "urgency",
        Impact = "impact",
        Priority = "priority",
        Class = "class",
        Tier = "tier",
        Stage = "stage",
        Status = "status",
        Team = "team",
        Owner = "owner",
        Assignee = "assignee",
        Created = "created",
        OrderNo = "order_no",
        Escalated = "escalated",
        Tag = "tag",
    }
}

codes! {
    /// How a fact is compared. `is` is `one_of` with one value, `is_not` is `none_of` with one.
    pub enum Operator ("operator") {
        OneOf = "one_of",
        NoneOf = "none_of",
        /// The category itself or anything below it.
        Under = "under",
        AtLeast = "at_least",
        AtMost = "at_most",
        From = "from",
        Before = "before",
        Set = "set",
        Unset = "unset",
    }
}

/// The priorities, by number.
const PRIORITIES: &[&str] = &["0", "1", "2", "3", "4", "5"];

impl Fact {
    /// The words it may have, in ascending order where it has an order; nothing when it is no closed set.
    pub fn names(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Self::Kind => Kind::NAMES,
            Self::Channel => Channel::NAMES,
            Self::Language => Language::NAMES,
            Self::Urgency => Urgency::NAMES,
            Self::Impact => Impact::NAMES,
            Self::Priority => PRIORITIES,
            Self::Class => Class::NAMES,
            Self::Tier => Tier::NAMES,
            Self::Stage => Stage::NAMES,
            Self::Status => Status::NAMES,
            _ => return None,
        })
    }

    /// The words to choose from: [`Fact::names`] without what no ticket has.
    pub fn choices(self) -> &'static [&'static str] {
        let names = self.names().unwrap_or_default();
        if self == Self::Priority {
            names.get(1..).unwrap_or_default()
        } else {
            names
        }
    }

    /// Whether a rule of the standard may look at it: facts whose every change counts the clocks anew. A rule that
    /// looked at anything else would go on measuring by what no longer is.
    pub const fn is_measured(self) -> bool {
        matches!(
            self,
            Self::Kind
                | Self::Category
                | Self::Channel
                | Self::Urgency
                | Self::Impact
                | Self::Priority
                | Self::Class
                | Self::Tier
        )
    }

    /// How it can be compared.
    pub const fn operators(self) -> &'static [Operator] {
        use Operator::{AtLeast, AtMost, Before, From, NoneOf, OneOf, Set, Under, Unset};
        match self {
            Self::Kind | Self::Channel | Self::Language | Self::Class | Self::Stage | Self::Status => {
                &[OneOf, NoneOf]
            }
            Self::Urgency | Self::Impact | Self::Priority | Self::Tier => &[OneOf, NoneOf, AtLeast, AtMost],
            Self::Category => &[Under, OneOf, NoneOf, Set, Unset],
            Self::Team | Self::Owner | Self::Assignee | Self::Tag => &[OneOf, NoneOf, Set, Unset],
            Self::Created => &[From, Before],
            Self::OrderNo | Self::Escalated => &[Set, Unset],
        }
    }

    /// What a bare value means: `kind = "complaint"`, `order_no = true`.
    pub const fn short_operator(self) -> Operator {
        match self {
            Self::Category => Operator::Under,
            Self::Created => Operator::From,
            Self::OrderNo | Self::Escalated => Operator::Set,
            _ => Operator::OneOf,
        }
    }

    /// The words known for it, for a message.
    pub(super) fn known() -> String {
        Self::VALUES
            .iter()
            .map(|fact| fact.code())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl Operator {
    /// How many values it takes.
    pub const fn arity(self) -> (usize, usize) {
        match self {
            Self::OneOf | Self::NoneOf | Self::Under => (1, super::VALUES_MAX),
            Self::AtLeast | Self::AtMost | Self::From | Self::Before => (1, 1),
            Self::Set | Self::Unset => (0, 0),
        }
    }
}
