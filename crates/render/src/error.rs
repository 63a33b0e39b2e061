//! Why something could not be rendered. Each is a mistake in a template or a locale file, never in what a user typed.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("template {name}: {source:#}")]
    Template { name: String, source: minijinja::Error },
    #[error("locale file {name}: {problem}")]
    Locale { name: String, problem: String },
    #[error("no text for key {key} in {language}")]
    MissingText { key: String, language: &'static str },
    #[error("cannot read override {path}: {source}")]
    Override { path: PathBuf, source: std::io::Error },
    #[error("time zone {name} is not known")]
    Zone { name: String },
}
