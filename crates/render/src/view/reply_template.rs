//! Templates of replies: those the reader has, one being written, and what a reply may be begun with.

use serde::Serialize;
use touchstone_domain::time::Timestamp;

use super::{Choice, Code, Problems, View};

/// `/desk/templates`
#[derive(Clone, Debug, Serialize)]
pub struct ReplyTemplatesView {
    pub lines: Vec<ReplyTemplateLine>,
    /// What was looked for.
    pub q: String,
    /// Those put aside.
    pub archived: bool,
    pub problems: Problems,
}

impl View for ReplyTemplatesView {
    const TEMPLATE: &'static str = "desk/templates.html";
}

/// A template in the list.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyTemplateLine {
    pub id: String,
    pub name: String,
    pub code: Option<String>,
    pub category: Option<String>,
    /// `own`, `team` or `all`.
    pub share: Code,
    pub team: Option<String>,
    pub owner: Option<String>,
    pub languages: Vec<Code>,
    pub may_change: bool,
    pub uses: i64,
    pub last_used_at: Option<Timestamp>,
    pub version: i64,
}

/// `/desk/templates/new`, `/desk/templates/{id}`
#[derive(Clone, Debug, Serialize)]
pub struct ReplyTemplateView {
    /// None for one that is being made.
    pub id: Option<String>,
    /// Where the form goes.
    pub action: String,
    pub form: ReplyTemplateForm,
    /// Who may have it, as far as the reader may share.
    pub shares: Vec<Code>,
    pub share_teams: Vec<Choice>,
    /// Names of the variables there are.
    pub variables: Vec<Code>,
    pub previews: Vec<TemplatePreview>,
    /// What it was, the newest first.
    pub versions: Vec<TemplateVersionLine>,
    pub may_change: bool,
    pub archived: bool,
    pub problems: Problems,
    pub key: String,
}

impl View for ReplyTemplateView {
    const TEMPLATE: &'static str = "desk/template_edit.html";
}

/// What was typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReplyTemplateForm {
    pub version: i64,
    pub name: String,
    pub code: String,
    pub category: String,
    pub share: String,
    pub team: String,
    /// One of each language, empty ones too.
    pub texts: Vec<TemplateText>,
}

/// A text in a language.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateText {
    pub language: Code,
    pub text: String,
}

/// A text as its reader would get it, in Markdown.
#[derive(Clone, Debug, Serialize)]
pub struct TemplatePreview {
    pub language: Code,
    pub text: String,
}

/// What a template was.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateVersionLine {
    pub version: i64,
    pub author: String,
    pub at: Timestamp,
    pub name: String,
    pub texts: Vec<TemplateText>,
}

/// Templates of one category; its name is empty for those without one.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateGroup {
    pub category: String,
    pub offers: Vec<TemplateOffer>,
}

/// What a reply may be begun with.
#[derive(Clone, Debug, Serialize)]
pub struct TemplateOffer {
    pub id: String,
    pub name: String,
    /// Empty for none.
    pub code: String,
}
