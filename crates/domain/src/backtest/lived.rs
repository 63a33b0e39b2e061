//! A draft laid over a life that was lived under another version.

use crate::standard::Standard;

/// The standard a replay judges by: the draft's clocks, procedures, stages' limits and tiers, with the categories and the
/// reopen window of the version under which the request really lived, so that everything that happened to it could happen.
#[derive(Clone, Debug)]
pub struct Lived(Standard);

impl Lived {
    /// The draft over a life under `lived`. Both must be bound to their calendars.
    pub fn under(draft: &Standard, lived: &Standard) -> Self {
        Self(draft.over(lived))
    }

    /// The version itself, for what really was.
    pub fn really(lived: &Standard) -> Self {
        Self(lived.wordless())
    }

    pub(super) const fn standard(&self) -> &Standard {
        &self.0
    }
}
