//! Saved lists: those on the reader's desk, and one being made or changed.

use serde::Serialize;

use super::{CategoryGroup, Choice, Code, ConditionField, ConditionView, MatchesView, Problems, View};

/// `/desk/views`: the saved lists on the reader's desk.
#[derive(Clone, Debug, Serialize)]
pub struct SavedViewsView {
    pub lines: Vec<SavedViewLine>,
    pub problems: Problems,
}

impl View for SavedViewsView {
    const TEMPLATE: &'static str = "desk/views.html";
}

/// A saved list.
#[derive(Clone, Debug, Serialize)]
pub struct SavedViewLine {
    pub id: String,
    pub name: String,
    /// The list itself.
    pub href: String,
    /// `own`, `team` or `all`.
    pub share: Code,
    pub team: Option<String>,
    pub owner: Option<String>,
    pub may_change: bool,
    pub version: i64,
}

/// `/desk/views/new`, `/desk/views/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct SavedViewView {
    /// None for one that is being made.
    pub id: Option<String>,
    /// Where the form goes.
    pub action: String,
    pub form: SavedViewForm,
    /// Who may have it, as far as the reader may share.
    pub shares: Vec<Code>,
    /// With which teams it may be shared.
    pub share_teams: Vec<Choice>,
    pub teams: Vec<Choice>,
    pub agents: Vec<Choice>,
    pub root: ConditionField,
    pub facts: Vec<Code>,
    pub categories: Vec<CategoryGroup>,
    /// A condition that fields cannot write is kept as it is.
    pub kept: bool,
    pub unfinished: bool,
    pub when: ConditionView,
    pub matches: Option<MatchesView>,
    pub problems: Problems,
    pub key: String,
}

impl View for SavedViewView {
    const TEMPLATE: &'static str = "desk/view_edit.html";
}

/// What was typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SavedViewForm {
    pub version: i64,
    pub name: String,
    pub share: String,
    pub team: String,
    pub status: Vec<String>,
    pub assignee: String,
    pub in_team: String,
    /// JSON, where it is kept as it is.
    pub when: String,
    pub sort: String,
    pub columns: Vec<String>,
    pub grouped: bool,
}
