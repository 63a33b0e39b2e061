//! Why something could not be rendered. Each is a mistake in a template or a locale file, never in what a user typed.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The problem names templates and lines, never what the page was told: that may be personal.
    #[error("template {name}: {problem}")]
    Template { name: String, problem: String },
    #[error("locale file {name}: {problem}")]
    Locale { name: String, problem: String },
    #[error("no text for key {key} in {language}")]
    MissingText { key: String, language: &'static str },
    #[error("cannot read override {path}: {source}")]
    Override { path: PathBuf, source: std::io::Error },
    #[error("time zone {name} is not known")]
    Zone { name: String },
}

impl RenderError {
    pub(crate) fn template(name: &str, error: &minijinja::Error) -> Self {
        let mut problem = error.to_string();
        let mut next = std::error::Error::source(error);
        while let Some(cause) = next {
            problem.push_str(": ");
            problem.push_str(&cause.to_string());
            next = cause.source();
        }
        Self::Template {
            name: name.to_owned(),
            problem,
        }
    }
}
