//! Which events a system wants: all, families of them, or single kinds.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::event::{EventKind, event_families};

/// Patterns in one subscription.
pub const PATTERNS_MAX: usize = 100;

/// Some kinds of events: `*`, `ticket.*` or `ticket.received`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventPattern {
    All,
    /// Those that begin with this word and a dot.
    Family(String),
    Kind(EventKind),
}

/// No events are meant by a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of event, no family such as `ticket.*`, and not `*`")]
pub struct SubscriptionError(pub String);

impl EventPattern {
    pub fn matches(&self, kind: EventKind) -> bool {
        match self {
            Self::All => true,
            Self::Family(family) => kind.family() == family,
            Self::Kind(wanted) => *wanted == kind,
        }
    }
}

impl fmt::Display for EventPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Family(family) => write!(f, "{family}.*"),
            Self::Kind(kind) => kind.fmt(f),
        }
    }
}

impl FromStr for EventPattern {
    type Err = SubscriptionError;

    fn from_str(text: &str) -> Result<Self, SubscriptionError> {
        let unknown = || SubscriptionError(text.chars().take(64).collect());
        if text == "*" {
            return Ok(Self::All);
        }
        match text.strip_suffix(".*") {
            Some(family) if event_families().contains_key(family) => Ok(Self::Family(family.to_owned())),
            Some(_) => Err(unknown()),
            None => text.parse().map(Self::Kind).map_err(|_| unknown()),
        }
    }
}

/// What a system wants to be told of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub struct Subscription(BTreeSet<EventPattern>);

impl Subscription {
    pub fn new(patterns: impl IntoIterator<Item = EventPattern>) -> Self {
        Self(patterns.into_iter().collect())
    }

    pub fn wants(&self, kind: EventKind) -> bool {
        self.0.iter().any(|pattern| pattern.matches(kind))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn patterns(&self) -> impl Iterator<Item = &EventPattern> {
        self.0.iter()
    }
}

impl From<Subscription> for Vec<String> {
    fn from(subscription: Subscription) -> Self {
        subscription.0.iter().map(ToString::to_string).collect()
    }
}

impl TryFrom<Vec<String>> for Subscription {
    type Error = SubscriptionError;

    fn try_from(texts: Vec<String>) -> Result<Self, SubscriptionError> {
        let patterns: Result<BTreeSet<_>, _> = texts.iter().map(|text| text.parse()).collect();
        patterns.map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_mean_what_they_say() {
        let wants = |text: &str, kind| text.parse::<EventPattern>().unwrap().matches(kind);
        assert!(wants("*", EventKind::KeyRotated));
        assert!(wants("ticket.*", EventKind::TicketReceived));
        assert!(!wants("ticket.*", EventKind::MessageAdded));
        assert!(wants("message.added", EventKind::MessageAdded));
        assert!(!wants("ticket.received", EventKind::TicketArchived));
        for wrong in [
            "",
            "ticket",
            "tick.*",
            "ticket.*.*",
            "*.received",
            "ticket.nothing",
            " *",
        ] {
            assert!(wrong.parse::<EventPattern>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_subscription_reads_back_and_wants_the_same(
            kinds in prop::collection::vec(prop::sample::select(EventKind::ALL), 0..6),
            families in prop::collection::vec(prop::sample::select(event_families().into_keys().collect::<Vec<_>>()), 0..3),
        ) {
            let patterns = kinds.iter().map(|kind| EventPattern::Kind(*kind));
            let patterns = patterns.chain(families.iter().map(|family| EventPattern::Family((*family).to_owned())));
            let subscription = Subscription::new(patterns);
            let json = serde_json::to_string(&subscription).unwrap();
            let again: Subscription = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(&again, &subscription);
            for kind in EventKind::ALL {
                let meant = kinds.contains(kind) || families.contains(&kind.family());
                prop_assert_eq!(subscription.wants(*kind), meant);
            }
        }
    }
}
