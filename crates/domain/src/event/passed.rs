//! What acts on a ticket carry along.

use crate::clock::ClockChange;
use crate::stage::Stage;
use serde::{Deserialize, Serialize};

/// What an act did to a ticket beside its own purpose: the stages it passed and the clocks it changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockChange>,
}
