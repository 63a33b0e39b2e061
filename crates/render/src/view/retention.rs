//! `/ops/retention`: how long what was written is kept, what a run would take, and what runs took.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Code, Problems, View};

#[derive(Clone, Debug, Serialize)]
pub struct RetentionView {
    /// 0 while the shipped rules were never touched.
    pub version: i64,
    pub rules: Vec<RetentionRuleLine>,
    pub checked: bool,
    pub approved_at: Option<Timestamp>,
    pub automatic: bool,
    pub runs: Vec<RetentionRunLine>,
    pub next: Option<String>,
    pub may_manage: bool,
    /// What is wrong with the rules that came back.
    pub problems: Problems,
}

impl View for RetentionView {
    const TEMPLATE: &'static str = "ops/retention.html";
}

/// One class.
#[derive(Clone, Debug, Serialize)]
pub struct RetentionRuleLine {
    pub class: Code,
    pub days: String,
    pub act: Code,
    /// What it may be.
    pub acts: Vec<Code>,
    pub at_least: u32,
}

/// One run, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct RetentionRunLine {
    pub id: String,
    pub policy: i64,
    /// `dry` or `real`.
    pub mode: Code,
    pub state: Code,
    pub automatic: bool,
    pub at: Timestamp,
    /// Of its three parts, how many are done.
    pub parts: u8,
    pub counts: Vec<RetentionCountLine>,
    pub samples: Vec<RetentionSampleLine>,
}

#[derive(Clone, Debug, Serialize)]
pub struct RetentionCountLine {
    pub class: Code,
    pub found: i64,
    pub held: i64,
    /// Of files.
    pub bytes: u64,
    pub people: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct RetentionSampleLine {
    pub class: Code,
    /// Id and number of the request, where it is one.
    pub ticket: Option<(String, i64)>,
    pub at: Timestamp,
}
