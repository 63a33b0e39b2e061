//! `/quality/standards`: versions of the service standard, one of them to be read, written, compared, approved.

use serde::Serialize;
use touchstone_domain::time::{Span, Timestamp};

use super::{Code, CorrectionLine, Problems, RuleLine, View};

#[derive(Clone, Debug, Serialize)]
pub struct StandardsView {
    pub standards: Vec<StandardLine>,
    pub next: Option<String>,
    pub may_write: bool,
    pub duty: StandardDutyView,
}

impl View for StandardsView {
    const TEMPLATE: &'static str = "quality/standards.html";
}

/// A version in a list.
#[derive(Clone, Debug, Serialize)]
pub struct StandardLine {
    pub id: String,
    /// Name of the pack.
    pub key: String,
    pub number: i64,
    pub state: Code,
    /// None before it has an instant, and when it has been in force from the beginning.
    pub effective_from: Option<Timestamp>,
    pub updated_at: Timestamp,
}

/// One version.
#[derive(Clone, Debug, Serialize)]
pub struct StandardView {
    pub line: StandardLine,
    pub title: String,
    pub version: i64,
    /// Id and number of the version it was begun from.
    pub basis: Option<(String, i64)>,
    /// The version in force, where this is another one.
    pub current: Option<(String, i64)>,
    pub authors: Vec<String>,
    pub approvals: usize,
    pub approvals_needed: usize,
    pub remarks: Vec<RemarkLine>,
    /// What the reader may do with it now.
    pub actions: Vec<Code>,
    pub may_write: bool,
    /// Whether the reader may replay the past against it.
    pub may_backtest: bool,
    /// It is in force, binds the reader, and the reader has not confirmed it.
    pub to_confirm: bool,
    /// When the reader did.
    pub confirmed_at: Option<Timestamp>,
    /// Instant and state of its next review, for whoever may write standards.
    pub review: Option<(Timestamp, Code)>,
    /// It may be made to reach running work by the reader.
    pub may_correct: bool,
    /// How far it has reached running work.
    pub correction: Option<CorrectionLine>,
    pub areas: Vec<ClauseArea>,
    /// What was typed and came back.
    pub note: String,
    pub from: String,
    pub comment: String,
    pub reason: String,
    /// The action whose form came back.
    pub refused: Code,
    pub problems: Problems,
}

impl View for StandardView {
    const TEMPLATE: &'static str = "quality/standard.html";
}

/// Clauses about one thing.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseArea {
    pub area: Code,
    pub clauses: Vec<ClauseLine>,
}

/// One clause in the reader's language.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseLine {
    pub id: String,
    pub title: String,
    /// Markdown.
    pub text: String,
    /// The clock that shows whether it is kept.
    pub metric: Option<Code>,
    /// The target over a period, with its figures.
    pub kpi: Option<KpiLine>,
    pub cites: Vec<CitedLaw>,
    /// Codes of roles.
    pub binds: Vec<Code>,
}

/// A target over a period.
#[derive(Clone, Debug, Serialize)]
pub struct KpiLine {
    pub kpi: String,
    pub figures: Vec<FigureLine>,
}

/// A figure: as it is written, and the length of time it is, if it is one.
#[derive(Clone, Debug, Serialize)]
pub struct FigureLine {
    pub name: String,
    pub text: String,
    pub span: Option<Span>,
}

/// A law a clause derives from; its id where the register has none.
#[derive(Clone, Debug, Serialize)]
pub struct CitedLaw {
    pub id: String,
    pub title: String,
    /// The clause waits to be looked at because it was amended.
    pub flagged: bool,
}

/// What somebody said.
#[derive(Clone, Debug, Serialize)]
pub struct RemarkLine {
    pub kind: Code,
    pub author: String,
    pub body: String,
    pub at: Timestamp,
    /// An approval that counts no more.
    pub void: bool,
}

/// `/quality/standards/{id}/edit`.
#[derive(Clone, Debug, Serialize)]
pub struct StandardEditView {
    pub id: String,
    pub key: String,
    pub number: i64,
    pub version: i64,
    /// The text as it stands, or as it was typed.
    pub pack: String,
    /// Lines around what is wrong.
    pub excerpt: Vec<TextLine>,
    /// The rules of the text as it is kept.
    pub rules: Vec<RuleLine>,
    pub problems: Problems,
}

impl View for StandardEditView {
    const TEMPLATE: &'static str = "quality/standard_edit.html";
}

/// A line of the text, numbered from 1.
#[derive(Clone, Debug, Serialize)]
pub struct TextLine {
    pub number: usize,
    pub text: String,
    /// What is wrong is in this one.
    pub wrong: bool,
}

/// `/quality/standards/{id}/diff/{other}`.
#[derive(Clone, Debug, Serialize)]
pub struct StandardDiffView {
    pub before: StandardLine,
    pub after: StandardLine,
    pub clauses: Vec<ClauseDiff>,
    pub figures: Vec<FigureDiff>,
}

impl View for StandardDiffView {
    const TEMPLATE: &'static str = "quality/standard_diff.html";
}

/// One clause that is not as it was.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseDiff {
    pub id: String,
    /// `added`, `removed`, `changed`.
    pub change: Code,
    pub area: Code,
    pub title: Vec<MarkLine>,
    pub text: Vec<MarkLine>,
    /// Languages in which it is different.
    pub languages: Vec<Code>,
}

/// A piece of text and what became of it: `same`, `removed`, `added`.
#[derive(Clone, Debug, Serialize)]
pub struct MarkLine {
    pub kind: Code,
    pub text: String,
}

/// One figure that is not as it was.
#[derive(Clone, Debug, Serialize)]
pub struct FigureDiff {
    pub family: String,
    pub which: String,
    pub name: String,
    /// The clock it is of, where it is one's.
    pub metric: Option<Code>,
    pub before: Option<FigureLine>,
    pub after: Option<FigureLine>,
}

/// What the standard in force asks of the reader.
#[derive(Clone, Debug, Default, Serialize)]
pub struct StandardDutyView {
    /// Id and number of the version to confirm.
    pub confirm: Option<(String, i64)>,
    /// Version, instant and state of the next review, for whoever may write standards.
    pub review: Option<(String, Timestamp, Code)>,
}

/// `/quality/standards/{id}/readers`.
#[derive(Clone, Debug, Serialize)]
pub struct StandardReadersView {
    pub line: StandardLine,
    pub back: String,
    /// It is in force: those it binds can confirm it.
    pub current: bool,
    /// Codes of the roles it binds.
    pub roles: Vec<Code>,
    pub bound: i64,
    pub confirmed: i64,
    pub teams: Vec<ReaderTeamLine>,
    pub missing: Vec<ReaderLine>,
}

impl View for StandardReadersView {
    const TEMPLATE: &'static str = "quality/standard_readers.html";
}

/// A team, or those without one.
#[derive(Clone, Debug, Serialize)]
pub struct ReaderTeamLine {
    pub name: Option<String>,
    pub bound: i64,
    pub confirmed: i64,
}

/// Somebody who has not confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct ReaderLine {
    pub name: String,
    pub role: Code,
}
