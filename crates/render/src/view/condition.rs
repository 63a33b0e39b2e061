//! Conditions: in words wherever a rule is told, and as fields of a form where one is written.

use serde::Serialize;

use touchstone_domain::time::Span;

use super::{CategoryGroup, Code, Problems, View};

/// A condition in words: a group, or one fact with what it is compared with.
#[derive(Clone, Debug, Serialize)]
pub struct ConditionView {
    /// `all`, `any`, `not` or `is`.
    pub mode: Code,
    /// Of a group; one of `not`.
    pub parts: Vec<Self>,
    pub fact: Code,
    pub operator: Code,
    pub words: Vec<Code>,
}

impl Default for ConditionView {
    fn default() -> Self {
        Self {
            mode: "all".into(),
            parts: Vec::new(),
            fact: Code::default(),
            operator: Code::default(),
            words: Vec::new(),
        }
    }
}

/// A node of a condition as fields of a form: a group when it has no fact.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ConditionField {
    /// The way to it from the root, part of its fields' names.
    pub path: String,
    /// `all`, `any`, `none` or `not-all`.
    pub mode: Code,
    pub parts: Vec<Self>,
    /// Whether a group may be put into it.
    pub may_group: bool,
    pub fact: Code,
    pub operator: Code,
    /// The operators of the fact.
    pub operators: Vec<Code>,
    /// The words to choose from; categories are those of the page.
    pub choices: Vec<Code>,
    pub chosen: Vec<String>,
    /// How many values the operator takes.
    pub most: usize,
}

/// How many tickets match.
#[derive(Clone, Debug, Serialize)]
pub struct MatchesView {
    pub count: u64,
    /// There are no more.
    pub exact: bool,
    /// Counting took too long.
    pub late: bool,
    /// The list of them.
    pub href: String,
}

/// A rule of a standard in a list.
#[derive(Clone, Debug, Serialize)]
pub struct RuleLine {
    /// As an address names it: `sla-3`.
    pub name: String,
    pub basis: Code,
    pub number: usize,
    pub figures: Vec<(Code, Span)>,
    pub when: ConditionView,
}

/// `/quality/standards/{id}/rules/{rule}`.
#[derive(Clone, Debug, Serialize)]
pub struct RuleEditView {
    /// Id and number of the version of the standard, and the version of its text.
    pub id: String,
    pub number: i64,
    pub version: i64,
    /// The rule as it is kept.
    pub rule: RuleLine,
    /// The condition as it is being written.
    pub root: ConditionField,
    /// The facts a rule may look at.
    pub facts: Vec<Code>,
    pub categories: Vec<CategoryGroup>,
    /// Something is missing yet.
    pub unfinished: bool,
    /// The condition in words, once it is finished.
    pub when: ConditionView,
    /// None while it is unfinished, and for whoever may not read tickets.
    pub matches: Option<MatchesView>,
    pub problems: Problems,
}

impl View for RuleEditView {
    const TEMPLATE: &'static str = "quality/rule_edit.html";
}
