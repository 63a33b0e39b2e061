//! What a template is made of, read and checked.

use touchstone_domain::id::TeamId;
use touchstone_domain::language::Language;
use touchstone_domain::reply_template::{
    ReplyTexts, TEMPLATE_CATEGORY, TEMPLATE_CODE, TEMPLATE_NAME, TEMPLATE_TEXT, short_code, text_check,
};
use touchstone_domain::saved_view::ViewShare;
use touchstone_domain::template::{TemplateError, one_line};

use crate::core::{AppError, FieldError};
use crate::ticket::Fields;

/// A template as it is to be.
#[derive(Debug, Clone)]
pub struct TemplateContent {
    pub name: String,
    /// By which it is called.
    pub code: Option<String>,
    pub category: Option<String>,
    pub share: ViewShare,
    /// With whom, for [`ViewShare::Team`].
    pub team: Option<TeamId>,
    pub texts: ReplyTexts,
}

impl TemplateContent {
    /// Reads `{name, code?, category?, share?, team?, texts: {zh-CN?, en?, ja?, ko?}}`.
    pub fn read(mut fields: Fields) -> Result<Self, AppError> {
        let name = one_line(&fields.required("name", TEMPLATE_NAME));
        let code = fields.text("code", TEMPLATE_CODE + 1).and_then(|typed| {
            let code = short_code(&typed);
            if code.is_none() {
                let error = FieldError::new("", "template_code").with("max", TEMPLATE_CODE);
                fields.refuse("code", error);
            }
            code
        });
        let category = fields
            .text("category", TEMPLATE_CATEGORY)
            .map(|typed| one_line(&typed));
        let share = fields.code("share").unwrap_or(ViewShare::Own);
        let team = fields.parsed("team");
        if share == ViewShare::Team && team.is_none() {
            fields.refuse("team", FieldError::new("", "required"));
        }
        let texts = texts(&mut fields);
        fields.finish()?;
        Ok(Self {
            name,
            code,
            category,
            share,
            team: team.filter(|_| share == ViewShare::Team),
            texts,
        })
    }
}

/// The texts by language; what is no template is refused with its line.
fn texts(fields: &mut Fields) -> ReplyTexts {
    let mut inner = fields.object("texts");
    let mut texts = ReplyTexts::new();
    for language in Language::ALL {
        let Some(text) = inner.text(language.as_str(), TEMPLATE_TEXT) else {
            continue;
        };
        if let Err(error) = text_check(&text) {
            inner.refuse(language.as_str(), template_refused(&error));
        }
        texts.insert(*language, text);
    }
    let none = texts.is_empty() && !inner.is_refused();
    fields.absorb(inner);
    if none {
        fields.refuse("texts", FieldError::new("", "template_empty"));
    }
    texts
}

/// What is wrong with a text in which variables stand, with its line.
pub(crate) fn template_refused(error: &TemplateError) -> FieldError {
    let refused = FieldError::new("", error.code()).with("line", error.line());
    match error {
        TemplateError::Open { .. } => refused,
        TemplateError::Unknown { name, .. } => refused.with("name", name),
    }
}
