//! Who has a ticket open, looks at it, writes in it: a short-lived state of one tab, kept alive by the stream of its
//! browser and gone by itself when that breaks off.

use std::collections::BTreeMap;

use crate::id::UserId;
use crate::time::{Span, Timestamp};

codes! {
    /// What somebody does with a ticket, from least to most.
    pub enum PresenceState ("presence") {
        /// The page is open in a tab that is not looked at.
        Open = "open",
        Viewing = "viewing",
        Typing = "typing",
    }
}

/// A presence that nothing keeps alive ends after this long.
pub const PRESENCE_LEASE: Span = Span::seconds(75);
/// Whoever has not typed for this long is only looking.
pub const TYPING_LASTS: Span = Span::seconds(20);

/// What one tab has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TabPresence {
    pub user: UserId,
    /// None once it was closed.
    pub state: Option<PresenceState>,
    /// When it said so.
    pub since: Timestamp,
    pub until: Timestamp,
}

impl TabPresence {
    /// What it is worth at an instant.
    pub fn at(&self, now: Timestamp) -> Option<PresenceState> {
        let state = self.state.filter(|_| now < self.until)?;
        let lapsed = state == PresenceState::Typing && now >= self.since + TYPING_LASTS;
        Some(if lapsed { PresenceState::Viewing } else { state })
    }
}

/// Each user once, with the most that any of their tabs does.
pub fn present(
    tabs: impl IntoIterator<Item = TabPresence>,
    now: Timestamp,
) -> BTreeMap<UserId, PresenceState> {
    let mut users = BTreeMap::new();
    for tab in tabs {
        if let Some(state) = tab.at(now) {
            let known = users.entry(tab.user).or_insert(state);
            *known = state.max(*known);
        }
    }
    users
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;

    const NOW: Timestamp = Timestamp::from_micros(1_772_413_200_000_000);

    fn tab(user: i64, state: PresenceState) -> TabPresence {
        TabPresence {
            user: Id::from_raw(user),
            state: Some(state),
            since: NOW,
            until: NOW + PRESENCE_LEASE,
        }
    }

    #[test]
    fn typing_becomes_looking_and_what_nothing_keeps_alive_ends() {
        let typing = tab(1, PresenceState::Typing);
        assert_eq!(typing.at(NOW), Some(PresenceState::Typing));
        assert_eq!(typing.at(NOW + TYPING_LASTS), Some(PresenceState::Viewing));
        assert_eq!(typing.at(NOW + PRESENCE_LEASE), None);
        assert_eq!(
            TabPresence {
                state: None,
                ..typing
            }
            .at(NOW),
            None
        );
    }

    #[test]
    fn of_several_tabs_the_busiest_counts() {
        let tabs = [
            tab(1, PresenceState::Open),
            tab(2, PresenceState::Viewing),
            tab(1, PresenceState::Typing),
        ];
        let users: Vec<_> = present(tabs, NOW).into_iter().collect();
        assert_eq!(
            users,
            [
                (Id::from_raw(1), PresenceState::Typing),
                (Id::from_raw(2), PresenceState::Viewing)
            ]
        );
    }
}
