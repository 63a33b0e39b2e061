//! Stretches of a request's life in which clocks stood still.

use serde::{Deserialize, Serialize};

use super::Metric;
use crate::stage::Stage;
use crate::time::Timestamp;

/// A finished stay in a stage in which some clocks rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    pub stage: Stage,
    pub from: Timestamp,
    /// Up to, not including.
    pub to: Timestamp,
}

impl Rest {
    /// Whether clocks can rest in a stage at all.
    pub const fn is_in(stage: Stage) -> bool {
        matches!(
            stage,
            Stage::WaitingRequester | Stage::WaitingThirdParty | Stage::Resolved
        )
    }

    /// The rests that held a metric's clock up since `start`, cut to begin there. `rests` are in order and apart.
    pub fn of(rests: &[Self], metric: Metric, start: Timestamp) -> impl Iterator<Item = Self> {
        let held = move |rest: &&Self| metric.rests_in(rest.stage) && rest.to > start;
        rests.iter().filter(held).map(move |rest| Self {
            from: rest.from.max(start),
            ..*rest
        })
    }
}
