//! Keys: versions, and how far a change is.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

/// `/admin/keys`
#[derive(Clone, Debug, Serialize)]
pub struct KeysView {
    pub families: Vec<KeyFamilyLine>,
    pub problems: Problems,
}

impl View for KeysView {
    const TEMPLATE: &'static str = "admin/keys.html";
}

/// Keys that are changed together.
#[derive(Clone, Debug, Serialize)]
pub struct KeyFamilyLine {
    /// `sealing` or `lookup`.
    pub family: Code,
    pub in_use: u32,
    pub versions: Vec<u32>,
    /// Rows made with older versions.
    pub left: i64,
    pub retirable: bool,
    pub change: Option<KeyChangeLine>,
}

/// The newest change.
#[derive(Clone, Debug, Serialize)]
pub struct KeyChangeLine {
    pub version: u32,
    /// `wanted`, `prepared`, `moving`, `moved` or `retired`.
    pub state: Code,
    /// Whether another has to wait for it.
    pub under_way: bool,
    pub asked_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub done: i64,
    pub total: i64,
    pub stuck: i64,
    /// Processes that lack the version.
    pub waiting: usize,
    pub problem: Option<String>,
}
